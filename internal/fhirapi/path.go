package fhirapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// plainDollar lets the dollar sign of an operation come as %24, as some
// gateways and clients write it.
func plainDollar(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if u := c.Request().URL; u.RawPath != "" && strings.HasPrefix(u.Path, Base+"/") {
			u.RawPath = strings.ReplaceAll(u.RawPath, "%24", "$")
		}
		return next(c)
	}
}

// resourceTypes are those that there is something to call for.
func resourceTypes() []string {
	return []string{typeQuestionnaire, typeQuestionnaireResponse, typeCodeSystem, typeValueSet, typeOperationDefinition}
}

// Types of resources.
const (
	typeQuestionnaire         = "Questionnaire"
	typeQuestionnaireResponse = "QuestionnaireResponse"
	typeCodeSystem            = "CodeSystem"
	typeValueSet              = "ValueSet"
	typeOperationDefinition   = "OperationDefinition"
	typeParameters            = "Parameters"
	typePatient               = "Patient"
	typeBundle                = "Bundle"
)

// nothingAt says why there is nothing at a path. It names nothing of the path:
// ids of health records can stand in it.
func nothingAt(path string) *refusal {
	rest := strings.Trim(strings.TrimPrefix(path, Base), "/")
	kind, below, _ := strings.Cut(rest, "/")
	last := rest[strings.LastIndexByte(rest, '/')+1:]
	switch {
	case rest == "":
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound,
			"This is the base of a FHIR R4 endpoint, and not itself a resource. "+Base+"/metadata says what there is below it."))
	case strings.HasPrefix(last, "$"):
		return refuse(http.StatusNotFound, fault(fhir.TypeNotSupported, codeUnknownOperation,
			"There is no such operation here. There is: Questionnaire"+pathPopulate+", QuestionnaireResponse"+pathExtract+", QuestionnaireResponse"+pathFromAnswers+"."))
	case !slices.Contains(resourceTypes(), kind):
		return refuse(http.StatusNotFound, fault(fhir.TypeNotSupported, codeUnknownType,
			"There are no resources of this type here. There is: "+strings.Join(resourceTypes(), ", ")+". "+Base+"/metadata says more."))
	case kind == typeQuestionnaireResponse:
		return refuse(http.StatusNotFound, fault(fhir.TypeNotSupported, codeUnknownInteraction,
			"Responses are not kept here. Send one to QuestionnaireResponse"+pathExtract+" to have it evaluated."))
	case below == "":
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound, "Leave out the slash at the end of the path."))
	default:
		return refuse(http.StatusNotFound, fault(fhir.TypeNotSupported, codeUnknownInteraction,
			"There is no such interaction here: resources can be read, read in a version, and searched."))
	}
}

// notAllowed refuses a method. Echo has set Allow.
func notAllowed(c echo.Context) *refusal {
	path := c.Request().URL.Path
	last := path[strings.LastIndexByte(path, '/')+1:]
	if strings.HasPrefix(last, "$") && !slices.Contains([]string{pathPopulate, pathExtract, pathFromAnswers}, "/"+last) {
		c.Response().Header().Del("Allow")
		return nothingAt(path)
	}
	return refuse(http.StatusMethodNotAllowed, fault(fhir.TypeNotSupported, codeMethodNotAllowed,
		"This path does not take this method; Allow lists those it takes. Nothing can be created, changed or deleted here."))
}

// reserved answers a GET whose id is not one, but the name of something that
// takes POST or is not there at all; nil when it may be an id.
func reserved(x *exchange, id string) error {
	switch {
	case strings.HasPrefix(id, "$") && "/"+id != pathPopulate, id == "_history":
		return nothingAt(x.Request().URL.Path)
	case strings.HasPrefix(id, "$"), id == "_search":
		x.Response().Header().Set("Allow", "OPTIONS, POST")
		return notAllowed(x)
	}
	return nil
}
