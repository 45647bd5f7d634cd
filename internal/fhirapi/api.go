package fhirapi

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

// Options are what an API needs.
type Options struct {
	// Service answers the requests.
	Service *app.Service
	// BaseURL is where callers reach the service, without a slash at its end.
	// All canonical URLs begin with it.
	BaseURL string
	// Version is that of the program.
	Version string
	// Now is the clock: it dates what is filled in, and sets deadlines of connections.
	Now func() time.Time
	// Log takes what goes wrong inside. Nothing that a caller sent is written to it.
	Log *slog.Logger
	// SNOMED and ATC say whether codes of these systems are understood and written.
	SNOMED, ATC bool
	// IssueCodes are codes of issues that other doors answer with, to be
	// published with those of this one.
	IssueCodes []fhir.Concept
	// Issuers are those whose access tokens are accepted. The first one that has a
	// token endpoint is published to clients.
	Issuers []SMART
}

// API holds the handlers. It is safe for concurrent use.
type API struct {
	Options
	base      string // of every resource: BaseURL with Base
	languages door.Languages
	bodies    door.Pool

	// Made at their first use, so that they do not slow down the start.
	form       func() (*form.Form, error)
	library    func() (*library, error)
	capability func() (*statement, error)
}

// New returns the API of o, all of whose fields but IssueCodes and Issuers are needed. The error says that BaseURL cannot be part of a canonical URL.
func New(o Options) (*API, error) {
	u, err := url.Parse(o.BaseURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the base URL: %w", err)
	case u.Scheme == "" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the base URL is not of the form https://host/path")
	}
	a := &API{
		Options:   o,
		base:      o.BaseURL + Base,
		languages: door.NewLanguages(),
	}
	a.form = sync.OnceValues(a.newForm)
	a.library = sync.OnceValues(a.newLibrary)
	a.capability = sync.OnceValues(a.newStatement)
	return a, nil
}

// newForm makes the form out of the questionnaire that the REST door has.
func (a *API) newForm() (*form.Form, error) {
	return form.New(form.Options{
		Base: a.base, Version: a.Service.RulesetVersion(), Released: a.Service.Released(), ATC: a.ATC,
		IssueCodes: slices.Concat(a.issueCodes(), chart.IssueCodes(), a.IssueCodes),
	}, a.Service.Form("en"), a.Service.Form("es"), a.Service), nil
}
