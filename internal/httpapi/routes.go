package httpapi

import (
	"net/http"

	"github.com/rlscreen/rlscreen/internal/apikey"
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

// Screen is the action of having answers evaluated. The audit has it only when it
// was refused: what is not stored is nobody's record.
const Screen audit.Action = "screen"

// PathBatch is where lines are sent, of which there may be any number.
const PathBatch = "/v1/screenings/batch"

// Route is one thing to call.
type Route struct {
	Method, Path string
	// Scope is what a credential must allow, of package apikey; "" is open to everybody.
	Scope string
	// Action is what the audit calls a request that is refused; "" with no scope.
	Action audit.Action

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
		{http.MethodPost, "/v1/screenings", apikey.ScopeScreen, Screen, (*API).screening, wording, json},
		{http.MethodPost, PathBatch, apikey.ScopeScreen, Screen, (*API).batch, wording, []string{mediaNDJSON}},
		{http.MethodPost, "/v1/iron-status", apikey.ScopeScreen, Screen, (*API).ironStatus, wording, json},
		{http.MethodPost, "/v1/records", apikey.ScopeWrite, audit.Created, kept((*API).createRecord), wording, json},
		{http.MethodGet, "/v1/records", apikey.ScopeRead, audit.Listed, kept((*API).listRecords), append(parameters{paramSubject, paramOutcome}, page...), json},
		{http.MethodGet, "/v1/records/:id", apikey.ScopeRead, audit.Read, kept((*API).readRecord), nil, json},
		{http.MethodDelete, "/v1/records/:id", apikey.ScopeErase, audit.Erased, kept((*API).eraseRecord), nil, nil},
		{http.MethodPost, "/v1/records/:id/replay", apikey.ScopeRead, audit.Replayed, kept((*API).replayRecord), nil, json},
		{http.MethodGet, "/v1/records/:id/audit", apikey.ScopeAdmin, audit.TrailRead, kept((*API).recordTrail), page, []string{mediaJSON, mediaFHIR}},
		{http.MethodGet, "/v1/questionnaire", "", "", (*API).questionnaire, wording, json},
		{http.MethodGet, "/v1/medications", "", "", (*API).medications, search, json},
		{http.MethodGet, "/v1/medications/names", "", "", (*API).medicationNames, parameters{paramLang, paramRuleset}, json},
		{http.MethodGet, "/v1/ruleset", "", "", (*API).ruleset, wording, json},
		{http.MethodGet, "/v1/ruleset/decision-table", "", "", (*API).decisionTable, pinned, []string{mediaJSON, mediaCSV}},
		{http.MethodGet, "/problems/:code", "", "", (*API).problemKind, nil, []string{mediaHTML, mediaJSON}},
		{http.MethodGet, "/openapi.json", "", "", (*API).openAPIJSON, nil, json},
		{http.MethodGet, "/openapi.yaml", "", "", (*API).openAPIYAML, nil, []string{mediaYAML}},
		{http.MethodGet, "/livez", "", "", (*API).live, nil, json},
		{http.MethodGet, "/readyz", "", "", (*API).ready, parameters{paramWithout}, json},
	}
	if a.Metrics != nil {
		routes = append(routes, Route{http.MethodGet, "/metrics", "", "", (*API).metrics, nil, []string{mediaMetrics}})
	}
	return routes
}
