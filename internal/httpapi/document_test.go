package httpapi_test

import (
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
		"/v1/medications?q=bena", "/openapi.json", "/openapi.yaml", "/problems/internal",
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

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range append(documents(), "/livez", "/readyz") {
		want := get(target).send(api)
		got := request{http.MethodHead, target, http.Header{}, ""}.send(api)
		for _, name := range []string{"Content-Length", "Content-Type", "ETag", "Content-Language"} {
			if got.Code != want.Code || got.Header().Get(name) != want.Header().Get(name) {
				t.Errorf("%s: %d %s %q, GET has %d %q", target, got.Code, name, got.Header().Get(name), want.Code, want.Header().Get(name))
			}
		}
	}
}
