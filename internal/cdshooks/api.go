package cdshooks

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Base is the path below which the door is.
const Base = "/cds-services"

// Scope is what a caller must be allowed: to be a client of these services.
const Scope = "cds"

// fhirBase is where the FHIR endpoint is below the public URL: it is part of
// the names of our code systems.
const fhirBase = "/fhir/R4"

// Verifier checks the token of a call. *auth.Clients is one.
type Verifier interface {
	// Verify returns the issuer of a token that is acceptable for one of the
	// audiences. The error is Unauthenticated, Forbidden or Unavailable and
	// holds nothing of the token.
	Verify(ctx context.Context, token string, audiences ...string) (issuer string, err *problem.Error)
}

// Options are what an API needs.
type Options struct {
	// Service answers what charts ask.
	Service *app.Service
	// BaseURL is where callers reach the service, without a slash at its end.
	BaseURL string
	// Version is that of the program. Cards name that of the rules instead.
	Version string
	// Now is the clock: it says what day it is for the age of results.
	Now func() time.Time
	// Log takes what goes wrong inside. Nothing that a caller sent is written to it.
	Log *slog.Logger
	// Clients verifies the tokens of calls; nil is that none are configured.
	Clients Verifier
	// Open says whether calls are answered without a token while no clients are configured: on
	// loopback, to try the services.
	Open func() bool
	// Intent is that of draft orders: proposal, plan or order; "" is proposal.
	Intent string
	// FormURL is where the questions of the screen are asked.
	FormURL string
	// Count takes what became of a card, in words that are known beforehand:
	// shown, accepted or overridden, and the code of the reason. Nil is nowhere.
	Count func(service, rule, outcome, reason string)
	// Whether they are understood is for Service to say.
}

// API holds the handlers. It is safe for concurrent use.
type API struct {
	Options
	services  map[string]*service
	discovery map[string]func() (document, error) // by language, written at its first use
	languages door.Languages
	shown     *memory
	codes     string // our code system of topics and override reasons
	issues    string // where our code systems are, for issues
}

// New returns the API of o. The error names an option that is missing.
func New(o Options) (*API, error) {
	switch {
	case o.Service == nil, o.Now == nil, o.Log == nil:
		return nil, errors.New("cdshooks: Service, Now and Log are needed")
	case o.BaseURL == "", o.FormURL == "":
		return nil, errors.New("cdshooks: BaseURL and FormURL are needed")
	}
	if o.Intent == "" {
		o.Intent = "proposal"
	}
	if o.Count == nil {
		o.Count = func(_, _, _, _ string) {}
	}
	a := &API{
		Options:   o,
		services:  map[string]*service{},
		discovery: map[string]func() (document, error){},
		languages: door.NewLanguages(),
		shown:     newMemory(rememberedCards),
		codes:     fhir.OwnSystem(o.BaseURL+fhirBase, fhir.CardSystem),
		issues:    o.BaseURL + fhirBase,
	}
	all := services()
	for i := range all {
		a.services[all[i].id] = &all[i]
	}
	for _, lang := range []string{"en", "es"} {
		a.discovery[lang] = sync.OnceValues(func() (document, error) {
			text, err := encode(a.describe(all, lang))
			return newDocument(text), err
		})
	}
	return a, nil
}

// Route is one thing to call.
type Route struct {
	Method, Path string
	// Scope is what a credential must allow; "" is open to everybody.
	Scope string

	handle func(*API, echo.Context) error
}

// Routes returns every route of the door. It is the only list of them.
func (a *API) Routes() []Route {
	return []Route{
		{http.MethodGet, Base, "", (*API).discover},
		{http.MethodPost, Base + "/:id", Scope, (*API).call},
		{http.MethodPost, Base + "/:id/feedback", Scope, (*API).feedback},
	}
}

// Mount registers every route with e. Whatever answers GET answers HEAD too.
// Errors below Base must be given to HandleError.
func (a *API) Mount(e *echo.Echo) {
	for _, r := range a.Routes() {
		handler := func(c echo.Context) error { return r.handle(a, c) }
		e.Add(r.Method, r.Path, handler)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, handler)
		}
	}
}
