package httpapi

import (
	"context"
	"net/http"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// live says that the process runs.
//
//	@Summary		Whether the process is alive
//	@Description	Answers as long as the process can answer at all. Restart it when it does not.
//	@Tags			service
//	@ID				getLive
//	@Produce		json
//	@Success		200	{object}	v1.Health
//	@Failure		400,406,500	{object}	v1.Problem
//	@Router			/livez [get]
func (a *API) live(x *exchange) error {
	return writeJSON(x, http.StatusOK, x.media, v1.Health{Status: "ok", Version: a.Version, Checks: []v1.Check{}})
}

// Checks of readiness, and how long that of the database may take.
const (
	checkEvidence = "evidence"
	checkDatabase = "database"
	databaseWait  = 500 * time.Millisecond
)

// ready says whether to send requests here.
//
//	@Summary		Whether to send requests here
//	@Description	503 while the service drains before it stops, and while its database cannot be reached. The check of the evidence reports whether a rule is overdue for review today; it never makes the service unavailable.
//	@Tags			service
//	@ID				getReady
//	@Produce		json
//	@Param			without	query		string	false	"a check that is shown but does not count: without its database, the service still screens"	Enums(database)
//	@Success		200		{object}	v1.Health
//	@Failure		503		{object}	v1.Health
//	@Failure		400,406,500	{object}	v1.Problem
//	@Router			/readyz [get]
func (a *API) ready(x *exchange) error {
	health := v1.Health{
		Status: "ok", Version: a.Version,
		Checks: []v1.Check{{Name: checkEvidence, Status: a.Service.EvidenceStatus(a.Now())}},
	}
	if found := a.database(x.Request().Context()); found != "" {
		health.Checks = append(health.Checks, v1.Check{Name: checkDatabase, Status: found})
		if found != "ok" && x.without != checkDatabase {
			health.Status = "unavailable"
		}
	}
	if a.Draining() {
		health.Status = "draining"
	}
	if health.Status != "ok" {
		return writeJSON(x, http.StatusServiceUnavailable, x.media, health)
	}
	return writeJSON(x, http.StatusOK, x.media, health)
}

// database says how the database is, "" without one.
func (a *API) database(ctx context.Context) string {
	if a.Database == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, databaseWait)
	defer cancel()
	return a.Database(ctx)
}

// metrics returns counters for Prometheus.
//
//	@Summary		Metrics for Prometheus
//	@Description	Counts and durations of requests by route, method and status, and the state of the process. Not here when an admin address is set.
//	@Tags			service
//	@ID				getMetrics
//	@Produce		plain
//	@Success		200	{string}	string
//	@Failure		400,403,406,500	{object}	v1.Problem
//	@Router			/metrics [get]
func (a *API) metrics(x *exchange) error {
	a.Metrics.ServeHTTP(x.Response(), x.Request())
	return nil
}
