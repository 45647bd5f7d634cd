// Package fhir holds the types of HL7 FHIR R4 (4.0.1) that rlscreen reads and
// writes, with the members it uses in the order of their definition, and the
// issues that operations report. Folders below map them to and from api/v1.
//
// Source: https://hl7.org/fhir/R4.
package fhir

// Version is the version of FHIR.
const Version = "4.0.1"

// MediaType is that of a resource as JSON.
const MediaType = "application/fhir+json"
