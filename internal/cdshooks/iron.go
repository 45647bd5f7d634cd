package cdshooks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// result is a ferritin or a TSAT of the chart as cards show it.
type result struct {
	test, value, on        string
	old, calculated, bound bool
	// overload: it is old, and speaks of overload until a newer one decides.
	overload bool
	// contradicted: others of the same day differ.
	contradicted bool
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
	facts := reading.Because
	if alert, is := v.alert("iron_overload"); is {
		facts = slices.Concat(facts, alert.Because) // a newer one may speak of overload than the one that decides
	}
	for _, fact := range facts {
		n, ok := app.IndexIn("labs", fact.Path)
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
	if i.tsat != nil {
		i.tsat.overload = i.tsat.old && reading.Reading == readingOverload
	}
	return i
}

// result is the n-th result of the request, which is that of the chart.
func (v *view) result(n int) *result {
	lab := &v.chart.Labs[n]
	r := &result{test: lab.Test, on: lab.CollectedOn, old: lab.Old, contradicted: lab.Contradicted}
	value, comparator := lab.Value, ""
	if lab.Comparator != "" {
		if limit, _, moved := fhir.BoundOf(value); moved {
			value = limit
		}
		comparator, r.bound = lab.Comparator+" ", true
	}
	r.value = comparator + v.say.egfr(v.api.Service.LabValue(app.Options{Lang: v.say.lang}, lab.Test, value, lab.Unit))
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
	key := "cds.found.result"
	switch {
	case r == nil && !v.isKnown(keyObservations):
		return v.say.fill("cds.found.unread", "test", name)
	case r == nil && v.chart.Sent(test):
		return v.say.fill("cds.found.unusable", "test", name)
	case r == nil:
		return v.say.fill("cds.found.no_result", "test", name)
	case r.overload:
		key += "_overload"
	case r.old:
		key += "_old"
	case r.calculated:
		key += "_calculated"
	}
	words := v.say.fill(key, "test", name, "value", r.value, "date", v.say.date(r.on))
	if r.contradicted {
		words += "; " + v.say.of("cds.found.contradicted")
	}
	return words
}

// ironCard is what there is to say of iron: a reading at a threshold or of
// overload, else what is missing. Nil is that both values are there and the
// reading asks for nothing.
func (v *view) ironCard() *card {
	i, reading := v.iron(), v.screening.Iron.Reading
	c := &card{
		topic: topicIron, on: newest(i.ferritin, i.tsat),
		found:     append(v.foundRLS(), v.found("ferritin", i.ferritin), v.found("tsat", i.tsat)),
		rests:     []string{keyPatient, keyConditions, keyObservations},
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
		facts:     []string{factOf(i.ferritin), factOf(i.tsat)},
	}
	unclear := v.chart.KidneyUnclear() // which thresholds apply is not known then
	switch {
	case v.meets() && !unclear:
		c.rule = v.screening.Iron.Rule
		c.summary = v.ironSummary(v.meetsKey(), i)
		c.unknown = append(c.unknown, v.say.of("cds.unknown.overload"))
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

// meetsKey is the words for a reading at a threshold.
func (v *view) meetsKey() string {
	switch {
	case v.screening.Iron.Reading != "meets_iv_only":
		return "cds.iron.meets"
	case slices.Contains(v.screening.Iron.Notes, v.say.of("iron_note.not_in_first_trimester")):
		return "cds.iron.meets_iv_only_early"
	default:
		return "cds.iron.meets_iv_only"
	}
}

// readingOverload speaks against iron.
const readingOverload = "overload_check"

// ruleIronFirst is the rule to measure iron before anything else.
const ruleIronFirst = "guidance.iron_first"

// explainIron adds what a reading means, what is not known, and what to order.
func (v *view) explainIron(c *card, i iron) {
	if !v.chart.KidneyUnclear() || v.screening.Iron.Reading == readingOverload {
		c.meaning = append(c.meaning, v.readingWords()...)
	}
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
	v.prepare(c)
}

// readingWords are what a reading means, and what to know beside it. What the
// words of the reading say is not said again, and the band of iron by vein only
// where it applies.
func (v *view) readingWords() []string {
	reading := &v.screening.Iron
	if reading.Reading == "not_assessed" {
		return reading.Notes
	}
	words := []string{reading.Display}
	for _, note := range reading.Notes {
		switch {
		case note == v.say.of("iron_note.low_phosphate") && reading.Reading != "meets_dialysis":
		case note == v.say.of("iron_note.by_vein") && reading.Reading != "meets_iv_only":
			words = append(words, v.say.of("cds.meaning.by_vein"))
		default:
			words = append(words, note)
		}
	}
	return words
}

// prepare says how to prepare for tests of iron, where some are suggested.
func (v *view) prepare(c *card) {
	if slices.ContainsFunc(c.orders, func(o order) bool { return o.id != orderCRP }) {
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
	reading := &v.screening.Iron
	asked := slices.Contains(reading.Notes, v.say.of("iron_note.check_crp")) ||
		reading.FerritinNgML != nil && *reading.FerritinNgML >= 75 && lowTSAT(reading)
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
	return summarise(slices.Concat(
		v.lead(key, "values", v.values(true, i.ferritin, i.tsat)),
		v.lead(key, "values", v.values(false, i.ferritin, i.tsat)),
		v.lead(key, "values", v.inSummary(one, false)))...)
}

// missingIron says what is missing, and the newest that there is.
func (v *view) missingIron(i iron) string {
	findings := v.lead(v.missingKey(i))
	if i.ferritin == nil && i.tsat == nil {
		return summarise(findings...)
	}
	var wordings []string
	for _, values := range []string{v.values(true, i.ferritin, i.tsat), v.values(true, cmp.Or(i.ferritin, i.tsat))} {
		for _, finding := range findings {
			wordings = append(wordings, v.say.fill("cds.iron.newest", "finding", finding, "values", values))
		}
	}
	return summarise(append(wordings, findings...)...)
}

// missingKey is the words for what is missing.
func (v *view) missingKey(i iron) string {
	switch {
	case !v.isKnown(keyObservations):
		return "cds.iron.unread"
	case v.call.lists[keyObservations].truncated:
		return "cds.iron.incomplete"
	case i.hasFerritin:
		return "cds.iron.missing_tsat"
	case i.hasTSAT:
		return "cds.iron.missing_ferritin"
	default:
		return "cds.iron.missing_both"
	}
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
