package httpapi

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Service is the use cases behind the door.
type Service = app.Service

// Options are what an API needs.
type Options struct {
	// Service answers the requests.
	Service *Service
	// BaseURL is where callers reach the service, without a slash at its end. Problem types are made of it.
	BaseURL string
	// Version is that of the program, as readiness reports it.
	Version string
	// Now is the clock: it tells today for the review of evidence, and sets deadlines of connections.
	Now func() time.Time
	// Draining reports whether the service is about to stop; readiness then fails.
	Draining func() bool
	// Records keeps screenings; nil keeps none.
	Records Records
	// Database says whether the database can be reached, "ok" or "unavailable", and "" without one; nil is without one.
	Database func(context.Context) string
	// Metrics answers GET /metrics; nil leaves the route out.
	Metrics http.Handler
	// Log takes what goes wrong inside. Nothing that a caller sent is written to it.
	Log *slog.Logger
}

// API holds the handlers. It is safe for concurrent use.
type API struct {
	Options
	catalogue catalogue
	page      func() *template.Template // parsed at its first use
	languages door.Languages
	documents documents
	bodies    door.Pool
}

// New returns the API of o, all of whose fields but Records, Database and
// Metrics are needed.
func New(o Options) *API {
	return &API{
		Options:   o,
		catalogue: newCatalogue(),
		page:      sync.OnceValue(func() *template.Template { return template.Must(template.New("problem").Parse(problemPage)) }),
		languages: door.NewLanguages(),
		documents: documents{kept: map[documentKey]document{}},
	}
}

// Mount registers every route with e and makes HandleError its error handler.
// Whatever answers GET answers HEAD too, which Echo leaves to us.
func (a *API) Mount(e *echo.Echo) {
	e.HTTPErrorHandler = a.HandleError
	for _, r := range a.Routes() {
		handler := a.open(r)
		e.Add(r.Method, r.Path, handler)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, handler)
		}
	}
}

// use is a use case that appends the encoded answer to a body.
type use func(dst, body []byte, o app.Options) ([]byte, *problem.Error)
