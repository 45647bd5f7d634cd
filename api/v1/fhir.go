package v1

// FHIRResource is a resource of HL7 FHIR R4 (4.0.1) as JSON. Only what all of them have is described here; https://hl7.org/fhir/R4 describes the rest.
type FHIRResource struct {
	// ResourceType is the name of the kind of resource, such as Questionnaire or OperationOutcome.
	ResourceType string `json:"resourceType" validate:"required" example:"Parameters"`
}
