// Package form is the screening as a FHIR form: it makes the Questionnaire
// with its code systems and value sets from the questionnaire of api/v1, turns
// a QuestionnaireResponse into a request of api/v1, and a request into a
// response that is still to be completed.
//
// A linkId is the JSON path of the answer in the request. Nothing that a
// response says is believed: it may come from any client, years old or broken,
// and everything that is wrong with it is an issue of its own.
//
// Sources: HL7 FHIR R4 (Questionnaire, QuestionnaireResponse), HL7 Structured
// Data Capture 4.0.0, terminology/questions.csv.
package form

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// ID is the id of the Questionnaire.
const ID = "rls-screening"

// Options are what the form is published as.
type Options struct {
	// Base is where the FHIR endpoint is reached, without a slash at its end.
	Base string
	// Version is that of the ruleset, and so of every resource of the form.
	Version string
	// Released is the date of the ruleset, in ISO 8601.
	Released string
	// ATC says whether the form asks for ATC codes of medicines.
	ATC bool
	// IssueCodes are the codes of issues that other packages report, with their
	// meaning, beside those of this package and of package problem.
	IssueCodes []fhir.Concept
}

// Knowledge is what the form takes from the ruleset besides its questions.
// *app.Service has it.
type Knowledge interface {
	// Vocabulary lists codes with their words in a language, by kind: outcome,
	// label, alert and so on.
	Vocabulary(lang string) map[string][]v1.Option
	// LabTest is the id of the test that a LOINC code names.
	LabTest(loinc string) (test string, known bool)
	// CheckLab returns what is wrong with a result, or nil.
	CheckLab(test string, value float64, unit string) *problem.Field
}

// Form is the screening as a FHIR form. It is safe for concurrent use.
type Form struct {
	options       Options
	knowledge     Knowledge
	questionnaire *fhir.Questionnaire
	codeSystems   []*fhir.CodeSystem
	valueSets     []*fhir.ValueSet
	// root holds the items that stand at the top; definitions all of them by linkId.
	root        *definition
	definitions map[string]*definition
}

// New makes the form from the questionnaire in English and in Spanish, which
// have the same questions in the same order.
func New(o Options, en, es *v1.Questionnaire, k Knowledge) *Form {
	f := &Form{options: o, knowledge: k}
	w := newWriter(o, en, es, k)
	f.questionnaire = w.questionnaire()
	f.index()
	f.codeSystems = w.codeSystems(f.questionnaire)
	f.valueSets = w.valueSets(f.codeSystems)
	return f
}

// Questionnaire returns the form itself. It must not be changed.
func (f *Form) Questionnaire() *fhir.Questionnaire { return f.questionnaire }

// CodeSystems returns the code systems of our own. They must not be changed.
func (f *Form) CodeSystems() []*fhir.CodeSystem { return f.codeSystems }

// ValueSets returns the choices of codes of our own: one of all codes for each
// code system, and one for each code that results carry. They must not be
// changed.
func (f *Form) ValueSets() []*fhir.ValueSet { return f.valueSets }
