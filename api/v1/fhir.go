package v1

// FHIRResource is a resource of HL7 FHIR R4 (4.0.1) as JSON. Only what all of them have is described here; https://hl7.org/fhir/R4 describes the rest.
type FHIRResource struct {
	// ResourceType is the name of the kind of resource, such as Questionnaire or OperationOutcome.
	ResourceType string `json:"resourceType" validate:"required" example:"Parameters"`
}

// SMARTConfiguration tells clients of SMART Backend Services where to get an access token.
type SMARTConfiguration struct {
	// TokenEndpoint is where a client gets a token.
	TokenEndpoint string `json:"token_endpoint" validate:"required" format:"uri" example:"https://issuer.example/token"`
	// AuthMethods are how a client says there who it is.
	AuthMethods []string `json:"token_endpoint_auth_methods_supported" validate:"required" example:"private_key_jwt"`
	// GrantTypes are those of OAuth 2.0 that it may ask for.
	GrantTypes []string `json:"grant_types_supported" validate:"required" example:"client_credentials"`
	// Scopes are those that are of use here.
	Scopes []string `json:"scopes_supported" validate:"required" example:"screen"`
	// CodeChallengeMethods are those of PKCE, which SMART wants named.
	CodeChallengeMethods []string `json:"code_challenge_methods_supported" validate:"required" example:"S256"`
	// Capabilities are those of SMART.
	Capabilities []string `json:"capabilities" validate:"required" example:"client-confidential-asymmetric"`
}
