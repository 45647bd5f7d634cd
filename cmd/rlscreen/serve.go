package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/server"
)

// serve runs the service.
type serve struct {
	config.Config `embed:""`
}

// Help is shown below the flags' summary.
func (*serve) Help() string {
	return `Records are kept in rlscreen.db, sealed with the keys of rlscreen.db.key; both are made on the first run. Until the first
API key is made, everybody on this machine may call, and nobody else.

A listener that other machines can reach needs a credential, an API key or an issuer of tokens, and TLS: a certificate, or
a public URL with https:// when a proxy before it ends TLS. Its key file must be there already. --insecure-listen waives
credential and TLS. The admin address shows metrics and profiles to whoever reaches it; --insecure-admin-listen allows
that it is another machine, and waives nothing else.

It stops on SIGINT and SIGTERM: readiness fails for the time of --drain, then what has begun is finished.

Examples:
  rlscreen                                        on http://127.0.0.1:8080
  rlscreen --db none                              without records
  rlscreen --addr 127.0.0.1:0                     on a free port
  RLSCREEN_LOG_LEVEL=warn rlscreen                without a line for each request
  rlscreen --admin-addr 127.0.0.1:9090            with /metrics on a listener of its own
  rlscreen --addr :8443 --tls-cert tls.crt --tls-key tls.key
                                                  for other machines, once there is an API key`
}

// Run serves until the context ends.
func (s *serve) Run(p *program) error {
	if p.getenv("GOGC") == "" {
		// What lives is a few megabytes, so that the default collects every few
		// hundred requests: a fifth of what a request costs.
		debug.SetGCPercent(garbagePercent)
	}
	people := isTerminal(p.stderr)
	log := server.NewLogger(p.stderr, s.LogLevel, people)
	for _, name := range p.unknown {
		log.Warn("this variable is no setting, and is ignored: is it misspelt? rlscreen serve --help lists the settings", slog.String("setting", name))
	}
	if _, err := s.certificate(p, log); err != nil { // before anything is made
		return err
	}
	metrics := server.NewMetrics()
	var (
		service *app.Service
		unread  error
		reading sync.WaitGroup
	)
	reading.Go(func() { service, unread = s.rules() }) // while the database opens
	database, err := s.opened(p, metrics, log)
	reading.Wait()
	if unread != nil && database != nil {
		unread = errors.Join(unread, database.Close())
	}
	if err := errors.Join(unread, err); err != nil {
		return err
	}
	metrics.Of(version, service, p.now)
	kept, err := s.keep(p, service, database, log)
	if err != nil {
		return err
	}
	// What runs beside the requests ends after them.
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.ctx))
	defer cancel()
	err = s.serve(ctx, p, service, metrics, kept, log, people)
	cancel()
	return errors.Join(err, kept.close(context.WithoutCancel(p.ctx)))
}

// rules reads the rules, and answers by them.
func (s *serve) rules() (*app.Service, error) {
	rules, err := knowledge.Load()
	if err != nil {
		return nil, fmt.Errorf("load the ruleset: %w", err)
	}
	return app.New(rules.Without(knowledge.Off{SNOMED: !s.SNOMED, ATC: !s.ATC}), s.Region), nil
}

// serve wires what is served, and serves until the program is told to stop.
func (s *serve) serve(ctx context.Context, p *program, service *app.Service, metrics *server.Metrics, kept *kept, log *slog.Logger, people bool) (err error) {
	o := server.Options{
		Addr: s.Addr, AdminAddr: s.AdminAddr, PublicURL: strings.TrimRight(s.PublicURL, "/"), CORSOrigins: s.CORSOrigins, FrameAncestors: s.FrameAncestors,
		HealthRecords: server.HealthRecords{FormURL: s.FormURL, OrderIntent: s.OrderIntent, SNOMED: s.SNOMED, ATC: s.ATC},
		Drain:         s.Drain, ShutdownTimeout: s.ShutdownTimeout, Version: version, Now: p.now, Log: log,
		TrustedProxies: s.Proxies(), Records: kept.records, Metrics: metrics,
	}
	if kept.database != nil {
		o.Database = kept.reachable
	}
	if o.HealthRecords.Clients, err = s.clients(p, log); err != nil {
		return err
	}
	if o.Gate, err = s.gate(ctx, p, kept, log); err != nil {
		return err
	}
	if o.Rate, err = s.Rate(); err != nil {
		return err
	}
	if o.HealthRecords.TokenEndpoints, err = s.tokenEndpoints(); err != nil {
		return err
	}
	if o.TLS, err = s.certificate(p, log); err != nil {
		return err
	}
	if s.Traces != "" {
		if o.Traces, err = server.NewTraces(ctx, s.Traces, version, log); err != nil {
			return err
		}
		defer endTraces(context.WithoutCancel(ctx), o.Traces)
	}
	running, err := server.Listen(o, service)
	if err != nil {
		return s.notListening(err)
	}
	s.warn(p, service, o.Gate, log)
	if people {
		s.greet(p, running, service, kept, o.Gate)
	} else {
		log.Info("listening", slog.String("url", running.URL()), slog.String("docs", running.BaseURL()+"/docs"),
			slog.String("admin", running.AdminURL()), slog.String("version", version), slog.String("ruleset", service.RulesetVersion()))
	}
	kept.begin(ctx, s.Retention, metrics)
	return running.Serve(p.ctx)
}

// certificate is that of the public listener, nil without TLS.
func (s *serve) certificate(p *program, log *slog.Logger) (*tls.Config, error) {
	if s.TLSCert == "" {
		return nil, nil
	}
	c, err := newCertificate(s.TLS, p.now, log)
	if err != nil {
		return nil, err
	}
	return c.settings(), nil
}

// tokenEndpoints are where the issuers give out tokens, "" where that is not known.
func (s *serve) tokenEndpoints() ([]string, error) {
	issuers, err := s.Issuers()
	if err != nil {
		return nil, err
	}
	var endpoints []string
	for i := range issuers {
		endpoints = append(endpoints, issuers[i].TokenEndpoint)
	}
	return endpoints, nil
}

// notListening names the setting of an address that is in use.
func (s *serve) notListening(err error) error {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return err
	}
	flag, addr := "addr", s.Addr
	if strings.HasPrefix(err.Error(), "listen on the admin address") {
		flag, addr = "admin-addr", s.AdminAddr
	}
	return fmt.Errorf("%s (--%s) %s is in use by another program; choose another port", config.Variable(flag), flag, addr)
}

// endTraces sends what has not been sent yet, if that is soon done.
func endTraces(ctx context.Context, traces *server.Traces) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	_ = traces.Close(ctx) // a collector that is away holds nobody up
}

// gate says who may call. It refuses to serve other machines without any
// credential, unless that is said to be meant.
func (s *serve) gate(ctx context.Context, p *program, kept *kept, log *slog.Logger) (*auth.Gate, error) {
	o := auth.GateOptions{Audience: s.Audience(), Local: s.Local() || s.InsecureListen, Now: p.now, Log: log}
	var err error
	if o.Issuers, err = s.Issuers(); err != nil {
		return nil, err
	}
	if kept.database != nil {
		o.Keys = kept.Store
	}
	gate, err := auth.NewGate(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("%s (--jwt-issuers): %w", config.Variable("jwt-issuers"), err)
	}
	if !s.Exposed() || s.InsecureListen {
		return gate, nil
	}
	asking, cancel := context.WithTimeout(p.ctx, startTimeout)
	defer cancel()
	// While keys cannot be read the gate lets nobody in, so that waiting for them is safe.
	if configured, err := gate.Configured(asking); err == nil && !configured {
		return nil, s.NoCredential()
	}
	return gate, nil
}

// warn says what an operator may not have meant.
func (s *serve) warn(p *program, service *app.Service, gate *auth.Gate, log *slog.Logger) {
	s.warnOfInsecure(gate, log)
	if s.AdminExposed() {
		log.Warn("other machines can reach the admin listener, which asks nobody who they are: the network must let only the collector of metrics through",
			slog.String("setting", config.Variable("admin-addr")))
	}
	if !s.Exposed() && !s.Local() && !s.InsecureListen {
		s.warnOfNobody(p, gate, log)
	}
	if status := service.EvidenceStatus(p.now()); status != "current" {
		log.Warn("a rule is past its date of review", slog.String("evidence", status))
	}
}

// warnOfInsecure says what is not asked of other machines.
func (s *serve) warnOfInsecure(gate *auth.Gate, log *slog.Logger) {
	if !s.Exposed() || !s.InsecureListen {
		return
	}
	encrypted := s.TLSCert != "" || strings.HasPrefix(s.PublicURL, "https://")
	setting := slog.String("setting", config.Variable("insecure-listen"))
	switch open := gate.Open(); {
	case open && encrypted:
		log.Warn("other machines can reach this listener without credentials being asked for: a proxy that authenticates must stand before it", setting)
	case open:
		log.Warn("other machines can reach this listener without credentials or TLS being asked for: a proxy that authenticates must stand before it", setting)
	case !encrypted:
		log.Warn("other machines can reach this listener without TLS being asked for: credentials and answers can be read on the way, unless a proxy before it ends TLS", setting)
	}
}

// warnOfNobody says that a proxy is said to let others in, while there is
// nothing yet with which they could identify themselves.
func (s *serve) warnOfNobody(p *program, gate *auth.Gate, log *slog.Logger) {
	if configured, err := gate.Configured(p.ctx); err == nil && !configured {
		log.Warn("nobody can call until there is a credential, since the public URL is not of this machine: rlscreen keys create makes one; "+
			config.Variable("insecure-listen")+"=true asks for none, behind a proxy that authenticates", slog.String("setting", config.Variable("public-url")))
	}
}

// clients verifies the tokens of health records, nil when none is configured.
func (s *serve) clients(p *program, log *slog.Logger) (*auth.Clients, error) {
	if len(s.CDSClients) == 0 {
		return nil, nil
	}
	o := auth.Options{Algorithms: s.CDSAlgorithms, Now: p.now, Log: log}
	for _, setting := range s.CDSClients {
		client, err := auth.ParseClient(setting)
		if err != nil {
			return nil, err
		}
		o.Clients = append(o.Clients, client)
	}
	clients, err := auth.NewClients(o)
	if err != nil {
		return nil, fmt.Errorf("%s (--cds-clients): %w", config.Variable("cds-clients"), err)
	}
	return clients, nil
}

// garbagePercent lets the heap grow to three times what lives before it is collected.
const garbagePercent = 200

// greet tells whoever sits before the terminal where to go.
func (s *serve) greet(p *program, running *server.Server, service *app.Service, kept *kept, gate *auth.Gate) {
	line := func(what, where string) { fmt.Fprintf(p.stderr, "  %-13s %s\n", what, where) }
	fmt.Fprintf(p.stderr, "rlscreen %s, ruleset %s\n", version, service.RulesetVersion())
	line("listening on", running.URL())
	line("docs", running.BaseURL()+"/docs")
	if admin := running.AdminURL(); admin != "" {
		line("metrics", admin+"/metrics")
	}
	switch {
	case kept.database == nil:
		line("records", "none are kept")
	default:
		line("records", fmt.Sprintf("%s, sealed with %s", kept.at, kept.at.KeyFile()))
	}
	if gate.Open() {
		line("callers", "anybody on this machine, until rlscreen keys create makes the first API key")
	}
	fmt.Fprintln(p.stderr, "  stop with Ctrl-C, twice to stop at once")
}
