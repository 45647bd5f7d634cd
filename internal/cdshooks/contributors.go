package cdshooks

import (
	"cmp"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// contributorIron is the id of the contributor that iron is.
const contributorIron = "iron_deficiency"

// sourceCKDEPI is where the equation is from that gives eGFR from creatinine.
const sourceCKDEPI = "ckd-epi-2021"

// strongContributor is the first that is strong. Iron is none while its values
// ask for another explanation first.
func (v *view) strongContributor() (v1.Contributor, bool) {
	for _, c := range v.screening.Classification.Contributors {
		if c.Tier == "strong" && !(c.ID == contributorIron && v.screening.Iron.Reading == "not_met") {
			return c, true
		}
	}
	return v1.Contributor{}, false
}

// contributorWords name a contributor with the value that makes it one and its
// date, and then in fewer words.
func (v *view) contributorWords(c v1.Contributor) []string {
	value := v.valueOf(c)
	if value == "" {
		return []string{c.Display, short(c.Display)}
	}
	return []string{c.Display + ", " + value, short(c.Display) + ", " + value, short(c.Display)}
}

// foundContributor is a contributor in the detail of a card.
func (v *view) foundContributor(c v1.Contributor) string {
	words := v.say.fill("cds.found.contributor",
		"contributor", v.contributorWords(c)[0], "tier", v.say.of("tier."+c.Tier))
	return v.say.dated(words, v.diagnosedOn(c))
}

// valueOf is the value of the laboratory that makes a contributor one, with its
// name and its date; "" where it is none that does.
func (v *view) valueOf(c v1.Contributor) string {
	for _, fact := range c.Because {
		n, is := app.IndexIn("labs", fact.Path)
		if !is || n >= len(v.request.Labs) || fact.Value == "" {
			continue
		}
		if i := v.iron(); c.ID == contributorIron {
			if r := i.tsat; v.request.Labs[n].Test != "ferritin" && r != nil {
				return v.inSummary(r, true)
			}
			return v.inSummary(cmp.Or(i.ferritin, v.result(n)), true)
		}
		return v.inSummary(&result{test: "egfr", value: v.say.egfr(fact.Value), on: v.request.Labs[n].CollectedOn}, true)
	}
	return ""
}

// diagnosedOn is when the diagnosis was recorded that makes a contributor one,
// "" unknown.
func (v *view) diagnosedOn(c v1.Contributor) string {
	on := ""
	for _, fact := range c.Because {
		if fact.Path == "patient.pregnancy" {
			return v.pregnantSince()
		}
		on = max(on, v.recorded(func(c *chart.Condition) bool { return c.Gives(fact.Path, "") }))
	}
	return on
}

// notUsed are sources of the rule of a contributor that stand for what was not
// done here: no eGFR was computed.
func (v *view) notUsed(list ...v1.Contributor) []string {
	for _, c := range list {
		for _, fact := range c.Because {
			if n, is := app.IndexIn("labs", fact.Path); is && n < len(v.request.Labs) && v.request.Labs[n].Test == "creatinine" {
				return nil
			}
		}
	}
	return []string{sourceCKDEPI}
}

// ironUnclear words a low TSAT beside a ferritin at which no threshold is met:
// something else comes first. It is "" for any other reading.
func (v *view) ironUnclear(dated bool) string {
	reading, i := &v.screening.Iron, v.iron()
	if reading.Reading != "not_met" || !lowTSAT(reading) || i.ferritin == nil || i.tsat == nil {
		return ""
	}
	key := "cds.iron.recheck"
	if reading.Rule == "iron.adult.ferritin_high" {
		key = "cds.iron.high_ferritin"
	}
	return v.say.fill(key, "tsat", v.inSummary(i.tsat, dated), "ferritin", v.inSummary(i.ferritin, dated))
}

// lowTSAT reports a TSAT of less than 20 % that decides.
//
// Source: spec/clinical.md section 6.
func lowTSAT(reading *v1.Iron) bool { return reading.TSATPercent != nil && *reading.TSATPercent < 20 }

// contributorCard names what else may contribute: conditions that are strong
// or moderate. Medicines have a card of their own, and so has iron when its
// values have been read.
func (v *view) contributorCard(iron *card) *card {
	unclear := v.ironUnclear(true)
	ironIsSaid := unclear != "" || iron != nil && iron.rule != ruleIronFirst
	var found []v1.Contributor
	for _, c := range v.screening.Classification.Contributors {
		isMedicine := strings.HasPrefix(c.ID, "medicine:")
		if c.Tier != "cofactor" && !isMedicine && !(ironIsSaid && c.ID == contributorIron) {
			found = append(found, c)
		}
	}
	if len(found) == 0 && unclear == "" {
		return nil
	}
	c := &card{
		topic: topicContributor, rule: v.screening.Iron.Rule, found: v.foundRLS(), without: v.notUsed(found...),
		meaning: []string{v.say.of("cds.meaning.contributors")},
		rests:   []string{keyPatient, keyConditions, keyObservations}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	var wordings []string
	if len(found) == 0 {
		wordings = append(v.lead("cds.contributor.iron", "contributor", unclear), v.lead("cds.contributor.iron", "contributor", v.ironUnclear(false))...)
		c.meaning = nil
	} else {
		key := "cds.contributor.one"
		if len(found) > 1 {
			key = "cds.contributor.more"
		}
		for _, words := range v.contributorWords(found[0]) {
			wordings = append(wordings, v.lead(key, "count", count(len(found)), "contributor", v.say.inside(words))...)
		}
		c.rule = found[0].Rule
	}
	c.summary = summarise(wordings...)
	for _, contributor := range found {
		c.also = append(c.also, contributor.Rule)
		c.facts = append(c.facts, contributor.ID+" "+contributor.Tier)
		c.found = append(c.found, v.foundContributor(contributor))
	}
	if unclear != "" {
		c.also = append(c.also, v.screening.Iron.Rule)
		c.facts = append(c.facts, unclear)
		c.found = append(c.found, unclear)
		if !v.chart.KidneyUnclear() {
			c.meaning = append(c.meaning, v.readingWords()...)
		}
		c.orders = v.ironOrders(v.iron())
	}
	return c
}
