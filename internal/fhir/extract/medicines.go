package extract

import (
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// severity is how bad an effect of a tier can be, as FHIR's
// detectedissue-severity defines it; "" for a tier that has no such effect.
//
// It is never high, which is for what may threaten life or injure for good.
// The tiers say how good the evidence is: what strong reports or reports in
// some people stand behind is noticeable (moderate), case reports alone are low.
func severity(tier string) string {
	switch tier {
	case "A", "B":
		return "moderate"
	case "C":
		return "low"
	default:
		return ""
	}
}

// filesMedicines reports whether medicines are filed as issues: when that is
// asked for, and the screen leaves room for RLS that they could worsen. With a
// negative screen, or where it does not apply, an issue in the record would say
// more than is known.
func (f *filing) filesMedicines() bool {
	switch f.Screening.Outcome.Code {
	case "positive", "positive_provisional", "positive_review", "indeterminate":
		return f.Extended
	default:
		return false
	}
}

// fileMedicines files an issue for each effect of a medicine that may start or
// worsen RLS.
func (f *filing) fileMedicines() {
	for i := range f.Screening.Medications.Effects {
		e := &f.Screening.Medications.Effects[i]
		if severity(e.Tier) == "" {
			continue
		}
		role := "issue." + strconv.Itoa(i)
		f.create("DetectedIssue", role, &fhir.DetectedIssue{
			ResourceType: "DetectedIssue", Language: f.Lang,
			Identifier: []fhir.Identifier{f.identifier(role)},
			Status:     "preliminary",
			Code:       f.says(codeMedicine, e.IngredientDisplay),
			Severity:   severity(e.Tier),
			Patient:    &f.Subject, IdentifiedDateTime: f.Response.Authored,
			Author:     &f.device,
			Implicated: []fhir.Reference{{Display: e.IngredientDisplay}},
			Evidence:   []fhir.DetectedIssueEvidence{f.medicineEvidence(e)},
			Detail:     effect(e),
		})
	}
}

// medicineEvidence is the rule, and the contributor that the medicine is.
func (f *filing) medicineEvidence(e *v1.MedicationEffect) fhir.DetectedIssueEvidence {
	out := fhir.DetectedIssueEvidence{
		Code:   []fhir.CodeableConcept{{Text: f.because(began(e), e.Evidence)}},
		Detail: []fhir.Reference{f.result},
	}
	id := medicinePrefix + e.Ingredient
	if slices.ContainsFunc(f.Screening.Classification.Contributors, func(c v1.Contributor) bool { return c.ID == id }) {
		out.Detail[0] = f.reference(contributorRole(id))
	}
	return out
}

// began is what was answered on when the symptoms began.
func began(e *v1.MedicationEffect) []v1.Fact {
	if e.Timing == "" {
		return nil
	}
	return []v1.Fact{{Path: e.Path, Value: e.Timing}}
}

// effect is what a medicine may do, and what a prescriber could weigh.
func effect(e *v1.MedicationEffect) string {
	return strings.Join(append([]string{e.IngredientDisplay + ": " + e.Display}, e.Alternatives...), " ")
}

// medicineNote holds the effects where they are not filed as issues.
func (f *filing) medicineNote() string {
	if f.filesMedicines() {
		return ""
	}
	var lines []string
	for i := range f.Screening.Medications.Effects {
		if e := &f.Screening.Medications.Effects[i]; severity(e.Tier) != "" {
			lines = append(lines, effect(e))
		}
	}
	return strings.Join(lines, "\n")
}
