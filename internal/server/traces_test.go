package server_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

// collector takes what is sent to it.
type collector struct {
	mu   sync.Mutex
	sent bytes.Buffer
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.Copy(&c.sent, r.Body)
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func TestASpanHasTheRouteAndNothingOfTheCaller(t *testing.T) {
	var spans collector
	receiver := httptest.NewServer(&spans)
	defer receiver.Close()
	traces, err := server.NewTraces(t.Context(), receiver.URL+"/v1/traces", "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	handler := listen(t, server.Options{Traces: traces}).Handler()
	const marker = "MARKER7f3a"
	for _, target := range []string{"/problems/" + marker, "/v1/medications?q=" + marker, "/" + marker} {
		visit(handler, "GET", target, "User-Agent", marker, "X-Forwarded-For", marker, "Cookie", marker, "tracestate", "a="+marker, "baggage", "a="+marker,
			"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	}
	visit(handler, marker, "/v1/screenings")
	if err := traces.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := spans.sent.String()
	for _, want := range []string{"GET /problems/:code", "http.response.status_code", "rlscreen", "\x4b\xf9\x2f\x35\x77\xb3\x4d\xa6"} {
		if !strings.Contains(sent, want) {
			t.Errorf("no span has %q", want)
		}
	}
	for _, private := range []string{marker, "192.0.2.1", "url.path", "client.address"} {
		if strings.Contains(sent, private) {
			t.Errorf("a span has %s", private)
		}
	}
}

func TestAnUnusableCollectorIsRefused(t *testing.T) {
	if _, err := server.NewTraces(t.Context(), "://", "test", slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a URL that is none was taken")
	}
}
