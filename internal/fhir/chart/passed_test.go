package chart_test

import (
	"fmt"
	"strings"
	"testing"
)

// What a chart holds and nobody here can use is counted by its kind: silence
// would look as if it had been read.
func TestWhatMeansNothingIsCounted(t *testing.T) {
	of := func(kind string) string { return `{"resourceType":"` + kind + `"}` }
	got := read(t, service(t), woman, bundle(
		conditionOf("a", icd10cm, "I10"), conditionOf("b", icd10cm, "E11.9"), conditionOf("c", "", "", `"code":{"text":"Restless legs syndrome"}`),
		resultOf("d", "8867-4", 70, "/min"), resultOf("e", "2276-4", 20, "ng/mL", `"code":{"coding":[{"code":"2276-4"}]}`), resultOf("f", "2276-4", 20, "ng/mL"),
		relativeOf("MTH", "1"), relativeOf("MTH", "32914008"),
		of("MedicationDispense"), of("MedicationAdministration"), of("MedicationOrder"),
		of("Procedure"), of("DiagnosticReport"), `{"resourceType":"Medication","id":"g"}`,
	))
	want := []string{
		"0 Conditions without a code that is known here, which answer nothing: 2.",
		"3 Observations without a code that is known here, which answer nothing: 2.",
		"6 Relatives without a code of restless legs, who answer nothing: 1.",
		"8 Medicines that were supplied or given (MedicationDispense, MedicationAdministration, MedicationOrder), which are not read, so that others may be taken than those listed: 3.",
		"11 Resources of types that are not read: 2.",
	}
	var list []string
	for _, i := range got.Issues {
		if i.Code == "no_meaning" {
			at := strings.TrimSuffix(strings.TrimPrefix(i.Expression, "content[1].entry["), "].resource")
			list = append(list, fmt.Sprint(at, " ", i.Detail))
		}
	}
	if strings.Join(list, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(list, "\n"))
	}
}

// An extension that is not known may say "not" of all that an element says.
func TestWhatAnExtensionMayTurnAroundIsLeftOut(t *testing.T) {
	const modified = `"modifierExtension":[{"url":"urn:negated","valueBoolean":true}]`
	const refers = `"medicationReference":{"reference":"Medication/1"}`
	s := service(t)
	for _, c := range []struct {
		name      string
		resources []string
		issues    string
	}{
		{"a result", []string{resultOf("a", "2276-4", 20, "ng/mL", modified)}, "unreadable at content[0]"},
		{"a component", []string{resultOf("a", "50190-8", 0, "", `"valueQuantity":null`, `"component":[{"code":`+codeable(loinc, "2276-4")+`,"valueQuantity":{"value":20,"code":"ng/mL"},`+modified+`}]`)}, "unreadable at content[0].component[0]"},
		{"a status of pregnancy", []string{pregnancyOf(loinc, "LA15173-0", modified)}, "unreadable at content[0]"},
		{"a relative", []string{relativeOf("MTH", "32914008", modified)}, "unreadable at content[0]"},
		{"a condition of a relative", []string{relativeOf("MTH", "", `"condition":[{"code":`+codeable(snomed, "32914008")+`,`+modified+`}]`)}, "unreadable at content[0].condition[0]"},
		{"a statement of a medicine", []string{statementOf("a", named("Zoloft"), modified)}, "unreadable at content[0]"},
		{"a Medication", []string{orderOf("a", refers), `{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"},` + modified + `}`}, "unreadable at content[0].medicationReference"},
		{"a Medication of two orders", []string{`{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"},` + modified + `}`, orderOf("a", refers), orderOf("b", refers)}, "unreadable at content[1].medicationReference; unreadable at content[2].medicationReference"},
		{"a contained Medication", []string{orderOf("a", `"contained":[{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"},`+modified+`}]`, `"medicationReference":{"reference":"#1"}`)}, "unreadable at content[0].medicationReference"},
		{"of any shape", []string{conditionOf("a", icd10cm, "E11.9", `"modifierExtension":{"url":"x"}`)}, "unreadable at content[0]"},
		{"what means nothing", []string{conditionOf("a", icd10cm, "I10", modified)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			if len(got.Conditions)+len(got.Labs)+len(got.Medications) > 0 || got.Pregnancy != nil || got.FamilyHistory != nil || codes(got) != c.issues {
				t.Errorf("issues %q of %+v", codes(got), got)
			}
		})
	}
}
