package fhirapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhirapi"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// Where the tests pretend that the service is.
const (
	baseURL = "https://rls.example"
	base    = baseURL + "/fhir/R4"
	formURL = base + "/Questionnaire/rls-screening"
)

func today() time.Time { return time.Date(2026, time.November, 20, 21, 14, 0, 0, time.UTC) }

var loadService = sync.OnceValues(func() (*app.Service, error) {
	rules, err := knowledge.Load()
	if err != nil {
		return nil, err
	}
	return app.New(rules, "US"), nil
})

func service(tb testing.TB) *app.Service {
	tb.Helper()
	s, err := loadService()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// newAPI returns the door alone, without the middleware of the server. Change
// may alter its options.
func newAPI(tb testing.TB, change func(*fhirapi.Options)) http.Handler {
	tb.Helper()
	o := fhirapi.Options{
		Service: service(tb), BaseURL: baseURL, Version: "test", Now: today,
		Log: slog.New(slog.DiscardHandler), SNOMED: true, ATC: true,
	}
	if change != nil {
		change(&o)
	}
	api, err := fhirapi.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.HTTPErrorHandler = api.HandleError
	api.Mount(e)
	return e
}

// request is what a test sends.
type request struct {
	method, target string
	header         http.Header
	body           string
}

func get(target string, header ...string) request {
	return request{http.MethodGet, target, headers(header...), ""}
}

// post sends FHIR's JSON unless a header says otherwise.
func post(target, body string, header ...string) request {
	return request{http.MethodPost, target, headers(append([]string{"Content-Type", "application/fhir+json"}, header...)...), body}
}

// headers takes names and values in turn; a later one replaces an earlier one,
// and an empty value leaves the header out.
func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			h.Del(pairs[i])
		}
	}
	return h
}

func (r request) send(handler http.Handler) *httptest.ResponseRecorder {
	sent := httptest.NewRequest(r.method, r.target, strings.NewReader(r.body))
	sent.Header = r.header
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, sent)
	return answer
}

// node is JSON that has been read, to look into.
type node struct{ value any }

func parse(tb testing.TB, body []byte) node {
	tb.Helper()
	var n node
	if err := json.Unmarshal(body, &n.value); err != nil {
		tb.Fatalf("%v in %.300s", err, body)
	}
	return n
}

// at follows member names and indexes; what is not there is an empty node.
func (n node) at(path ...any) node {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			object, _ := n.value.(map[string]any)
			n = node{object[p]}
		case int:
			list, _ := n.value.([]any)
			if p >= len(list) {
				return node{}
			}
			n = node{list[p]}
		}
	}
	return n
}

func (n node) text() string {
	s, _ := n.value.(string)
	return s
}

func (n node) list() []node {
	list, _ := n.value.([]any)
	nodes := make([]node, len(list))
	for i, v := range list {
		nodes[i] = node{v}
	}
	return nodes
}

// parameter is the parameter of Parameters with the name.
func (n node) parameter(name string) node {
	for _, p := range n.at("parameter").list() {
		if p.at("name").text() == name {
			return p
		}
	}
	return node{}
}

// outcome checks that an answer is a whole OperationOutcome of a status, and
// writes its issues as "type code expression", a line each.
func outcome(tb testing.TB, answer *httptest.ResponseRecorder, status int) string {
	tb.Helper()
	if answer.Code != status {
		tb.Fatalf("status %d, not %d: %s", answer.Code, status, answer.Body)
	}
	if got := answer.Header().Get("Content-Type"); got != "application/fhir+json; charset=utf-8" {
		tb.Errorf("content type %q", got)
	}
	if got := answer.Header().Get("Cache-Control"); got != "no-store" {
		tb.Errorf("an error may be cached: %q", got)
	}
	return issues(tb, parse(tb, answer.Body.Bytes()))
}

// issues checks an OperationOutcome, and writes its issues.
func issues(tb testing.TB, outcome node) string {
	tb.Helper()
	if outcome.at("resourceType").text() != "OperationOutcome" || len(outcome.at("issue").list()) == 0 {
		tb.Fatalf("no OperationOutcome: %v", outcome.value)
	}
	published := publishedIssueCodes(tb)
	var lines []string
	for _, issue := range outcome.at("issue").list() {
		coding := issue.at("details", "coding", 0)
		if coding.at("system").text() != base+"/CodeSystem/rls-issue" || issue.at("diagnostics").text() == "" || issue.at("severity").text() == "" {
			tb.Errorf("issue %v", issue.value)
		}
		if !published[coding.at("code").text()] {
			tb.Errorf("the code %s is not in the code system of issues", coding.at("code").text())
		}
		line := issue.at("code").text() + " " + coding.at("code").text()
		if expression := issue.at("expression", 0).text(); expression != "" {
			line += " " + expression
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// logTo returns a change of options that logs into a buffer.
func logTo(log *bytes.Buffer) func(*fhirapi.Options) {
	return func(o *fhirapi.Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) }
}

// listen serves the door on a port of its own.
func listen(tb testing.TB) *httptest.Server {
	tb.Helper()
	running := httptest.NewServer(newAPI(tb, func(o *fhirapi.Options) { o.Now = time.Now }))
	tb.Cleanup(running.Close)
	return running
}

func withoutATC(o *fhirapi.Options) { o.ATC = false }

// publishedIssueCodes are those of the code system of issues.
func publishedIssueCodes(tb testing.TB) map[string]bool {
	tb.Helper()
	codes, err := loadIssueCodes()
	if err != nil {
		tb.Fatal(err)
	}
	return codes
}

var loadIssueCodes = sync.OnceValues(func() (map[string]bool, error) {
	s, err := loadService()
	if err != nil {
		return nil, err
	}
	api, err := fhirapi.New(fhirapi.Options{Service: s, BaseURL: baseURL, Now: today})
	if err != nil {
		return nil, err
	}
	e := echo.New()
	api.Mount(e)
	answer := get("/fhir/R4/CodeSystem/rls-issue").send(e)
	var system struct{ Concept []struct{ Code string } }
	if err := json.Unmarshal(answer.Body.Bytes(), &system); err != nil {
		return nil, err
	}
	codes := map[string]bool{}
	for _, c := range system.Concept {
		codes[c.Code] = true
	}
	return codes, nil
})
