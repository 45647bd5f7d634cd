package fhirapi

import (
	"errors"
	"net/http"
	"strings"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// extract turns a completed form into resources.
//
//	@Summary		Turn a completed form into resources
//	@Description	Takes a QuestionnaireResponse, bare or as parameter questionnaire-response beside subject, encounter and profile, evaluates it, and gives the transaction to file: result, proposals of tests, tasks for alerts, provenance. Nothing is executed or stored. With Prefer: return=representation the Bundle comes bare, and warnings are not told.
//	@Tags			fhir
//	@ID				fhirExtract
//	@Accept			application/fhir+json,json
//	@Produce		application/fhir+json
//	@Param			profile		query		string			false	"extended adds resources that US Core does not have"	Enums(extended)
//	@Param			request		body		v1.FHIRResource	true	"the response, or Parameters"
//	@Success		200			{object}	v1.FHIRResource
//	@Failure		400,406,413,415,422,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/QuestionnaireResponse/$extract [post]
func (a *API) extract(x *exchange) error {
	body, err := a.readBody(x.Request(), mediaTypes()...)
	if err != nil {
		return err
	}
	defer a.bodies.Release(body)
	in := &extraction{}
	if err := in.readQuery(x); err != nil {
		return err
	}
	if err := in.read(body.Bytes()); err != nil {
		return err
	}
	return a.evaluate(x, in, func(screening *v1.Screening) error {
		bundle := extract.Bundle(a.extractInput(in, screening))
		if x.prefer.representation {
			return a.answer(x, bundle)
		}
		out := fhir.Parameters{ResourceType: typeParameters, Parameter: []fhir.Parameter{{Name: "return", Resource: bundle}}}
		if len(in.issues) > 0 {
			out.Parameter = append(out.Parameter, fhir.Parameter{Name: "issues", Resource: fhir.Outcome(a.base, in.issues...)})
		}
		return a.answer(x, out)
	})
}

// extraction is what is sent to be extracted.
type extraction struct {
	raw       fhir.Raw // the response; nil without one
	root      string   // FHIRPath to it
	response  *fhir.QuestionnaireResponse
	request   *v1.ScreeningRequest // what it says; set with the screening
	lang      string
	extended  bool
	subject   *fhir.Reference
	encounter *fhir.Reference
	// Places of the parameters that name them.
	subjectAt, encounterAt string
	issues                 []fhir.Issue
}

// The parameters of $extract, and the only value of profile.
const (
	paramResponse      = "questionnaire-response"
	paramQuestionnaire = "questionnaire"
	paramSubject       = "subject"
	paramEncounter     = "encounter"
	paramProfile       = "profile"
	profileExtended    = "extended"
)

// readQuery takes profile, which may be in the URL too. Nothing else may be
// there: a subject that is passed over could make it another patient.
func (in *extraction) readQuery(x *exchange) error {
	if err := x.refuseInURL(paramResponse, paramQuestionnaire, paramSubject, paramEncounter); err != nil {
		return err
	}
	for _, value := range x.query[paramProfile] {
		if value != profileExtended {
			return refuse(http.StatusBadRequest, faultAt("http."+paramProfile, fhir.TypeCodeInvalid, codeOneOf, "profile is extended, or left out."))
		}
		in.extended = true
	}
	return nil
}

// refuseInURL refuses parameters of an operation that belong into the body.
func (x *exchange) refuseInURL(names ...string) error {
	var issues []fhir.Issue
	for _, name := range names {
		if x.query.Has(name) {
			issues = append(issues, faultAt("http."+name, fhir.TypeNotSupported, codeUnknownParameter,
				"This parameter is taken from the body only; send Parameters."))
		}
	}
	if len(issues) == 0 {
		return nil
	}
	return refuse(http.StatusBadRequest, issues...)
}

// read reads the body. The error says that it is not JSON. Of a response by
// itself, that is judged when it is evaluated.
func (in *extraction) read(body []byte) error {
	kind, err := bodyType(body, typeQuestionnaireResponse)
	if err != nil {
		return err
	}
	switch kind {
	case typeQuestionnaireResponse:
		in.raw, in.root = body, kind
	case typeParameters:
		arguments, issues, err := readArguments(body)
		if err != nil {
			return err
		}
		in.issues = issues
		in.readArguments(arguments)
		if in.raw == nil && len(in.issues) == 0 {
			in.issues = append(in.issues, faultAt(kind, fhir.TypeRequired, codeRequired,
				"The parameter "+paramResponse+" is needed, with the response as its resource."))
		}
	default:
		in.issues = append(in.issues, fault(fhir.TypeStructure, codeOtherResource,
			"The body must be a QuestionnaireResponse, or Parameters with the parameter "+paramResponse+"."))
	}
	return nil
}

func (in *extraction) readArguments(arguments []argument) {
	seen := once{}
	for i := range arguments {
		a := &arguments[i]
		if again := seen.again(a); again != nil && isExtractParameter(a.name) {
			in.issues = append(in.issues, again...)
			continue
		}
		in.issues = append(in.issues, in.take(a)...)
	}
}

func isExtractParameter(name string) bool {
	switch name {
	case paramResponse, paramQuestionnaire, paramSubject, paramEncounter, paramProfile:
		return true
	}
	return false
}

// take takes one parameter.
func (in *extraction) take(a *argument) (issues []fhir.Issue) {
	switch a.name {
	case paramResponse:
		if a.resource == nil || resourceType(a.resource) != typeQuestionnaireResponse {
			return []fhir.Issue{a.misplaced("a QuestionnaireResponse as its resource")}
		}
		in.raw, in.root = a.resource, a.at+".resource"
	case paramSubject:
		in.subject, issues = a.referenceTo(typePatient)
		in.subjectAt = a.member()
	case paramEncounter:
		in.encounter, issues = a.referenceTo("Encounter")
		in.encounterAt = a.member()
	case paramProfile:
		if code, ok := a.text("valueCode", "valueString"); !ok || code != profileExtended {
			return []fhir.Issue{faultAt(a.member(), fhir.TypeCodeInvalid, codeOneOf, "profile is extended, or left out.")}
		}
		in.extended = true
	case paramQuestionnaire:
		if a.resource == nil || resourceType(a.resource) != typeQuestionnaire {
			return []fhir.Issue{a.misplaced("a Questionnaire as its resource")}
		}
		issues = []fhir.Issue{noteAt(a.at, fhir.Information, codeNotUsed, "The form that is published here is used, not this one.")}
	default:
		issues = []fhir.Issue{a.unknown(paramResponse, paramSubject, paramEncounter, paramProfile)}
	}
	return issues
}

// referenceTo is the value of an argument that refers to a resource of a type;
// nil with an issue.
func (a *argument) referenceTo(kind string) (*fhir.Reference, []fhir.Issue) {
	r, ok := a.reference()
	if !ok {
		return nil, []fhir.Issue{a.misplaced("valueReference, to a " + kind)}
	}
	if issues := checkReference(r, kind, a.member()); len(issues) > 0 {
		return nil, issues
	}
	return r, nil
}

// evaluate reads the response, evaluates what it says, and has the answer used,
// of which nothing is to be kept. The error has every issue.
func (a *API) evaluate(x *exchange, in *extraction, use func(*v1.Screening) error) error {
	if in.raw == nil {
		return unprocessable(in.issues...)
	}
	f, err := a.form()
	if err != nil {
		return err
	}
	response, reading := f.Read(in.raw)
	if response == nil {
		if err := checkJSON(in.raw); err != nil {
			return err
		}
	}
	in.response = response
	for _, i := range reading.Issues {
		i.Expression = in.place(i.Expression)
		in.issues = append(in.issues, i)
	}
	in.settle()
	a.checkPast(in)
	at := func(pointer string) string { return in.place(reading.At(pointer)) }
	var request *v1.ScreeningRequest
	if reading.Body != nil {
		parsed, fault := a.Service.Parse(reading.Body)
		if fault != nil {
			refused := ofProblem(fault, at)
			if refused.status != http.StatusUnprocessableEntity {
				return errors.New("the form has written what is not a request: " + string(fault.Kind))
			}
			in.issues = append(in.issues, refused.issues...)
		}
		request = parsed
	}
	if fhir.HasErrors(in.issues) {
		return unprocessable(in.issues...)
	}
	in.lang = a.languages.Of(response.Language, x.Request().Header.Get("Accept-Language"))
	x.Response().Header().Set("Content-Language", in.lang)
	in.request = request
	return a.Service.With(request, app.Options{Lang: in.lang}, shownBounds(reading.Bounds), func(screening *v1.Screening) error {
		in.issues = append(in.issues, warnings(screening, at)...)
		return use(screening)
	})
}

// shownBounds are the bounds of a form as the service takes them.
func shownBounds(of []form.Bound) []app.Bound {
	var out []app.Bound
	for _, b := range of {
		out = append(out, app.Bound(b))
	}
	return out
}

// place is an expression within the response as one within what was sent.
func (in *extraction) place(expression string) string {
	return in.root + strings.TrimPrefix(expression, typeQuestionnaireResponse)
}

// checkPast refuses a response of the future. Somewhere it is tomorrow already.
func (a *API) checkPast(in *extraction) {
	if in.response == nil || len(in.response.Authored) < len(time.DateOnly) {
		return
	}
	if day := in.response.Authored[:len(time.DateOnly)]; day > a.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly) {
		in.issues = append(in.issues, faultAt(in.root+".authored", fhir.TypeValue, string(problem.CodeRange), "The response is dated in the future."))
	}
}

// settle decides who the response is about, and in which encounter.
func (in *extraction) settle() {
	if in.response == nil {
		return
	}
	var inResponse, encounter *fhir.Reference
	if in.response.Subject != nil {
		inResponse = in.checked(in.response.Subject, typePatient, ".subject")
	}
	if in.response.Encounter != nil {
		encounter = in.checked(in.response.Encounter, "Encounter", ".encounter")
	}
	if inResponse == nil && in.response.Subject == nil && in.subjectAt == "" {
		in.issues = append(in.issues, faultAt(in.root+".subject", fhir.TypeRequired, codeRequired,
			"Whose response this is must be named: as subject of the response, or as the parameter subject of Parameters."))
		return
	}
	var faults, more []fhir.Issue
	in.subject, faults = choose(inResponse, in.subject, codeSubject, in.subjectAt)
	in.encounter, more = choose(encounter, in.encounter, codeEncounter, in.encounterAt)
	in.issues = append(append(in.issues, faults...), more...)
}

// checked is a reference of the response when it is acceptable, else nil with
// an issue.
func (in *extraction) checked(r *fhir.Reference, kind, member string) *fhir.Reference {
	issues := checkReference(r, kind, in.root+member)
	if len(issues) > 0 {
		in.issues = append(in.issues, issues...)
		return nil
	}
	return r
}

// warnings are those of the screening, as issues.
func warnings(s *v1.Screening, at func(string) string) []fhir.Issue {
	var issues []fhir.Issue
	for _, w := range s.Warnings {
		issues = append(issues, noteAt(at(pointerOf(w.Path)), fhir.Warning, w.Code, w.Display))
	}
	return issues
}

// pointerOf writes the path of an answer, such as labs[0].unit, as a JSON pointer.
func pointerOf(path string) string {
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
}

// extractInput is what resources are made of.
func (a *API) extractInput(in *extraction, s *v1.Screening) extract.Input {
	return extract.Input{
		Base: a.base, RulesetID: s.Ruleset.ID, RulesetVersion: s.Ruleset.Version, RulesetDigest: s.Ruleset.Digest, ProgramVersion: a.Version,
		Response: in.response, Raw: in.raw, Subject: *in.subject, Encounter: in.encounter,
		Request: in.request, Screening: s, Lang: in.lang, Extended: in.extended, SNOMED: a.SNOMED,
		Word:      func(kind, code string) string { return a.Service.Word(in.lang, kind, code) },
		OrderCode: a.Service.OrderCode, LabTest: a.Service.LabTest,
	}
}
