package chart_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func TestDiagnosesAnswerTheHistory(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		name      string
		resources []string
		want      string // history as JSON
		issues    string
	}{
		{"nothing in a chart answers nothing", nil, `null`, ""},
		{
			"one code for two conditions",
			[]string{conditionOf("a", icd10cm, "E11.42")},
			`{"neuropathy":"yes","diabetes":"yes"}`, "",
		},
		{
			"SNOMED CT of an edition, and the WHO's ICD-10",
			[]string{conditionOf("a", snomed+"/731000124108", "24700007"), conditionOf("b", icd10, "K50.1")},
			`{"malabsorption":"yes","multiple_sclerosis":"yes"}`, "",
		},
		{
			"presymptomatic diabetes is none",
			[]string{conditionOf("a", icd10cm, "E10.A2")},
			`null`, "",
		},
		{
			"a code without a system is not guessed",
			[]string{conditionOf("a", "", "E11.42")},
			`null`, "",
		},
		{
			"a code of the WHO that covers other chronic diseases too",
			[]string{conditionOf("a", icd10, "D63.8")},
			`null`, "possible_only at content[0].code",
		},
		{
			"refuted is not no",
			[]string{conditionOf("a", icd10cm, "E11.9", `"verificationStatus":`+codeable(verification, "refuted"))},
			`null`, "refuted at content[0].verificationStatus",
		},
		{
			"entered in error",
			[]string{conditionOf("a", icd10cm, "E11.9", `"verificationStatus":`+codeable(verification, "entered-in-error"), `"clinicalStatus":null`)},
			`null`, "entered_in_error at content[0].verificationStatus",
		},
		{
			"provisional is only possible",
			[]string{conditionOf("a", icd10cm, "E11.9", `"verificationStatus":`+codeable(verification, "provisional"))},
			`null`, "not_confirmed at content[0].verificationStatus",
		},
		{
			"in remission",
			[]string{conditionOf("a", icd10cm, "F33.1", `"clinicalStatus":`+codeable(clinical, "remission"))},
			`null`, "not_active at content[0].clinicalStatus",
		},
		{
			"a relapse is active",
			[]string{conditionOf("a", icd10cm, "F33.1", `"clinicalStatus":`+codeable(clinical, "relapse"))},
			`{"depression":"yes"}`, "",
		},
		{
			"the status of HL7's system beside one of the record's own",
			[]string{conditionOf("a", icd10cm, "D50.0",
				`"clinicalStatus":{"coding":[{"system":"urn:own","code":"1"},{"system":"`+clinical+`","code":"active"}]}`,
				`"verificationStatus":{"coding":[{"system":"urn:own","code":"refuted"},{"system":"`+verification+`","code":"confirmed"}]}`)},
			`{"iron_deficiency":"yes"}`, "",
		},
		{
			"resolved, beside a status of the record's own",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":{"coding":[{"system":"urn:own","code":"active"},{"system":"`+clinical+`","code":"resolved"}]}`)},
			`null`, "not_active at content[0].clinicalStatus",
		},
		{
			"a status in words",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":{"text":"Active"}`, `"verificationStatus":{"coding":[{"display":"Confirmed"}]}`)},
			`{"iron_deficiency":"yes"}`, "",
		},
		{
			"resolved in words",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":{"text":"Resolved"}`)},
			`null`, "not_active at content[0].clinicalStatus",
		},
		{
			"refuted in words",
			[]string{conditionOf("a", icd10cm, "D50.0", `"verificationStatus":{"text":"Refuted"}`)},
			`null`, "refuted at content[0].verificationStatus",
		},
		{
			"entered in error in words",
			[]string{conditionOf("a", icd10cm, "D50.0", `"verificationStatus":{"text":"Entered in Error"}`)},
			`null`, "entered_in_error at content[0].verificationStatus",
		},
		{
			"a clinical status that is not understood is none",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":{"text":"no longer an issue"}`)},
			`null`, "status_unknown at content[0].clinicalStatus",
		},
		{
			"a clinical status that is said to be unknown",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":`+codeable("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown"))},
			`null`, "status_unknown at content[0].clinicalStatus",
		},
		{
			"a clinical status that is not understood, with an end",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":{"text":"x"}`, `"abatementDateTime":"2020"`)},
			`null`, "not_active at content[0]",
		},
		{
			"a verification status that is not understood",
			[]string{conditionOf("a", icd10cm, "D50.0", `"verificationStatus":{"text":"ruled out"}`)},
			`null`, "status_unknown at content[0].verificationStatus",
		},
		{
			"an extension that may turn it around",
			[]string{conditionOf("a", icd10cm, "D50.0", `"modifierExtension":[{"url":"urn:negated","valueBoolean":true}]`)},
			`null`, "unreadable at content[0]",
		},
		{
			"no such extension",
			[]string{conditionOf("a", icd10cm, "D50.0", `"modifierExtension":[]`)},
			`{"iron_deficiency":"yes"}`, "",
		},
		{
			"without a status and without an end",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":null`, `"verificationStatus":null`)},
			`{"iron_deficiency":"yes"}`, "no_status at content[0]",
		},
		{
			"without a status and with an end",
			[]string{conditionOf("a", icd10cm, "D50.0", `"clinicalStatus":null`, `"abatementDateTime":"2020"`)},
			`null`, "not_active at content[0]",
		},
		{
			"active with an end is a contradiction",
			[]string{conditionOf("a", icd10cm, "D50.0", `"abatementAge":{"value":40}`)},
			`null`, "contradiction at content[0].clinicalStatus",
		},
		{
			"an end that is still to come",
			[]string{conditionOf("a", icd10cm, "D50.0", `"abatementDateTime":"2027-01-01"`)},
			`{"iron_deficiency":"yes"}`, "",
		},
		{
			"the highest stage of kidney disease counts",
			[]string{conditionOf("a", icd10cm, "N18.9"), conditionOf("b", icd10cm, "N18.4"), conditionOf("c", icd10cm, "N18.31")},
			`{"kidney_disease":"yes","kidney_disease_stage":"4"}`, "",
		},
		{
			"dialysis before all stages",
			[]string{conditionOf("a", icd10cm, "N18.6"), conditionOf("b", icd10cm, "Z99.2")},
			`{"kidney_disease":"yes","kidney_disease_stage":"dialysis"}`, "",
		},
		{
			"end-stage failure on dialysis is on dialysis",
			[]string{conditionOf("a", snomed, "236435004")},
			`{"kidney_disease":"yes","kidney_disease_stage":"dialysis"}`, "",
		},
		{
			"a transplant ends the stages before it",
			[]string{conditionOf("a", icd10cm, "N18.6"), conditionOf("b", icd10cm, "Z94.0")},
			`{"kidney_disease":"yes","kidney_disease_stage":"transplant"}`, "",
		},
		{
			"dialysis and transplant contradict",
			[]string{conditionOf("a", icd10cm, "Z94.0"), conditionOf("b", icd10cm, "Z99.2"), conditionOf("c", icd10cm, "N18.6")},
			`{"kidney_disease":"yes","kidney_disease_stage":"unknown"}`, "contradiction at content[1]",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			if h := history(t, got); h != c.want {
				t.Errorf("history is %s, want %s", h, c.want)
			}
			if i := codes(got); i != c.issues {
				t.Errorf("issues are %q, want %q", i, c.issues)
			}
		})
	}
}

func TestWhatIsUsedIsToldOnceWithItsSource(t *testing.T) {
	got := read(t, service(t), conditionOf("first", icd10cm, "E11.9"), conditionOf("second", icd10cm, "E11.9"))
	if len(got.Conditions) != 2 || len(got.Issues) != 1 {
		t.Fatalf("got %+v", got)
	}
	i := got.Issues[0]
	if i.Detail != "history.diabetes: yes from Condition/first." || i.Expression != "content[0].code" || i.Severity != "information" {
		t.Errorf("got %+v", i)
	}
}

// Every answer of the knowledge base arrives in the request.
func TestEveryAnswerOfADiagnosisHasItsPlace(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := app.New(rs, "US")
	for _, condition := range rs.Conditions.All() {
		for _, a := range condition.Answers {
			c := &chart.Chart{Conditions: []chart.Condition{{Condition: condition}}}
			if section, name, _ := strings.Cut(a.Path, "."); section == "history" && !strings.Contains(history(t, c), `"`+name+`":"`+a.Value+`"`) {
				t.Errorf("%s does not answer %s with %s: %s", condition.Key, a.Path, a.Value, history(t, c))
			}
			acceptable(t, s, c)
		}
	}
}

func TestRLSIsKnownOrPossible(t *testing.T) {
	s := service(t)
	const ropinirole = "72302"
	for _, c := range []struct {
		name            string
		resources       []string
		known, possible bool
	}{
		{"by ICD-10-CM", []string{conditionOf("a", icd10cm, "G25.81")}, true, false},
		{"by SNOMED CT", []string{conditionOf("a", snomed, "1052283003")}, true, false},
		{"by the legacy concept", []string{conditionOf("a", snomed, "393579008")}, true, false},
		{"G25.8 of the WHO is never proof", []string{conditionOf("a", icd10, "G25.8")}, false, true},
		{"nor with more digits", []string{conditionOf("a", icd10, "G25.81")}, false, true},
		{"G25.89 of ICD-10-CM is something else", []string{conditionOf("a", icd10cm, "G25.89")}, false, false},
		{"provisional", []string{conditionOf("a", icd10cm, "G25.81", `"verificationStatus":`+codeable(verification, "provisional"))}, false, true},
		{"active with an end", []string{conditionOf("a", icd10cm, "G25.81", `"abatementDateTime":"2020"`)}, false, true},
		{"active with an end, beside a dopaminergic medicine", []string{orderOf("m", taking(rxnorm, ropinirole)), conditionOf("a", icd10cm, "G25.81", `"abatementDateTime":"2020"`)}, true, true},
		{"without a status, with an end", []string{conditionOf("a", icd10cm, "G25.81", `"clinicalStatus":null`, `"abatementDateTime":"2020"`)}, false, false},
		{"refuted", []string{conditionOf("a", icd10cm, "G25.81", `"verificationStatus":`+codeable(verification, "refuted"))}, false, false},
		{"of a status that is not understood", []string{conditionOf("a", icd10cm, "G25.81", `"clinicalStatus":{"text":"x"}`)}, false, true},
		{"negated by an extension", []string{conditionOf("a", icd10cm, "G25.81", `"modifierExtension":[{}]`)}, false, false},
		{"resolved", []string{conditionOf("a", icd10cm, "G25.81", `"clinicalStatus":`+codeable(clinical, "resolved"))}, false, false},
		{"a medicine given for it", []string{orderOf("m", named("gabapentin"), `"reasonCode":[`+codeable(icd10cm, "G25.81")+`]`)}, true, false},
		{"a medicine given for what G25.8 covers", []string{orderOf("m", named("gabapentin"), `"reasonCode":[`+codeable(icd10, "G25.8")+`]`)}, false, false},
		{
			"a medicine given for a condition of the chart",
			[]string{
				orderOf("m", named("gabapentin"), `"reasonReference":[{"reference":"Condition/a"}]`),
				conditionOf("a", icd10cm, "G25.81", `"clinicalStatus":`+codeable(clinical, "resolved")),
			},
			true, false,
		},
		{
			"a medicine given for a condition that is refuted",
			[]string{
				orderOf("m", named("gabapentin"), `"reasonReference":[{"reference":"Condition/a"}]`),
				conditionOf("a", icd10cm, "G25.81", `"verificationStatus":`+codeable(verification, "refuted")),
			},
			false, false,
		},
		{
			"a medicine given for a condition that is refuted in words",
			[]string{
				orderOf("m", named("gabapentin"), `"reasonReference":[{"reference":"Condition/a"}]`),
				conditionOf("a", icd10cm, "G25.81", `"verificationStatus":{"text":"Refuted"}`),
			},
			false, false,
		},
		{"a dopaminergic medicine alone", []string{orderOf("m", taking(rxnorm, ropinirole))}, false, false},
		{"a dopaminergic medicine beside a possible code", []string{orderOf("m", taking(rxnorm, ropinirole)), conditionOf("a", icd10, "G25.8")}, true, true},
		{"another medicine beside a possible code", []string{orderOf("m", named("gabapentin")), conditionOf("a", icd10, "G25.8")}, false, true},
		{
			"a dopaminergic medicine that Parkinson's disease explains",
			[]string{orderOf("m", taking(rxnorm, ropinirole)), conditionOf("a", icd10, "G25.8"), conditionOf("b", icd10, "G20")},
			false, true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			if known, possible := got.RLS(); known != c.known || possible != c.possible {
				t.Errorf("known %v, possible %v; issues %s", known, possible, codes(got))
			}
			if c.possible && got.Has("rls") {
				t.Error("has what is only possible")
			}
		})
	}
}

func TestTheAgeAtOnset(t *testing.T) {
	s := service(t)
	for _, c := range []struct{ name, member, want, issues string }{
		{"in years", `"onsetAge":{"value":22,"system":"http://unitsofmeasure.org","code":"a"}`, "22", ""},
		{"in months", `"onsetAge":{"value":270,"system":"http://unitsofmeasure.org","code":"mo"}`, "22", ""},
		{"in words", `"onsetAge":{"value":22.9,"unit":"years"}`, "22", ""},
		{"in a unit that is none of age", `"onsetAge":{"value":22,"unit":"kg"}`, "none", "unit_not_supported at content[1].onsetAge"},
		{"by a date", `"onsetDateTime":"2002-06-14"`, "21", ""},
		{"on the birthday", `"onsetDateTime":"2002-06-15T10:00:00Z"`, "22", ""},
		{"by a year, the higher of two", `"onsetDateTime":"2002"`, "22", "approximate at content[1].onsetDateTime"},
		{"by a year, and never above the present age", `"onsetDateTime":"2026"`, "46", "approximate at content[1].onsetDateTime"},
		{"after the present age", `"onsetAge":{"value":47,"code":"a"}`, "none", "contradiction at content[1].onsetAge"},
		{"before birth", `"onsetDateTime":"1979-01-01"`, "none", "contradiction at content[1].onsetDateTime"},
		{"not plausible", `"onsetAge":{"value":-3,"code":"a"}`, "none", "range at content[1].onsetAge"},
		{"in text", `"onsetString":"as a young adult"`, "none", "left_open at content[1].onset"},
		{"by a period", `"onsetPeriod":{"start":"2002-06-14"}`, "none", "left_open at content[1].onset"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, woman, conditionOf("a", icd10cm, "G25.81", c.member))
			onset := "none"
			if course := got.Request().Course; course != nil {
				onset = number(course.OnsetAgeYears)
			}
			if onset != c.want || codes(got) != c.issues {
				t.Errorf("onset at %s, issues %q", onset, codes(got))
			}
		})
	}
	t.Run("of several the first", func(t *testing.T) {
		got := read(t, s, conditionOf("a", icd10cm, "G25.81", `"onsetAge":{"value":50,"code":"a"}`), conditionOf("b", snomed, "32914008", `"onsetAge":{"value":20,"code":"a"}`))
		if onset := number(got.Request().Course.OnsetAgeYears); onset != "20" {
			t.Error("onset at", onset)
		}
	})
	t.Run("of a possible code none", func(t *testing.T) {
		if got := read(t, s, conditionOf("a", icd10, "G25.8", `"onsetAge":{"value":50,"code":"a"}`)); got.Request().Course != nil {
			t.Error("has an onset")
		}
	})
}

func TestWithoutSNOMEDItsCodesMeanNothing(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := app.New(rs.Without(knowledge.Off{SNOMED: true}), "US")
	got := read(t, s, conditionOf("a", snomed, "32914008"), conditionOf("b", icd10cm, "E11.9"), pregnancyOf(snomed, "60001007"))
	if known, possible := got.RLS(); known || possible || !got.Has("diabetes_type2") || got.Pregnancy != nil {
		t.Errorf("got %+v", got.Conditions)
	}
}
