package fhirapi

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

// HandleError answers a request below Base that failed with an
// OperationOutcome. It is the only place that does. What fails after the answer
// has begun can no longer be told to the caller.
func (a *API) HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	refused := a.asRefusal(err, c)
	header := c.Response().Header()
	header.Del("ETag")
	header.Del("Last-Modified")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Language", "en")

	unread := door.IsUnread(c.Response().Writer, c.Request())
	if unread {
		header.Set("Connection", "close")
	}
	document, err := encode(fhir.Outcome(a.base, refused.issues...), wantsPretty(c.Request().URL.Query()["_pretty"]))
	if err != nil {
		a.logFailure(err, c)
		document = []byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}`)
	}
	if err := write(c, refused.status, document); err == nil && unread {
		door.Linger(c.Response().Writer, c.Request(), a.Now())
	}
}

// asRefusal is the one mapping of errors to refusals. What it does not know is
// our fault, and its text is for the log and not for callers.
func (a *API) asRefusal(err error, c echo.Context) *refusal {
	var refused *refusal
	var known *problem.Error
	var routing *echo.HTTPError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &known):
		if known.Kind == problem.Internal && known.Cause != nil {
			a.logFailure(known.Cause, c)
		}
		return ofProblem(known, nil)
	case errors.Is(err, context.DeadlineExceeded):
		return ofProblem(problem.New(problem.Timeout, ""), nil)
	case errors.As(err, &routing) && routing.Code == http.StatusNotFound:
		return nothingAt(c.Request().URL.Path)
	case errors.As(err, &routing) && routing.Code == http.StatusMethodNotAllowed:
		return notAllowed(c)
	default:
		a.logFailure(err, c)
		return ofProblem(problem.New(problem.Internal, ""), nil)
	}
}

// logFailure writes what went wrong inside. Causes hold nothing that was sent.
func (a *API) logFailure(cause error, c echo.Context) {
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	a.Log.Error("request failed", slog.String("request_id", id), slog.String("cause", cause.Error()))
}
