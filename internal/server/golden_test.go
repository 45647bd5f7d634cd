package server_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/server"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestErrorsStayAsTheyAre holds the whole answer, headers and all, of each
// status that the framework or the middleware has a hand in: a later Echo must
// not change them behind our back.
func TestErrorsStayAsTheyAre(t *testing.T) {
	handler := listen(t, server.Options{PublicURL: "https://rls.example"}).Handler()
	const json = "application/json"
	for _, c := range []struct {
		name, method, target, media, accept, body string
	}{
		{"400-bad-query", "GET", "/v1/questionnaire?lang=de&x=1", "", "", ""},
		{"400-malformed-json", "POST", "/v1/screenings", json, "", "{\n  \"labs\": [,]\n}"},
		{"400-duplicate-member", "POST", "/v1/screenings", json, "", `{"labs":[],"labs":[]}`},
		{"404-no-route", "GET", "/v1/nothing", "", "", ""},
		{"404-no-code", "GET", "/problems/nothing", "", "text/html", ""},
		{"404-slash-at-the-end", "GET", "/v1/questionnaire/", "", "", ""},
		{"405-method", "PUT", "/v1/screenings", json, "", "{}"},
		{"405-made-up-method", "BREW", "/v1/questionnaire", "", "", ""},
		{"406-accept", "POST", "/v1/screenings", json, "text/xml", "{}"},
		{"409-ruleset", "GET", "/v1/questionnaire?ruleset=0.0.1", "", "", ""},
		{"413-body", "POST", "/v1/screenings", json, "", strings.Repeat(" ", 256<<10+1)},
		{"415-media-type", "POST", "/v1/screenings", "text/xml", "", "<screening/>"},
		{"422-members", "POST", "/v1/screenings", json, "", `{"patient":{"age_years":130,"sex":"f"},"labs":[{"test":"ferritin","value":22,"unit":"kg"}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name, exchange(handler, c.method, c.target, c.media, c.accept, c.body))
		})
	}
}

func TestAnInternalErrorTellsNothing(t *testing.T) {
	calls := 0
	var log bytes.Buffer
	handler := listen(t, server.Options{
		PublicURL: "https://rls.example", Log: server.NewLogger(&log, 0, false),
		Now: func() time.Time {
			if calls++; calls == 2 { // the first call is that of the middleware
				panic("marker of what a caller said")
			}
			return time.Now()
		},
	}).Handler()
	golden(t, "500-internal", exchange(handler, "GET", "/v1/ruleset", "", "", ""))
	text := log.String()
	if strings.Contains(text, "marker") {
		t.Errorf("the log has the text of the panic: %s", text)
	}
	for _, want := range []string{`"cause":"panic: string`, "httpapi", `"request_id":"golden"`, `"status":500`} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s:\n%s", want, text)
		}
	}
}

// exchange sends a request and writes the answer down.
func exchange(handler http.Handler, method, target, media, accept, body string) string {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("X-Request-Id", "golden")
	for name, value := range map[string]string{"Content-Type": media, "Accept": accept} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)

	var text strings.Builder
	fmt.Fprintf(&text, "%d %s\n", w.Code, http.StatusText(w.Code))
	names := make([]string, 0, len(w.Header()))
	for name := range w.Header() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&text, "%s: %s\n", name, strings.Join(w.Header()[name], " | "))
	}
	return text.String() + "\n" + w.Body.String() + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
