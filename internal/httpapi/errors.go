package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/door"
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

	unread := door.IsUnread(c.Response().Writer, c.Request())
	if unread {
		header.Set("Connection", "close")
	}
	document := a.document(fault, requestID(c))
	if err := writeJSON(c, document.Status, mediaProblem, document); err == nil && unread {
		door.Linger(c.Response().Writer, c.Request(), a.Now())
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
