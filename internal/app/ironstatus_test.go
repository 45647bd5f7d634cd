package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
)

// followUps are series with what must be concluded.
var followUps = []struct {
	name, body                 string
	reading, response, recheck string
	trend                      any
	labs                       string
}{
	{
		"by mouth, rising, not yet above 75",
		`{"as_of":"2026-11-20","patient":{"age_years":40,"sex":"female"},"treatment":{"route":"oral","started_on":"2026-06-01"},"results":[
		{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-05-28"},{"test":"ferritin","value":60,"unit":"ng/mL","collected_on":"2026-09-25"}]}`,
		"meets_oral_or_iv", "rising", "2026-12-25", 10.0, "",
	},
	{
		"by mouth, above 75",
		`{"as_of":"2026-11-20","treatment":{"route":"oral","started_on":"2026-06-01"},"results":[
		{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-05-28"},{"test":"ferritin","value":110,"unit":"ng/mL","collected_on":"2026-08-31"}]}`,
		"tsat_needed", "rising", "2027-02-28", 28.42, "",
	},
	{
		"by mouth, flat after twelve weeks, speaks for malabsorption",
		`{"as_of":"2026-11-20","treatment":{"route":"oral","started_on":"2026-06-01"},"results":[
		{"test":"ferritin","value":40,"unit":"ng/mL","collected_on":"2026-05-28"},{"test":"ferritin","value":41,"unit":"ng/mL","collected_on":"2026-09-25"}]}`,
		"meets_oral_or_iv", "flat", "2026-12-25", 0.25, "ttg_iga",
	},
	{
		"by mouth, too early",
		`{"as_of":"2026-07-10","treatment":{"route":"oral","started_on":"2026-06-01"},"results":[
		{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-05-28"},{"test":"ferritin","value":40,"unit":"ng/mL","collected_on":"2026-07-10"}]}`,
		"meets_oral_or_iv", "too_early", "2026-08-24", 13.95, "",
	},
	{
		"by vein, waits eight weeks",
		`{"as_of":"2026-07-10","treatment":{"route":"iv","started_on":"2026-06-01"},"results":[{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-05-28"}]}`,
		"meets_oral_or_iv", "too_early", "2026-07-27", nil, "",
	},
	{
		"untreated and replete is measured once a year",
		`{"as_of":"2026-11-20","results":[{"test":"ferritin","value":150,"unit":"ng/mL","collected_on":"2026-11-01"},{"test":"tsat","value":30,"unit":"%","collected_on":"2026-11-01"}]}`,
		"not_met", "too_early", "2027-11-01", nil, "",
	},
	{
		"untreated and low is measured after three months",
		`{"as_of":"2026-11-20","results":[{"test":"ferritin","value":50,"unit":"ng/mL","collected_on":"2026-11-01"}]}`,
		"meets_oral_or_iv", "too_early", "2027-02-01", nil, "",
	},
	{
		"falling",
		`{"results":[{"test":"ferritin","value":100,"unit":"ng/mL","collected_on":"2026-01-01"},{"test":"ferritin","value":40,"unit":"ng/mL","collected_on":"2026-03-02"}]}`,
		"meets_oral_or_iv", "falling", "2026-06-02", -30.0, "",
	},
	{
		"an old overload still speaks against iron",
		`{"as_of":"2026-11-20","results":[{"test":"tsat","value":60,"unit":"%","collected_on":"2026-01-01"},{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-11-01"}]}`,
		"overload_check", "too_early", "2026-11-20", nil, "",
	},
	{
		"another result does not put the recheck off",
		`{"as_of":"2026-11-20","results":[{"test":"ferritin","value":50,"unit":"ng/mL","collected_on":"2026-09-01"},{"test":"crp","value":5,"unit":"mg/L","collected_on":"2026-11-01"}]}`,
		"meets_oral_or_iv", "too_early", "2026-12-01", nil, "",
	},
	{
		"no iron value at all",
		`{"results":[{"test":"crp","value":5,"unit":"mg/L","collected_on":"2026-11-01"}]}`,
		"not_assessed", "too_early", "2026-11-01", nil, "",
	},
	{
		"dialysis",
		`{"as_of":"2026-11-20","dialysis":"yes","results":[{"test":"ferritin","value":180,"unit":"ng/mL","collected_on":"2026-11-01"},{"test":"iron","value":50,"unit":"ug/dL","collected_on":"2026-11-01"},{"test":"tibc","value":300,"unit":"ug/dL","collected_on":"2026-11-01"}]}`,
		"meets_dialysis", "too_early", "2027-02-01", nil, "",
	},
}

func TestIronFollowUp(t *testing.T) {
	s := service(t)
	for _, f := range followUps {
		t.Run(f.name, func(t *testing.T) {
			body, problem := s.IronStatus(nil, []byte(f.body), app.Options{})
			if problem != nil {
				t.Fatal(problem, problem.Fields)
			}
			var answer map[string]any
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Fatal(err)
			}
			filled(t, f.name, "", answer)
			got := fmt.Sprint(at(answer, "iron", "reading"), answer["response"], answer["next_recheck_on"], answer["trend_per_30_days"])
			if want := fmt.Sprint(f.reading, f.response, f.recheck, f.trend); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if f.labs != "" && !slices.Contains(each(answer["labs"], func(x any) any { return at(x, "id") }).([]any), any(f.labs)) {
				t.Errorf("%s is not suggested", f.labs)
			}
		})
	}
}

func TestIronFollowUpNamesTheCutsOfThePatient(t *testing.T) {
	s := service(t)
	const adult = "ferritin <= 75 ng/mL iron.adult.ferritin_low, ferritin <= 100 ng/mL iron.adult.iv_only, ferritin > 300 ng/mL iron.adult.ferritin_high, tsat < 20 % iron.adult.tsat_low, "
	const overload = "tsat > 45 % iron.overload_check"
	for about, want := range map[string]string{
		``:                            adult + overload,
		`"patient":{"age_years":18},`: adult + overload,
		`"dialysis":"not_sure",`:      adult + overload,
		`"patient":{"age_years":17},`: "ferritin < 50 ng/mL iron.child.meets, tsat < 20 % iron_note.check_crp, " + overload,
		`"dialysis":"yes",`:           "ferritin < 200 ng/mL iron.dialysis.meets, tsat < 20 % iron.dialysis.meets, " + overload,
	} {
		var got []string
		for _, c := range ironStatus(t, s, about, app.Options{}).Thresholds {
			got = append(got, fmt.Sprint(c.Test, " ", c.Operator, " ", c.Value, " ", c.Unit, " ", c.Rule))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s", about, strings.Join(got, ", "))
		}
	}
}

func TestTheCutsOfIronAreInTheWordsOfWhoReads(t *testing.T) {
	s := service(t)
	for o, want := range map[app.Options]string{
		{}:                                  "Ferritin <= 75 ng/mL",
		{Audience: app.Patient}:             "Ferritin (iron store): 75 ng/mL",
		{Lang: "es"}:                        "Ferritina <= 75 ng/mL",
		{Lang: "es", Audience: app.Patient}: "Ferritina (reserva de hierro): 75 ng/mL",
	} {
		if got := ironStatus(t, s, "", o).Thresholds[0].Display; got != want {
			t.Errorf("%+v: %s", o, got)
		}
	}
}

// ironStatus is the answer to one result, with what is said about the patient.
func ironStatus(t *testing.T, s *app.Service, about string, o app.Options) *v1.IronStatus {
	t.Helper()
	body, fault := s.IronStatus(nil, []byte(`{`+about+`"results":[{"test":"ferritin","value":60,"unit":"ng/mL","collected_on":"2026-11-01"}]}`), o)
	if fault != nil {
		t.Fatal(fault, fault.Fields)
	}
	answer := new(v1.IronStatus)
	if err := json.Unmarshal(body, answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// While overload has to be excluded nobody is given a routine date, and no date
// in words: without as_of that of the newest result stands for now.
func TestWhileOverloadIsToBeExcludedTheRecheckIsNowAndNotARoutineOne(t *testing.T) {
	s := service(t)
	const results = `"results":[{"test":"tsat","value":60.5,"unit":"%","collected_on":"2026-10-01"},{"test":"ferritin","value":40,"unit":"ng/mL","collected_on":"2026-11-01"}]}`
	for _, c := range []struct {
		about, on string
	}{
		{`{"as_of":"2026-11-20",`, "2026-11-20"},
		{`{"as_of":"2026-11-20","treatment":{"route":"oral","started_on":"2026-11-10"},`, "2026-11-20"},
		{`{"as_of":"2026-11-20","treatment":{"route":"iv","started_on":"2026-11-10"},`, "2026-11-20"},
		{`{`, "2026-11-01"},
	} {
		for o, words := range map[app.Options][]string{
			{}:                                  {"TSAT above 45 %: repeat now", "This is not a routine recheck."},
			{Audience: app.Patient}:             {"there is no routine date for it"},
			{Lang: "es"}:                        {"TSAT superior al 45 %: repetir ahora", "No es un control de rutina."},
			{Lang: "es", Audience: app.Patient}: {"no hay una fecha de rutina"},
		} {
			body, fault := s.IronStatus(nil, []byte(c.about+results), o)
			if fault != nil {
				t.Fatal(fault, fault.Fields)
			}
			var answer v1.IronStatus
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Fatal(err)
			}
			if answer.Iron.Reading != "overload_check" || answer.NextRecheckOn != c.on || answer.RecheckReason.Rule != "iron_status.recheck.overload" {
				t.Errorf("%s: %s, %s by %s", c.about, answer.Iron.Reading, answer.NextRecheckOn, answer.RecheckReason.Rule)
			}
			for _, text := range []string{answer.RecheckReason.Display, answer.Text.Summary} {
				for _, want := range words {
					if !strings.Contains(text, want) {
						t.Errorf("%+v: no %q in %q", o, want, text)
					}
				}
			}
			if strings.Contains(answer.Text.Summary+answer.Text.Plain, "2026-") {
				t.Errorf("%+v: a date stands in\n%s\n%s", o, answer.Text.Summary, answer.Text.Plain)
			}
		}
	}
}

func TestTheSummaryOfIronIsInTheWordsOfWhoReads(t *testing.T) {
	s := service(t)
	for _, lang := range []string{"en", "es"} {
		clinician := ironStatus(t, s, "", app.Options{Lang: lang}).Text
		patient := ironStatus(t, s, "", app.Options{Lang: lang, Audience: app.Patient}).Text
		if !strings.Contains(clinician.Summary, "TSAT") || !strings.Contains(clinician.Summary, "sha256:") {
			t.Errorf("%s: a clinician reads\n%s", lang, clinician.Summary)
		}
		if patient.Summary != clinician.Plain || patient.Plain != clinician.Plain {
			t.Errorf("%s: a patient reads\n%s\nand not\n%s", lang, patient.Summary, clinician.Plain)
		}
		if found := jargon.FindString(patient.Summary); found != "" {
			t.Errorf("%s: a patient reads %q in\n%s", lang, found, patient.Summary)
		}
	}
}

// An answer points at what was sent, and at nothing that this request has not.
func TestIronFollowUpNamesWhatWasSentAsItWasSent(t *testing.T) {
	s := service(t)
	series := []string{`{"as_of":"2026-11-20","dialysis":"yes","patient":{"sex":"female","pregnancy":"possible"},"results":[
		{"test":"tsat","value":14,"unit":"%","collected_on":"2026-11-01"},{"test":"ferritin","value":60,"unit":"ng/mL","collected_on":"2020-11-01"}]}`}
	for _, f := range followUps {
		series = append(series, f.body)
	}
	sent := []string{"results", "dialysis", "patient.age_years", "patient.sex", "patient.pregnancy", "patient.gestation_weeks"}
	seen := map[string]bool{}
	for _, body := range series {
		answer, fault := s.IronStatus(nil, []byte(body), app.Options{})
		if fault != nil {
			t.Fatal(fault, fault.Fields)
		}
		if strings.Contains(string(answer), `"labs[`) || strings.Contains(string(answer), `"history.`) {
			t.Errorf("%s is answered with places of a screening: %s", body, answer)
		}
		for _, list := range because(t, answer) {
			for i, f := range list {
				head, _, _ := strings.Cut(f.Path, "[")
				seen[head] = true
				if !slices.Contains(sent, head) {
					t.Errorf("%s is no place of %s", f.Path, body)
				}
				if head == "dialysis" && (f.Value != "yes" || slices.Contains(list[:i], f)) {
					t.Errorf("dialysis is named as %v", list)
				}
			}
		}
	}
	if !seen["results"] || !seen["dialysis"] {
		t.Errorf("only these were seen: %v", seen)
	}
}

// because are the lists of facts of an answer to a series, and the places of its
// warnings, each as a fact without a value.
func because(t *testing.T, answer []byte) (lists [][]v1.Fact) {
	t.Helper()
	var read v1.IronStatus
	if err := json.Unmarshal(answer, &read); err != nil {
		t.Fatal(err)
	}
	lists = append(lists, read.Iron.Because)
	for _, l := range read.Labs {
		for _, r := range l.Reasons {
			lists = append(lists, r.Because)
		}
	}
	for _, a := range read.Alerts {
		lists = append(lists, a.Because)
	}
	for _, w := range read.Warnings {
		lists = append(lists, []v1.Fact{{Path: w.Path}})
	}
	return lists
}

func TestIronFollowUpRefusesWhatCannotBe(t *testing.T) {
	s := service(t)
	for body, want := range map[string]string{
		`{}`:             "/results required",
		`{"results":[]}`: "/results",
		`{"results":[{"test":"ferritin","value":1,"unit":"ng/mL"}]}`:                                                                                                        "/results/0/collected_on required",
		`{"treatment":{"route":"oral"},"results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`:                                              "/treatment/started_on required",
		`{"treatment":{"route":"none","started_on":"2026-01-01"},"results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`:                    "/treatment/started_on inconsistent_answers",
		`{"treatment":{"route":"oral","dose":1},"results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`:                                     "/treatment/dose unknown_member,/treatment/started_on required",
		`{"as_of":"2025-01-01","results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`:                                                      "/results/0/collected_on after_as_of",
		`{"results":[{"test":"haemoglobin","value":10,"unit":"g/dL","collected_on":"2026-01-01"}]}`:                                                                         "/results/0/test one_of",
		`{"patient":{"sex":"male","pregnancy":"yes"},"results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`:                                "/patient/pregnancy inconsistent_answers",
		`{"results":[{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"},{"test":"ferritin","value":10,"unit":"ng/mL","collected_on":"2026-01-01"}]}`: "/results/1 duplicate_result",
	} {
		_, problem := s.IronStatus(nil, []byte(body), app.Options{})
		if problem == nil {
			t.Errorf("accepted: %s", body)
			continue
		}
		var got []string
		for _, f := range problem.Fields {
			got = append(got, f.Pointer+" "+string(f.Code))
		}
		if !strings.HasPrefix(strings.Join(got, ","), want) {
			t.Errorf("%s: got %v, want %s", body, got, want)
		}
	}
}
