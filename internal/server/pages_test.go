package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
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

func TestASlashAfterAPageLeadsToThePage(t *testing.T) {
	s := listen(t, server.Options{})
	for path, want := range map[string]string{
		"/docs/": "/docs", "/form/?lang=es&key=rls_pub_x": "/form?lang=es&key=rls_pub_x", "/desk/": "/desk", "/base/form/?lang=es": "/base/form?lang=es",
	} {
		asked, err := url.Parse("http://127.0.0.1:8080" + path)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, strings.TrimPrefix(asked.RequestURI(), "/base"), http.NoBody)) // as a proxy asks
		to, err := asked.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != http.StatusPermanentRedirect || to.RequestURI() != want || to.Host != asked.Host {
			t.Errorf("%s: %d, to %v, %v", path, w.Code, to, err)
		}
		if w.Header().Get("X-Request-Id") == "" {
			t.Errorf("%s is answered before the middleware", path)
		}
	}
	for _, c := range []struct{ method, path string }{{"POST", "/form/"}, {"GET", "/form//"}, {"GET", "/v1/ruleset/"}, {"GET", "/assets/"}} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(c.method, c.path, http.NoBody))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
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
