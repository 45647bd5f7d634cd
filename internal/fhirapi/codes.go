package fhirapi

import (
	"strings"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Codes of issues beside those of package problem, which are used under their
// own names.
const (
	codeNotFound           = string(problem.NotFound)
	codeMethodNotAllowed   = string(problem.MethodNotAllowed)
	codeNotAcceptable      = string(problem.NotAcceptable)
	codeUnsupportedMedia   = string(problem.UnsupportedMediaType)
	codeBadQuery           = string(problem.BadQuery)
	codeType               = string(problem.CodeType)
	codeOneOf              = string(problem.CodeOneOf)
	codeRequired           = string(problem.CodeRequired)
	codeTooMany            = string(problem.CodeTooMany)
	codeExactlyOne         = string(problem.CodeExactlyOne)
	codeUnknownMember      = string(problem.CodeUnknownMember)
	codeTooDeep            = string(problem.CodeTooDeep)
	codeFormat             = string(problem.CodeFormat)
	codeUnknownType        = "unknown_resource_type"
	codeUnknownOperation   = "unknown_operation"
	codeUnknownInteraction = "unknown_interaction"
	codeUnknownParameter   = "unknown_parameter"
	codeUnknownModifier    = "unknown_modifier"
	codeSubject            = "conflicting_subject"
	codeEncounter          = "conflicting_encounter"
	codeNotFetched         = "not_fetched"
	codeNotUsed            = "not_used"
	codeNoPlace            = "no_place"
)

// Codes of package form, in the same sense.
const (
	codeOtherResource = "other_resource"
	codeOtherForm     = "questionnaire_not_found"
	codeOtherVersion  = "version_not_found"
	codeUnversioned   = "unversioned"
)

// issueCodes lists the codes of issues that are neither of package problem nor
// of package form, with their meaning in English: our own, and those of the
// warnings of a screening, in the words of the ruleset.
func (a *API) issueCodes() []fhir.Concept {
	codes := []fhir.Concept{
		{Code: codeUnknownType, Display: "There are no resources of this type here."},
		{Code: codeUnknownOperation, Display: "There is no such operation."},
		{Code: codeUnknownInteraction, Display: "There is no such interaction with resources of this type."},
		{Code: codeUnknownParameter, Display: "There is no such parameter, or it is not supported."},
		{Code: codeUnknownModifier, Display: "The search parameter has no such modifier."},
		{Code: codeSubject, Display: "What was sent speaks of different patients."},
		{Code: codeEncounter, Display: "What was sent speaks of different encounters."},
		{Code: codeNotFetched, Display: "Only a reference was sent, and nothing is fetched."},
		{Code: codeNotUsed, Display: "Something that was sent is not used."},
		{Code: codeNoPlace, Display: "The form has one place for each test, and cannot hold what several results lead to together."},
	}
	for _, code := range screeningWarnings() {
		meaning := strings.ReplaceAll(a.Service.Say(app.Options{}, "warning."+code), "{candidates}", "…")
		codes = append(codes, fhir.Concept{Code: code, Display: meaning})
	}
	return codes
}

// screeningWarnings are the codes of v1.Warning.
func screeningWarnings() []string {
	return []string{
		"age_unknown", "previously_without_severity", "iron_values_conflict", "tsat_conflict", "old_result", warningUnknownLOINC,
		"ambiguous_brand", "code_name_conflict", "not_systemic", "unrecognised_medicine", "dopaminergic_unclear",
	}
}
