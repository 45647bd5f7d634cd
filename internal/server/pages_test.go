package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

func TestCardsLinkToTheFormOfThisService(t *testing.T) {
	s := listen(t, server.Options{HealthRecords: server.HealthRecords{OrderIntent: "proposal", SNOMED: true, ATC: true}})
	call := `{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/7","patientId":"p1"},"prefetch":{` +
		`"medications":null,"observations":null,"conditions":{"resourceType":"Condition","subject":{"reference":"Patient/p1"},` +
		`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G25.81"}]}}}}`
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, s.BaseURL()+"/cds-services/rls-patient-view", strings.NewReader(call))
	r.Header.Set("Content-Type", "application/json")
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"url":"`+s.BaseURL()+`/form"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheFormIsFramedByTheOriginsOfTheSettings(t *testing.T) {
	s := listen(t, server.Options{FrameAncestors: []string{"https://clinic.example"}})
	for path, want := range map[string]string{"/form": "frame-ancestors https://clinic.example", "/desk": "frame-ancestors 'none'", "/": "frame-ancestors 'none'"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, s.BaseURL()+path, http.NoBody)
		s.Handler().ServeHTTP(w, r)
		policies := w.Header().Values("Content-Security-Policy")
		if w.Code != http.StatusOK || len(policies) != 1 || !strings.HasSuffix(policies[0], want) {
			t.Errorf("%s: %d %q", path, w.Code, policies)
		}
	}
}
