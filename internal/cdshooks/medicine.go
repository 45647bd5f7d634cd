package cdshooks

import (
	"slices"
	"strconv"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// culprits are the effects that may start or worsen RLS: of tier A or B, each
// ingredient once, tier A first.
func culprits(effects []v1.MedicationEffect) []v1.MedicationEffect {
	var found []v1.MedicationEffect
	for _, tier := range []string{"A", "B"} {
		for _, e := range effects {
			same := func(f v1.MedicationEffect) bool { return f.Ingredient == e.Ingredient }
			if e.Tier == tier && !slices.ContainsFunc(found, same) {
				found = append(found, e)
			}
		}
	}
	return found
}

// medicineCard warns of medicines: the keys are the words for one and for more.
// Nil is that there are none.
func (v *view) medicineCard(found []v1.MedicationEffect, one, more string) *card {
	if len(found) == 0 {
		return nil
	}
	first := found[0]
	key := one
	if len(found) > 1 {
		key = more
	}
	c := &card{
		topic: topicMedicine, rule: first.Rule, warning: true,
		summary: v.say.fill(key, "rls", v.rls(), "medicine", first.IngredientDisplay, "tier", first.Tier, "count", count(len(found))),
		found:   v.foundRLS(), rests: []string{keyPatient, keyMedications},
		overrides: []string{overrideBenefit, overrideDiscuss, overrideNotForIt},
	}
	for _, e := range found {
		c.facts = append(c.facts, e.Ingredient)
		c.found = append(c.found, v.say.fill("cds.found.medicine",
			"medicine", e.IngredientDisplay, "class", e.ClassDisplay, "tier", e.Tier)+". "+e.Display)
		for _, alternative := range e.Alternatives {
			if !slices.Contains(c.alternatives, alternative) {
				c.alternatives = append(c.alternatives, alternative)
			}
		}
	}
	slices.Sort(c.facts)
	c.meaning = append(c.meaning, v.say.of("cds.meaning.prescriber"))
	v.adaptAlternatives(c)
	c.meaning = append(c.meaning, v.ageAlert()...)
	return c
}

// adaptAlternatives leaves them out where they were not meant: what an adult
// may take instead is no advice for a child.
func (v *view) adaptAlternatives(c *card) {
	if len(c.alternatives) == 0 {
		return
	}
	if v.isUnder18() {
		c.alternatives = nil
		c.meaning = append(c.meaning, v.say.of("cds.meaning.adults_only"))
		return
	}
	switch v.pregnancy() {
	case "yes", "possible", "not_sure":
		c.alternatives = append(c.alternatives, v.say.of("cds.meaning.pregnancy"))
	}
}

// takenCard warns of medicines on the list.
func (v *view) takenCard() *card {
	c := v.medicineCard(culprits(v.screening.Medications.Effects), "cds.medicine.taken", "cds.medicine.taken_more")
	if c == nil {
		return nil
	}
	c.unknown = append(c.unknown, v.say.of("cds.unknown.timing"))
	if n := len(v.screening.Medications.Unrecognised); n > 0 {
		c.unknown = append(c.unknown, v.say.fill("cds.unknown.medicines", "count", count(n)))
	}
	return c
}

// ageAlert is what the evaluation says of patients under 18.
func (v *view) ageAlert() []string {
	for _, id := range []string{"paediatric", "under_18"} {
		if alert, is := v.alert(id); is {
			return []string{alert.Display}
		}
	}
	return nil
}

func count(n int) string { return strconv.Itoa(n) }
