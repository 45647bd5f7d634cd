package cdshooks

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// roleRLS is the role of conditions that are RLS.
const roleRLS = "rls"

// keyInsomnia is the key of the condition in the table of conditions.
const keyInsomnia = "insomnia"

// patientView speaks when somebody opens the chart.
func patientView(v *view) ([]*card, *failure) {
	if !v.known {
		if refusal := v.refuseWithout(keyConditions); refusal != nil {
			return nil, refusal
		}
		return present(v.screenCard()), nil
	}
	cards := present(v.ironCard(), v.takenCard(), v.pregnancyCard(), v.dialysisCard())
	return cards, v.refuseSilence(cards)
}

// present are the cards that there are.
func present(cards ...*card) []*card {
	var out []*card
	for _, c := range cards {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}

// rls is how the chart came to RLS, in a summary.
func (v *view) rls() string {
	switch {
	case v.added:
		return v.say.of("cds.rls.added")
	case v.isDiagnosed():
		return v.say.of("cds.rls.chart")
	default:
		return v.say.of("cds.rls.inferred")
	}
}

// foundRLS says why the chart counts as one with RLS: never more than the chart
// itself says.
func (v *view) foundRLS() []string {
	switch {
	case v.added:
		return []string{v.say.of("cds.found.rls_added")}
	case v.isDiagnosed():
		return []string{v.say.of("cds.found.rls_diagnosis")}
	default:
		return []string{v.say.of("cds.found.rls_treatment")}
	}
}

// isDiagnosed reports an active diagnosis of RLS itself.
func (v *view) isDiagnosed() bool {
	for _, c := range v.chart.Conditions {
		if c.Role == roleRLS && !c.Possible {
			return true
		}
	}
	return false
}

// pregnancyCard reminds of what pregnancy changes.
func (v *view) pregnancyCard() *card {
	if v.pregnancy() != "yes" {
		return nil
	}
	on := ""
	if v.chart.Pregnancy != nil {
		on = v.chart.Pregnancy.On
	}
	c := &card{
		topic: topicPregnancy, rule: "alert.pregnancy", on: on, facts: []string{on},
		summary: v.say.fill("cds.pregnancy.weeks_unknown", "rls", v.rls()),
		found:   append(v.foundRLS(), v.say.fill("cds.found.pregnancy", "date", v.say.date(on))),
		meaning: []string{v.say.of("alert.pregnancy")},
		rests:   []string{keyConditions, keyObservations}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	if weeks := v.request.Patient.GestationWeeks; weeks != nil {
		c.summary = v.say.fill("cds.pregnancy.weeks", "rls", v.rls(), "weeks", count(*weeks))
	}
	return c
}

// dialysisCard reminds of what dialysis changes.
func (v *view) dialysisCard() *card {
	if !v.onDialysis() {
		return nil
	}
	return &card{
		topic: topicKidney, rule: "alert.kidney_disease",
		summary: v.say.fill("cds.kidney.dialysis", "rls", v.rls()),
		found:   append(v.foundRLS(), v.say.of("cds.found.dialysis")),
		meaning: []string{v.say.of("alert.kidney_disease"), v.say.of("iron_note.nephrology")},
		rests:   []string{keyConditions}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
}

// screenCard points to the questions of the screen where the chart leaves RLS
// possible, or where insomnia stands beside a strong contributor. Below 13 the
// questions are not the right ones.
func (v *view) screenCard() *card {
	if _, child := v.alert("paediatric"); child {
		return nil
	}
	c := &card{
		topic: topicScreen, meaning: []string{v.say.of("cds.meaning.screen")},
		rests:     []string{keyPatient, keyConditions, keyMedications, keyObservations},
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
	if v.possible {
		c.rule, c.summary = "outcome.indeterminate", v.say.of("cds.screen.possible")
		c.found = []string{v.say.of("cds.found.rls_possible")}
		c.meaning = append(c.meaning, v.ageAlert()...)
		return c
	}
	strong, is := v.strongContributor()
	if !is || !v.chart.Has(keyInsomnia) {
		return nil
	}
	words := v.contributorWords(strong)
	c.rule, c.facts = strong.Rule, []string{strong.ID}
	c.summary = summarise(
		v.say.fill("cds.screen.insomnia", "contributor", words),
		v.say.fill("cds.screen.insomnia", "contributor", short(strong.Display)))
	c.found = []string{v.say.of("cds.found.insomnia"), v.say.fill("cds.found.contributor",
		"contributor", words, "tier", v.say.of("tier."+strong.Tier))}
	c.meaning = append(c.meaning, v.ageAlert()...)
	return c
}

// strongContributor is the first that is strong.
func (v *view) strongContributor() (v1.Contributor, bool) {
	for _, c := range v.screening.Classification.Contributors {
		if c.Tier == "strong" {
			return c, true
		}
	}
	return v1.Contributor{}, false
}

// contributorWords name a contributor, with the value of the laboratory that
// makes it one.
func (v *view) contributorWords(c v1.Contributor) string {
	for _, fact := range c.Because {
		if n, is := labIndex(fact.Path); is && n < len(v.request.Labs) && fact.Value != "" {
			return c.Display + ", " + fact.Value
		}
	}
	return c.Display
}
