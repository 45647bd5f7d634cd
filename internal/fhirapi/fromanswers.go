package fhirapi

import (
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// mediaAnswers is that of a screening request, which is no resource.
const mediaAnswers = "application/json"

// fromAnswers turns the answers of a screening into the completed form.
//
//	@Summary		Turn answers into a completed form
//	@Description	Takes the body of POST /v1/screenings, under the same rules, and gives the same answers as a QuestionnaireResponse that is completed, dated by as_of, and of nobody yet: whoever files it adds the subject. The form has one result of each test: the one that decides on iron, else the newest. Where it cannot hold what the results lead to, they are refused. It has no place for answers to questions that are not enabled. Nothing is stored.
//	@Tags			fhir
//	@ID				fhirFromAnswers
//	@Accept			json
//	@Produce		application/fhir+json
//	@Param			request	body		v1.ScreeningRequest	true	"the answers"
//	@Success		200		{object}	v1.FHIRResource
//	@Failure		400,406,413,415,422,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/QuestionnaireResponse/$from-answers [post]
func (a *API) fromAnswers(x *exchange) error {
	body, err := a.readBody(x.Request(), mediaAnswers)
	if err != nil {
		return err
	}
	defer a.bodies.Release(body)
	request, refused := a.Service.Parse(body.Bytes())
	if refused != nil {
		return ofAnswers(refused)
	}
	f, err := a.form()
	if err != nil {
		return err
	}
	fit := a.fit(f, request)
	if !fit.same {
		return unprocessable(faultAt("labs", fhir.TypeBusinessRule, codeNoPlace,
			"The form has one place for each test, and cannot hold what these results lead to together. "+
				"Give every result its date, or leave out those that should not count."))
	}
	response := f.Write(fit.request)
	response.Status = "completed"
	if err := leftOut(response, fit.unknown); err != nil {
		return err
	}
	return a.answer(x, response)
}

// ofAnswers is ofProblem for a body of answers: places are written as FHIRPath
// from its top. A member that there is not is placed at the object that it is
// in, as its name is the caller's and not given back.
func ofAnswers(p *problem.Error) *refusal {
	fields := make([]problem.Field, len(p.Fields))
	for i, f := range p.Fields {
		if f.Code == problem.CodeUnknownMember {
			f.Pointer = f.Pointer[:max(strings.LastIndexByte(f.Pointer, '/'), 0)]
		}
		f.Pointer, f.Detail = answerPath(f.Pointer), placed(f.Detail, answerPath, "as_of")
		fields[i] = f
	}
	placed := *p
	placed.Fields = fields
	return ofProblem(&placed, nil)
}

// answerPath writes a JSON pointer to an answer, such as /labs/0/unit, as the
// path that it has everywhere else: labs[0].unit. It undoes pointerOf.
func answerPath(pointer string) string {
	var path strings.Builder
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch _, err := strconv.Atoi(part); {
		case err == nil:
			path.WriteString("[" + part + "]")
		case path.Len() > 0:
			path.WriteString("." + part)
		default:
			path.WriteString(part)
		}
	}
	return path.String()
}

// fromAnswersID is the id of the operation's definition.
const fromAnswersID = typeQuestionnaireResponse + "-from-answers"

// fromAnswersURL is the canonical URL of the operation's definition.
func (a *API) fromAnswersURL() string {
	return a.base + "/" + typeOperationDefinition + "/" + fromAnswersID
}

// fromAnswersDefinition describes the operation, which is of our own.
func (a *API) fromAnswersDefinition() *fhir.OperationDefinition {
	const description = "Turns the answers of a screening, as the REST interface takes them, into the completed form. Nothing is stored."
	no := false
	return &fhir.OperationDefinition{
		ResourceType: typeOperationDefinition, ID: fromAnswersID, Language: "en",
		Text: &fhir.Narrative{Status: "generated", Div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><p>` + description + `</p></div>`},
		URL:  a.fromAnswersURL(), Version: a.Service.RulesetVersion(), Name: "FromAnswers", Title: "Completed form from answers",
		Status: "active", Kind: "operation", Experimental: &no, Date: a.Service.Released(), Publisher: "rlscreen", Description: description,
		Code: strings.TrimPrefix(pathFromAnswers, "/$"), Resource: []string{typeQuestionnaireResponse}, Type: true,
		Parameter: []fhir.OperationParameter{
			{Name: "answers", Use: "in", Min: 1, Max: "1", Type: "Binary", Documentation: "The answers, as the body itself in " + mediaAnswers +
				": a ScreeningRequest of " + a.BaseURL + "/openapi.json."},
			{Name: "return", Use: "out", Min: 1, Max: "1", Type: typeQuestionnaireResponse, Documentation: "The form with the answers: completed, dated by as_of, and without a subject."},
		},
	}
}
