package extract

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// What LOINC calls the tests that are ordered together, and SNOMED CT a sleep
// study; LOINC 28633-6 is the name of its report.
//
// Source: terminology/labs.csv and its README.
const (
	panelLOINC          = "50190-8"
	panelName           = "Iron and Iron binding capacity panel - Serum or Plasma"
	polysomnography     = "polysomnography"
	nerveConduction     = "nerve_conduction"
	polysomnographyCode = "60554003"
	polysomnographyName = "Polysomnography"
)

// suggested is the status of a test that is not already available.
const suggested = "suggested"

// order is one thing to order: a test, or several that are ordered as one.
type order struct {
	// id is the test's, or iron_panel.
	id, loinc, name string
	tests           []*v1.LabSuggestion
}

// orders are what is suggested and not already available, in the order of the
// screening. The iron panel stands where its first test stood.
func (f *filing) orders() []order {
	var out []order
	panel := -1
	for i := range f.Screening.Labs {
		test := &f.Screening.Labs[i]
		switch {
		case test.Status != suggested:
		case !inIronPanel(test.ID):
			out = append(out, f.single(test))
		case panel < 0:
			panel = len(out)
			out = append(out, order{id: codeIronPanel, loinc: panelLOINC, name: panelName, tests: []*v1.LabSuggestion{test}})
		default:
			out[panel].tests = append(out[panel].tests, test)
		}
	}
	// Saturation needs both of the others; serum iron or TIBC that is missing
	// alone does not.
	if panel >= 0 && len(out[panel].tests) == 1 && out[panel].tests[0].ID != "tsat" {
		out[panel] = f.single(out[panel].tests[0])
	}
	return out
}

func inIronPanel(test string) bool { return test == "iron" || test == "tibc" || test == "tsat" }

func (f *filing) single(test *v1.LabSuggestion) order {
	o := order{id: test.ID, loinc: test.LOINC, tests: []*v1.LabSuggestion{test}}
	if f.OrderCode != nil {
		if loinc, name := f.OrderCode(test.ID); loinc == test.LOINC {
			o.name = name
		}
	}
	return o
}

// fileOrders proposes the tests, each for somebody to approve.
func (f *filing) fileOrders() {
	for _, o := range f.orders() {
		role := "order." + o.id
		f.create("ServiceRequest", role, &fhir.ServiceRequest{
			ResourceType: "ServiceRequest", Language: f.Lang,
			Identifier: []fhir.Identifier{f.identifier(role)},
			Status:     "draft", Intent: "proposal",
			Category: o.category(), Priority: "routine",
			Code: f.orderCode(&o), OrderDetail: f.orderDetail(&o),
			Subject: f.Subject, Encounter: f.Encounter,
			AuthoredOn: f.Response.Authored, Requester: &f.device,
			ReasonCode: o.reasons(), ReasonReference: []fhir.Reference{f.result},
			SupportingInfo:     []fhir.Reference{f.response},
			Note:               notes(f.orderNote(&o)),
			PatientInstruction: o.preparation(),
		})
	}
}

func (o *order) category() []fhir.CodeableConcept {
	if o.id == polysomnography || o.id == nerveConduction {
		return category("procedure", "Procedure")
	}
	return category("laboratory", "Laboratory")
}

// orderCode is the official code first, and in words what is to be measured.
func (f *filing) orderCode(o *order) *fhir.CodeableConcept {
	var code fhir.CodeableConcept
	if o.loinc != "" {
		code.Coding = append(code.Coding, fhir.Coding{System: fhir.SystemLOINC, Code: o.loinc, Display: o.name})
	}
	if o.id == polysomnography && f.SNOMED {
		code.Coding = append(code.Coding, fhir.Coding{System: fhir.SystemSNOMED, Code: polysomnographyCode, Display: polysomnographyName})
	}
	code.Coding = append(code.Coding, fhir.Coding{System: f.results, Code: o.id})
	names := make([]string, len(o.tests))
	for i, test := range o.tests {
		names[i] = test.Display
	}
	code.Text = strings.Join(names, "; ")
	return &code
}

// orderDetail are the tests of a panel that are wanted, in codes.
func (f *filing) orderDetail(o *order) []fhir.CodeableConcept {
	if o.id != codeIronPanel {
		return nil
	}
	out := make([]fhir.CodeableConcept, len(o.tests))
	for i, test := range o.tests {
		out[i] = *f.says(test.ID, test.Display)
	}
	return out
}

// reasons are those of all tests of an order, each once.
func (o *order) reasons() []fhir.CodeableConcept {
	var out []fhir.CodeableConcept
	for _, test := range o.tests {
		for i := range test.Reasons {
			text := test.Reasons[i].Display
			if !slices.ContainsFunc(out, func(c fhir.CodeableConcept) bool { return c.Text == text }) {
				out = append(out, fhir.CodeableConcept{Text: text})
			}
		}
	}
	return out
}

// orderNote says how strongly the tests are suggested, and on what that rests.
func (f *filing) orderNote(o *order) string {
	var lines []string
	for _, test := range o.tests {
		lines = append(lines, test.PriorityDisplay)
		for i := range test.Reasons {
			lines = append(lines, f.because(test.Reasons[i].Because, test.Reasons[i].Evidence))
		}
	}
	var once []string
	for line := range strings.SplitSeq(strings.Join(lines, "\n"), "\n") {
		if !slices.Contains(once, line) {
			once = append(once, line)
		}
	}
	return strings.Join(once, "\n")
}

func (o *order) preparation() string {
	for _, test := range o.tests {
		if test.Preparation != "" {
			return test.Preparation
		}
	}
	return ""
}
