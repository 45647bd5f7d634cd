package cdshooks

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/door"
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
	document, err := encode(fhir.Outcome(a.issues, f.issues...))
	if err != nil {
		a.Log.Error("an error could not be written", slog.String("cause", err.Error()))
		return
	}
	unread := door.IsUnread(c.Response().Writer, c.Request())
	if unread {
		header.Set("Connection", "close")
	}
	if err := write(c, f.status, fhir.MediaType, document); err == nil && unread {
		door.Linger(c.Response().Writer, c.Request(), a.Now())
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
