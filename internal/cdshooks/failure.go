package cdshooks

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// failure is why a call is not answered with cards: a status, and every fault
// at once. It never holds anything that was sent.
type failure struct {
	status int
	issues []fhir.Issue
	header http.Header // may be nil
}

// Error gives the first issue.
func (f *failure) Error() string { return f.issues[0].Detail }

// refuse is a failure with one issue.
func refuse(status int, kind fhir.IssueType, code problem.Kind, detail string) *failure {
	return &failure{status: status, issues: []fhir.Issue{{Severity: fhir.Error, Type: kind, Code: string(code), Detail: detail}}}
}

// HandleError answers a request that failed with an OperationOutcome. It is the
// only place that does. What fails after the answer has begun can no longer be
// told to the caller.
func (a *API) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	f := asFailure(err)
	if f.status == http.StatusInternalServerError {
		a.Log.Error("request failed", slog.String("request_id", c.Response().Header().Get(echo.HeaderXRequestID)), slog.String("cause", err.Error()))
	}
	header := c.Response().Header()
	header.Del("ETag")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Language", "en")
	for name, values := range f.header {
		header[name] = values
	}
	body, err := encode(fhir.Outcome(a.issues, f.issues...))
	if err != nil {
		a.Log.Error("an error could not be written", slog.String("cause", err.Error()))
		return
	}
	unread := hasUnreadBody(c)
	if unread {
		header.Set("Connection", "close")
	}
	if err := write(c, f.status, fhir.MediaType, body); err == nil && unread {
		a.linger(c)
	}
}

// asFailure is the one mapping of errors to answers. What it does not know is
// our fault, and its text is not for callers.
func asFailure(err error) *failure {
	var known *failure
	var fault *problem.Error
	var routing *echo.HTTPError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &fault):
		return ofProblem(fault)
	case errors.Is(err, context.DeadlineExceeded):
		return refuse(http.StatusGatewayTimeout, fhir.TypeTimeout, problem.Timeout, "The request took too long and was given up.")
	case errors.As(err, &routing) && routing.Code == http.StatusNotFound:
		return refuse(http.StatusNotFound, fhir.TypeNotFound, problem.NotFound, "There is nothing at this path; GET "+Base+" lists the services.")
	case errors.As(err, &routing) && routing.Code == http.StatusMethodNotAllowed:
		return refuse(http.StatusMethodNotAllowed, fhir.TypeNotSupported, problem.MethodNotAllowed, "This path does not take this method; Allow lists those it takes.")
	default:
		return internal()
	}
}

// ofProblem is the answer to an error of those who verify tokens, and of the
// middleware.
func ofProblem(fault *problem.Error) *failure {
	switch fault.Kind {
	case problem.Unauthenticated:
		return unauthenticated("", fault.Detail)
	case problem.Forbidden:
		return refuse(http.StatusForbidden, fhir.TypeForbidden, fault.Kind, fault.Detail)
	case problem.RateLimited:
		return refuse(http.StatusTooManyRequests, fhir.TypeThrottled, fault.Kind, fault.Detail)
	case problem.Unavailable:
		f := refuse(http.StatusServiceUnavailable, fhir.TypeException, fault.Kind, fault.Detail)
		f.header = http.Header{"Retry-After": {"60"}}
		return f
	case problem.Timeout:
		return refuse(http.StatusGatewayTimeout, fhir.TypeTimeout, fault.Kind, fault.Detail)
	default:
		return internal()
	}
}

func internal() *failure {
	return refuse(http.StatusInternalServerError, fhir.TypeException, problem.Internal, "Something failed on our side. Try again later.")
}

// What is still read of a body after the request has been refused.
const (
	drainedByServer = 256 << 10 // net/http reads on up to this much
	longestLinger   = 2 * time.Second
)

// hasUnreadBody reports whether more of a body may be on its way than the
// server would read before it closes the connection.
func hasUnreadBody(c echo.Context) bool {
	r := c.Request()
	if r.ContentLength >= 0 && r.ContentLength <= drainedByServer {
		return false
	}
	// Without this the body can no longer be read once the answer has begun.
	return r.Header.Get("Expect") == "" && http.NewResponseController(c.Response().Writer).EnableFullDuplex() == nil
}

// linger drops the rest of a refused body, for a short while. Closing at once
// would reset the connection, and a client still sending would see the reset
// in place of the answer (RFC 9112 section 9.6).
func (a *API) linger(c echo.Context) {
	connection := http.NewResponseController(c.Response().Writer)
	if connection.Flush() != nil || connection.SetReadDeadline(a.Now().Add(longestLinger)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, c.Request().Body, maxCall) // whatever ends it, the connection is closed next
}
