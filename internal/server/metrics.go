package server

import (
	"context"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Metrics are what Prometheus reads. Their labels hold only what this program
// knows beforehand: routes, methods, statuses.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	cards    *prometheus.CounterVec
	denied   *prometheus.CounterVec
	commits  prometheus.Histogram
	batches  prometheus.Histogram
	failed   prometheus.Counter
	expired  prometheus.Counter
}

// NewMetrics returns the metrics of a program. Those of a service follow with Of.
func NewMetrics() *Metrics {
	m := &Metrics{
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
	m.storage()
	m.registry.MustRegister(m.requests, m.duration, m.cards, m.denied, m.commits, m.batches, m.failed, m.expired,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Of adds the metrics of a service, in a program of a version, and has its
// outcomes counted: call it once, before the service is used.
func (m *Metrics) Of(version string, service *httpapi.Service, now func() time.Time) {
	outcomes := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rlscreen_screenings_total", Help: "Sets of answers evaluated, by outcome, whatever door they came through.",
	}, []string{"outcome"})
	service.OnOutcome(func(code string) { outcomes.WithLabelValues(code).Inc() })
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rlscreen_info", Help: "Always 1; its labels are the versions of the program and of the ruleset.",
		ConstLabels: prometheus.Labels{"version": version, "ruleset": service.RulesetVersion()},
	}, func() float64 { return 1 })
	overdue := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rlscreen_evidence_review_due", Help: "1 when a rule is past its date of review.",
	}, func() float64 {
		if service.EvidenceStatus(now()) == "current" {
			return 0
		}
		return 1
	})
	m.registry.MustRegister(outcomes, build, overdue)
}

// storage makes the metrics of what is stored, and for whom.
func (m *Metrics) storage() {
	m.denied = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rlscreen_denied_total", Help: "Requests refused because of who called, or how often, by code of the problem.",
	}, []string{"reason"})
	m.commits = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "rlscreen_commit_duration_seconds", Help: "Time of a transaction that stored something.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	})
	m.batches = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "rlscreen_commit_batch_size", Help: "Changes in a transaction.", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
	})
	m.failed = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rlscreen_commit_failures_total", Help: "Transactions that failed.",
	})
	m.expired = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rlscreen_records_expired_total", Help: "Records erased because their retention ended.",
	})
}

// watch adds whether the database can be reached, which is asked each time that
// the metrics are.
func (m *Metrics) watch(database func(context.Context) string) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rlscreen_database_up", Help: "1 when the database can be reached.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), databaseWait)
		defer cancel()
		if database(ctx) == "ok" {
			return 1
		}
		return 0
	}))
}

// databaseWait is how long the metrics wait for the database.
const databaseWait = 500 * time.Millisecond

// ObserveCommit notes a transaction of a number of changes.
func (m *Metrics) ObserveCommit(batch int, took time.Duration, err error) {
	if err != nil {
		m.failed.Inc()
		return
	}
	m.commits.Observe(took.Seconds())
	m.batches.Observe(float64(batch))
}

// CountExpired counts records that retention has erased.
func (m *Metrics) CountExpired(n int) { m.expired.Add(float64(n)) }

// countDenied counts a refusal that depends on who calls.
func (m *Metrics) countDenied(reason problem.Kind) { m.denied.WithLabelValues(string(reason)).Inc() }

func (m *Metrics) observe(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// countCard counts a card that is shown, and what became of it. All of its arguments are words
// that this program knows beforehand.
func (m *Metrics) countCard(service, rule, outcome, reason string) {
	m.cards.WithLabelValues(service, rule, outcome, reason).Inc()
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// adminHandler serves the second listener. On loopback it is for this machine,
// not for the pages that a browser on it shows.
func adminHandler(m *Metrics, at net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	if !isLoopback(at) {
		return mux
	}
	local := newLocality("", nil)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if local.check(r) != nil {
			http.Error(w, "for this machine only", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
