package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

// maxUnit is how long a unit of a request may be.
const maxUnit = 40

// IronDays is for how many days a result of ferritin, iron, TIBC or TSAT decides.
//
// Source: spec/clinical.md section 4; the ruleset has the same limit.
const IronDays = 90

// OtherDays is for how many days a result of any other test decides.
//
// Source: as of IronDays.
const OtherDays = 180

// ironTests are the tests whose results age faster.
var ironTests = []string{testFerritin, testIron, testTIBC, testTSAT}

// Ids of tests that need care of their own.
const (
	testFerritin = "ferritin"
	testIron     = "iron"
	testTIBC     = "tibc"
	testTSAT     = "tsat"
	testEGFR     = "egfr"
)

// loincEGFR is the eGFR of the formula that is in use, without race.
const loincEGFR = "98979-8"

// loincByRace are eGFR for one group of patients: a laboratory that reports two
// of them leaves it to the reader which is meant.
//
// Source: terminology/labs.csv.
var loincByRace = []string{"48642-3", "48643-1", "88293-6", "88294-4"}

// comparators are those of R4: the value is known as a bound.
var comparators = []string{"<", "<=", ">=", ">"}

// labs are the usable results of a chart by test.
type labs struct {
	*reader
	sent  map[string]bool // tests with a result, usable or not
	tests []string        // in the order of the chart
	// undated is the highest TSAT without a date that speaks of overload; nil without one.
	undated *result
	of      map[string][]result
}

// result is a usable result.
type result struct {
	*observed
	lab Lab
	// converted is the value in the unit that the test is compared in.
	converted float64
}

func newLabs(r *reader) *labs {
	return &labs{reader: r, sent: map[string]bool{}, of: map[string][]result{}}
}

// add takes a result, unless it has no number, or one that cannot be.
func (l *labs) add(test string, o *observed) {
	q := o.found.Quantity
	if q == nil || q.Value == nil {
		l.issues.add(noValue, o.place, o.member, "%s (%s) has no number as a quantity, and was left out.", o.name(), test)
		return
	}
	if q.Comparator != "" && !slices.Contains(comparators, q.Comparator) {
		l.issues.add(noValue, o.place, o.member+".valueQuantity.comparator", "%s (%s) has a comparator that is not one of R4, and was left out.", o.name(), test)
		return
	}
	unit := q.spelling()
	value := fhir.Bound(*q.Value, q.Comparator)
	if fault := l.check(test, value, unit); fault != nil {
		matter := outOfRange
		if fault.Code == problem.CodeUnit {
			matter = wrongUnit
		}
		l.issues.add(matter, o.place, o.member+".valueQuantity", "%s (%s) was left out. %s Accepted: %s.",
			o.name(), test, fault.Detail, strings.Join(fault.Accepted, ", "))
		return
	}
	converted, known := l.knows.ConvertLab(test, value, unit)
	if !known {
		return // checked above
	}
	found := result{o, Lab{
		Source: o.source(), Test: test, Value: value, Unit: unit, Comparator: q.Comparator, CollectedOn: o.on.text,
	}, converted}
	if o.undated {
		l.addUndated(found)
		return
	}
	found.lab.Old = o.on.daysSince(l.today) > limitOf(test)
	if _, seen := l.of[test]; !seen {
		l.tests = append(l.tests, test)
	}
	l.of[test] = append(l.of[test], found)
}

// check refuses what a request would.
func (l *labs) check(test string, value float64, unit string) *problem.Field {
	if fault := l.knows.CheckLab(test, value, unit); fault != nil || utf8.RuneCountInString(unit) <= maxUnit {
		return fault
	}
	return &problem.Field{Code: problem.CodeUnit, Detail: "This unit is too long.", Accepted: []string{"at most 40 characters"}}
}

// spelling is the unit of a quantity: its code where it is of UCUM, else as it
// is written.
func (q *quantity) spelling() string {
	code := strings.TrimSpace(q.Code)
	if code != "" && terminology.System(q.System) == terminology.UCUM {
		return code
	}
	return cmp.Or(strings.TrimSpace(q.Unit), code)
}

// newest is the newest result of each test, in the order of the chart, and then
// earlier results of iron that still act.
func (l *labs) newest() []Lab {
	var chosen []result
	for _, test := range l.tests {
		if r, ok := l.choose(test, l.of[test]); ok {
			chosen = append(chosen, r)
		}
	}
	chosen = l.plausible(chosen)
	slices.SortStableFunc(chosen, func(a, b result) int { return cmp.Compare(a.order, b.order) })
	var list []Lab
	for _, r := range chosen {
		l.note(r)
		list = append(list, r.lab)
	}
	for _, r := range l.stillActing(chosen) {
		list = append(list, r.lab)
	}
	if l.undated != nil {
		list = append(list, l.undated.lab)
	}
	return list
}

// choose picks the newest of the results of one test. Where the newest differ
// and nothing says which is meant, an older one is no better: there is none. Of
// TSAT the highest is taken if it speaks of overload: iron is harmful then.
func (l *labs) choose(test string, all []result) (result, bool) {
	if test == testEGFR {
		all = l.withoutRace(all)
	}
	newest := latest(all)
	if chosen, ok := agreed(newest); ok {
		return chosen, true
	}
	if high, ok := overload(newest); ok {
		for _, r := range newest {
			l.issues.add(contradicted, r.place, r.member,
				"%s (%s) differs from another result of the same test and time: the higher one counts, since it speaks of overload.", r.name(), test)
		}
		return high, true
	}
	for _, r := range newest {
		l.issues.add(sameDate, r.place, r.member, "%s (%s) differs from another result of the same test and time: neither was used.", r.name(), test)
	}
	return result{}, false
}

// latest are the newest of results: several where nothing tells.
func latest(all []result) []result {
	last := slices.MaxFunc(all, func(a, b result) int { return strings.Compare(a.on.text, b.on.text) }).on.text
	all = slices.DeleteFunc(slices.Clone(all), func(r result) bool { return r.on.text != last })
	newest := all[:1:1]
	for _, r := range all[1:] {
		switch {
		case r.newerThan(newest[0].observed):
			newest = []result{r}
		case !newest[0].newerThan(r.observed):
			newest = append(newest, r)
		}
	}
	return newest
}

// agreed is the result that several of one time give, if they do.
func agreed(newest []result) (result, bool) {
	differs := func(r result) bool { return !same(newest[0], r) }
	if !slices.ContainsFunc(newest, differs) {
		return newest[0], true
	}
	if preferred := slices.DeleteFunc(slices.Clone(newest), func(r result) bool { return r.loinc != loincEGFR }); len(preferred) == 1 {
		return preferred[0], true
	}
	return result{}, false
}

// same reports one number, perhaps in two units, whose conversion is rounded.
func same(a, b result) bool {
	if a.lab.Unit == b.lab.Unit {
		return a.lab.Value == b.lab.Value
	}
	const rounding = 0.01
	return math.Abs(a.converted-b.converted) <= rounding*math.Max(math.Abs(a.converted), math.Abs(b.converted))
}

// withoutRace leaves out eGFR by race where there is another.
func (l *labs) withoutRace(all []result) []result {
	raced := func(r result) bool { return slices.Contains(loincByRace, r.loinc) }
	others := slices.DeleteFunc(slices.Clone(all), raced)
	if len(others) == 0 {
		return all
	}
	for _, r := range all {
		if raced(r) {
			l.issues.add(byRace, r.place, r.member, "%s (%s) is by race: another eGFR is used in its place.", r.name(), testEGFR)
		}
	}
	return others
}

// plausible leaves out iron and TIBC of one day that give no possible TSAT: one
// of the two then has the wrong unit. A request would be refused.
func (l *labs) plausible(chosen []result) []result {
	iron := slices.IndexFunc(chosen, func(r result) bool { return r.lab.Test == testIron })
	tibc := slices.IndexFunc(chosen, func(r result) bool { return r.lab.Test == testTIBC })
	if iron < 0 || tibc < 0 || chosen[iron].on.text != chosen[tibc].on.text {
		return chosen
	}
	if _, ok := l.saturation(chosen[iron], chosen[tibc]); ok {
		return chosen
	}
	for _, r := range []result{chosen[iron], chosen[tibc]} {
		l.issues.add(outOfRange, r.place, r.member, "%s (%s) was left out: iron and TIBC of one day give a transferrin saturation that cannot be.", r.name(), r.lab.Test)
	}
	return slices.DeleteFunc(chosen, func(r result) bool { return r.lab.Test == testIron || r.lab.Test == testTIBC })
}

// note tells what is used, and how far.
func (l *labs) note(r result) {
	l.issues.add(used, r.place, r.member, "labs.%s from %s.", r.lab.Test, r.name())
	if r.lab.Comparator != "" {
		l.issues.add(bound, r.place, r.member+".valueQuantity.comparator",
			"%s (%s) is known as a bound: it counts as a value at or just beyond it.", r.name(), r.lab.Test)
	}
	if r.lab.Old {
		l.issues.add(oldResult, r.place, r.member, "%s (%s) is older than %d days: it informs the text and does not decide.", r.name(), r.lab.Test, limitOf(r.lab.Test))
	}
}

// limitOf is for how many days a result of the test decides.
func limitOf(test string) int {
	if slices.Contains(ironTests, test) {
		return IronDays
	}
	return OtherDays
}
