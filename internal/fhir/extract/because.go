package extract

import (
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// because says in lines what a conclusion rests on: its answers and values, as
// codes; its rule; and where that comes from.
func (f *filing) because(facts []v1.Fact, e v1.Evidence) string {
	lines := make([]string, 0, len(facts)+1)
	for _, fact := range facts {
		lines = append(lines, f.fact(fact))
	}
	lines = append(lines, f.say.rule+": "+e.Rule+"; "+f.say.evidence+": "+e.Evidence+"; "+f.say.sources+": "+strings.Join(e.Sources, ", "))
	return strings.Join(lines, "\n")
}

// fact names the question as the form does. An entry of a list, which has a
// number in the request and none in the form, is a medicine by name, or a value
// that speaks for itself.
func (f *filing) fact(fact v1.Fact) string {
	text := fact.Value
	if text == "" {
		text = f.say.notAnswered
	}
	if fact.Threshold != "" {
		text += " (" + fact.Threshold + ")"
	}
	if medicine := f.medicineAt(fact.Path); medicine != "" {
		return medicine + ": " + text
	}
	if strings.Contains(fact.Path, "[") && fact.Value != "" {
		return text
	}
	return fact.Path + ": " + text
}

// medicineAt is what an entry of the medicines was recognised as; "" for any
// other path.
func (f *filing) medicineAt(path string) string {
	var names []string
	for i := range f.Screening.Medications.Effects {
		if e := &f.Screening.Medications.Effects[i]; e.Path == path {
			names = append(names, e.IngredientDisplay)
		}
	}
	return strings.Join(names, " / ")
}
