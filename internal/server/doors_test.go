package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

// CDS Hooks are open to this machine only: an address elsewhere says that
// others are let in.
func TestCallsOfHealthRecordsAreOpenOnThisMachineOnly(t *testing.T) {
	for _, c := range []struct {
		rule    string
		options server.Options
		status  int
	}{
		{"on loopback", server.Options{}, http.StatusBadRequest},
		{"under a name of this machine", server.Options{PublicURL: "http://localhost:8080"}, http.StatusBadRequest},
		{"behind a proxy on this machine", server.Options{PublicURL: "https://rls.example"}, http.StatusUnauthorized},
		{"on every address", server.Options{Addr: "0.0.0.0:0"}, http.StatusUnauthorized},
	} {
		request := httptest.NewRequest(http.MethodPost, "/cds-services/rls-patient-view", strings.NewReader("{}"))
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		listen(t, c.options).Handler().ServeHTTP(answer, request)
		if answer.Code != c.status {
			t.Errorf("%s: %d %s", c.rule, answer.Code, answer.Body)
		}
	}
}

// Each door answers errors in its own way.
func TestErrorsAreThoseOfTheDoor(t *testing.T) {
	handler := listen(t, server.Options{}).Handler()
	for path, media := range map[string]string{
		"/nothing": "application/problem+json", "/fhir": "application/problem+json", "/fhir/R4x": "application/problem+json",
		"/fhir/R4": "application/fhir+json", "/fhir/R4/Nothing": "application/fhir+json", "/cds-services/nothing/more": "application/fhir+json",
	} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if got := answer.Header().Get("Content-Type"); answer.Code != http.StatusNotFound || !strings.HasPrefix(got, media) {
			t.Errorf("%s: %d %s", path, answer.Code, got)
		}
	}
}

// A health record in a browser asks first whether it may send its token.
func TestAListedOriginMayCallCDSHooksWithAToken(t *testing.T) {
	const ehr = "https://ehr.example"
	handler := listen(t, server.Options{CORSOrigins: []string{ehr}}).Handler()
	for _, path := range []string{"/cds-services", "/cds-services/rls-patient-view", "/cds-services/rls-patient-view/feedback"} {
		for origin, want := range map[string]bool{ehr: true, "https://other.example": false} {
			asked := visit(handler, "OPTIONS", path, "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type").Header()
			if got := asked.Get("Access-Control-Allow-Origin") == origin && strings.Contains(asked.Get("Access-Control-Allow-Headers"), "Authorization"); got != want {
				t.Errorf("%s from %s: %v", path, origin, asked)
			}
		}
	}
}
