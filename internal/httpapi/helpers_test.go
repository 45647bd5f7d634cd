package httpapi_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// base is where the tests pretend that the service is.
const base = "https://rls.example"

// newAPI returns the door alone, without the middleware of the server. Change
// may alter its options.
func newAPI(tb testing.TB, change func(*httpapi.Options)) http.Handler {
	tb.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		tb.Fatal(err)
	}
	o := httpapi.Options{
		Service: app.New(rules, "US"), BaseURL: base, Version: "test", Now: time.Now,
		Draining: func() bool { return false }, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&o)
	}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	httpapi.New(o).Mount(e)
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

// post sends JSON unless a header says otherwise.
func post(target, body string, header ...string) request {
	return request{http.MethodPost, target, headers(append([]string{"Content-Type", "application/json"}, header...)...), body}
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

// problemOf checks that the answer is a whole problem document, and returns it.
func problemOf(tb testing.TB, answer *httptest.ResponseRecorder) v1.Problem {
	tb.Helper()
	var p v1.Problem
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
		tb.Fatalf("status %d, no problem document: %v in %.200s", answer.Code, err, answer.Body)
	}
	switch {
	case answer.Header().Get("Content-Type") != "application/problem+json":
		tb.Errorf("content type %s", answer.Header().Get("Content-Type"))
	case answer.Header().Get("Cache-Control") != "no-store":
		tb.Errorf("a problem may be cached: %q", answer.Header().Get("Cache-Control"))
	case p.Status != answer.Code:
		tb.Errorf("status %d in the document of %d", p.Status, answer.Code)
	case p.Type != base+"/problems/"+p.Code:
		tb.Errorf("type %s of code %s", p.Type, p.Code)
	case p.Title == "" || p.Detail == "":
		tb.Errorf("title %q, detail %q", p.Title, p.Detail)
	}
	return p
}

// faults writes the errors of a problem as "pointer code", a line each.
func faults(p v1.Problem) string {
	lines := make([]string, 0, len(p.Errors))
	for _, f := range p.Errors {
		lines = append(lines, f.Pointer+" "+f.Code)
	}
	return strings.Join(lines, "\n")
}
