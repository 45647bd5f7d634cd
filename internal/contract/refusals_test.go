package contract_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	screenings = "/v1/screenings"
	ironStatus = "/v1/iron-status"
	jsonMedia  = "application/json"
)

// Each is refused with the status, and the watcher sees to it that the answer
// is as described, and that the description refuses what has a wrong shape.
func TestRefusalsAreAsDescribed(t *testing.T) {
	handler := service(t)
	for _, c := range []struct {
		name, target, body string
		status             int
	}{
		{"not JSON", screenings, `{`, 400},
		{"two documents", screenings, `{}{}`, 400},
		{"a member twice", screenings, `{"patient":{},"patient":{}}`, 400},
		{"not UTF-8", screenings, "{\"as_of\":\"\xff\"}", 400},
		{"an unknown parameter", screenings + "?format=xml", `{}`, 400},
		{"an unknown audience", screenings + "?audience=nurse", `{}`, 400},
		{"an unknown ruleset", screenings + "?ruleset=9.9.9", `{}`, 409},
		{"too large", screenings, `{"as_of":"` + strings.Repeat("a", 256<<10) + `"}`, 413},
		{"an array", screenings, `[]`, 422},
		{"null", screenings, `{"patient":null}`, 422},
		{"an unknown member", screenings, `{"patient":{"agee_years":3}}`, 422},
		{"another case", screenings, `{"Patient":{}}`, 422},
		{"a text for a number", screenings, `{"patient":{"age_years":"34"}}`, 422},
		{"a number for a text", screenings, `{"criteria":{"urge_to_move":1}}`, 422},
		{"a fraction for a whole number", screenings, `{"patient":{"age_years":3.5}}`, 422},
		{"a number above its range", screenings, `{"course":{"days_per_week":7.5}}`, 422},
		{"an age below zero", screenings, `{"patient":{"age_years":-1}}`, 422},
		{"an answer that there is not", screenings, `{"criteria":{"urge_to_move":"previously"}}`, 422},
		{"an empty answer", screenings, `{"criteria":{"urge_to_move":""}}`, 422},
		{"no date", screenings, `{"as_of":"20.11.2026"}`, 422},
		{"no date of the calendar", screenings, `{"as_of":"2026-02-30"}`, 422},
		{"a date with a line break", screenings, `{"as_of":"2026-02-03\n"}`, 422},
		{"an empty medicine", screenings, `{"medications":[{}]}`, 422},
		{"a blank name", screenings, `{"medications":[{"name":"\u00a0 "}]}`, 422},
		{"NUL in a name", screenings, `{"medications":[{"name":"a\u0000b"}]}`, 422},
		{"a reordered name", screenings, `{"medications":[{"name":"a\u202eb"}]}`, 422},
		{"a name that is too long", screenings, `{"medications":[{"name":"` + strings.Repeat("a", 201) + `"}]}`, 422},
		{"no RxNorm code", screenings, `{"medications":[{"rxnorm":"12a"}]}`, 422},
		{"no ATC code", screenings, `{"medications":[{"atc":"N05A"}]}`, 422},
		{"too many medicines", screenings, `{"medications":[` + strings.Repeat(`{"name":"a"},`, 100) + `{"name":"a"}]}`, 422},
		{"a result without a test", screenings, `{"labs":[{"value":1,"unit":"%"}]}`, 422},
		{"a result of two tests", screenings, `{"labs":[{"test":"tsat","loinc":"2502-3","value":1,"unit":"%"}]}`, 422},
		{"a result without a value", screenings, `{"labs":[{"test":"tsat","unit":"%"}]}`, 422},
		{"a result without a unit", screenings, `{"labs":[{"test":"tsat","value":20,"unit":" "}]}`, 422},
		{"another unit", screenings, `{"labs":[{"test":"tsat","value":20,"unit":"ng/mL"}]}`, 422},
		{"a contradiction", screenings, `{"patient":{"sex":"male","pregnancy":"yes"}}`, 422},
		{"too deep", screenings, strings.Repeat(`{"patient":`, 17) + `{}` + strings.Repeat(`}`, 17), 422},
		{"no results", ironStatus, `{"results":[]}`, 422},
		{"results left out", ironStatus, `{}`, 422},
		{"an undated result", ironStatus, `{"results":[{"test":"tsat","value":20,"unit":"%"}]}`, 422},
		{"a treatment without a start", ironStatus, `{"treatment":{"route":"iv"},"results":[{"test":"tsat","value":20,"unit":"%","collected_on":"2026-01-01"}]}`, 422},
		{"a start without a treatment", ironStatus, `{"treatment":{"route":"none","started_on":"2026-01-01"},"results":[{"test":"tsat","value":20,"unit":"%","collected_on":"2026-01-01"}]}`, 422},
	} {
		t.Run(c.name, func(t *testing.T) {
			if answer := post(handler, c.target, jsonMedia, c.body); answer.Code != c.status {
				t.Errorf("got %d, want %d: %s", answer.Code, c.status, answer.Body)
			}
		})
	}
}

func TestRefusedHeadersAndParameters(t *testing.T) {
	handler := service(t)
	for _, c := range []struct {
		name, method, target, header, value string
		status                              int
	}{
		{"XML", http.MethodPost, screenings, "Content-Type", "text/xml", 415},
		{"a compressed body", http.MethodPost, screenings, "Content-Encoding", "gzip", 415},
		{"JSON for a batch", http.MethodPost, "/v1/screenings/batch", "Content-Type", jsonMedia, 415},
		{"an answer as XML", http.MethodGet, "/v1/ruleset", "Accept", "text/xml", 406},
		{"a page as CSV", http.MethodGet, "/problems/internal", "Accept", "text/csv", 406},
		{"no text to search for", http.MethodGet, "/v1/medications", "", "", 400},
		{"a blank text to search for", http.MethodGet, "/v1/medications?q=%20", "", "", 400},
		{"a limit that is no number", http.MethodGet, "/v1/medications?q=a&limit=ten", "", "", 400},
		{"a limit out of range", http.MethodGet, "/v1/medications?q=a&limit=51", "", "", 400},
		{"a language that there is not", http.MethodGet, "/v1/questionnaire?lang=de", "", "", 400},
		{"a parameter twice", http.MethodGet, "/v1/ruleset?lang=en&lang=es", "", "", 400},
		{"a code that there is not", http.MethodGet, "/problems/nothing", "", "", 404},
		{"a file that there is not", http.MethodGet, "/assets/nothing.css", "", "", 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := httptest.NewRequest(c.method, c.target, strings.NewReader(`{}`))
			if c.header != "" {
				request.Header.Set(c.header, c.value)
			}
			if answer := send(handler, request); answer.Code != c.status {
				t.Errorf("got %d, want %d: %s", answer.Code, c.status, answer.Body)
			}
		})
	}
}

func TestBatchLinesAreAsDescribed(t *testing.T) {
	lines := []string{
		`{"id":"good","request":{}}`, `{"request":{"criteria":{"urge_to_move":"no"}}}`, `not JSON`, `{}`, `{"id":7,"request":{}}`,
		`{"request":{"labs":[{"test":"tsat","value":900,"unit":"%"}]}}`, ``, `[]`, `{"request":{},"more":1}`,
	}
	answer := post(service(t), "/v1/screenings/batch?lang=es", "application/x-ndjson", strings.Join(lines, "\n"))
	if got, want := strings.Count(answer.Body.String(), "\n"), len(lines)-1; got != want {
		t.Errorf("%d answers to %d lines", got, want)
	}
}
