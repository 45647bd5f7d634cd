package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// medicationNames are those of a language, by name.
func medicationNames(t *testing.T, lang string) map[string]v1.MedicationName {
	t.Helper()
	body, fault := service(t).MedicationNames(app.Options{Lang: lang})
	if fault != nil {
		t.Fatal(fault)
	}
	var answer v1.MedicationNames
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	names := map[string]v1.MedicationName{}
	for _, n := range answer.Names {
		names[n.Name] = n
	}
	if len(names) != len(answer.Names) || answer.Ruleset.Version == "" {
		t.Errorf("%d names, of which %d differ; ruleset %+v", len(answer.Names), len(names), answer.Ruleset)
	}
	return names
}

func TestNamesAreGivenWithTheirIngredients(t *testing.T) {
	for _, want := range []struct {
		lang, name, ingredients string
		ambiguous, systemic     bool
	}{
		{"en", "Benadryl", "diphenhydramine", false, true},
		{"es", "Benadryl", "difenhidramina", false, true},
		{"en", "difenhidramina", "diphenhydramine", false, true},
		{"en", "diphenhydramine", "diphenhydramine", false, true},
		{"en", "Symbyax", "fluoxetine, olanzapine", false, true},
		{"en", "Sominex", "diphenhydramine, promethazine", true, true},
		{"es", "Sominex", "difenhidramina, prometazina", true, true},
		{"en", "Zonalon", "doxepin", false, false},
	} {
		got, there := medicationNames(t, want.lang)[want.name]
		if !there || strings.Join(got.Ingredients, ", ") != want.ingredients || got.Ambiguous != want.ambiguous || got.Systemic != want.systemic {
			t.Errorf("%s, %s: %t %+v", want.lang, want.name, there, got)
		}
	}
}

// What somebody picks from the names is what a screening makes of it.
func TestAScreeningKnowsEveryNameThatIsListed(t *testing.T) {
	s := service(t)
	for name, listed := range medicationNames(t, "en") {
		entry, _ := json.Marshal([]v1.Medication{{Name: name}})
		req, fault := s.Parse(slices.Concat([]byte(`{"medications":`), entry, []byte(`}`)))
		if fault != nil {
			t.Fatal(name, fault)
		}
		found := s.Evaluate(req, app.Options{}).Medications
		if listed.Ambiguous == (len(found.Unrecognised) == 0) {
			t.Errorf("%+v: not recognised: %+v", listed, found.Unrecognised)
		}
		for _, e := range found.Effects {
			if !slices.Contains(listed.Ingredients, e.Ingredient) {
				t.Errorf("%+v is read as %s", listed, e.Ingredient)
			}
		}
	}
}

func TestNamesArePinnedToTheirRuleset(t *testing.T) {
	if _, fault := service(t).MedicationNames(app.Options{Ruleset: "0.0.1"}); fault == nil || fault.Kind != problem.RulesetUnavailable {
		t.Error(fault)
	}
}
