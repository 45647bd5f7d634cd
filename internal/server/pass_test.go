package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

func visit(handler http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestARequestHasAnID(t *testing.T) {
	handler := listen(t, server.Options{}).Handler()
	for _, kept := range []string{"a", "A-b_c.9", strings.Repeat("x", 64)} {
		if got := visit(handler, "GET", "/livez", "X-Request-Id", kept).Header().Get("X-Request-Id"); got != kept {
			t.Errorf("%s became %s", kept, got)
		}
	}
	seen := map[string]bool{}
	for _, refused := range []string{"", " ", "a b", "a\tb", "é", "a/b", "a\"b", strings.Repeat("x", 65)} {
		got := visit(handler, "GET", "/livez", "X-Request-Id", refused).Header().Get("X-Request-Id")
		if got == refused || len(got) < 20 || seen[got] {
			t.Errorf("%q became %q", refused, got)
		}
		seen[got] = true
	}
	got := visit(handler, "GET", "/livez", "X-Request-Id", "one", "X-Request-Id", "two").Header().Get("X-Request-Id")
	if got == "one" || got == "two" {
		t.Errorf("of two ids, %s was kept", got)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	handler := listen(t, server.Options{}).Handler()
	for _, target := range []string{"/", "/docs", "/docs/init.js", "/livez", "/v1/questionnaire", "/nothing", "/problems/internal", "/openapi.json", "/metrics"} {
		header := visit(handler, "GET", target).Header()
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Ruleset-Version": "1.0.0"} {
			if header.Get(name) != want {
				t.Errorf("%s: %s is %q", target, name, header.Get(name))
			}
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s", target, policy)
		}
		if header.Get("Cache-Control") == "" || header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %v", target, header)
		}
	}
	secure := listen(t, server.Options{PublicURL: "https://rls.example"}).Handler()
	if visit(secure, "GET", "/livez").Header().Get("Strict-Transport-Security") == "" {
		t.Error("over https, nothing keeps it so")
	}
}

func TestNoOriginMayCallUnlessItIsListed(t *testing.T) {
	const clinic, other = "https://clinic.example", "https://clinic.example.evil.example"
	closed := listen(t, server.Options{}).Handler()
	open := listen(t, server.Options{CORSOrigins: []string{clinic}}).Handler()
	for _, c := range []struct {
		rule    string
		handler http.Handler
		origin  string
		want    string
	}{
		{"off by default", closed, clinic, ""},
		{"a listed one", open, clinic, clinic},
		{"one that looks like it", open, other, ""},
		{"its other scheme", open, "http://clinic.example", ""},
		{"no origin at all", open, "null", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			simple := visit(c.handler, "GET", "/v1/questionnaire", "Origin", c.origin)
			asked := visit(c.handler, "OPTIONS", "/v1/screenings", "Origin", c.origin,
				"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
			failed := visit(c.handler, "GET", "/v1/questionnaire?x=1", "Origin", c.origin)
			for _, answer := range []*httptest.ResponseRecorder{simple, asked, failed} {
				if got := answer.Header().Get("Access-Control-Allow-Origin"); got != c.want {
					t.Errorf("%d: allowed %q", answer.Code, got)
				}
				if varies := strings.Contains(strings.Join(answer.Header()["Vary"], ","), "Origin"); varies != (c.handler == open) {
					t.Errorf("%d: Vary %v", answer.Code, answer.Header()["Vary"])
				}
			}
			methods := asked.Header().Get("Access-Control-Allow-Methods")
			if asked.Code != http.StatusNoContent || (methods != "") != (c.want != "") {
				t.Errorf("preflight: %d, methods %q", asked.Code, methods)
			}
		})
	}
}

func TestOptionsListsTheMethods(t *testing.T) {
	answer := visit(listen(t, server.Options{}).Handler(), "OPTIONS", "/v1/questionnaire")
	if allow := answer.Header().Get("Allow"); answer.Code != http.StatusNoContent || allow != "OPTIONS, GET, HEAD" {
		t.Errorf("%d, %s", answer.Code, allow)
	}
}

func TestTheLogHasALineForEachRequest(t *testing.T) {
	var log bytes.Buffer
	handler := listen(t, server.Options{Log: server.NewLogger(&log, slog.LevelInfo, false)}).Handler()
	visit(handler, "GET", "/problems/internal", "X-Request-Id", "mine")
	visit(handler, "GET", "/some/where")
	visit(handler, "BREW", "/v1/screenings")
	visit(handler, "GET", "/v1/questionnaire?x=1")
	var lines []map[string]any
	for decoder := json.NewDecoder(&log); ; {
		var line map[string]any
		if err := decoder.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		delete(line, "time")
		delete(line, "duration_us")
		delete(line, "bytes")
		lines = append(lines, line)
	}
	for i, want := range []map[string]any{
		{"method": "GET", "route": "/problems/:code", "status": 200.0},
		{"method": "GET", "route": "unmatched", "status": 404.0},
		{"method": "other", "route": "/v1/screenings", "status": 405.0},
		{"method": "GET", "route": "/v1/questionnaire", "status": 400.0, "code": "bad_query"},
	} {
		for name, value := range want {
			if lines[i][name] != value {
				t.Errorf("line %d: %s is %v, want %v", i, name, lines[i][name], value)
			}
		}
		if len(lines[i]) != 3+len(want) { // and level, msg, request_id
			t.Errorf("line %d says more: %v", i, lines[i])
		}
	}
	if lines[0]["request_id"] != "mine" {
		t.Errorf("%v", lines[0])
	}
}

func TestTheLogDropsWhatIsNotListed(t *testing.T) {
	for _, people := range []bool{true, false} {
		var log bytes.Buffer
		server.NewLogger(&log, slog.LevelInfo, people).Info("hello", "name", "marker", slog.Group("group", "age", "marker"), "route", "/x")
		if strings.Contains(log.String(), "marker") || !strings.Contains(log.String(), "/x") {
			t.Error(log.String())
		}
	}
}
