package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// refused are requests that no single member makes wrong. Each must give
// exactly these faults, as "pointer code".
var refused = []struct {
	name, body string
	want       []string
}{
	{"pregnant and male", `{"patient":{"sex":"male","pregnancy":"yes"}}`, []string{"/patient/pregnancy inconsistent_answers"}},
	{"weeks without a pregnancy", `{"patient":{"pregnancy":"no","gestation_weeks":3}}`, []string{"/patient/gestation_weeks inconsistent_answers"}},
	{"weeks while pregnancy was not asked", `{"patient":{"gestation_weeks":3}}`, []string{"/patient/gestation_weeks inconsistent_answers"}},
	{"46 weeks", `{"patient":{"pregnancy":"yes","gestation_weeks":46}}`, []string{"/patient/gestation_weeks inconsistent_answers"}},
	{"onset after the present age", `{"patient":{"age_years":30},"course":{"onset_age_years":31}}`, []string{"/course/onset_age_years inconsistent_answers"}},
	{"symptoms older than the patient", `{"patient":{"age_years":30},"course":{"duration_months":372}}`, []string{"/course/duration_months inconsistent_answers"}},
	{"a stage without kidney disease", `{"history":{"kidney_disease":"no","kidney_disease_stage":"3"}}`, []string{"/history/kidney_disease_stage inconsistent_answers"}},
	{"previously where it has no meaning", `{"criteria":{"urge_to_move":"previously"}}`, []string{"/criteria/urge_to_move one_of"}},
	{"a medicine without a name", `{"medications":[{"timing":"not_sure"}]}`, []string{"/medications/0 at_least_one"}},
	{"a result of no test", `{"labs":[{"value":1,"unit":"%"}]}`, []string{"/labs/0 exactly_one"}},
	{"a result of two tests", `{"labs":[{"test":"tsat","loinc":"2502-3","value":20,"unit":"%"}]}`, []string{"/labs/0 exactly_one"}},
	{"an unknown unit", `{"labs":[{"test":"ferritin","value":20,"unit":"mmol/L"}]}`, []string{"/labs/0/unit unit_not_supported"}},
	{"a value below zero", `{"labs":[{"test":"ferritin","value":-1,"unit":"ng/mL"}]}`, []string{"/labs/0/value range"}},
	{"a fraction sent as percent", `{"labs":[{"test":"tsat","value":0.22,"unit":"%"}]}`, []string{"/labs/0/value range"}},
	{"a result from the future", `{"as_of":"2026-01-01","labs":[{"test":"tsat","value":22,"unit":"%","collected_on":"2026-01-02"}]}`, []string{"/labs/0/collected_on after_as_of"}},
	{"two undated results of one test", `{"labs":[{"test":"tsat","value":22,"unit":"%"},{"loinc":"2502-3","value":23,"unit":"%"}]}`, []string{"/labs/1 duplicate_result"}},
	{"two results of one day", `{"labs":[{"test":"tsat","value":22,"unit":"%","collected_on":"2026-01-02"},{"test":"tsat","value":22,"unit":"%","collected_on":"2026-01-02"}]}`, []string{"/labs/1 duplicate_result"}},
	{"iron and TIBC that cannot be", `{"labs":[{"test":"iron","value":400,"unit":"ug/dL"},{"test":"tibc","value":60,"unit":"ug/dL"}]}`, []string{"/labs/0/value range"}},
	{
		"every fault at once", `{"patient":{"age_years":130,"sex":"x"},"criteria":{"urge":"yes"},"labs":[{"test":"ferritin","value":1,"unit":"kg"}],"medications":[{}]}`,
		[]string{"/patient/age_years range", "/patient/sex one_of", "/criteria/urge unknown_member", "/medications/0 at_least_one", "/labs/0/unit unit_not_supported"},
	},
}

func TestContradictionsAreRefusedWithTheirPlace(t *testing.T) {
	s := service(t)
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.Screen(nil, []byte(c.body), app.Options{})
			if err == nil || err.Kind != problem.ValidationFailed {
				t.Fatalf("accepted, or another error: %v", err)
			}
			var got []string
			for _, f := range err.Fields {
				got = append(got, f.Pointer+" "+string(f.Code))
				if f.Detail == "" {
					t.Errorf("%s says nothing", f.Pointer)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestWhatLooksOddAndIsPossibleIsAccepted(t *testing.T) {
	s := service(t)
	for name, body := range map[string]string{
		"nothing asked":                      `{}`,
		"an unknown LOINC":                   `{"labs":[{"loinc":"9999-9","value":1,"unit":"furlong"}]}`,
		"zero weeks without pregnancy":       `{"patient":{"gestation_weeks":0}}`,
		"a stage without an answer":          `{"history":{"kidney_disease_stage":"4"}}`,
		"a stage while not sure":             `{"history":{"kidney_disease":"not_sure","kidney_disease_stage":"4"}}`,
		"symptoms as old as the patient":     `{"patient":{"age_years":30},"course":{"duration_months":371,"onset_age_years":30}}`,
		"an integer written with a fraction": `{"patient":{"age_years":30.0}}`,
		"the same test on two days":          `{"labs":[{"test":"tsat","value":22,"unit":"%","collected_on":"2026-01-02"},{"test":"tsat","value":22,"unit":"%"}]}`,
	} {
		if _, err := s.Screen(nil, []byte(body), app.Options{}); err != nil {
			t.Errorf("%s: %v %v", name, err, err.Fields)
		}
	}
}

func TestAPinnedRulesetMustExist(t *testing.T) {
	s := service(t)
	if _, err := s.Screen(nil, []byte(`{}`), app.Options{Ruleset: s.RulesetVersion()}); err != nil {
		t.Error(err)
	}
	_, err := s.Screen(nil, []byte(`{}`), app.Options{Ruleset: "0.9.0"})
	if err == nil || err.Kind != problem.RulesetUnavailable || !slices.Contains(err.Fields[0].Accepted, s.RulesetVersion()) {
		t.Errorf("got %v", err)
	}
}

// Patients see the same codes, and nothing on alternatives or iron treatment.
func TestPatientsSeeTheSameDecisionInOtherWords(t *testing.T) {
	s := service(t)
	for _, c := range clinicalCases(t) {
		clinician := screened(t, s, c.Request, app.Options{})
		for _, lang := range []string{"en", "es"} {
			patient := screened(t, s, c.Request, app.Options{Audience: app.Patient, Lang: lang})
			if a, b := fmt.Sprint(facts(clinician)), fmt.Sprint(facts(patient)); a != b {
				t.Errorf("%s: the decisions differ:\n%s\n%s", c.ID, a, b)
			}
			for _, e := range at(patient, "medications", "effects").([]any) {
				if _, has := e.(map[string]any)["alternatives"]; has {
					t.Errorf("%s: a patient is shown alternatives", c.ID)
				}
			}
			for _, note := range at(patient, "iron", "notes").([]any) {
				for _, word := range []string{"carboxymaltose", "carboximaltosa", "phosphate", "fosfato", "intraven"} {
					if strings.Contains(strings.ToLower(note.(string)), word) {
						t.Errorf("%s: a patient is told %q", c.ID, note)
					}
				}
			}
		}
	}
}

func screened(t *testing.T, s *app.Service, body []byte, o app.Options) map[string]any {
	t.Helper()
	out, err := s.Screen(nil, body, o)
	if err != nil {
		t.Fatal(err, err.Fields)
	}
	var answer map[string]any
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// Every display of every answer is filled: no empty text, no open placeholder.
func TestEveryTextIsFilled(t *testing.T) {
	s := service(t)
	for _, c := range clinicalCases(t) {
		for _, o := range []app.Options{{}, {Lang: "es"}, {Audience: app.Patient}, {Audience: app.Patient, Lang: "es"}} {
			filled(t, c.ID, "", screened(t, s, c.Request, o))
		}
	}
}

func filled(t *testing.T, id, key string, x any) {
	t.Helper()
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			filled(t, id, k, v)
		}
	case []any:
		for _, v := range x {
			filled(t, id, key, v)
		}
	case string:
		if x == "" || strings.ContainsAny(x, "{}") && !strings.Contains(x, "mL/min/{1.73_m2}") {
			t.Errorf("%s: %s is %q", id, key, x)
		}
	}
}
