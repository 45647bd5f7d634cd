package cdshooks

import (
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
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

// ruleTierA is the rule of medicines with strong reports.
const ruleTierA = "medicine.tier_a"

// antidepressants are the classes of which a study speaks; of the others there
// are case reports.
var antidepressants = []string{"ssri", "snri", "tca", "nassa", "serotonergic_antidepressant_other"}

// sourceAntidepressants is that study.
const sourceAntidepressants = "rottach-2008"

// medicineCard warns of medicines, which are taken or drafted. Nil is that
// there are none.
func (v *view) medicineCard(found []v1.MedicationEffect, taken bool) *card {
	if len(found) == 0 {
		return nil
	}
	first, key := found[0], "cds.medicine.draft"
	if taken {
		key = "cds.medicine.taken"
	}
	if len(found) > 1 {
		key += "_more"
	}
	c := &card{
		topic: topicMedicine, rule: first.Rule, warning: true,
		summary: summarise(v.lead(key, "medicine", first.IngredientDisplay, "tier", first.Tier, "count", count(len(found)))...),
		found:   v.foundRLS(), rests: []string{keyPatient, keyMedications},
		overrides: []string{overrideBenefit, overrideDiscuss, overrideNotForIt},
	}
	if !slices.ContainsFunc(found, func(e v1.MedicationEffect) bool { return slices.Contains(antidepressants, e.Class) }) {
		c.without = []string{sourceAntidepressants}
	}
	for _, e := range found {
		words := v.say.fill("cds.found.medicine", "medicine", e.IngredientDisplay, "class", e.ClassDisplay, "tier", e.Tier)
		if taken {
			on := v.orderedOn(e.Path)
			words, c.on = v.say.dated(words, on), max(c.on, on)
		}
		c.also = append(c.also, e.Rule)
		c.facts = append(c.facts, e.Ingredient)
		c.found = append(c.found, words+". "+e.Display)
		for _, alternative := range e.Alternatives {
			if !slices.Contains(c.alternatives, alternative) {
				c.alternatives = append(c.alternatives, alternative)
			}
		}
	}
	slices.Sort(c.facts)
	if taken {
		c.meaning = append(c.meaning, v.say.of("cds.meaning.prescriber"))
	}
	c.meaning = append(c.meaning, v.ageAlert()...)
	return c
}

// orderedOn is the day of the chart for a medicine of its list, by its path; ""
// unknown.
func (v *view) orderedOn(path string) string {
	n, is := app.IndexIn("medications", path)
	if !is || n >= len(v.chart.Medications) {
		return ""
	}
	return v.chart.Medications[n].On
}

// takenCard warns of medicines on the list, or asks which one it is that may be
// such a one.
func (v *view) takenCard() *card {
	unrecognised := v.screening.Medications.Unrecognised
	unclear := v.unclear(unrecognised)
	c := v.medicineCard(culprits(v.screening.Medications.Effects), true)
	switch {
	case c != nil:
		c.unknown = append(c.unknown, v.say.of("cds.unknown.timing"))
	case len(unclear) > 0:
		c = v.lookCard(summarise(v.lead("cds.medicine.unclear")...), "unclear", count(len(unclear)))
		c.rests = []string{keyPatient, keyMedications}
		for _, m := range unrecognised {
			if len(m.Candidates) > 0 {
				c.on = max(c.on, v.orderedOn(m.Path))
			}
		}
	default:
		return nil
	}
	c.unknown = append(c.unknown, unclear...)
	if n := len(unrecognised) - len(unclear); n > 0 {
		c.unknown = append(c.unknown, v.say.fill("cds.unknown.medicines", "count", count(n)))
	}
	return c
}

// unclear words the entries that may be one of several medicines, of which one
// or more may start or worsen RLS. None is assumed.
func (v *view) unclear(unrecognised []v1.UnrecognisedMedication) []string {
	var lines []string
	said := map[string]string{}
	for _, entry := range unrecognised {
		candidates := strings.Join(entry.Candidates, ", ")
		line, known := said[candidates]
		if !known && candidates != "" {
			var may []v1.Medication
			for _, name := range entry.Candidates {
				may = append(may, v1.Medication{Name: name})
			}
			if len(culprits(v.effectsOf(may).Effects)) > 0 {
				line = v.say.fill("cds.unknown.ambiguous", "candidates", candidates)
			}
			said[candidates] = line
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
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
