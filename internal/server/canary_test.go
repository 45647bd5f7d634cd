package server_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

// TestNothingThatACallerSaysGetsOut sends a marker in every place where a
// caller is free to write something, and looks for it in the log, in the
// metrics, and in every answer to a request that was refused.
func TestNothingThatACallerSaysGetsOut(t *testing.T) {
	const marker = "MARKER7f3a"
	var log bytes.Buffer
	handler := listen(t, server.Options{Log: server.NewLogger(&log, slog.LevelDebug, false)}).Handler()
	send := func(method, target, media, body string, header ...string) {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", media)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		whole := w.Body.String()
		for name, values := range w.Header() {
			whole += name + ": " + strings.Join(values, ",") + "\n"
		}
		if w.Code >= http.StatusBadRequest && strings.Contains(whole, marker) {
			t.Errorf("%s %.100s %.100s: %s", method, target, body, whole)
		}
	}
	const json, lines = "application/json", "application/x-ndjson"
	for _, body := range bodies(marker) {
		send("POST", "/v1/screenings", json, body)
		send("POST", "/v1/screenings?audience=patient&lang=es", json, body)
		send("POST", "/v1/iron-status", json, body)
	}
	for _, target := range []string{
		"/v1/medications?q=" + marker, "/v1/medications?q=a&limit=" + marker, "/v1/questionnaire?lang=" + marker,
		"/v1/questionnaire?audience=" + marker, "/v1/questionnaire?ruleset=" + marker, "/v1/questionnaire?lang=%zz" + marker,
		"/problems/" + marker, "/docs/" + marker, "/" + marker, "/v1/screenings/" + marker,
	} {
		send("GET", target, json, "")
	}
	send(marker, "/v1/screenings", json, "{}")
	send("POST", "/v1/screenings", "text/"+marker, "{}")
	for _, name := range []string{
		"Accept", "Accept-Language", "Authorization", "Content-Encoding", "Content-Language", "Cookie", "Expect", "Forwarded", "From",
		"If-None-Match", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "X-Patient",
	} {
		send("POST", "/v1/screenings", json, "{", name, marker)
	}
	send("POST", "/v1/screenings", json, "{", "X-Request-Id", marker+" "+marker)
	send("POST", "/v1/screenings/batch", lines, `{"id":"`+marker+`","request":{}}`)

	metrics := visit(handler, "GET", "/metrics").Body.String()
	for name, text := range map[string]string{"log": log.String(), "metrics": metrics} {
		if strings.Contains(text, marker) {
			at := strings.Index(text, marker)
			t.Errorf("the %s has the marker: %s", name, text[max(0, at-200):at+20])
		}
	}
	if strings.Count(log.String(), "\n") < 50 || !strings.Contains(metrics, "http_requests_total") {
		t.Error("the log or the metrics are not what was looked through")
	}
}

// bodies hold the marker in every member that takes any text, as a value that
// is not accepted, and where JSON breaks off.
func bodies(marker string) []string {
	return []string{
		`{"medications":[{"name":"` + marker + `"}]}`,
		`{"medications":[{"name":"` + marker + `"}],"criteria":{"urge_to_move":1}}`,
		`{"medications":[{"rxnorm":"` + marker + `","atc":"` + marker + `"}]}`,
		`{"labs":[{"test":"` + marker + `","value":1,"unit":"` + marker + `","collected_on":"` + marker + `"}]}`,
		`{"labs":[{"loinc":"` + marker + `","value":1,"unit":"%"}]}`,
		`{"as_of":"` + marker + `","patient":{"sex":"` + marker + `"}}`,
		`{"criteria":{"urge_to_move":"` + marker + `"}}`,
		`{"unknown":"` + marker + `"}`,
		`{"unknown":{"` + marker + `":1}}`,
		`{"results":[{"test":"ferritin","value":1,"unit":"` + marker + `","collected_on":"` + marker + `"}],"dialysis":"` + marker + `"}`,
		`{"as_of":` + marker,
		marker,
		`{"as_of":"` + marker,
		"{\"as_of\":\"" + marker + "\xff\"}",
		`{"` + marker + `":1,"` + marker + `":2}`,
	}
}
