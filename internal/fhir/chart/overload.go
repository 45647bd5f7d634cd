package chart

import (
	"slices"
	"strings"
)

// OverloadPercent is the TSAT, in %, above which iron is not advised.
//
// Source: spec/clinical.md section 6; the ruleset has the same limit.
const OverloadPercent = 45

// overload is the highest of TSAT results that cannot be ordered, if it speaks
// of overload. It is marked as contradicted.
func overload(newest []result) (result, bool) {
	high := slices.MaxFunc(newest, func(a, b result) int {
		switch {
		case a.converted < b.converted:
			return -1
		case a.converted > b.converted:
			return 1
		default:
			return 0
		}
	})
	high.lab.Contradicted = true
	return high, high.lab.Test == testTSAT && high.converted > OverloadPercent
}

// addUndated takes a TSAT above the limit that has no date. Whether it counts
// beside others is for the decision. Any other may be years old.
func (l *labs) addUndated(r result) {
	if r.converted <= OverloadPercent {
		l.issues.add(noDate, r.place, "", "%s (%s) has no full date, and may be years old: it was left out.", r.name(), r.lab.Test)
		return
	}
	l.issues.add(earlierOverload, r.place, "", "%s (%s) has no full date. It gives a transferrin saturation above %d %%, and so was not left out.", r.name(), r.lab.Test, OverloadPercent)
	if l.undated == nil || r.converted > l.undated.converted {
		l.undated = &r
	}
}

// saturation is a TSAT of a day, as given or as iron and TIBC give it.
type saturation struct {
	on      date
	percent float64
	from    []result
}

// stillActing are earlier results that bear on iron although newer ones of
// their tests are known: iron and TIBC of one day that decide, where no TSAT
// given does; and a TSAT above the limit until a newer one decides.
//
// Source: spec/clinical.md sections 4 and 6.
func (l *labs) stillActing(chosen []result) []result {
	given, pairs := l.saturations(), l.pairs()
	used := func(r result) bool {
		return slices.ContainsFunc(chosen, func(c result) bool { return c.lab.Source == r.lab.Source })
	}
	decides := func(list []saturation) bool {
		return len(list) > 0 && list[0].on.daysSince(l.today) <= IronDays
	}
	var acting []result
	last := "" // the day up to which a TSAT that decides refutes others
	switch {
	case decides(given) && used(given[0].from[0]):
		last = given[0].on.text
	case decides(pairs):
		last = pairs[0].on.text
		acting = append(acting, pairs[0].from...)
	}
	var high *saturation
	for _, list := range [][]saturation{given, pairs} {
		for i := range list {
			if s := &list[i]; s.percent > OverloadPercent && s.on.text > last && (high == nil || s.on.text > high.on.text) {
				high = s
			}
		}
	}
	if high != nil {
		for _, r := range high.from {
			if !used(r) {
				l.issues.add(earlierOverload, r.place, r.member,
					"%s (%s) gives a transferrin saturation above %d %%, which counts until a newer one decides, beside what is newest.", r.name(), r.lab.Test, OverloadPercent)
			}
			if !slices.ContainsFunc(acting, func(a result) bool { return a.lab.Source == r.lab.Source }) {
				acting = append(acting, r)
			}
		}
	}
	return slices.DeleteFunc(acting, used)
}

// saturations are the TSAT results as given, the newest first, one of a day.
func (l *labs) saturations() []saturation {
	var list []saturation
	for _, day := range l.days(testTSAT) {
		if r, ok := l.onDay(testTSAT, day); ok {
			list = append(list, saturation{r.on, r.converted, []result{r}})
		}
	}
	return list
}

// pairs are what iron and TIBC of one day give, the newest first, where it can be.
func (l *labs) pairs() []saturation {
	var list []saturation
	for _, day := range l.days(testIron) {
		iron, hasIron := l.onDay(testIron, day)
		tibc, hasTIBC := l.onDay(testTIBC, day)
		if !hasIron || !hasTIBC {
			continue
		}
		if percent, ok := l.saturation(iron, tibc); ok {
			list = append(list, saturation{iron.on, percent, []result{iron, tibc}})
		}
	}
	return list
}

// days are those of the results of a test, the newest first.
func (l *labs) days(test string) []string {
	var days []string
	for _, r := range l.of[test] {
		if !slices.Contains(days, r.on.text) {
			days = append(days, r.on.text)
		}
	}
	slices.SortFunc(days, func(a, b string) int { return strings.Compare(b, a) })
	return days
}

// onDay is the result of a test that counts for a day, if there is one.
func (l *labs) onDay(test, day string) (result, bool) {
	all := slices.DeleteFunc(slices.Clone(l.of[test]), func(r result) bool { return r.on.text != day })
	if len(all) == 0 {
		return result{}, false
	}
	newest := latest(all)
	if r, ok := agreed(newest); ok {
		return r, true
	}
	return overload(newest)
}

// saturation is what iron and TIBC of one day give, in %; false where it cannot
// be: one of the two then has the wrong unit, and a request would be refused.
func (l *labs) saturation(iron, tibc result) (percent float64, ok bool) {
	const margin = 1e-8 // beyond rounding
	percent = l.knows.Saturation(iron.converted, tibc.converted)
	return percent, l.knows.CheckLab(testTSAT, percent*(1-margin), "%") == nil && l.knows.CheckLab(testTSAT, percent*(1+margin), "%") == nil
}
