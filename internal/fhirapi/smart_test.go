package fhirapi_test

import (
	"net/http"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhirapi"
)

const smartPath = "/fhir/R4/.well-known/smart-configuration"

// issuers configures issuers with the token endpoints, of which "" is none.
func issuers(endpoints ...string) func(*fhirapi.Options) {
	return func(o *fhirapi.Options) {
		for _, e := range endpoints {
			o.Issuers = append(o.Issuers, fhirapi.SMART{TokenEndpoint: e})
		}
	}
}

func TestWithoutATokenEndpointThereIsNoSMARTConfiguration(t *testing.T) {
	for rule, change := range map[string]func(*fhirapi.Options){
		"no issuer": nil, "an issuer without a token endpoint": issuers(""),
	} {
		t.Run(rule, func(t *testing.T) {
			if got := outcome(t, get(smartPath).send(newAPI(t, change)), http.StatusNotFound); got != "not-found not_found" {
				t.Error(got)
			}
		})
	}
}

func TestTheSMARTConfigurationNamesTheFirstTokenEndpoint(t *testing.T) {
	api := newAPI(t, issuers("", "https://id.example/token", "https://other.example/token"))
	golden(t, "200-smart-configuration", exchanged(api, get(smartPath+"?_pretty=true")))
	for rule, r := range map[string]request{
		"JSON":            get(smartPath, "Accept", "application/json"),
		"FHIR's JSON":     get(smartPath, "Accept", "application/fhir+json"),
		"what there is":   get(smartPath),
		"the header only": {http.MethodHead, smartPath, headers(), ""},
	} {
		answer := r.send(api)
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", rule, answer.Code, answer.Header().Get("Content-Type"))
		}
	}
	outcome(t, get(smartPath, "Accept", "text/html").send(api), http.StatusNotAcceptable)
	outcome(t, request{http.MethodPost, smartPath, headers(), "{}"}.send(api), http.StatusMethodNotAllowed)
}

func TestTheCapabilityStatementSaysWhoMayCall(t *testing.T) {
	for _, c := range []struct {
		rule     string
		change   func(*fhirapi.Options)
		service  string
		endpoint string
	}{
		{"no issuer", nil, "", ""},
		{"an issuer whose clients know where to go", issuers(""), "SMART-on-FHIR", ""},
		{"an issuer with a token endpoint", issuers("https://id.example/token"), "SMART-on-FHIR", "https://id.example/token"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := get("/fhir/R4/metadata").send(newAPI(t, c.change))
			security := parse(t, answer.Body.Bytes()).at("rest", 0, "security")
			if got := security.at("service", 0, "coding", 0, "code").text(); got != c.service {
				t.Errorf("service %q", got)
			}
			if got := security.at("extension", 0, "extension", 0, "valueUri").text(); got != c.endpoint {
				t.Errorf("token endpoint %q", got)
			}
		})
	}
}
