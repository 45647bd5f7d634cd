package server

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/rlscreen/rlscreen/internal/httpapi"
)

// metrics are what Prometheus reads. Their labels hold only what this program
// knows beforehand: routes, methods, statuses.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	cards    *prometheus.CounterVec
}

func newMetrics(o Options, service *httpapi.Service) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests answered.",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time from the request to the end of its answer.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
	}
	m.cards = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rlscreen_cds_cards_total", Help: "Cards of CDS Hooks shown, accepted and overridden, by rule and reason.",
	}, []string{"service", "rule", "outcome", "reason"})
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rlscreen_info", Help: "Always 1; its labels are the versions of the program and of the ruleset.",
		ConstLabels: prometheus.Labels{"version": o.Version, "ruleset": service.RulesetVersion()},
	}, func() float64 { return 1 })
	overdue := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rlscreen_evidence_review_due", Help: "1 when a rule is past its date of review.",
	}, func() float64 {
		if service.EvidenceStatus(o.Now()) == "current" {
			return 0
		}
		return 1
	})
	m.registry.MustRegister(m.requests, m.duration, m.cards, build, overdue,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// countCard counts a card that is shown, and what became of it. All of its arguments are words
// that this program knows beforehand.
func (m *metrics) countCard(service, rule, outcome, reason string) {
	m.cards.WithLabelValues(service, rule, outcome, reason).Inc()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// adminHandler serves the second listener.
func adminHandler(m *metrics) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
