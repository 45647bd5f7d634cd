package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/httpapi"
)

// documents are the targets that carry an entity tag.
func documents() []string {
	return []string{
		"/v1/questionnaire", "/v1/questionnaire?lang=es", "/v1/ruleset", "/v1/ruleset/decision-table",
		"/v1/medications/names", "/v1/medications/names?lang=es", "/v1/medications?q=bena", "/openapi.json", "/openapi.yaml", "/problems/internal",
	}
}

func TestWhoHasADocumentIsNotSentItAgain(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range documents() {
		first := get(target).send(api)
		tag := first.Header().Get("ETag")
		if first.Code != http.StatusOK || !strings.HasPrefix(tag, `"`) || first.Header().Get("Content-Length") == "" {
			t.Fatalf("%s: %d, tag %s, %v", target, first.Code, tag, first.Header())
		}
		for header, want := range map[string]int{
			tag: http.StatusNotModified, "W/" + tag: http.StatusNotModified, `"x", ` + tag: http.StatusNotModified, "*": http.StatusNotModified,
			`"x"`: http.StatusOK, strings.Trim(tag, `"`): http.StatusOK,
		} {
			again := get(target, "If-None-Match", header).send(api)
			if again.Code != want || again.Header().Get("ETag") != tag {
				t.Errorf("%s, If-None-Match %s: %d, tag %s", target, header, again.Code, again.Header().Get("ETag"))
			}
			if again.Code == http.StatusNotModified && again.Body.Len() > 0 {
				t.Errorf("%s: 304 with a body", target)
			}
		}
	}
}

func TestTheTagIsThatOfTheRepresentation(t *testing.T) {
	api := newAPI(t, nil)
	tags := map[string]string{}
	for _, r := range []request{
		get("/v1/questionnaire"), get("/v1/questionnaire?lang=es"), get("/v1/ruleset/decision-table"),
		get("/v1/ruleset/decision-table", "Accept", "text/csv"), get("/openapi.json"), get("/openapi.yaml"),
		get("/v1/medications/names"), get("/v1/medications/names?lang=es"), get("/openapi.json", "Accept-Encoding", "gzip"),
	} {
		tag := r.send(api).Header().Get("ETag")
		if other, twice := tags[tag]; twice {
			t.Errorf("%s and %s have one tag", r.target, other)
		}
		tags[tag] = r.target
		if again := r.send(api).Header().Get("ETag"); again != tag {
			t.Errorf("%s: tag %s, then %s", r.target, tag, again)
		}
	}
}

func TestTheRulesetIsJudgedEachDay(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	api := newAPI(t, func(o *httpapi.Options) { o.Now = func() time.Time { return now } })
	status := func() string {
		body := get("/v1/ruleset").send(api).Body.String()
		_, after, _ := strings.Cut(body, `"evidence_status":"`)
		before, _, _ := strings.Cut(after, `"`)
		return before
	}
	if got := status(); got != "current" {
		t.Errorf("on the day of the release: %s", got)
	}
	now = now.AddDate(50, 0, 0)
	if got := status(); got != "review_due" {
		t.Errorf("fifty years on: %s", got)
	}
	if got := get("/readyz").send(api).Body.String(); !strings.Contains(got, `{"name":"evidence","status":"review_due"}`) {
		t.Errorf("readiness: %s", got)
	}
}

func TestScreeningsAreNotKeptInCaches(t *testing.T) {
	for _, r := range []request{post("/v1/screenings", "{}"), get("/livez"), get("/readyz")} {
		if tag := r.send(newAPI(t, nil)).Header().Get("ETag"); tag != "" {
			t.Errorf("%s has a tag", r.target)
		}
	}
}

// constants are the targets that are the same for everybody.
func constants() []string {
	return []string{
		"/v1/questionnaire", "/v1/questionnaire?lang=es&audience=patient", "/v1/medications/names", "/v1/ruleset", "/v1/ruleset/decision-table",
		"/openapi.json", "/openapi.yaml",
	}
}

func TestConstantDocumentsAreCompressedForWhoTakesThat(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range constants() {
		plain, zipped := get(target).send(api), get(target, "Accept-Encoding", "br, gzip").send(api)
		if plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" || 2*zipped.Body.Len() > plain.Body.Len() {
			t.Errorf("%s: %d bytes %v, compressed %d %v", target, plain.Body.Len(), plain.Header(), zipped.Body.Len(), zipped.Header())
		}
		r, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
			t.Errorf("%s: %d bytes are compressed, %v", target, len(body), err)
		}
		for _, name := range []string{"Content-Type", "Content-Language", "Cache-Control", "Vary"} {
			if plain.Header().Get(name) != zipped.Header().Get(name) {
				t.Errorf("%s: %s %q, compressed %q", target, name, plain.Header().Get(name), zipped.Header().Get(name))
			}
		}
		if vary := strings.Join(plain.Header()["Vary"], ", "); !strings.Contains(vary, "Accept-Encoding") {
			t.Errorf("%s: Vary %s", target, vary)
		}
	}
}

func TestTheNamesOfMedicinesAreQuickToLoad(t *testing.T) {
	const most = 12 << 10
	for _, lang := range []string{"en", "es"} {
		answer := get("/v1/medications/names?lang="+lang, "Accept-Encoding", "gzip").send(newAPI(t, nil))
		if answer.Code != http.StatusOK || answer.Body.Len() > most {
			t.Errorf("%s: %d, %d bytes", lang, answer.Code, answer.Body.Len())
		}
	}
}

func TestAnswersThatDependOnWhatIsSentAreNotCompressed(t *testing.T) {
	for _, r := range []request{
		post("/v1/screenings", "{}", "Accept-Encoding", "gzip"),
		post("/v1/screenings", "{", "Accept-Encoding", "gzip"),
		post("/v1/iron-status", `{"results":[{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-11-01"}]}`, "Accept-Encoding", "gzip"),
		post("/v1/screenings/batch", `{"request":{}}`, "Accept-Encoding", "gzip", "Content-Type", "application/x-ndjson"),
		get("/v1/medications?q=bena&limit=50", "Accept-Encoding", "gzip"),
		get("/v1/ruleset?ruleset=0.0.1", "Accept-Encoding", "gzip"),
	} {
		answer := r.send(newAPI(t, nil))
		if answer.Body.Len() == 0 || answer.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s %s: %d %v", r.method, r.target, answer.Code, answer.Header())
		}
	}
}

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range append(documents(), "/livez", "/readyz") {
		for _, coding := range []string{"", "gzip"} {
			want := get(target, "Accept-Encoding", coding).send(api)
			got := request{http.MethodHead, target, headers("Accept-Encoding", coding), ""}.send(api)
			for _, name := range []string{"Content-Length", "Content-Type", "Content-Encoding", "ETag", "Content-Language", "Vary"} {
				if got.Code != want.Code || got.Header().Get(name) != want.Header().Get(name) {
					t.Errorf("%s: %d %s %q, GET has %d %q", target, got.Code, name, got.Header().Get(name), want.Code, want.Header().Get(name))
				}
			}
		}
	}
}
