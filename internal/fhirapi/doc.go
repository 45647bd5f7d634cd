// Package fhirapi is the FHIR door: HL7 FHIR R4 over HTTP below /fhir/R4. It
// reads and searches the form and its codes, fills the form in from what a
// caller has in its chart ($populate), and turns a completed form into the
// resources that a health record files ($extract). It stores nothing, fetches
// nothing, and decides nothing itself.
//
// What every interaction has in common stands in one place each: which
// representation is asked for and sent (negotiate.go, body.go), parameters of
// operations (parameters.go), and errors, which are OperationOutcomes with all
// issues at once (refusal.go, errors.go).
//
// Sources: https://hl7.org/fhir/R4/http.html, search.html and operations.html;
// HL7 Structured Data Capture 4.0.0, operations Questionnaire-populate and
// QuestionnaireResponse-extract.
package fhirapi

// Base is the path that everything here is below.
const Base = "/fhir/R4"
