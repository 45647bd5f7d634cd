package cdshooks

import (
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// pregnancyCard reminds of what pregnancy changes.
func (v *view) pregnancyCard() *card {
	if !v.isPregnant() {
		return nil
	}
	on := v.pregnantSince()
	key, pairs := "cds.pregnancy.weeks_unknown", []string{}
	if on != "" {
		key, pairs = "cds.pregnancy.recorded", []string{"date", v.say.date(on)}
	}
	if weeks := v.request.Patient.GestationWeeks; weeks != nil {
		key, pairs = "cds.pregnancy.weeks", []string{"weeks", count(*weeks)}
	}
	return &card{
		topic: topicPregnancy, rule: "alert.pregnancy", on: on, facts: []string{on},
		summary: summarise(v.lead(key, pairs...)...),
		found:   append(v.foundRLS(), v.foundPregnancy()),
		meaning: []string{v.say.of("alert.pregnancy")},
		rests:   []string{keyConditions, keyObservations}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
}

// isPregnant reports a pregnancy that the chart has now.
func (v *view) isPregnant() bool {
	return v.request.Patient != nil && v.request.Patient.Pregnancy == "yes"
}

// pregnantSince is the day on which the chart says so, "" unknown.
func (v *view) pregnantSince() string {
	if v.chart.Pregnancy == nil {
		return ""
	}
	return v.chart.Pregnancy.On
}

func (v *view) foundPregnancy() string {
	return v.say.fill("cds.found.pregnancy", "date", v.say.date(v.pregnantSince()))
}

// hasStage finds conditions by the stage of kidney disease that they mean.
func hasStage(stage string) func(*chart.Condition) bool {
	return func(c *chart.Condition) bool { return c.Gives("history.kidney_disease_stage", stage) }
}

// kidneyCard reminds of what dialysis changes, or asks which limits of iron
// apply where the chart has a transplant too.
func (v *view) kidneyCard() *card {
	unclear := v.chart.KidneyUnclear()
	if !unclear && !v.onDialysis() {
		return nil
	}
	i, on := v.iron(), v.recorded(hasStage("dialysis"))
	c := &card{
		topic: topicKidney, rule: "alert.kidney_disease", also: []string{"iron.dialysis.meets"}, on: on,
		facts:   []string{factOf(i.ferritin), factOf(i.tsat)},
		found:   append(v.foundRLS(), v.say.dated(v.say.of("cds.found.dialysis"), on)),
		meaning: []string{v.say.of("alert.kidney_disease")},
		rests:   []string{keyConditions, keyObservations}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	if unclear {
		c.facts = append(c.facts, "unclear")
		c.summary = summarise(v.lead("cds.kidney.unclear")...)
		c.found = append(c.found, v.say.dated(v.say.of("cds.found.transplant"), v.recorded(hasStage("transplant"))))
		c.meaning = append(c.meaning, v.say.of("cds.meaning.kidney_unclear"))
	} else {
		c.summary = summarise(v.lead("cds.kidney.dialysis")...)
		c.meaning = append(c.meaning, v.readingWords()...)
		c.meaning = append(c.meaning, v.say.of("iron_note.nephrology"))
		if v.meets() {
			c.unknown = append(c.unknown, v.say.of("cds.unknown.overload"))
		}
	}
	c.found = append(c.found, v.found("ferritin", i.ferritin), v.found("tsat", i.tsat))
	return c
}

// meets reports a reading at a threshold.
func (v *view) meets() bool { return strings.HasPrefix(v.screening.Iron.Reading, "meets_") }
