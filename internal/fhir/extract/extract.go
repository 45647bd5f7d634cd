package extract

import (
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// Input is everything that a Bundle is made of.
type Input struct {
	// Base is where the FHIR endpoint is reached, without a slash at its end.
	Base string
	// RulesetID, RulesetVersion and RulesetDigest name the rules applied,
	// ProgramVersion the program that applied them.
	RulesetID, RulesetVersion, RulesetDigest, ProgramVersion string
	// Response is the completed form, checked, and Raw its JSON as it was sent.
	Response *fhir.QuestionnaireResponse
	Raw      []byte
	// Subject is that of the response or a parameter; it is never empty.
	Subject fhir.Reference
	// Encounter is nil where none is known.
	Encounter *fhir.Reference
	// Request is what the form was read as: facts of the screening lead to its
	// laboratory results. Without it a result has neither test nor date.
	Request *v1.ScreeningRequest
	// Screening is the answer for clinicians, in Lang ("en" or "es").
	Screening *v1.Screening
	Lang      string
	// Word is the word in Lang for a code of a kind; "" for one that there is
	// not. The words are those of *app.Service.Word, of which the code system is
	// published too. It is never nil.
	Word func(kind, code string) string
	// LabTest is the id of the test that a LOINC code names, for results that the
	// request names so. *app.Service has it. Nil knows none.
	LabTest func(loinc string) (test string, known bool)
	// Extended adds a DetectedIssue for each medicine that may worsen RLS,
	// unless the screen is negative or does not apply: then the note suffices.
	Extended bool
	// SNOMED allows codes of SNOMED CT. One is used: that of a sleep study,
	// which LOINC has only as the name of a report.
	SNOMED bool
	// OrderCode is the LOINC code by which a test is ordered with its official
	// name, which is shipped unchanged and is not the wording of the answer.
	// *app.Service has it. Nil leaves the names out.
	OrderCode func(test string) (loinc, name string)
}

// Bundle is the transaction that files a screening. It is pure: the same input
// gives the same bundle.
func Bundle(in Input) *fhir.Bundle {
	f := newFiling(in)
	f.fileResponse()
	f.fileDevice()
	f.fileAlerts()
	f.fileResult()
	f.fileOrders()
	if f.filesMedicines() {
		f.fileMedicines()
	}
	f.fileProvenance()
	return &fhir.Bundle{ResourceType: "Bundle", Type: "transaction", Entry: f.entries}
}

// filing is a bundle in the making.
type filing struct {
	Input
	// seed is what all UUIDs of this bundle have in common.
	seed string
	// response, device and result are what most resources refer to.
	response, device, result fhir.Reference
	// results and questions are our code systems of these.
	results, questions string
	entries            []fhir.BundleEntry
	// made are the resources that the rules made, for Provenance.
	made []fhir.Reference
}

func newFiling(in Input) *filing {
	f := &filing{
		Input: in, seed: seed(in),
		results: fhir.OwnSystem(in.Base, fhir.ResultSystem), questions: fhir.OwnSystem(in.Base, fhir.QuestionSystem),
	}
	f.response = f.reference("response")
	if in.Response.ID != "" {
		f.response = fhir.Reference{Reference: "QuestionnaireResponse/" + in.Response.ID}
	}
	f.device = fhir.Reference{Reference: urn(f.deviceName(), "fullUrl")}
	f.result = f.reference("result")
	return f
}

// reference points to the entry of this bundle that has a role.
func (f *filing) reference(role string) fhir.Reference {
	return fhir.Reference{Reference: urn(f.seed, "fullUrl", role)}
}

// identifier is the name that the resource of a role keeps wherever it is filed.
func (f *filing) identifier(role string) fhir.Identifier {
	return fhir.Identifier{System: fhir.SystemURI, Value: urn(f.seed, "identifier", role)}
}

// create adds a resource that the rules made, to be created unless it exists.
func (f *filing) create(kind, role string, resource any) {
	at := f.reference(role)
	f.made = append(f.made, at)
	f.add(kind, at, resource, ifNoneExist(f.identifier(role)))
}

func (f *filing) add(kind string, at fhir.Reference, resource any, condition string) {
	f.entries = append(f.entries, fhir.BundleEntry{
		FullURL: at.Reference, Resource: resource,
		Request: &fhir.BundleRequest{Method: "POST", URL: kind, IfNoneExist: condition},
	})
}

// says is a code of what results say, in words.
func (f *filing) says(code, text string) *fhir.CodeableConcept {
	return &fhir.CodeableConcept{Coding: []fhir.Coding{{System: f.results, Code: code}}, Text: text}
}

// named is a code of a kind, with its short name.
func (f *filing) named(kind, code string) *fhir.CodeableConcept {
	return f.says(code, f.Word(kind, code))
}

// part is a code that names a part of a bundle.
func (f *filing) part(code string) *fhir.CodeableConcept { return f.named("part", code) }

// notes are the texts that are not empty.
func notes(texts ...string) []fhir.Annotation {
	var out []fhir.Annotation
	for _, text := range texts {
		if text != "" {
			out = append(out, fhir.Annotation{Text: text})
		}
	}
	return slices.Clip(out)
}
