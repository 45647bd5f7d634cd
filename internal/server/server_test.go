package server_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/server"
)

// serving runs a server until stop is called, which returns what Serve does.
func serving(t *testing.T, o server.Options) (s *server.Server, stop func() error) {
	t.Helper()
	s = listen(t, o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	stop = func() error { cancel(); return <-done }
	t.Cleanup(cancel)
	return s, stop
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestPortZeroPicksOneAndSaysWhich(t *testing.T) {
	s, stop := serving(t, server.Options{})
	if strings.HasSuffix(s.URL(), ":0") || s.BaseURL() != s.URL() || s.AdminURL() != "" {
		t.Errorf("%s, %s, %s", s.URL(), s.BaseURL(), s.AdminURL())
	}
	if status, body := fetch(t, s.URL()+"/readyz"); status != http.StatusOK || !strings.Contains(body, `"status":"ok"`) {
		t.Errorf("%d %s", status, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestAnAddressInUseIsAnError(t *testing.T) {
	s, _ := serving(t, server.Options{})
	taken := strings.TrimPrefix(s.URL(), "http://")
	for _, o := range []server.Options{{Addr: taken}, {Addr: "127.0.0.1:0", AdminAddr: taken}} {
		if _, err := server.Listen(o, nil); err == nil || !strings.Contains(err.Error(), "in use") {
			t.Errorf("%v", err)
		}
	}
}

func TestMetricsAreForOperators(t *testing.T) {
	alone, _ := serving(t, server.Options{})
	if status, body := fetch(t, alone.URL()+"/metrics"); status != http.StatusOK || !strings.Contains(body, `rlscreen_info{ruleset="1.0.0",version="test"} 1`) {
		t.Errorf("on loopback: %d %.500s", status, body)
	}
	pair, _ := serving(t, server.Options{AdminAddr: "127.0.0.1:0"})
	if status, _ := fetch(t, pair.URL()+"/metrics"); status != http.StatusNotFound {
		t.Errorf("beside an admin address: %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/goroutine?debug=1"} {
		if status, _ := fetch(t, pair.AdminURL()+path); status != http.StatusOK {
			t.Errorf("%s on the admin address: %d", path, status)
		}
	}
	if status, _ := fetch(t, pair.AdminURL()+"/v1/questionnaire"); status != http.StatusNotFound {
		t.Errorf("the API on the admin address: %d", status)
	}
	exposed, _ := serving(t, server.Options{Addr: "0.0.0.0:0"})
	if status, _ := fetch(t, exposed.URL()+"/metrics"); status != http.StatusNotFound {
		t.Errorf("on a listener that others can reach: %d", status)
	}
}

func TestWhatHasBegunIsFinished(t *testing.T) {
	s, stop := serving(t, server.Options{Drain: 300 * time.Millisecond})
	reader, writer := io.Pipe()
	go io.WriteString(writer, `{"id":"before","request":{}}`+"\n")
	answer, err := http.Post(s.URL()+"/v1/screenings/batch", "application/x-ndjson", reader)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewReader(answer.Body)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "before") {
		t.Fatalf("%v %s", err, line)
	}

	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	drained := func() bool {
		status, body := fetch(t, s.URL()+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, `"status":"draining"`)
	}
	for !drained() {
		time.Sleep(time.Millisecond)
	}
	if status, _ := fetch(t, s.URL()+"/livez"); status != http.StatusOK {
		t.Errorf("while draining, not alive: %d", status)
	}
	for refused := false; !refused; {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		if refused = err != nil; !refused {
			c.Close()
		}
	}
	fmt.Fprintln(writer, `{"id":"after","request":{}}`)
	writer.Close()
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "after") {
		t.Errorf("%v %s", err, line)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestWhatDoesNotEndIsCutOff(t *testing.T) {
	s, stop := serving(t, server.Options{ShutdownTimeout: 50 * time.Millisecond})
	reader, writer := io.Pipe()
	go io.WriteString(writer, `{"request":{}}`+"\n")
	answer, err := http.Post(s.URL()+"/v1/screenings/batch", "application/x-ndjson", reader)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := stop(); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("%v", err)
	}
	if _, err := io.ReadAll(answer.Body); err == nil {
		t.Error("the answer ends as if it were whole")
	}
}

// TestARefusedBodyDoesNotHideTheReason sends all of a long body before it
// reads, as many clients do.
func TestARefusedBodyDoesNotHideTheReason(t *testing.T) {
	s, _ := serving(t, server.Options{})
	body := bytes.Repeat([]byte(" "), 10<<20)
	for rule, head := range map[string]string{
		"too large":       "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		"another type":    "Content-Type: text/xml\r\nContent-Length: %d\r\n\r\n",
		"compressed":      "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n",
		"no known length": "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n",
	} {
		t.Run(rule, func(t *testing.T) {
			c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "POST /v1/screenings HTTP/1.1\r\nHost: x\r\n"+head, len(body))
			if _, err := c.Write(body); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode < 400 || answer.StatusCode >= 500 || !answer.Close {
				t.Errorf("%s, closed: %t", answer.Status, answer.Close)
			}
		})
	}
}

func TestHeadersHaveALimit(t *testing.T) {
	s, _ := serving(t, server.Options{})
	r, err := http.NewRequest(http.MethodGet, s.URL()+"/livez", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Long", strings.Repeat("x", 64<<10))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Error(answer.Status)
	}
}

func TestHalfAnAnswerIsBrokenOffAndSaid(t *testing.T) {
	var log bytes.Buffer
	s, stop := serving(t, server.Options{Log: server.NewLogger(&log, slog.LevelInfo, false)})
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, "POST /v1/screenings/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"+
		"f\r\n{\"request\":{}}\n\r\nnot a chunk\r\n")
	if text, _ := io.ReadAll(c); !strings.Contains(string(text), `"line":1`) || strings.HasSuffix(string(text), "0\r\n\r\n") {
		t.Errorf("%s", text)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "answer broken off") {
		t.Error(log.String())
	}
}
