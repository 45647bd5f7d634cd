package app_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
)

// counted has an answer for every number of a request, and values with decimals.
const counted = `{"as_of":"2026-11-20","patient":{"age_years":52,"sex":"female","pregnancy":"yes","gestation_weeks":20},
"criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes","body_parts":"legs"},
"course":{"onset_age_years":30,"days_per_week":2.5,"duration_months":2,"lifetime_episodes":9,"distress":"severe","irls_total":22},
"history":{"family_history":"yes"},"medications":[],
"labs":[{"test":"ferritin","value":22.5,"unit":"ng/mL","collected_on":"2026-10-30"},{"test":"tsat","value":14.2,"unit":"%","collected_on":"2026-10-30"},
{"test":"tsh","value":0.25,"unit":"mIU/L","collected_on":"2026-10-30"},{"test":"creatinine","value":2.5,"unit":"mg/dL","collected_on":"2026-10-30"}]}`

// values are the values and thresholds of all facts of an answer.
func values(x any) []string {
	var all []string
	switch x := x.(type) {
	case map[string]any:
		for key, v := range x {
			if text, is := v.(string); is && (key == "value" || key == "threshold") {
				all = append(all, text)
			} else {
				all = append(all, values(v)...)
			}
		}
	case []any:
		for _, v := range x {
			all = append(all, values(v)...)
		}
	}
	return all
}

func TestNumbersAndTheirUnitsAreThoseOfTheLanguage(t *testing.T) {
	s := service(t)
	for lang, c := range map[string]struct {
		wrong string
		want  []string
	}{
		"en": {`\d,\d|[a-z]_[a-z]|años|meses`, []string{"30 years", "< 45 years", "2.5 days a week", "2 months", "22.5 ng/mL", "14.2 %"}},
		"es": {`\d\.\d|[a-z]_[a-z]|years|months|days`, []string{"30 años", "< 45 años", "2,5 días a la semana", "2 meses", "22,5 ng/mL", "14,2 %"}},
	} {
		answer := screened(t, s, []byte(counted), app.Options{Lang: lang})
		have, wrong := values(answer), regexp.MustCompile(c.wrong)
		for _, text := range have {
			if strings.ContainsAny(text, "0123456789") && wrong.MatchString(strings.ReplaceAll(text, "{1.73_m2}", "")) {
				t.Errorf("%s: %q", lang, text)
			}
		}
		for _, want := range c.want {
			if !slices.Contains(have, want) {
				t.Errorf("%s: no fact is %q: %q", lang, want, have)
			}
		}
		summary := at(answer, "text", "summary").(string)
		if mark := map[string]string{"en": "22.5 ng/mL", "es": "22,5 ng/mL"}[lang]; !strings.Contains(summary, mark) {
			t.Errorf("%s: %q is not in\n%s", lang, mark, summary)
		}
	}
}

// jargon are the words and signs of clinicians that a patient is not shown, in
// both languages. The line that names the ruleset is for whoever is asked about
// a result.
var jargon = regexp.MustCompile(`(?i)criteri[oa]n? 5|essential criteria|criterios esenciales|mimic|imitador|\bTSAT\b|\bTIBC\b|\bRLS\b|\bSPI\b|` +
	`LOINC|\{|<|>|classification|clasificación|contributors|contribuyentes|provisional|primary|primaria|significance|significación|cribado|\bscreen:|[a-z]_[a-z]`)

func TestPatientsReadPlainWords(t *testing.T) {
	s := service(t)
	requests := []json.RawMessage{[]byte(counted)}
	for _, c := range clinicalCases(t) {
		requests = append(requests, c.Request)
	}
	for _, request := range requests {
		for _, lang := range []string{"en", "es"} {
			text := at(screened(t, s, request, app.Options{Audience: app.Patient, Lang: lang}), "text").(map[string]any)
			summary := app.WithoutRuleset(text["summary"].(string), "sha256:")
			if found := jargon.FindString(summary + text["plain"].(string)); found != "" {
				t.Errorf("%s: a patient reads %q in\n%s\n%s", lang, found, request, summary)
			}
		}
	}
	for o, want := range map[app.Options]string{
		{}:                                  "\nCriterion 5 (mimics): ",
		{Lang: "es"}:                        "\nCriterio 5 (cuadros imitadores): ",
		{Audience: app.Patient}:             "\nOther explanations: ",
		{Audience: app.Patient, Lang: "es"}: "\nOtras explicaciones: ",
	} {
		if text := at(screened(t, s, []byte(counted), o), "text", "summary").(string); !strings.Contains(text, want) {
			t.Errorf("%+v: no %q in\n%s", o, want, text)
		}
	}
}

func TestTheAccuracyOfOtherInstrumentsIsSaidInTheLanguage(t *testing.T) {
	s := service(t)
	said := map[string]v1.Ruleset{}
	for _, lang := range []string{"en", "es"} {
		body, fault := s.Ruleset(app.Options{Lang: lang}, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
		if fault != nil {
			t.Fatal(fault)
		}
		var r v1.Ruleset
		if err := json.Unmarshal(body, &r); err != nil {
			t.Fatal(err)
		}
		said[lang] = r
	}
	en, es := said["en"], said["es"]
	if len(en.Accuracy) != 2 || len(es.Accuracy) != len(en.Accuracy) || en.Notices[2] == es.Notices[2] {
		t.Fatalf("%+v\n%+v", en, es)
	}
	for i, a := range en.Accuracy {
		b := es.Accuracy[i]
		if a.Instrument == "" || a.Note == "" || b.Instrument == "" || b.Note == "" || a.Instrument == b.Instrument || a.Note == b.Note {
			t.Errorf("%+v\n%+v", a, b)
		}
		if a.Sensitivity != b.Sensitivity || a.Specificity != b.Specificity {
			t.Errorf("the figures differ: %+v %+v", a, b)
		}
	}
}
