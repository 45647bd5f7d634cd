package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheRepresentationIsTheOneAskedFor(t *testing.T) {
	api := newAPI(t, nil)
	const table, json, csv = "/v1/ruleset/decision-table", "application/json", "text/csv; charset=utf-8"
	for _, c := range []struct{ rule, accept, want string }{
		{"nothing asked for takes the first", "", json},
		{"anything takes the first", "*/*", json},
		{"the one that is named", "text/csv", csv},
		{"a range of types", "text/*", csv},
		{"the better quality", "application/json;q=0.5, text/csv;q=0.9", csv},
		{"a tie takes the first", "text/csv, application/json", json},
		{"named beats any", "text/csv;q=0.4, */*;q=0.3", csv},
		{"none of one, any of the rest", "application/json;q=0, */*", csv},
		{"a browser's", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", json},
		{"case does not count", "TEXT/CSV", csv},
		{"what cannot be read is left out", ";;;, text/csv", csv},
		{"nothing that can be read takes the first", "nonsense/, ;", json},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := get(table, "Accept", c.accept).send(api)
			if got := answer.Header().Get("Content-Type"); answer.Code != http.StatusOK || got != c.want {
				t.Errorf("%d %s, want %s", answer.Code, got, c.want)
			}
			if vary := answer.Header().Get("Vary"); vary != "Accept" {
				t.Errorf("Vary: %q", vary)
			}
		})
	}
}

func TestWhatThereIsNotIsNotAcceptable(t *testing.T) {
	api := newAPI(t, nil)
	for _, accept := range []string{"text/xml", "application/json;q=0", "application/problem+json", "image/*", "application/fhir+json"} {
		p := problemOf(t, post("/v1/screenings", "{}", "Accept", accept).send(api))
		if p.Status != http.StatusNotAcceptable || p.Code != "not_acceptable" || strings.Join(p.Errors[0].Accepted, " ") != "application/json" {
			t.Errorf("%s: %+v", accept, p)
		}
	}
}

func TestTheLanguageIsTheOneAskedFor(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, target, accept, want string }{
		{"English when nothing is asked for", "/v1/questionnaire", "", "en"},
		{"the header", "/v1/questionnaire", "es", "es"},
		{"a region of it", "/v1/questionnaire", "es-MX,es;q=0.9,en;q=0.8", "es"},
		{"the better quality", "/v1/questionnaire", "en;q=0.2, es;q=0.7", "es"},
		{"one that there is after one that there is not", "/v1/questionnaire", "de, es;q=0.5", "es"},
		{"English when there is none of them", "/v1/questionnaire", "de, fr", "en"},
		{"English when it cannot be read", "/v1/questionnaire", ";;q=x", "en"},
		{"the parameter before the header", "/v1/questionnaire?lang=en", "es", "en"},
		{"the parameter alone", "/v1/questionnaire?lang=es", "", "es"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := get(c.target, "Accept-Language", c.accept).send(api)
			if got := answer.Header().Get("Content-Language"); got != c.want || answer.Header().Get("Vary") != "Accept-Language" {
				t.Errorf("%s, Vary %q", got, answer.Header().Get("Vary"))
			}
			if !strings.Contains(answer.Body.String(), `"language":"`+c.want+`"`) {
				t.Error("the body is in another language")
			}
		})
	}
}
