package extract_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
)

// notesOf are all notes of a bundle but the summary, with the evidence of issues.
func notesOf(t *testing.T, b *fhir.Bundle) string {
	t.Helper()
	var all []string
	for _, kind := range []string{"Task", "Observation", "ServiceRequest"} {
		for _, r := range resources(t, b, kind) {
			if kind == "Observation" && r["hasMember"] != nil {
				continue
			}
			if text, is := at(r, "note", 0, "text").(string); is {
				all = append(all, text)
			}
		}
	}
	for _, r := range resources(t, b, "DetectedIssue") {
		if text, is := at(r, "evidence", 0, "code", 0, "text").(string); is {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

const measured = `{"as_of":"2026-11-20","patient":{"age_years":52,"sex":"female"},` +
	`"criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"},` +
	`"history":{"kidney_disease_stage":"transplant"},"safety":{"suicidal_thoughts":"with_plan"},` +
	`"medications":[{"name":"metoclopramide"},{"name":"mirtazapine","timing":"began_after_starting"}],` +
	`"labs":[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"},` +
	`{"test":"iron","value":40,"unit":"ug/dL","collected_on":"2026-10-30"},{"test":"tibc","value":400,"unit":"ug/dL","collected_on":"2026-10-30"},` +
	`{"test":"creatinine","value":2.5,"unit":"mg/dL"}]}`

func TestNotesAreInWordsAndANumberHasItsTestAndItsDate(t *testing.T) {
	c := open(t)
	for lang, want := range map[string][]string{
		"en": {
			"Ferritin 22 ng/mL (2026-10-30); limit < 30 ng/mL\n",
			"Transferrin saturation (TSAT) 10 % (2026-10-30, calculated); limit < 20 %\n",
			"eGFR 23 mL/min/1.73 m² (date not known, calculated); limit < 30 mL/min/1.73 m²\n",
			"Yes, and I have a plan or mean to do it [safety.suicidal_thoughts]\n",
			"Yes [criteria.urge_to_move]\n",
			"\nmetoclopramide\n", "mirtazapine: The leg feelings began after I started this medicine\n",
		},
		"es": {
			"Ferritina 22 ng/mL (2026-10-30); límite < 30 ng/mL\n",
			"Saturación de transferrina (TSAT) 10 % (2026-10-30, valor calculado); límite < 20 %\n",
			"TFGe 23 mL/min/1,73 m² (fecha desconocida, valor calculado); límite < 30 mL/min/1,73 m²\n",
			"Sí, y tengo un plan o la intención de hacerlo [safety.suicidal_thoughts]\n",
			"Sí [criteria.urge_to_move]\n",
			"\nmetoclopramida\n", "mirtazapina: Las sensaciones en las piernas empezaron después de empezar con este medicamento\n",
			"evidencia: consenso",
		},
	} {
		got := notesOf(t, extract.Bundle(c.input(t, measured, stored, lang)))
		for _, line := range want {
			if !strings.Contains("\n"+got, line) {
				t.Errorf("%s: no %q in\n%s", lang, line, got)
			}
		}
	}
}

var (
	bareNumber = regexp.MustCompile(`(?m)^[0-9]`)
	rawCode    = regexp.MustCompile(`(?m)(: |^)(yes|no|not_sure|[a-z]+_after_starting|began_before_starting|[a-z]+\[[0-9]+\].*)$`)
	twice      = regexp.MustCompile(`(?m)^(\S+)a: \S+$`)
)

func TestNoNoteHasABareNumberARawAnswerOrTheUnitOfAMachine(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		text := notesOf(t, b)
		for _, wrong := range []*regexp.Regexp{bareNumber, rawCode, twice} {
			if found := wrong.FindString(text); found != "" {
				t.Errorf("a note says %q", found)
			}
		}
		if strings.Contains(string(encode(t, b)), "{1.73_m2}") {
			t.Error("the unit of an eGFR is its code")
		}
		if in.Lang == "es" && (strings.Contains(text, " years") || strings.Contains(text, "case_reports")) {
			t.Errorf("Spanish has English in it:\n%s", text)
		}
	})
}

// Whoever has only a screening still gets notes.
func TestWithoutTheRequestAResultIsNamedByItsPlace(t *testing.T) {
	in := open(t).input(t, measured, stored, "en")
	in.Request = nil
	in.LabTest = nil
	if text := notesOf(t, extract.Bundle(in)); !strings.Contains(text, "labs[0]: 22 ng/mL; limit < 30 ng/mL") {
		t.Error(text)
	}
}
