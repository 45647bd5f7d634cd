package extract_test

import (
	"slices"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
)

func TestInterpretationFollowsTheOutcome(t *testing.T) {
	in := open(t).input(t, `{}`, stored, "en")
	for outcome, want := range map[string][]string{
		"positive": {"POS"}, "positive_provisional": {"POS"}, "positive_review": {"POS"},
		"negative": {"NEG"}, "indeterminate": {"IND"}, "out_of_scope": nil,
	} {
		in.Screening.Outcome.Code = outcome
		result := resources(t, extract.Bundle(in), "Observation")[0]
		if got := codes(result["interpretation"], fhir.SystemInterpretation); !slices.Equal(got, want) {
			t.Errorf("%s is %v, want %v", outcome, got, want)
		}
	}
}

func TestWhetherALabelIsProvisionalIsSaidOnlyWhereThereIsOne(t *testing.T) {
	in := open(t).input(t, `{}`, stored, "en")
	for _, test := range []struct {
		label       string
		provisional bool
		want        []string
	}{
		{"mixed", true, []string{"Y"}},
		{"likely_primary", false, []string{"N"}},
		{"indeterminate", false, []string{"N"}},
		{"deferred", false, nil},
		{"not_applicable", false, nil},
	} {
		in.Screening.Classification.Label, in.Screening.Classification.Provisional = test.label, test.provisional
		var got []string
		components, _ := resources(t, extract.Bundle(in), "Observation")[0]["component"].([]any)
		for _, c := range components {
			got = append(got, codes(at(c, "valueCodeableConcept"), fhir.SystemYesNo)...)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.label, got, test.want)
		}
	}
}

func TestAMedicineIsOneCodeWithItsIngredientAsComponent(t *testing.T) {
	in := open(t).input(t, request(t, "PUB-05"), stored, "es")
	observations := resources(t, extract.Bundle(in), "Observation")
	i := slices.IndexFunc(observations, func(o map[string]any) bool {
		return slices.Equal(codes(o["code"], own("rls-result")), []string{"medicine"})
	})
	if i < 0 {
		t.Fatal("no medicine among the observations")
	}
	value := at(observations[i], "component", 0, "valueCodeableConcept")
	if at(value, "text") != "mirtazapina" || !slices.Equal(codes(value, fhir.SystemRxNorm), []string{"15996"}) {
		t.Errorf("ingredient %v", value)
	}
}

// high is for what may threaten life or injure for good.
func TestAMedicineIsNeverAnIssueOfHighSeverity(t *testing.T) {
	in := open(t).input(t, request(t, "PUB-05"), stored, "en")
	in.Extended = true
	effect := in.Screening.Medications.Effects[0]
	for tier, want := range map[string]any{
		"A": "moderate", "B": "moderate", "C": "low",
		"dopaminergic": nil, "unsupported": nil, "none": nil, "absorption": nil, "treatment": nil,
	} {
		effect.Tier = tier
		in.Screening.Medications.Effects = []v1.MedicationEffect{effect}
		issues := resources(t, extract.Bundle(in), "DetectedIssue")
		if want == nil && len(issues) > 0 || want != nil && (len(issues) != 1 || issues[0]["severity"] != want) {
			t.Errorf("tier %s: %v", tier, issues)
		}
	}
}

func TestOrders(t *testing.T) {
	lab := func(id, status string) v1.LabSuggestion {
		return v1.LabSuggestion{
			ID: id, LOINC: map[string]string{"iron": "2498-4", "tibc": "2500-7", "tsat": "2502-3", "ferritin": "2276-4", "polysomnography": "28633-6", "nerve_conduction": "29755-6"}[id],
			Display: "the " + id, PriorityDisplay: "Recommended", Status: status,
			Reasons: []v1.LabReason{{Display: "why"}},
		}
	}
	c := open(t)
	const available = "already_available"
	loinc, snomed := fhir.SystemLOINC, fhir.SystemSNOMED
	for name, test := range map[string]struct {
		labs   []v1.LabSuggestion
		system string
		want   []string
		detail []string
	}{
		"iron, TIBC and saturation are one panel": {
			[]v1.LabSuggestion{lab("ferritin", "suggested"), lab("iron", "suggested"), lab("tibc", "suggested"), lab("tsat", "suggested")},
			loinc,
			[]string{"2276-4", "50190-8"},
			[]string{"iron", "tibc", "tsat"},
		},
		"what is available is not ordered": {
			[]v1.LabSuggestion{lab("ferritin", available), lab("iron", "suggested"), lab("tibc", "suggested"), lab("tsat", available)},
			loinc,
			[]string{"50190-8"},
			[]string{"iron", "tibc"},
		},
		"saturation alone needs the panel":     {[]v1.LabSuggestion{lab("iron", available), lab("tibc", available), lab("tsat", "suggested")}, loinc, []string{"50190-8"}, []string{"tsat"}},
		"TIBC alone is a test of its own":      {[]v1.LabSuggestion{lab("iron", available), lab("tibc", "suggested"), lab("tsat", available)}, loinc, []string{"2500-7"}, nil},
		"a test without a code has our own":    {[]v1.LabSuggestion{lab("calcium", "suggested")}, own("rls-result"), []string{"calcium"}, nil},
		"a sleep study has a code of SNOMED":   {[]v1.LabSuggestion{lab("polysomnography", "suggested")}, snomed, []string{"60554003"}, nil},
		"nerve conduction has none verified":   {[]v1.LabSuggestion{lab("nerve_conduction", "suggested")}, snomed, nil, nil},
		"nothing suggested is nothing ordered": {[]v1.LabSuggestion{lab("ferritin", available)}, loinc, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.input(t, `{}`, stored, "en")
			in.SNOMED, in.Screening.Labs = true, test.labs
			var got, detail []string
			for _, o := range resources(t, extract.Bundle(in), "ServiceRequest") {
				got = append(got, codes(o["code"], test.system)...)
				detail = append(detail, codes(o["orderDetail"], own("rls-result"))...)
				procedure := slices.Contains([]any{"the polysomnography", "the nerve_conduction"}, at(o, "code", "text"))
				if want := map[bool]string{true: "procedure", false: "laboratory"}[procedure]; !slices.Equal(codes(o["category"], fhir.SystemCategory), []string{want}) {
					t.Errorf("category %v, want %s", o["category"], want)
				}
			}
			if !slices.Equal(got, test.want) || !slices.Equal(detail, test.detail) {
				t.Errorf("ordered %v in detail %v, want %v in detail %v", got, detail, test.want, test.detail)
			}
		})
	}
}

func TestCodesToOrderHaveTheirOfficialNames(t *testing.T) {
	c := open(t)
	in := c.input(t, request(t, fullPositive), stored, "es")
	official := map[any]string{
		"50190-8": "Iron and Iron binding capacity panel - Serum or Plasma",
		"58410-2": "CBC panel - Blood by Automated count",
		"31017-7": "Tissue transglutaminase IgA Ab [Units/volume] in Serum",
		"2458-8":  "IgA [Mass/volume] in Serum or Plasma",
	}
	for _, o := range resources(t, extract.Bundle(in), "ServiceRequest") {
		code := at(o, "code", "coding", 0)
		if want := official[at(code, "code")]; want == "" || at(code, "display") != want {
			t.Errorf("%v is not called %q", code, want)
		}
	}
	in.OrderCode = nil
	if code := at(resources(t, extract.Bundle(in), "ServiceRequest")[1], "code", "coding", 0, "display"); code != nil {
		t.Errorf("without official names a code is called %v", code)
	}
}
