// Package server runs the doors: one Echo instance that all of them are
// mounted on, the middleware they share, the listeners, metrics, and an end
// that loses nothing.
package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/web"
)

// Limits of a connection. A batch sets deadlines of its own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 15 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 16 << 10
)

// Options are how to serve.
type Options struct {
	// Addr is the public listener, as host:port; port 0 picks a free one.
	Addr string
	// AdminAddr is a second listener for metrics and profiles; "" is none.
	AdminAddr string
	// PublicURL is where callers reach the service, "" is the public listener.
	PublicURL string
	// CORSOrigins are the origins whose pages may call, exactly; none by default.
	CORSOrigins []string
	// FrameAncestors are the origins whose pages may show the intake form in a frame; none by default.
	FrameAncestors []string
	// HealthRecords is how the doors for health records answer.
	HealthRecords HealthRecords
	// Drain is how long readiness fails before the listener closes.
	Drain time.Duration
	// ShutdownTimeout bounds the whole shutdown; what still runs then is cut off.
	ShutdownTimeout time.Duration
	// Version is that of the program.
	Version string
	// TLS is that of the public listener; nil speaks plain HTTP.
	TLS *tls.Config
	// Gate says who may call; nil asks nobody for a credential.
	Gate *auth.Gate
	// Rate bounds the requests of each credential, else of each address; the zero value is no bound.
	Rate limit.Rate
	// TrustedProxies are those whose X-Forwarded-For says who calls.
	TrustedProxies []netip.Prefix
	// Records keeps screenings; nil is a service that keeps nothing.
	Records *records.Service
	// Database says whether the database can be reached: "ok" or "unavailable"; nil without one.
	Database func(context.Context) string
	// Metrics are those of the program; nil makes some.
	Metrics *Metrics
	// Traces takes a span for each request; nil is none.
	Traces *Traces
	// Now is the clock.
	Now func() time.Time
	// Log takes one line for each request, and what goes wrong. See NewLogger.
	Log *slog.Logger
}

// Server is bound to its listeners and ready to serve.
type Server struct {
	options  Options
	baseURL  string
	draining atomic.Bool
	public   listener
	admin    *listener // nil without an admin address
}

// listener is a server with the socket it serves.
type listener struct {
	net.Listener
	http *http.Server
}

// Listen binds the listeners and mounts every door on them. Call Serve next.
func Listen(o Options, service *httpapi.Service) (*Server, error) {
	s := &Server{options: o}
	if err := s.bind(); err != nil {
		return nil, err
	}
	s.baseURL = o.PublicURL
	if s.baseURL == "" {
		s.baseURL = s.URL()
	}
	metrics := o.Metrics
	if metrics == nil {
		metrics = NewMetrics()
		metrics.Of(o.Version, service, o.Now)
	}
	if o.Database != nil {
		metrics.watch(o.Database)
	}
	handler, err := s.mount(service, metrics)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.public.http = s.newServer(handler)
	s.public.http.TLSConfig = o.TLS
	if s.admin != nil {
		s.admin.http = s.newServer(adminHandler(metrics, s.admin.Addr()))
		s.admin.http.ReadTimeout, s.admin.http.WriteTimeout = 0, 0 // a profile takes its time
	}
	return s, nil
}

// bind opens the sockets.
func (s *Server) bind() error {
	public, err := net.Listen("tcp", s.options.Addr)
	if err != nil {
		return fmt.Errorf("listen on the public address: %w", err)
	}
	s.public.Listener = public
	if s.options.AdminAddr == "" {
		return nil
	}
	admin, err := net.Listen("tcp", s.options.AdminAddr)
	if err != nil {
		return errors.Join(fmt.Errorf("listen on the admin address: %w", err), public.Close())
	}
	s.admin = &listener{Listener: admin}
	return nil
}

func (s *Server) close() error {
	if s.admin == nil {
		return s.public.Listener.Close()
	}
	return errors.Join(s.public.Listener.Close(), s.admin.Listener.Close())
}

// mount puts the doors and the middleware on one Echo instance.
func (s *Server) mount(service *httpapi.Service, m *Metrics) (http.Handler, error) {
	e := echo.New()
	e.Logger.SetOutput(io.Discard) // ours is the only log
	options := httpapi.Options{
		Service: service, BaseURL: s.baseURL, Version: s.options.Version, Now: s.options.Now,
		Draining: s.draining.Load, Log: s.options.Log, Database: s.options.Database,
	}
	if s.options.Records != nil {
		options.Records = s.options.Records
	}
	if s.admin == nil && s.isLocal() {
		options.Metrics = m.handler()
	}
	api := httpapi.New(options)
	guard, err := s.mountDoors(e, service, api, m)
	if err != nil {
		return nil, err
	}
	e.Use(newPass(s, service.RulesetVersion(), guard, m).around, web.WithoutSlash)
	return e, nil
}

func (s *Server) newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: log.New(connectionLog{s.options.Log}, "", 0),
	}
}

// connectionLog takes what net/http says of connections, which holds addresses
// of callers, and passes on only that something was said.
type connectionLog struct{ log *slog.Logger }

// Write logs one message.
func (l connectionLog) Write(message []byte) (int, error) {
	if bytes.HasPrefix(message, []byte("http: panic")) {
		l.log.Error("a connection ended in a panic")
	} else {
		l.log.Warn("a connection failed")
	}
	return len(message), nil
}

// Handler is everything that the public listener serves.
func (s *Server) Handler() http.Handler { return s.public.http.Handler }

// BaseURL is where callers reach the service, without a slash at its end.
func (s *Server) BaseURL() string { return s.baseURL }

// URL is that of the public listener, which a proxy may stand before.
func (s *Server) URL() string {
	if s.options.TLS != nil {
		return "https" + strings.TrimPrefix(urlOf(s.public.Addr()), "http")
	}
	return urlOf(s.public.Addr())
}

// AdminURL is that of the admin listener, "" without one.
func (s *Server) AdminURL() string {
	if s.admin == nil {
		return ""
	}
	return urlOf(s.admin.Addr())
}

// Serve serves until ctx ends. Readiness then fails for the time of draining,
// in which whoever sends requests here finds another place for them; then the
// listener closes and what has begun is finished. The error is that of a
// listener, or says that requests had to be cut off.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 2)
	go func() {
		if s.options.TLS != nil {
			failed <- s.public.http.ServeTLS(s.public, "", "") // whose certificate is in the settings
			return
		}
		failed <- s.public.http.Serve(s.public)
	}()
	if s.admin != nil {
		go func() { failed <- s.admin.http.Serve(s.admin) }()
	}
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), s.close())
	case <-ctx.Done():
	}
	s.draining.Store(true)
	s.options.Log.Info("draining", slog.String("for", s.options.Drain.String()))
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), s.close())
	case <-time.After(s.options.Drain):
	}
	return s.shutdown(context.WithoutCancel(ctx))
}

// shutdown waits for what has begun, and cuts off what does not end in time.
func (s *Server) shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.ShutdownTimeout-s.options.Drain)
	defer cancel()
	if s.admin != nil {
		defer s.admin.http.Close()
	}
	if err := s.public.http.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests still running were cut off: %w", err), s.public.http.Close())
	}
	s.options.Log.Info("stopped")
	return nil
}
