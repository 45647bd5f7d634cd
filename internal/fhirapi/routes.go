package fhirapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/apikey"
)

// Route is one thing to call.
type Route struct {
	// Method and Path are as Echo has them: a parameter begins with a colon.
	Method, Path string
	// Scope is what a credential must allow; "" is open to everybody.
	Scope string

	handle func(*API, *exchange) error
	form   bool // parameters come in the body too, as a web form
}

// Paths of the operations, below a resource type or one of its instances.
const (
	pathPopulate    = "/$populate"
	pathExtract     = "/$extract"
	pathFromAnswers = "/$from-answers"
)

// Routes returns every route of the door. It is the only list of them.
func (a *API) Routes() []Route {
	return []Route{
		get("/metadata", (*API).metadata),
		get(pathSMART, (*API).smartConfiguration),
		get("/Questionnaire", (*API).searchQuestionnaires),
		search("/Questionnaire", (*API).postSearchQuestionnaires),
		get("/Questionnaire/:id", (*API).readQuestionnaire),
		get("/Questionnaire/:id/_history/:vid", (*API).vreadQuestionnaire),
		get("/CodeSystem", (*API).searchCodeSystems),
		search("/CodeSystem", (*API).postSearchCodeSystems),
		get("/CodeSystem/:id", (*API).readCodeSystem),
		get("/CodeSystem/:id/_history/:vid", (*API).vreadCodeSystem),
		get("/ValueSet", (*API).searchValueSets),
		search("/ValueSet", (*API).postSearchValueSets),
		get("/ValueSet/:id", (*API).readValueSet),
		get("/ValueSet/:id/_history/:vid", (*API).vreadValueSet),
		get("/OperationDefinition", (*API).searchOperationDefinitions),
		search("/OperationDefinition", (*API).postSearchOperationDefinitions),
		get("/OperationDefinition/:id", (*API).readOperationDefinition),
		get("/OperationDefinition/:id/_history/:vid", (*API).vreadOperationDefinition),
		operation("/Questionnaire"+pathPopulate, (*API).populate),
		operation("/Questionnaire/:id"+pathPopulate, (*API).populateInstance),
		operation("/QuestionnaireResponse"+pathExtract, (*API).extract),
		operation("/QuestionnaireResponse"+pathFromAnswers, (*API).fromAnswers),
	}
}

func get(path string, handle func(*API, *exchange) error) Route {
	return Route{Method: http.MethodGet, Path: Base + path, handle: handle}
}

func search(path string, handle func(*API, *exchange) error) Route {
	return Route{Method: http.MethodPost, Path: Base + path + "/_search", handle: handle, form: true}
}

func operation(path string, handle func(*API, *exchange) error) Route {
	return Route{Method: http.MethodPost, Path: Base + path, Scope: apikey.ScopeScreen, handle: handle}
}

// Mount registers every route with e. Whatever answers GET answers HEAD too,
// which Echo leaves to us. Errors are for the caller to give to HandleError.
func (a *API) Mount(e *echo.Echo) {
	for _, r := range a.Routes() {
		handler := a.open(r)
		e.Add(r.Method, r.Path, handler)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, handler)
		}
	}
	e.Pre(plainDollar)
}
