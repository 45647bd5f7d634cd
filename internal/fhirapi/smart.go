package fhirapi

import (
	"net/http"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// pathSMART is where clients look for the authorization server.
const pathSMART = "/.well-known/smart-configuration"

// SMART is an authorization server whose access tokens are accepted here, as
// clients are told of it.
type SMART struct {
	// TokenEndpoint is where a client gets a token, in the way of SMART Backend
	// Services; "" is not published.
	TokenEndpoint string
}

// smartConfiguration returns where clients get access tokens.
//
//	@Summary		Where clients get access tokens
//	@Description	The token endpoint of the authorization server, for SMART Backend Services. 404 when the service is not configured with one.
//	@Tags			fhir
//	@ID				fhirSMARTConfiguration
//	@Produce		application/json
//	@Success		200		{object}	v1.SMARTConfiguration
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/.well-known/smart-configuration [get]
func (a *API) smartConfiguration(x *exchange) error {
	endpoint := a.tokenEndpoint()
	if endpoint == "" {
		return refuse(http.StatusNotFound, fault(fhir.TypeNotFound, codeNotFound,
			"No authorization server is configured here that clients could be sent to."))
	}
	// It says what holds for a server that is configured here, whatever else that
	// can do, and leaves out what is for apps with a user at the screen.
	// Source: SMART App Launch 2.2.0, "Using .well-known" and "Backend Services".
	body, err := encode(v1.SMARTConfiguration{
		TokenEndpoint:        endpoint,
		AuthMethods:          []string{"private_key_jwt"},
		GrantTypes:           []string{"client_credentials"},
		Scopes:               []string{apikey.ScopeScreen},
		CodeChallengeMethods: []string{"S256"},
		Capabilities:         []string{"client-confidential-asymmetric"},
	}, false)
	if err != nil {
		return err
	}
	if x.pretty {
		if body, err = prettied(body); err != nil {
			return err
		}
	}
	x.Response().Header().Set("Cache-Control", "no-cache")
	return x.Blob(http.StatusOK, "application/json", body) // a resource of FHIR it is not
}

// tokenEndpoint is that of the first issuer that has one, "" none.
func (a *API) tokenEndpoint() string {
	for _, i := range a.Issuers {
		if i.TokenEndpoint != "" {
			return i.TokenEndpoint
		}
	}
	return ""
}

// security says who may call, and where clients get tokens.
//
// Source of the extension: SMART App Launch 1.0.0, which later versions keep for
// clients that do not know pathSMART.
func (a *API) security() capabilitySecurity {
	s := capabilitySecurity{Description: "What can be read here needs no credential. The operations need one with the scope " + apikey.ScopeScreen +
		", unless the service is open to its own machine alone: an API key or an access token, as Authorization: Bearer."}
	if len(a.Issuers) == 0 {
		return s
	}
	s.Service = []capabilityService{{
		Coding: []capabilityCoding{{"http://terminology.hl7.org/CodeSystem/restful-security-service", "SMART-on-FHIR", "SMART-on-FHIR"}},
		Text:   "OAuth 2.0 access tokens of the issuers that the service is configured with",
	}}
	if endpoint := a.tokenEndpoint(); endpoint != "" {
		s.Extension = []capabilityExtension{{
			URL:       "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
			Extension: []capabilityExtension{{URL: "token", ValueURI: endpoint}},
		}}
	}
	return s
}
