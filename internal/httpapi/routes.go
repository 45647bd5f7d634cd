package httpapi

import (
	"net/http"

	"github.com/rlscreen/rlscreen/internal/audit"
)

// Media types of requests and answers.
const (
	mediaJSON    = "application/json"
	mediaNDJSON  = "application/x-ndjson"
	mediaProblem = "application/problem+json"
	mediaYAML    = "application/yaml"
	mediaCSV     = "text/csv"
	mediaFHIR    = "application/fhir+json"
	mediaHTML    = "text/html"
	mediaMetrics = "text/plain"
)

// What a credential must allow.
const (
	ScopeScreen = "screen"        // to have answers evaluated
	ScopeRead   = "records:read"  // to read, list and replay records
	ScopeWrite  = "records:write" // to store them
	ScopeErase  = "records:erase" // to erase them
	ScopeAdmin  = "admin"         // to see who did what
)

// PathBatch is where lines are sent, of which there may be any number.
const PathBatch = "/v1/screenings/batch"

// Route is one thing to call.
type Route struct {
	Method, Path string
	// Scope is what a credential must allow; "" is open to everybody.
	Scope string

	handle   func(*API, *exchange) error
	query    parameters // accepted
	produces []string   // media types of the answer, the preferred one first
}

// Routes returns every route of the door. It is the only list of them.
func (a *API) Routes() []Route {
	wording := parameters{paramAudience, paramLang, paramRuleset}
	search := append(parameters{paramQ, paramLimit}, wording...)
	pinned := parameters{paramRuleset}
	page := parameters{paramCursor, paramLimit}
	json := []string{mediaJSON}

	routes := []Route{
		{http.MethodPost, "/v1/screenings", ScopeScreen, (*API).screening, wording, json},
		{http.MethodPost, PathBatch, ScopeScreen, (*API).batch, wording, []string{mediaNDJSON}},
		{http.MethodPost, "/v1/iron-status", ScopeScreen, (*API).ironStatus, wording, json},
		{http.MethodPost, "/v1/records", ScopeWrite, kept((*API).createRecord), wording, json},
		{http.MethodGet, "/v1/records", ScopeRead, kept((*API).listRecords), append(parameters{paramSubject, paramOutcome}, page...), json},
		{http.MethodGet, "/v1/records/:id", ScopeRead, kept((*API).readRecord), nil, json},
		{http.MethodDelete, "/v1/records/:id", ScopeErase, kept((*API).eraseRecord), nil, nil},
		{http.MethodPost, "/v1/records/:id/replay", ScopeRead, kept((*API).replayRecord), nil, json},
		{http.MethodGet, "/v1/records/:id/audit", ScopeAdmin, kept((*API).recordTrail), page, []string{mediaJSON, mediaFHIR}},
		{http.MethodGet, "/v1/questionnaire", "", (*API).questionnaire, wording, json},
		{http.MethodGet, "/v1/medications", "", (*API).medications, search, json},
		{http.MethodGet, "/v1/ruleset", "", (*API).ruleset, wording, json},
		{http.MethodGet, "/v1/ruleset/decision-table", "", (*API).decisionTable, pinned, []string{mediaJSON, mediaCSV}},
		{http.MethodGet, "/problems/:code", "", (*API).problemKind, nil, []string{mediaHTML, mediaJSON}},
		{http.MethodGet, "/openapi.json", "", (*API).openAPIJSON, nil, json},
		{http.MethodGet, "/openapi.yaml", "", (*API).openAPIYAML, nil, []string{mediaYAML}},
		{http.MethodGet, "/livez", "", (*API).live, nil, json},
		{http.MethodGet, "/readyz", "", (*API).ready, parameters{paramWithout}, json},
	}
	if a.Metrics != nil {
		routes = append(routes, Route{http.MethodGet, "/metrics", "", (*API).metrics, nil, []string{mediaMetrics}})
	}
	return routes
}

// AuditAction is what the audit trail calls a request of a method to a route.
func AuditAction(method, route string) audit.Action {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	switch method + " " + route {
	case "POST /v1/records":
		return audit.Created
	case "GET /v1/records":
		return audit.Listed
	case "GET /v1/records/:id":
		return audit.Read
	case "DELETE /v1/records/:id":
		return audit.Erased
	case "POST /v1/records/:id/replay":
		return audit.Replayed
	case "GET /v1/records/:id/audit":
		return audit.TrailRead
	default:
		return audit.Action(ScopeScreen) // of which there is no entry unless it is refused
	}
}
