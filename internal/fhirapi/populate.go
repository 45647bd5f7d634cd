package fhirapi

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// populate fills in the form that the parameters name.
//
//	@Summary		Fill in the form from a chart
//	@Description	Answers what the resources passed as context say: Patient, or Bundles of Condition, MedicationRequest, MedicationStatement, Observation and FamilyMemberHistory. References are not followed. Gives a response in progress, and issues that name what was used, and what was ignored and why.
//	@Tags			fhir
//	@ID				fhirPopulate
//	@Accept			application/fhir+json,json
//	@Produce		application/fhir+json
//	@Param			request	body		v1.FHIRResource	true	"Parameters: one of questionnaire, questionnaireRef and canonical; subject; context"
//	@Success		200		{object}	v1.FHIRResource
//	@Failure		400,406,413,415,422,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire/$populate [post]
func (a *API) populate(x *exchange) error { return a.fillIn(x, &population{}) }

// populateInstance fills in the form that the path names.
//
//	@Summary		Fill in this form from a chart
//	@Description	As Questionnaire/$populate, of the form with this id: parameters that name a form are passed over.
//	@Tags			fhir
//	@ID				fhirPopulateInstance
//	@Accept			application/fhir+json,json
//	@Produce		application/fhir+json
//	@Param			id		path		string			true	"logical id, such as rls-screening"
//	@Param			request	body		v1.FHIRResource	true	"Parameters: subject; context"
//	@Success		200		{object}	v1.FHIRResource
//	@Failure		400,404,406,413,415,422,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire/{id}/$populate [post]
func (a *API) populateInstance(x *exchange) error {
	f, err := a.form()
	if err != nil {
		return err
	}
	if x.Param("id") != f.Questionnaire().ID {
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound,
			"There is no Questionnaire with this id; GET "+Base+"/Questionnaire lists those there are."))
	}
	return a.fillIn(x, &population{named: true})
}

// fillIn reads the parameters and the chart in them, and answers with what of
// the form they fill in.
func (a *API) fillIn(x *exchange, p *population) error {
	if err := x.refuseInURL(populateParameters()...); err != nil {
		return err
	}
	f, err := a.form()
	if err != nil {
		return err
	}
	if err := a.readPopulation(x, p, f.Questionnaire()); err != nil {
		return err
	}
	now := a.Now()
	found := chart.Read(p.patient(), p.contents, a.Service, now)
	fit := a.fit(f, found.Request())
	response := f.Write(fit.request)
	response.Subject = p.subject
	response.Authored = now.UTC().Format(time.RFC3339)
	out := fhir.Parameters{ResourceType: typeParameters, Parameter: []fhir.Parameter{{Name: "response", Resource: response}}}
	if issues := slices.Concat(p.issues, found.Issues, withoutPlace(found.Labs, &fit)); len(issues) > 0 {
		out.Parameter = append(out.Parameter, fhir.Parameter{Name: "issues", Resource: fhir.Outcome(a.base, issues...)})
	}
	return a.answer(x, out)
}

// withoutPlace names the results of a chart that are not in the form, and says
// when it leads to something else without them.
func withoutPlace(labs []chart.Lab, fit *fitted) []fhir.Issue {
	var issues []fhir.Issue
	for i := range labs {
		if !slices.Contains(fit.kept, i) {
			issues = append(issues, noteAt(labs[i].Expression, fhir.Warning, codeNotUsed,
				"The form has one place for "+labs[i].Test+": another result stands there, which bears more on iron."))
		}
	}
	if !fit.same {
		issues = append(issues, noteAt("", fhir.Warning, codeNoPlace,
			"The form has one place for each test, and cannot hold what these results lead to together: look at them in the chart."))
	}
	return issues
}

// readPopulation reads the body. The error has every issue of it.
func (a *API) readPopulation(x *exchange, p *population, form *fhir.Questionnaire) error {
	body, err := a.readBody(x.Request(), mediaTypes()...)
	if err != nil {
		return err
	}
	defer a.bodies.Release(body)
	p.url, p.version, p.reference = form.URL, form.Version, a.base+"/"+typeQuestionnaire+"/"+form.ID
	if err := p.read(body.Bytes()); err != nil {
		return err
	}
	if p.subject != nil {
		p.issues = append(p.issues, p.checkPatients()...)
	}
	if fhir.HasErrors(p.issues) {
		return unprocessable(p.issues...)
	}
	return nil
}

// population is what is sent to fill in a form.
type population struct {
	url, version, reference string // of the form
	named                   bool   // the form has been named
	subject                 *fhir.Reference
	subjectAt               string
	contents                []chart.Content
	issues                  []fhir.Issue
}

// populateParameters are those of $populate that are understood: of SDC 4.0.0,
// of SDC 3.0.0, and of FHIR R4 itself.
func populateParameters() []string {
	return []string{
		"questionnaire", "questionnaireRef", "canonical", "identifier", paramSubject,
		"context", "launchContext", "content", "data", "local", "dataEndpoint",
	}
}

// read reads the body. The error says that it is not JSON.
func (p *population) read(body []byte) error {
	kind, err := bodyType(body)
	if err != nil {
		return err
	}
	if kind != typeParameters {
		return unprocessable(fault(fhir.TypeStructure, codeOtherResource, "The body must be Parameters."))
	}
	arguments, issues, err := readArguments(body)
	if err != nil {
		return err
	}
	p.issues = issues
	p.readArguments(arguments)
	if len(issues) > 0 {
		return nil // what seems to be missing may be what could not be read
	}
	if !p.named {
		p.issues = append(p.issues, faultAt(typeParameters, fhir.TypeRequired, codeRequired,
			"The form must be named, by the parameter questionnaire, questionnaireRef or canonical, or by its id in the path."))
	}
	if p.subjectAt == "" {
		p.issues = append(p.issues, faultAt(typeParameters, fhir.TypeRequired, codeRequired,
			"The parameter subject is needed: valueReference to the Patient that the form is about."))
	}
	return nil
}

func (p *population) readArguments(arguments []argument) {
	byPath, seen := p.named, once{}
	for i := range arguments {
		a := &arguments[i]
		if again := seen.again(a); again != nil && !isRepeated(a.name) {
			p.issues = append(p.issues, again...)
			continue
		}
		if namesForm(a.name) {
			p.issues = append(p.issues, p.readForm(a, byPath)...)
		} else {
			p.issues = append(p.issues, p.take(a)...)
		}
	}
}

func isRepeated(name string) bool {
	return name == "context" || name == "launchContext" || name == "content" || name == "data"
}

func namesForm(name string) bool {
	return name == "questionnaire" || name == "questionnaireRef" || name == "canonical" || name == "identifier"
}

// take takes one parameter that does not name the form.
func (p *population) take(a *argument) (issues []fhir.Issue) {
	switch a.name {
	case paramSubject:
		p.subjectAt = a.member()
		p.subject, issues = a.referenceTo(typePatient)
	case "context", "launchContext":
		issues = p.readContext(a)
	case "content", "data":
		issues = p.readContent(a)
	case "local":
		if a.valueName != "valueBoolean" || a.value.Kind() != 't' && a.value.Kind() != 'f' {
			issues = []fhir.Issue{a.misplaced("valueBoolean")}
		} else if a.value.Kind() == 't' {
			issues = []fhir.Issue{noteAt(a.at, fhir.Information, codeNotUsed, "Nothing of a patient is kept here: only what is sent is used.")}
		}
	case "dataEndpoint":
		issues = []fhir.Issue{noteAt(a.at, fhir.Warning, codeNotFetched, "No server is called; send the resources as context.")}
	default:
		issues = []fhir.Issue{a.unknown(populateParameters()...)}
	}
	return issues
}

// readContext takes resources that stand under a name, which may be any: what
// they are tells what they are used for.
func (p *population) readContext(a *argument) []fhir.Issue {
	var issues []fhir.Issue
	named := false
	for i := range a.parts {
		part := &a.parts[i]
		switch part.name {
		case "name":
			if _, ok := part.text("valueString", "valueCode", "valueId"); !ok || named {
				issues = append(issues, part.misplaced("one valueString"))
			}
			named = true
		case "content":
			issues = append(issues, p.readContent(part)...)
		default:
			issues = append(issues, part.unknown("name", "content"))
		}
	}
	if a.parts == nil {
		return []fhir.Issue{a.misplaced("the parts name and content")}
	}
	if !named {
		issues = append(issues, faultAt(a.at, fhir.TypeRequired, codeRequired, "The part name is needed."))
	}
	return issues
}

// readContent takes a resource. One that is only referred to is not fetched.
func (p *population) readContent(a *argument) []fhir.Issue {
	switch {
	case a.resource != nil:
		p.contents = append(p.contents, chart.Content{Expression: a.at + ".resource", Raw: a.resource})
		return nil
	case a.valueName == "valueReference":
		return []fhir.Issue{noteAt(a.member(), fhir.Warning, codeNotFetched, "Nothing is fetched; send the resource itself as content.")}
	default:
		return []fhir.Issue{a.misplaced("a resource")}
	}
}

// readForm checks that a parameter names the form that there is. Beside an id
// in the path it is passed over, as SDC has it.
func (p *population) readForm(a *argument, byPath bool) []fhir.Issue {
	if byPath {
		return []fhir.Issue{noteAt(a.at, fhir.Information, codeNotUsed, "The path names the form; this parameter is passed over.")}
	}
	if p.named {
		return []fhir.Issue{faultAt(a.at, fhir.TypeStructure, codeTooMany, "Only one parameter can name the form.")}
	}
	p.named = true
	if url, ok := a.canonical(); ok {
		return p.checkURL(url, a.member())
	}
	if r, ok := a.reference(); ok && a.name != "canonical" {
		name, _, _ := strings.Cut(r.Reference, "/_history/")
		if name != p.reference && "/"+name != p.reference[strings.LastIndex(p.reference, "/"+typeQuestionnaire+"/"):] {
			return []fhir.Issue{p.notOurs(a.member())}
		}
		return nil
	}
	if a.name == "identifier" && a.valueName == "valueIdentifier" {
		return []fhir.Issue{p.notOurs(a.member())} // ours has none
	}
	return []fhir.Issue{a.misplaced("the canonical URL of the form, a reference to it, or the form")}
}

// canonical is the URL of a form that an argument gives.
func (a *argument) canonical() (string, bool) {
	switch {
	case a.resource != nil && a.name == "questionnaire" && resourceType(a.resource) == typeQuestionnaire:
		return canonicalOf(a.resource), true
	case a.name == "questionnaire" || a.name == "canonical":
		return a.text("valueCanonical", "valueUri", "valueUrl", "valueString")
	}
	return "", false
}

// checkURL compares a canonical URL, with or without a version, with that of
// the form.
func (p *population) checkURL(canonical, at string) []fhir.Issue {
	url, version, versioned := strings.Cut(canonical, "|")
	switch {
	case url != p.url:
		return []fhir.Issue{p.notOurs(at)}
	case versioned && version != p.version:
		return []fhir.Issue{faultAt(at, fhir.TypeNotFound, codeOtherVersion, "There is no such version of the form here. There is: "+p.version+".")}
	case !versioned:
		return []fhir.Issue{noteAt(at, fhir.Warning, codeUnversioned, "No version is named; the present one, "+p.version+", is used.")}
	}
	return nil
}

func (p *population) notOurs(at string) fhir.Issue {
	return faultAt(at, fhir.TypeNotFound, codeOtherForm, "There is no such form here. There is: "+p.url+"|"+p.version+".")
}

// canonicalOf is the canonical URL of a form with its version.
func canonicalOf(form fhir.Raw) string {
	url, version := "", ""
	for name, value := range members(form) {
		switch a := (argument{valueName: name, value: value}); name {
		case "url":
			url, _ = a.text("url")
		case "version":
			version, _ = a.text("version")
		}
	}
	if version != "" {
		url += "|" + version
	}
	return url
}
