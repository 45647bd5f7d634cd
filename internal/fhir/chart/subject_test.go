package chart_test

import (
	"strings"
	"testing"
)

func about(ref string) string { return `"subject":{"reference":"` + ref + `"}` }

func TestAChartIsAboutOnePatient(t *testing.T) {
	s := service(t)
	diabetes := func(ref string) string { return conditionOf("d", icd10cm, "E11.9", about(ref)) }
	asthma := func(ref string) string { return conditionOf("e", icd10cm, "G35", about(ref)) }
	for _, c := range []struct {
		name      string
		resources []string
		keys      string
		subject   string
		issues    string
	}{
		{"of the Patient", []string{woman, diabetes("Patient/p")}, "diabetes_type2", "Patient/p", ""},
		{"by an absolute reference", []string{woman, diabetes("https://ehr.example/fhir/Patient/p/_history/3")}, "diabetes_type2", "Patient/p", ""},
		{"of somebody else", []string{woman, diabetes("Patient/q"), asthma("Patient/p")}, "multiple_sclerosis", "Patient/p", "other_patient at content[1]"},
		{"that does not say of whom", []string{woman, conditionOf("d", icd10cm, "E11.9"), asthma("")}, "diabetes_type2 multiple_sclerosis", "Patient/p", ""},
		{"without a Patient, of one", []string{diabetes("Patient/q"), asthma("Patient/q")}, "diabetes_type2 multiple_sclerosis", "Patient/q", ""},
		{"without a Patient, of two", []string{diabetes("Patient/q"), asthma("Patient/p"), conditionOf("f", icd10cm, "G20")}, "parkinson", "", "other_patient at content[0]; other_patient at content[1]"},
		{"one Patient twice", []string{woman, woman, diabetes("Patient/p")}, "diabetes_type2", "Patient/p", ""},
		{
			"two Patients, and the rest of one",
			[]string{woman, `{"resourceType":"Patient","id":"child","gender":"male"}`, diabetes("Patient/p")},
			"diabetes_type2", "Patient/p", "other_patient at content[1]",
		},
		{
			"two Patients, and the rest of both",
			[]string{woman, `{"resourceType":"Patient","id":"child"}`, diabetes("Patient/p"), asthma("Patient/child")},
			"", "", "other_patient at content[0]; other_patient at content[1]; other_patient at content[2]; other_patient at content[3]",
		},
		{
			"by the URL of an entry",
			[]string{`{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:7","resource":{"resourceType":"Patient"}},{"resource":` + diabetes("urn:uuid:7") + `},{"resource":` + asthma("urn:uuid:8") + `}]}`},
			"diabetes_type2", "urn:uuid:7", "other_patient at content[0].entry[2].resource",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			var keys []string
			for _, condition := range got.Conditions {
				keys = append(keys, condition.Key)
			}
			if k := strings.Join(keys, " "); k != c.keys || got.Subject != c.subject || codes(got) != c.issues {
				t.Errorf("conditions %q of %q, issues %q", k, got.Subject, codes(got))
			}
		})
	}
}

func TestAgeAndSexOfThePatient(t *testing.T) {
	s := service(t)
	for _, c := range []struct{ name, members, age, sex, issues string }{
		{"the day before the birthday", `"birthDate":"1980-11-21","gender":"female"`, "45", "female", ""},
		{"the birthday", `"birthDate":"1980-11-20","gender":"male"`, "46", "male", ""},
		{"born on a leap day", `"birthDate":"2008-02-29","gender":"other"`, "18", "other", ""},
		{"a month of birth that tells", `"birthDate":"1980-06"`, "46", "", ""},
		{"a month of birth that does not: the lower", `"birthDate":"1980-11"`, "45", "", "approximate at content[0].birthDate"},
		{"a year of birth: the lower", `"birthDate":"1980"`, "45", "", "approximate at content[0].birthDate"},
		{"a child by the year of birth", `"birthDate":"2018"`, "7", "", "approximate at content[0].birthDate"},
		{"perhaps below 18 counts as below", `"birthDate":"2008"`, "17", "", "no_date at content[0].birthDate"},
		{"perhaps below 13 counts as below", `"birthDate":"2013-11"`, "12", "", "no_date at content[0].birthDate"},
		{"born this year", `"birthDate":"2026"`, "0", "", ""},
		{"born after today", `"birthDate":"2026-11-21"`, "none", "", "future_date at content[0].birthDate"},
		{"born too long ago", `"birthDate":"1900-01-01"`, "none", "", "range at content[0].birthDate"},
		{"no date", `"birthDate":"soon"`, "none", "", ""},
		{"an unknown sex is no answer", `"gender":"unknown"`, "none", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, `{"resourceType":"Patient",`+c.members+`}`)
			if age := number(got.Patient.AgeYears); age != c.age || got.Patient.Sex != c.sex || codes(got) != c.issues {
				t.Errorf("age %s, sex %q, issues %q", age, got.Patient.Sex, codes(got))
			}
		})
	}
}
