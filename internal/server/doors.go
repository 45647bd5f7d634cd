package server

import (
	"net"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/cdshooks"
	"github.com/rlscreen/rlscreen/internal/fhirapi"
	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/web"
)

// HealthRecords is how health records meet the service, by FHIR and CDS Hooks.
type HealthRecords struct {
	// Clients verifies the tokens of CDS Hooks; nil answers calls on loopback only.
	Clients *auth.Clients
	// FormURL is where the questions are asked, "" is the form of this service.
	FormURL string
	// OrderIntent is the intent of suggested orders.
	OrderIntent string
	// TokenEndpoints are where the issuers of access tokens issue them, one for each issuer; "" is not known.
	TokenEndpoints []string
	// SNOMED and ATC say whether codes of these systems are understood and written.
	SNOMED, ATC bool
}

// door answers what is below its path, errors included.
type door struct {
	base  string
	mount func(*echo.Echo)
	fail  echo.HTTPErrorHandler
}

// has reports whether the path is below the door's.
func (d *door) has(path string) bool {
	rest, below := strings.CutPrefix(path, d.base)
	return below && (rest == "" || rest[0] == '/')
}

// mountDoors puts every door on e. An error is answered in the way of the door
// whose path was called, the REST door's by default. The guard is that of all of them.
func (s *Server) mountDoors(e *echo.Echo, service *httpapi.Service, rest *httpapi.API, m *Metrics) (*guard, error) {
	rest.Mount(e)
	resources, err := s.resources(service)
	if err != nil {
		return nil, err
	}
	g := newGuard(s, rest.Routes(), resources.Routes())
	hooks, err := s.hooks(service, g.limiter, m)
	if err != nil {
		return nil, err
	}
	records := []door{
		{fhirapi.Base, resources.Mount, resources.HandleError},
		{cdshooks.Base, hooks.Mount, hooks.HandleError},
	}
	for _, d := range records {
		d.mount(e)
	}
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		for _, d := range records {
			if d.has(c.Request().URL.Path) {
				d.fail(err, c)
				return
			}
		}
		rest.HandleError(err, c)
	}
	pages, err := web.New(web.Options{
		Service: service, BaseURL: s.baseURL, Language: rest.Language, FrameAncestors: s.options.FrameAncestors, Now: s.options.Now,
	})
	if err != nil {
		return nil, err
	}
	pages.Mount(e)
	return g, nil
}

// isLocal reports whether only callers on this machine are meant to be served: a
// public URL elsewhere says that a proxy lets others in.
func (s *Server) isLocal() bool {
	u, err := url.Parse(s.baseURL)
	if err != nil || !isLoopback(s.public.Addr()) {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// isOpen reports whether nobody needs a credential, on this machine.
func (s *Server) isOpen() bool {
	return s.isLocal() && (s.options.Gate == nil || s.options.Gate.Open())
}

// resources makes the door for FHIR.
func (s *Server) resources(service *httpapi.Service) (*fhirapi.API, error) {
	o := s.options.HealthRecords
	var issuers []fhirapi.SMART
	for _, endpoint := range o.TokenEndpoints {
		issuers = append(issuers, fhirapi.SMART{TokenEndpoint: endpoint})
	}
	return fhirapi.New(fhirapi.Options{
		Service: service, BaseURL: s.baseURL, Version: s.options.Version, Now: s.options.Now, Log: s.options.Log,
		SNOMED: o.SNOMED, ATC: o.ATC, IssueCodes: cdshooks.IssueCodes(), Issuers: issuers,
	})
}

// hooks makes the door for CDS Hooks.
func (s *Server) hooks(service *httpapi.Service, limiter *limit.Limiter, m *Metrics) (*cdshooks.API, error) {
	o := s.options.HealthRecords
	options := cdshooks.Options{
		Service: service, BaseURL: s.baseURL, Version: s.options.Version, Now: s.options.Now, Log: s.options.Log,
		Open: s.isOpen, Intent: o.OrderIntent, FormURL: o.FormURL, Count: m.countCard,
	}
	if options.FormURL == "" {
		options.FormURL = s.baseURL + web.PathForm
	}
	if o.Clients != nil {
		options.Clients = limitedClients{o.Clients, limiter}
	}
	return cdshooks.New(options)
}
