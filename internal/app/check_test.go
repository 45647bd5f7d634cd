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
		"a result of no test, unit or value", `{"labs":[{}]}`,
		[]string{"/labs/0 exactly_one", "/labs/0/unit required", "/labs/0/value required"},
	},
	{
		"a result of two tests without a unit", `{"labs":[{"test":"tsat","loinc":"2502-3","value":22}]}`,
		[]string{"/labs/0 exactly_one", "/labs/0/unit required"},
	},
	{"a test that there is not is one fault", `{"labs":[{"test":"blood","value":22,"unit":"kg"}]}`, []string{"/labs/0/test one_of"}},
	{"a result that is none is one fault", `{"labs":[5]}`, []string{"/labs/0 type"}},
	{
		"an unknown unit without a value", `{"labs":[{"test":"ferritin","unit":"kg"}]}`,
		[]string{"/labs/0/unit unit_not_supported", "/labs/0/value required"},
	},
	{
		"a result of no test from the future", `{"as_of":"2026-01-01","labs":[{"value":22,"unit":"%","collected_on":"2026-01-02"}]}`,
		[]string{"/labs/0 exactly_one", "/labs/0/collected_on after_as_of"},
	},
	{
		"two results, one with another fault", `{"labs":[{"test":"tsat","value":22,"unit":"kg"},{"test":"tsat","value":22,"unit":"%","x":1}]}`,
		[]string{"/labs/0/unit unit_not_supported", "/labs/1 duplicate_result", "/labs/1/x unknown_member"},
	},
	{
		"a date that is none is not the same as no date", `{"labs":[{"test":"tsat","value":22,"unit":"%"},{"test":"tsat","value":22,"unit":"%","collected_on":"May"}]}`,
		[]string{"/labs/1/collected_on format"},
	},
	{
		"a medicine without a name, with another fault", `{"medications":[{"timing":"sometimes"},{"dose":"5 mg"}]}`,
		[]string{"/medications/0 at_least_one", "/medications/0/timing one_of", "/medications/1 at_least_one", "/medications/1/dose unknown_member"},
	},
	{"a name that is none is one fault", `{"medications":[{"name":5},{"atc":"N"},null]}`, []string{"/medications/0/name type", "/medications/1/atc format", "/medications/2 null"}},
	{
		"too deep, so that nothing is known of the rest", `{"labs":[{"test":"ferritin","value":22},{"test":"ferritin","unit":"ng/mL"}],"x":` + tooDeep + `}`,
		[]string{"/x too_deep"},
	},
	{
		"every fault at once", `{"patient":{"age_years":130,"sex":"x"},"criteria":{"urge":"yes"},"labs":[{"test":"ferritin","value":1,"unit":"kg"}],"medications":[{}]}`,
		[]string{"/patient/age_years range", "/patient/sex one_of", "/criteria/urge unknown_member", "/medications/0 at_least_one", "/labs/0/unit unit_not_supported"},
	},
}

// tooDeep is nested deeper than is read.
var tooDeep = strings.Repeat("[", 17) + strings.Repeat("]", 17)

// hostile are requests with more faults than are listed, of the decoder and of
// check, and one that is not read to its end.
var hostile = map[string]string{
	"values of another type":      `{"labs":[` + times(`{"test":"ferritin","value":"1","unit":"ng/mL"}`, 101) + `]}`,
	"values that are null":        `{"labs":[` + times(`{"test":"ferritin","value":null,"unit":"ng/mL"}`, 101) + `]}`,
	"tests that there are not":    `{"labs":[` + times(`{"test":"q","value":1,"unit":"u"}`, 101) + `]}`,
	"units that there are not":    `{"labs":[` + times(`{"test":"ferritin","value":1,"unit":"u"}`, 150) + `]}`,
	"results of no test":          `{"labs":[` + times(`{}`, 200) + `]}`,
	"medicines without a name":    `{"medications":[` + times(`{"timing":"x"}`, 100) + `]}`,
	"unknown members and a value": `{"labs":[{"test":"ferritin","unit":"ng/mL"}]` + members(100) + `}`,
	"a value and what is unread":  `{"labs":[{"test":"ferritin","unit":"ng/mL"}],"x":` + tooDeep + `}`,
}

func times(element string, n int) string {
	return strings.TrimSuffix(strings.Repeat(element+",", n), ",")
}

// members are n members that no request has.
func members(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, `,"x%d":1`, i)
	}
	return out.String()
}

func TestWhatIsFaultyThroughoutIsRefusedByEveryDoor(t *testing.T) {
	s := service(t)
	for name, body := range hostile {
		t.Run(name, func(t *testing.T) {
			_, alone := s.Screen(nil, []byte(body), app.Options{})
			_, stored := s.ParseRecord([]byte(`{"request":` + body + `}`))
			_, series := s.IronStatus(nil, []byte(strings.ReplaceAll(body, `"labs"`, `"results"`)), app.Options{})
			for _, fault := range []*problem.Error{alone, stored, series} {
				if fault == nil || fault.Kind != problem.ValidationFailed || len(fault.Fields) > problem.MostFields {
					t.Fatalf("got %v with %d faults", fault, len(fault.Fields))
				}
				for i, f := range fault.Fields {
					if f.Detail == problem.Unlisted().Detail && i != problem.MostFields-1 {
						t.Errorf("there are faults after the one that says there are more")
					}
				}
			}
			lines, _, raw := batch(t, `{"request":`+body+`}`)
			if at(lines[0], "error", "code") != "validation_failed" {
				t.Errorf("as a line: %.200s", raw)
			}
		})
	}
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
