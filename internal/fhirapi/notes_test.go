package fhirapi_test

import (
	"strings"
	"testing"
)

func TestNotesSayInTheLanguageWhatAConclusionRestsOn(t *testing.T) {
	api := newAPI(t, nil)
	ferritin := `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":22,"unit":"ng/mL","system":"http://unitsofmeasure.org","code":"ng/mL"},` +
		`"item":[{"linkId":"labs.ferritin.collected_on","answer":[{"valueDate":"2026-10-30"}]}]}]}`
	for lang, want := range map[string][]string{
		"en": {"Ferritin 22 ng/mL (2026-10-30); limit < 30 ng/mL\n", "Yes [safety.drowsy_driving]\n"},
		"es": {"Ferritina 22 ng/mL (2026-10-30); límite < 30 ng/mL\n", "Sí [safety.drowsy_driving]\n"},
	} {
		body := responseOf(t, map[string]any{"language": lang}, positive(),
			group("safety", choice("safety.drowsy_driving", "Y")), group("labs", ferritin))
		answer := post(extractPath, body, "Prefer", "return=representation").send(api)
		var notes strings.Builder
		for _, kind := range []string{"Task", "Observation"} {
			for _, resource := range entries(parse(t, answer.Body.Bytes()), kind) {
				notes.WriteString(resource.at("note", 0, "text").text())
			}
		}
		for _, line := range want {
			if !strings.Contains(notes.String(), line) {
				t.Errorf("%s: no %q in\n%s", lang, line, notes.String())
			}
		}
	}
}
