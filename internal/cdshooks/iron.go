package cdshooks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// result is a ferritin or a TSAT of the chart as cards show it.
type result struct {
	test, value, on        string
	old, calculated, bound bool
}

// iron is what the chart tells of iron.
type iron struct {
	ferritin, tsat *result // nil: none at all
	// hasFerritin and hasTSAT: there is one that decides.
	hasFerritin, hasTSAT bool
}

// iron finds the results behind the reading, or else the newest that are too
// old to decide.
func (v *view) iron() iron {
	reading := &v.screening.Iron
	i := iron{hasFerritin: reading.FerritinNgML != nil, hasTSAT: reading.TSATPercent != nil}
	for _, fact := range reading.Because {
		n, ok := labIndex(fact.Path)
		switch {
		case !ok || n >= len(v.request.Labs):
		case v.request.Labs[n].Test == "ferritin":
			i.ferritin = v.result(n)
		case v.request.Labs[n].Test == "tsat":
			i.tsat = v.result(n)
		default: // serum iron, which gives TSAT with TIBC
			r := v.result(n)
			i.tsat = &result{test: "tsat", value: fact.Value, on: r.on, old: r.old, calculated: true}
		}
	}
	for n, lab := range v.request.Labs {
		switch {
		case lab.Test == "ferritin" && i.ferritin == nil:
			i.ferritin = v.result(n)
		case lab.Test == "tsat" && i.tsat == nil:
			i.tsat = v.result(n)
		}
	}
	return i
}

// labIndex is the index in a path such as "labs[2]".
func labIndex(path string) (int, bool) {
	inside, is := strings.CutPrefix(path, "labs[")
	n, err := strconv.Atoi(strings.TrimSuffix(inside, "]"))
	return n, is && err == nil
}

// result is the n-th result of the request, which is that of the chart.
func (v *view) result(n int) *result {
	lab := v.request.Labs[n]
	r := &result{test: lab.Test, on: lab.CollectedOn}
	value, comparator := *lab.Value, ""
	if n < len(v.chart.Labs) && v.chart.Labs[n].Test == lab.Test {
		comparator = v.chart.Labs[n].Comparator
	}
	if comparator != "" {
		// The chart has it just beyond the bound; five digits are the bound itself.
		value, _ = strconv.ParseFloat(strconv.FormatFloat(value, 'g', 5, 64), 64)
		comparator, r.bound = comparator+" ", true
	}
	r.value = comparator + v.api.Service.LabValue(lab.Test, value, lab.Unit)
	path := fmt.Sprintf("labs[%d].collected_on", n)
	r.old = slices.ContainsFunc(v.screening.Warnings, func(w v1.Warning) bool { return w.Code == "old_result" && w.Path == path })
	return r
}

// inSummary is the value with its date, such as "ferritin 22 ng/mL (2026-10-30)".
func (v *view) inSummary(r *result, dated bool) string {
	words := v.say.fill("cds.iron."+r.test, "value", r.value)
	if dated {
		words += " (" + v.say.date(r.on) + ")"
	}
	return words
}

// values are the results that there are, for a summary.
func (v *view) values(dated bool, results ...*result) string {
	var words []string
	for _, r := range results {
		if r != nil {
			words = append(words, v.inSummary(r, dated))
		}
	}
	return strings.Join(words, ", ")
}

// found says what there is of a test, and when it is from.
func (v *view) found(test string, r *result) string {
	name := v.say.of("test." + test)
	if r == nil {
		return v.say.fill("cds.found.no_result", "test", name)
	}
	key := "cds.found.result"
	switch {
	case r.old:
		key += "_old"
	case r.calculated:
		key += "_calculated"
	}
	return v.say.fill(key, "test", name, "value", r.value, "date", v.say.date(r.on))
}

// ironCard is what there is to say of iron: a reading at a threshold or of
// overload, else what is missing. Nil is that both values are there and the
// reading asks for nothing.
func (v *view) ironCard() *card {
	i, reading := v.iron(), v.screening.Iron.Reading
	c := &card{
		topic: topicIron, on: newest(i.ferritin, i.tsat),
		found:     append(v.foundRLS(), v.found("ferritin", i.ferritin), v.found("tsat", i.tsat)),
		rests:     []string{keyPatient, keyObservations},
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
		facts:     []string{factOf(i.ferritin), factOf(i.tsat)},
	}
	switch {
	case strings.HasPrefix(reading, "meets_"):
		c.rule = v.screening.Iron.Rule
		c.summary = v.ironSummary("cds.iron.meets", i)
	case reading == readingOverload:
		c.rule, c.warning = v.screening.Iron.Rule, true
		c.summary = v.ironSummary("cds.iron.overload", iron{tsat: i.tsat})
	case i.hasFerritin && i.hasTSAT:
		return nil
	default:
		c.rule = ruleIronFirst
		c.summary = v.missingIron(i)
		c.meaning = append(c.meaning, v.say.of(ruleIronFirst))
	}
	v.explainIron(c, i)
	return c
}

// readingOverload speaks against iron.
const readingOverload = "overload_check"

// ruleIronFirst is the rule to measure iron before anything else.
const ruleIronFirst = "guidance.iron_first"

// explainIron adds what a reading means, what is not known, and what to order.
func (v *view) explainIron(c *card, i iron) {
	reading := &v.screening.Iron
	if reading.Reading != "not_assessed" {
		c.meaning = append(c.meaning, reading.Display)
	}
	c.meaning = append(c.meaning, reading.Notes...)
	for _, code := range []string{"iron_values_conflict", "tsat_conflict"} {
		if v.hasWarning(code) {
			c.meaning = append(c.meaning, v.say.of("warning."+code))
		}
	}
	c.meaning = append(c.meaning, v.ageAlert()...)
	for _, r := range []*result{i.ferritin, i.tsat} {
		if r != nil && r.bound {
			c.meaning = append(c.meaning, v.say.of("cds.meaning.bound"))
			break
		}
	}
	c.orders = v.ironOrders(i)
	if len(c.orders) > 0 {
		c.meaning = append(c.meaning, v.say.of("preparation.iron_panel"))
	}
}

// ironOrders are the tests that the reading lacks. Results that could not be
// read may hold them, and then nothing is suggested; when only a part was sent,
// nothing is recommended.
func (v *view) ironOrders(i iron) []order {
	if !v.isKnown(keyObservations) {
		return nil
	}
	var orders []order
	add := func(is bool, id string) {
		if is {
			o := v.order(id)
			o.recommended = !v.call.lists[keyObservations].truncated
			orders = append(orders, o)
		}
	}
	add(!i.hasFerritin, orderFerritin)
	add(!i.hasTSAT, orderPanel)
	asked := slices.Contains(v.screening.Iron.Notes, v.say.of("iron_note.check_crp"))
	add(asked && !v.hasRecent("crp"), orderCRP)
	return orders
}

// hasRecent reports a result that is young enough to decide.
func (v *view) hasRecent(test string) bool {
	for n, lab := range v.request.Labs {
		if lab.Test == test && !v.result(n).old {
			return true
		}
	}
	return false
}

// ironSummary words a reading with its values, and without their dates, which
// the detail has, when it would be too long.
func (v *view) ironSummary(key string, i iron) string {
	one := &result{test: "ferritin"}
	if i.tsat != nil {
		one = i.tsat
	}
	if i.ferritin != nil {
		one = i.ferritin
	}
	return summarise(
		v.say.fill(key, "rls", v.rls(), "values", v.values(true, i.ferritin, i.tsat)),
		v.say.fill(key, "rls", v.rls(), "values", v.values(false, i.ferritin, i.tsat)),
		v.say.fill(key, "rls", v.rls(), "values", v.inSummary(one, false)))
}

// missingIron says what is missing, and the newest that there is.
func (v *view) missingIron(i iron) string {
	if !v.isKnown(keyObservations) {
		return v.say.fill("cds.iron.unread", "rls", v.rls())
	}
	key := "cds.iron.missing_both"
	switch {
	case v.call.lists[keyObservations].truncated:
		key = "cds.iron.incomplete"
	case i.hasFerritin:
		key = "cds.iron.missing_tsat"
	case i.hasTSAT:
		key = "cds.iron.missing_ferritin"
	}
	finding := v.say.fill(key, "rls", v.rls())
	if i.ferritin == nil && i.tsat == nil {
		return finding
	}
	return summarise(
		v.say.fill("cds.iron.newest", "finding", finding, "values", v.values(true, i.ferritin, i.tsat)),
		v.say.fill("cds.iron.newest", "finding", finding, "values", v.values(true, cmp.Or(i.ferritin, i.tsat))),
		finding)
}

// newest is the later of the dates, "" unknown.
func newest(results ...*result) string {
	on := ""
	for _, r := range results {
		if r != nil {
			on = max(on, r.on)
		}
	}
	return on
}

// factOf names a result.
func factOf(r *result) string {
	if r == nil {
		return ""
	}
	return strings.Join([]string{r.test, r.value, r.on, strconv.FormatBool(r.old)}, "|")
}
