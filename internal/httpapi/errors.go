package httpapi

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// HandleError answers a request that failed with a problem document (RFC
// 9457). It is the only place that does. What fails after the answer has begun
// can no longer be told to the caller.
func (a *API) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	fault := asProblem(err)
	if fault.Kind == problem.Internal && fault.Cause != nil {
		a.Log.Error("request failed", slog.String("request_id", requestID(c)), slog.String("cause", fault.Cause.Error()))
	}
	header := c.Response().Header()
	header.Del("ETag")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Language", "en")

	unread := a.hasUnreadBody(c)
	if unread {
		header.Set("Connection", "close")
	}
	document := a.document(fault, requestID(c))
	if err := writeJSON(c, document.Status, mediaProblem, document); err == nil && unread {
		a.linger(c)
	}
}

// asProblem is the one mapping of errors to problems. What it does not know is
// our fault, and its text is not for callers.
func asProblem(err error) *problem.Error {
	var fault *problem.Error
	var routing *echo.HTTPError
	switch {
	case errors.As(err, &fault):
		return fault
	case errors.Is(err, context.DeadlineExceeded):
		return problem.New(problem.Timeout, "The request took too long and was given up.")
	case errors.As(err, &routing) && routing.Code == http.StatusNotFound:
		return problem.New(problem.NotFound, "There is nothing at this path; /docs lists what there is.")
	case errors.As(err, &routing) && routing.Code == http.StatusMethodNotAllowed:
		return problem.New(problem.MethodNotAllowed, "This path does not take this method; Allow lists those it takes.")
	default:
		return &problem.Error{Kind: problem.Internal, Cause: err}
	}
}

// document puts a fault into the wire form.
func (a *API) document(fault *problem.Error, requestID string) v1.Problem {
	return a.catalogue.document(fault, a.BaseURL, requestID)
}

// Reporter turns the error of one line of a batch into the wire form.
type Reporter func(*problem.Error) v1.Problem

// Report returns a Reporter of problems whose types are below baseURL.
func Report(baseURL, instance string) Reporter {
	kinds := newCatalogue()
	return func(fault *problem.Error) v1.Problem { return kinds.document(fault, baseURL, instance) }
}

// requestID is the id that the server gave the request, or kept.
func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// What is still read of a body after the request has been refused.
const (
	drainedByServer = 256 << 10 // net/http reads on up to this much
	mostLingering   = 16 << 20
	longestLinger   = 2 * time.Second
)

// hasUnreadBody reports whether more of a body may be on its way than the
// server would read before it closes the connection.
func (a *API) hasUnreadBody(c echo.Context) bool {
	r := c.Request()
	if r.ContentLength >= 0 && r.ContentLength <= drainedByServer {
		return false
	}
	// Without this the body can no longer be read once the answer has begun.
	return r.Header.Get("Expect") == "" && http.NewResponseController(c.Response().Writer).EnableFullDuplex() == nil
}

// linger drops the rest of a refused body, for a short while. Closing at once
// would reset the connection, and a client still sending would see the reset
// in place of the problem (RFC 9112 section 9.6).
func (a *API) linger(c echo.Context) {
	connection := http.NewResponseController(c.Response().Writer)
	if connection.Flush() != nil || connection.SetReadDeadline(a.Now().Add(longestLinger)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, c.Request().Body, mostLingering) // whatever ends it, the connection is closed next
}
