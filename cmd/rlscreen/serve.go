package main

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

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
	return `The service listens on this machine only, until callers can be identified. It stops on SIGINT and SIGTERM:
readiness fails for the time of --drain, then what has begun is finished.

Examples:
  rlscreen                                        on http://127.0.0.1:8080
  rlscreen --addr 127.0.0.1:0                     on a free port
  RLSCREEN_LOG_LEVEL=warn rlscreen                without a line for each request
  rlscreen --admin-addr 127.0.0.1:9090            with /metrics on a listener of its own`
}

// Run serves until the context ends.
func (s *serve) Run(p *program) error {
	if p.getenv("GOGC") == "" {
		// What lives is a few megabytes, so that the default collects every few
		// hundred requests: a fifth of what a request costs.
		debug.SetGCPercent(garbagePercent)
	}
	rules, err := knowledge.Load()
	if err != nil {
		return fmt.Errorf("load the ruleset: %w", err)
	}
	service := app.New(rules.Without(knowledge.Off{SNOMED: !s.SNOMED, ATC: !s.ATC}), s.Region)
	people := isTerminal(p.stderr)
	log := server.NewLogger(p.stderr, s.LogLevel, people)
	clients, err := s.clients(p, log)
	if err != nil {
		return err
	}
	running, err := server.Listen(server.Options{
		Addr: s.Addr, AdminAddr: s.AdminAddr, PublicURL: strings.TrimRight(s.PublicURL, "/"), CORSOrigins: s.CORSOrigins,
		HealthRecords: server.HealthRecords{
			Clients: clients, FormURL: s.FormURL, OrderIntent: s.OrderIntent, SNOMED: s.SNOMED, ATC: s.ATC,
		},
		Drain: s.Drain, ShutdownTimeout: s.ShutdownTimeout, Version: version, Now: p.now, Log: log,
	}, service)
	if err != nil {
		return err
	}
	if s.Exposed() {
		log.Warn("other machines can reach this listener and callers are not identified: a proxy that authenticates must stand before it",
			slog.String("setting", config.Variable("insecure-listen")))
	}
	if status := service.EvidenceStatus(p.now()); status != "current" {
		log.Warn("a rule is past its date of review", slog.String("evidence", status))
	}
	if people {
		s.greet(p, running, service)
	} else {
		log.Info("listening", slog.String("url", running.URL()), slog.String("docs", running.BaseURL()+"/docs"),
			slog.String("admin", running.AdminURL()), slog.String("version", version), slog.String("ruleset", service.RulesetVersion()))
	}
	return running.Serve(p.ctx)
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
	return auth.NewClients(o)
}

// garbagePercent lets the heap grow to three times what lives before it is collected.
const garbagePercent = 200

// greet tells whoever sits before the terminal where to go.
func (s *serve) greet(p *program, running *server.Server, service *app.Service) {
	fmt.Fprintf(p.stderr, "rlscreen %s, ruleset %s\n  listening on  %s\n  docs          %s/docs\n",
		version, service.RulesetVersion(), running.URL(), running.BaseURL())
	if admin := running.AdminURL(); admin != "" {
		fmt.Fprintf(p.stderr, "  metrics       %s/metrics\n", admin)
	}
	fmt.Fprintln(p.stderr, "  stop with Ctrl-C, twice to stop at once")
}
