package server_test

// What a full screening costs through all of the middleware, beside what the
// framework costs without us. Run it with
//
//	go test -run '^$' -bench . -benchmem ./internal/server
//
// and read the ratios of BenchmarkRatio, which are of one and the same run.

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/server"
)

// sink is a response that goes nowhere.
type sink struct {
	header http.Header
	status int
	length int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { s.length += len(p); return len(p), nil }

// subject is a handler that is measured with one request.
type subject struct {
	name         string
	handler      http.Handler
	method, path string
	body         []byte
}

func (s *subject) visit(tb testing.TB) int {
	r, err := http.NewRequest(s.method, s.path, bytes.NewReader(s.body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w := &sink{header: http.Header{}}
	s.handler.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		tb.Fatalf("%s: status %d", s.name, w.status)
	}
	return w.length
}

// service is ours, with everything that it does in service but waiting for the log.
func service(tb testing.TB) http.Handler {
	return listen(tb, server.Options{Log: server.NewLogger(io.Discard, slog.LevelInfo, false)}).Handler()
}

// floor is a plain Echo with one handler and nothing else.
func floor(name, method string, body []byte, h echo.HandlerFunc) *subject {
	e := echo.New()
	e.Add(method, "/", h)
	return &subject{name, e, method, "/", body}
}

// screenings are a screening and its floors.
func screenings(tb testing.TB) []*subject {
	body, err := os.ReadFile("testdata/request.json")
	if err != nil {
		tb.Fatal(err)
	}
	ours := &subject{"screening", service(tb), http.MethodPost, "/v1/screenings", body}
	answer := bytes.Repeat([]byte("x"), ours.visit(tb))
	return []*subject{
		ours,
		floor("echo-codec", http.MethodPost, body, func(c echo.Context) error {
			var request v1.ScreeningRequest
			if err := c.Bind(&request); err != nil {
				return err
			}
			return c.JSON(http.StatusOK, &request)
		}),
		floor("echo-valid", http.MethodPost, body, func(c echo.Context) error {
			text, err := io.ReadAll(c.Request().Body)
			if err != nil || !json.Valid(text) {
				return echo.ErrBadRequest
			}
			return c.Blob(http.StatusOK, "application/json", answer)
		}),
		floor("echo-read", http.MethodPost, body, func(c echo.Context) error {
			if _, err := io.ReadAll(c.Request().Body); err != nil {
				return err
			}
			return c.Blob(http.StatusOK, "application/json", answer)
		}),
	}
}

// documents are a document and its floor.
func documents(tb testing.TB) []*subject {
	ours := &subject{"questionnaire", service(tb), http.MethodGet, "/v1/questionnaire", nil}
	answer := bytes.Repeat([]byte("x"), ours.visit(tb))
	return []*subject{ours, floor("echo-constant", http.MethodGet, nil, func(c echo.Context) error {
		return c.Blob(http.StatusOK, "application/json", answer)
	})}
}

// BenchmarkHandler measures each by itself, in process: without the
// connection, which costs all of them the same.
func BenchmarkHandler(b *testing.B) {
	for _, s := range append(screenings(b), documents(b)...) {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.visit(b)
			}
		})
	}
}

// BenchmarkRatio visits ours and the floors in turn, so that noise hits all
// alike, and reports how fast ours is: x-echo-codec 2 says that two screenings
// take the time of one visit to that floor.
func BenchmarkRatio(b *testing.B) {
	for _, subjects := range [][]*subject{screenings(b), documents(b)} {
		b.Run(subjects[0].name, func(b *testing.B) {
			took := make([]time.Duration, len(subjects))
			for b.Loop() {
				for i, s := range subjects {
					began := time.Now()
					s.visit(b)
					took[i] += time.Since(began)
				}
			}
			for i, s := range subjects[1:] {
				b.ReportMetric(float64(took[i+1])/float64(took[0]), "x-"+s.name)
			}
		})
	}
}

// BenchmarkLoopback measures requests a second over one connection each for
// ours and the floors, client and server on the same machine.
func BenchmarkLoopback(b *testing.B) {
	for _, s := range append(screenings(b), documents(b)...) {
		b.Run(s.name, func(b *testing.B) {
			running := httptest.NewServer(s.handler)
			defer running.Close()
			for b.Loop() {
				answer := s.post(b, running)
				if answer != http.StatusOK {
					b.Fatalf("status %d", answer)
				}
			}
		})
	}
}

func (s *subject) post(tb testing.TB, running *httptest.Server) int {
	r, err := http.NewRequest(s.method, running.URL+s.path, bytes.NewReader(s.body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := running.Client().Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		tb.Fatal(err)
	}
	return answer.StatusCode
}
