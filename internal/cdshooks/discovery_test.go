package cdshooks_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

func discover(tb testing.TB, handler http.Handler, headers ...string) (v1.CDSServices, http.Header) {
	tb.Helper()
	r := post("/cds-services", "", headers...)
	r.method = http.MethodGet
	answer := r.send(handler)
	if answer.Code != http.StatusOK {
		tb.Fatalf("%d %s", answer.Code, answer.Body)
	}
	var services v1.CDSServices
	var anything any
	if err := json.Unmarshal(answer.Body.Bytes(), &services); err != nil {
		tb.Fatal(err)
	}
	_ = json.Unmarshal(answer.Body.Bytes(), &anything)
	checker{tb, "discovery"}.filled(anything)
	return services, answer.Header()
}

func TestDiscoveryListsTheServices(t *testing.T) {
	services, header := discover(t, newAPI(t, nil))
	var got []string
	for _, s := range services.Services {
		got = append(got, s.ID+" "+s.Hook+" "+s.Version+" "+s.HookVersion)
		if s.Title == "" || s.Description == "" || s.UsageRequirements == "" || strings.ContainsAny(s.UsageRequirements, "{}") {
			t.Errorf("%+v", s)
		}
	}
	want := "rls-patient-view patient-view 2.0.1 1.0\nrls-order-select order-select 2.0.1 1.0\n" +
		"rls-order-sign order-sign 2.0.1 1.0\nrls-problem-list problem-list-item-create 2.0.1 0.1.0"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if header.Get("Content-Type") != "application/json" || header.Get("ETag") == "" {
		t.Errorf("%v", header)
	}
}

// Searches stay within what every US Core server supports, and with the tokens
// that hooks permit.
func TestPrefetchStaysWithinSearchesThatServersSupport(t *testing.T) {
	forms := map[string]string{
		"patient":      `^Patient/\{\{context\.patientId\}\}$`,
		"conditions":   `^Condition\?patient=\{\{context\.patientId\}\}&category=problem-list-item$`,
		"medications":  `^MedicationRequest\?patient=\{\{context\.patientId\}\}&intent=order&status=active$`,
		"observations": `^Observation\?patient=\{\{context\.patientId\}\}&code=(http://loinc\.org\|[0-9]+-[0-9],)*http://loinc\.org\|[0-9]+-[0-9]$`,
	}
	services, _ := discover(t, newAPI(t, nil))
	for _, s := range services.Services {
		if len(s.Prefetch) != len(forms) {
			t.Errorf("%s: %v", s.ID, s.Prefetch)
		}
		for key, form := range forms {
			if !regexp.MustCompile(form).MatchString(s.Prefetch[key]) {
				t.Errorf("%s: %s is %s", s.ID, key, s.Prefetch[key])
			}
		}
		for _, code := range []string{"2276-4", "20567-4", "14723-1", "2502-3", "14801-5", "2498-4", "2500-7", "82810-3", "18185-9"} {
			if !strings.Contains(s.Prefetch["observations"], "|"+code) {
				t.Errorf("%s is not asked for", code)
			}
		}
	}
}

func TestDiscoveryIsOpenAndCached(t *testing.T) {
	api := newAPI(t, nil)
	_, header := discover(t, api)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r := request{method: method, target: "/cds-services", header: http.Header{"If-None-Match": {header.Get("ETag")}}}
		if answer := r.send(api); answer.Code != http.StatusNotModified || answer.Body.Len() > 0 {
			t.Errorf("%s: %d", method, answer.Code)
		}
	}
}

func TestDiscoverySpeaksSpanish(t *testing.T) {
	services, header := discover(t, newAPI(t, nil), "Accept-Language", "es-MX")
	if header.Get("Content-Language") != "es" || header.Get("Vary") != "Accept-Language" || !strings.Contains(services.Services[0].Title, "Piernas") {
		t.Errorf("%v %s", header, services.Services[0].Title)
	}
}
