package chart_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// A bundle may hold the conditions of others, of a mother for one. What a
// medicine of the patient is given for is a diagnosis of the patient.
func TestAMedicineIsForADiagnosisOfThePatientAlone(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		rule, subject string
		known         bool
	}{
		{"of the patient", `"subject":{"reference":"Patient/1"}`, true},
		{"of somebody else", `"subject":{"reference":"Patient/other"}`, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := chart.Read(chart.Subject{Reference: "Patient/1"}, []chart.Content{
				{Expression: "content[0]", Raw: []byte(orderOf("m", named("gabapentin"), `"subject":{"reference":"Patient/1"}`, `"reasonReference":[{"reference":"Condition/a"}]`))},
				{Expression: "content[1]", Raw: []byte(conditionOf("a", icd10cm, "G25.81", `"clinicalStatus":`+codeable(clinical, "resolved"), c.subject))},
			}, s, today)
			if len(got.Medications) != 1 || got.Medications[0].ForRLS != c.known {
				t.Errorf("medicines %+v", got.Medications)
			}
			if known, _ := got.RLS(); known != c.known {
				t.Errorf("restless legs known: %v", known)
			}
		})
	}
}
