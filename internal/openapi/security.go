package openapi

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/rlscreen/rlscreen/internal/fhirapi"
	"github.com/rlscreen/rlscreen/internal/httpapi"
)

// Names of the security schemes.
const (
	schemeKey       = "apiKey"
	schemeOAuth     = "oauth"
	schemeCDSClient = "cdsClient"
)

// secure says which credential each operation needs.
func secure(doc *openapi3.T) error {
	doc.Components.SecuritySchemes = schemes()
	scopes := scopes()
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			name := method + " " + path
			secureOperation(operation, scopes[name])
			delete(scopes, name)
		}
	}
	for name := range scopes {
		return fmt.Errorf("%s needs a credential and is not described", name)
	}
	return nil
}

// schemes are the kinds of credential that there are.
func schemes() openapi3.SecuritySchemes {
	bearer := func(format, description string) *openapi3.SecuritySchemeRef {
		return &openapi3.SecuritySchemeRef{Value: &openapi3.SecurityScheme{Type: "http", Scheme: "bearer", BearerFormat: format, Description: description}}
	}
	return openapi3.SecuritySchemes{
		schemeKey: bearer("rls_<id>_<secret><checksum>",
			"An API key, made with `rlscreen keys create`. The description of each operation names the scope that the key must have. A publishable key, for forms in a browser, has the scope `screen` alone and is taken from its own origins. A service that serves its own machine only, and for which no key was ever made, needs none."),
		schemeOAuth: bearer("JWT",
			"An OAuth 2.0 access token of an issuer that the service trusts, which has the scope that the description of the operation names."),
		schemeCDSClient: bearer("JWT",
			"The token with which a CDS client says who it is, as CDS Hooks 2.0 has it. A service that serves its own machine only needs none until it is told of clients."),
	}
}

// scopes are what operations need a credential to allow, by method and path.
// They come from the tables that the doors are mounted by.
func scopes() map[string]string {
	found := map[string]string{}
	parameter := regexp.MustCompile(`:([a-z_]+)`)
	note := func(method, path, scope string) {
		if scope != "" {
			found[method+" "+parameter.ReplaceAllString(path, "{$1}")] = scope
		}
	}
	for _, r := range new(httpapi.API).Routes() {
		note(r.Method, r.Path, r.Scope)
	}
	for _, r := range new(fhirapi.API).Routes() {
		note(r.Method, r.Path, r.Scope)
	}
	return found
}

// secureOperation says what one operation needs: a credential with the scope,
// or none when it is "".
func secureOperation(operation *openapi3.Operation, scope string) {
	operation.Security = openapi3.NewSecurityRequirements()
	switch {
	case scope != "":
		// Scopes can stand in the requirement of flows of OAuth 2.0 only, whose
		// URLs are those of an issuer that is not known here.
		operation.Description += " Needs a credential with the scope `" + scope + "`."
		for _, scheme := range []string{schemeKey, schemeOAuth} {
			operation.Security.With(openapi3.NewSecurityRequirement().Authenticate(scheme))
		}
	case operation.Responses.Status(http.StatusUnauthorized) != nil: // the door of CDS Hooks has credentials of its own
		operation.Security.With(openapi3.NewSecurityRequirement().Authenticate(schemeCDSClient)).With(openapi3.NewSecurityRequirement())
	}
}

// needs reports whether one of the credentials of an operation is of the scheme.
func needs(operation *openapi3.Operation, scheme string) bool {
	return slices.ContainsFunc(*operation.Security, func(r openapi3.SecurityRequirement) bool {
		_, named := r[scheme]
		return named
	})
}
