package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/trace"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// pass is the middleware, all of it in one pass: request id, security headers,
// CORS, recovery from panics, metrics, and the line in the log. Whatever does
// not depend on the request is made once.
type pass struct {
	headers []header
	cors    cors
	guard   *guard
	tracer  trace.Tracer // nil: no traces
	metrics *Metrics
	now     func() time.Time
	log     *slog.Logger
	// draining: the service is about to stop, and callers should connect anew.
	draining func() bool
}

// header is a header field that every answer carries.
type header struct {
	name  string // in canonical form
	value []string
}

func newPass(s *Server, ruleset string, g *guard, m *Metrics) *pass {
	p := &pass{
		headers: []header{
			{"X-Content-Type-Options", []string{"nosniff"}},
			{"Referrer-Policy", []string{"no-referrer"}},
			{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
			{"Cache-Control", []string{"no-store"}},
			{"X-Ruleset-Version", []string{ruleset}},
		},
		cors: newCORS(s.options.CORSOrigins, nil), guard: g, metrics: m, now: s.options.Now, log: s.options.Log,
		draining: s.draining.Load,
	}
	if s.options.Gate != nil {
		p.cors.published = s.options.Gate.Origins()
	}
	if s.options.Traces != nil {
		p.tracer = s.options.Traces.tracer()
	}
	if strings.HasPrefix(s.baseURL, "https://") {
		p.headers = append(p.headers, header{"Strict-Transport-Security", []string{"max-age=63072000"}})
	}
	return p
}

// around is the middleware.
func (p *pass) around(next echo.HandlerFunc) echo.HandlerFunc {
	next = p.guard.around(next)
	return func(c echo.Context) error {
		began := p.now()
		header := c.Response().Header()
		for _, h := range p.headers {
			header[h.name] = h.value
		}
		if p.draining() {
			header["Connection"] = []string{"close"}
		}
		id := keptOrNewID(c.Request().Header["X-Request-Id"])
		header["X-Request-Id"] = []string{id}
		p.cors.permit(c.Request(), header)
		end := p.trace(c)

		err := protect(next, c)
		aborted := errors.Is(err, http.ErrAbortHandler)
		if err != nil && !aborted {
			sayWhen(err, header)
			c.Error(err)
		}
		end()
		p.record(c, id, err, p.now().Sub(began))
		if aborted {
			panic(http.ErrAbortHandler)
		}
		return nil
	}
}

// sayWhen tells after how long to try again, where the problem knows that.
func sayWhen(err error, header http.Header) {
	var fault *problem.Error
	if errors.As(err, &fault) && fault.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(fault.RetryAfter))
	}
}

// protect turns a panic into an error. When the answer has begun, the
// connection is broken off, so that half an answer does not look like a whole.
func protect(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		switch reason := recover(); {
		case reason == nil:
		case reason == http.ErrAbortHandler:
			err = http.ErrAbortHandler
		case c.Response().Committed:
			err = errors.Join(http.ErrAbortHandler, newPanicked(reason))
		default:
			err = newPanicked(reason)
		}
	}()
	return next(c)
}

// newPanicked describes a panic by its type and place. A panic's own text may
// hold what a caller sent, that of the runtime does not.
func newPanicked(reason any) error {
	what := fmt.Sprintf("%T", reason)
	if fault, ok := reason.(runtime.Error); ok {
		what = fault.Error()
	}
	var callers [16]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(4, callers[:])])
	var place strings.Builder
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		fmt.Fprintf(&place, " < %s:%d", frame.Function, frame.Line)
	}
	return fmt.Errorf("panic: %s%s", what, place.String())
}

// record counts the request and writes its line: the route, never the path or
// the query, and nothing of a body.
func (p *pass) record(c echo.Context, id string, err error, took time.Duration) {
	route := c.Path()
	if errors.Is(err, echo.ErrNotFound) {
		route = "unmatched"
	}
	method, answer := knownMethod(c.Request().Method), c.Response()
	p.metrics.observe(route, method, answer.Status, took)
	switch answer.Status {
	case http.StatusUnauthorized:
		p.metrics.countDenied(problem.Unauthenticated)
	case http.StatusForbidden:
		p.metrics.countDenied(problem.Forbidden)
	case http.StatusTooManyRequests:
		p.metrics.countDenied(problem.RateLimited)
	}
	if log := p.log.Handler(); log.Enabled(context.Background(), slog.LevelInfo) {
		line := slog.NewRecord(p.now(), slog.LevelInfo, "request", 0) // without the place in the code, which costs time to find
		line.AddAttrs(slog.String("method", method), slog.String("route", route), slog.Int("status", answer.Status),
			slog.Int64("bytes", answer.Size), slog.Int64("duration_us", took.Microseconds()), slog.String("request_id", id))
		var fault *problem.Error
		if errors.As(err, &fault) {
			line.AddAttrs(slog.String("code", string(fault.Kind)))
		}
		_ = log.Handle(context.Background(), line) // there is nowhere to tell that the log cannot be written
	}
	if errors.Is(err, http.ErrAbortHandler) {
		p.log.Warn("answer broken off", slog.String("request_id", id), slog.String("cause", err.Error()))
	}
}

// knownMethod keeps what a caller can make up out of log and metrics.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// keptOrNewID keeps the id that a caller gave the request, when it is one that
// can stand in a log and a header.
func keptOrNewID(given []string) string {
	if len(given) == 1 && isID(given[0]) {
		return given[0]
	}
	return rand.Text()
}

func isID(id string) bool {
	for _, r := range []byte(id) {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if !letter && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return false
		}
	}
	return id != "" && len(id) <= 64
}
