package extract

import (
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// medicinePrefix begins the id of a contributor that is a medicine.
const medicinePrefix = "medicine:"

// fileResult files the result, the criteria and the contributors.
func (f *filing) fileResult() {
	s := f.Screening
	o := f.observation("result", *f.part(codeResult))
	o.ValueCodeableConcept = f.says(s.Outcome.Code, s.Outcome.Display)
	o.Interpretation = interpretation(s.Outcome.Code)
	o.Note = notes(s.Text.Summary, f.medicineNote())
	o.Method = &fhir.CodeableConcept{Text: f.rules()}
	o.Component = f.components()
	for i := range s.Criteria {
		o.HasMember = append(o.HasMember, f.reference(criterionRole(&s.Criteria[i])))
	}
	for i := range s.Classification.Contributors {
		o.HasMember = append(o.HasMember, f.reference(contributorRole(s.Classification.Contributors[i].ID)))
	}
	f.create("Observation", "result", o)
	for i := range s.Criteria {
		f.fileCriterion(&s.Criteria[i])
	}
	for i := range s.Classification.Contributors {
		f.fileContributor(&s.Classification.Contributors[i])
	}
}

// observation has what all observations of a bundle share.
func (f *filing) observation(role string, code fhir.CodeableConcept) *fhir.Observation {
	return &fhir.Observation{
		ResourceType: "Observation", Language: f.Lang,
		Identifier: []fhir.Identifier{f.identifier(role)},
		Status:     "final",
		Category:   category("survey", "Survey"),
		Code:       code,
		Subject:    &f.Subject, Encounter: f.Encounter,
		EffectiveDateTime: f.Response.Authored,
		Device:            &f.device,
		DerivedFrom:       []fhir.Reference{f.response},
	}
}

func category(code, display string) []fhir.CodeableConcept {
	return []fhir.CodeableConcept{{Coding: []fhir.Coding{{System: fhir.SystemCategory, Code: code, Display: display}}}}
}

// interpretation is none where the screen does not apply.
func interpretation(outcome string) []fhir.CodeableConcept {
	c := fhir.Coding{System: fhir.SystemInterpretation}
	switch outcome {
	case "positive", "positive_provisional", "positive_review":
		c.Code, c.Display = "POS", "Positive"
	case "negative":
		c.Code, c.Display = "NEG", "Negative"
	case "indeterminate":
		c.Code, c.Display = "IND", "Indeterminate"
	default:
		return nil
	}
	return []fhir.CodeableConcept{{Coding: []fhir.Coding{c}}}
}

// rules name the rules to the byte.
func (f *filing) rules() string {
	return f.RulesetID + " " + f.RulesetVersion + " " + f.RulesetDigest
}

func (f *filing) components() []fhir.ObservationComponent {
	s := f.Screening
	out := []fhir.ObservationComponent{
		f.criteriaMet(),
		f.component(codeCriterion5, f.says(s.Criterion5.Status, mimics(&s.Criterion5))),
		f.component(codeClassification, f.says(s.Classification.Label, s.Classification.Display)),
	}
	if l := s.Classification.Label; l != "deferred" && l != "not_applicable" {
		out = append(out, f.component(codeProvisional, f.yesNo(s.Classification.Provisional)))
	}
	return append(out,
		f.component(codeCourse, f.says(s.Course.Code, s.Course.Display)),
		f.component(codeSignificance, f.says(s.Significance.Code, s.Significance.Display)),
		fhir.ObservationComponent{Code: *f.part(codeRuleset), ValueString: f.rules()},
	)
}

func (f *filing) component(code string, value *fhir.CodeableConcept) fhir.ObservationComponent {
	return fhir.ObservationComponent{Code: *f.part(code), ValueCodeableConcept: value}
}

// criteriaMet counts; it is no score, and has no unit.
func (f *filing) criteriaMet() fhir.ObservationComponent {
	met := 0.0
	for i := range f.Screening.Criteria {
		if f.Screening.Criteria[i].Status == "met" {
			met++
		}
	}
	return fhir.ObservationComponent{
		Code:          *f.part(codeCriteriaMet),
		ValueQuantity: &fhir.Quantity{Value: &met, Unit: "1", System: fhir.SystemUCUM, Code: "1"},
	}
}

// mimics is the status of criterion 5 with what the answers point to.
func mimics(c *v1.Criterion5) string {
	if len(c.Pointers) == 0 {
		return c.Display
	}
	pointers := make([]string, len(c.Pointers))
	for i := range c.Pointers {
		pointers[i] = c.Pointers[i].Display
	}
	return c.Display + " (" + strings.Join(pointers, "; ") + ")"
}

func (f *filing) yesNo(yes bool) *fhir.CodeableConcept {
	if yes {
		return &fhir.CodeableConcept{Coding: []fhir.Coding{{System: fhir.SystemYesNo, Code: "Y", Display: "Yes"}}, Text: f.Word("answer", "yes")}
	}
	return &fhir.CodeableConcept{Coding: []fhir.Coding{{System: fhir.SystemYesNo, Code: "N", Display: "No"}}, Text: f.Word("answer", "no")}
}

func criterionRole(c *v1.Criterion) string { return "criterion." + c.ID }

// fileCriterion files one criterion under the code of its question.
func (f *filing) fileCriterion(c *v1.Criterion) {
	o := f.observation(criterionRole(c), fhir.CodeableConcept{
		Coding: []fhir.Coding{{System: f.questions, Code: "criteria." + c.ID}}, Text: c.Display,
	})
	o.ValueCodeableConcept = f.named("status", c.Status)
	o.Note = notes(f.because(c.Because, c.Evidence))
	f.create("Observation", criterionRole(c), o)
}

func contributorRole(id string) string { return "contributor." + id }

// fileContributor files what may contribute, with its tier as value. A medicine
// has one code for all, and its ingredient as a component.
func (f *filing) fileContributor(c *v1.Contributor) {
	ingredient, medicine := strings.CutPrefix(c.ID, medicinePrefix)
	code := c.ID
	if medicine {
		code = codeMedicine
	}
	o := f.observation(contributorRole(c.ID), *f.says(code, c.Display))
	o.ValueCodeableConcept = f.named("tier", c.Tier)
	o.Note = notes(f.because(c.Because, c.Evidence))
	if medicine {
		o.Component = f.ingredient(ingredient)
	}
	f.create("Observation", contributorRole(c.ID), o)
}

// ingredient is a medicine by name, and by its RxNorm code where one is verified.
func (f *filing) ingredient(key string) []fhir.ObservationComponent {
	for i := range f.Screening.Medications.Effects {
		e := &f.Screening.Medications.Effects[i]
		if e.Ingredient != key {
			continue
		}
		value := &fhir.CodeableConcept{Text: e.IngredientDisplay}
		if e.RxNorm != "" {
			value.Coding = []fhir.Coding{{System: fhir.SystemRxNorm, Code: e.RxNorm}}
		}
		return []fhir.ObservationComponent{f.component(codeIngredient, value)}
	}
	return nil
}
