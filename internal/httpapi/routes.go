package httpapi

import "net/http"

// Media types of requests and answers.
const (
	mediaJSON    = "application/json"
	mediaNDJSON  = "application/x-ndjson"
	mediaProblem = "application/problem+json"
	mediaYAML    = "application/yaml"
	mediaCSV     = "text/csv"
	mediaHTML    = "text/html"
	mediaMetrics = "text/plain"
)

// ScopeScreen is what a credential must allow to have answers evaluated.
const ScopeScreen = "screen"

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
	json := []string{mediaJSON}

	routes := []Route{
		{http.MethodPost, "/v1/screenings", ScopeScreen, (*API).screening, wording, json},
		{http.MethodPost, "/v1/screenings/batch", ScopeScreen, (*API).batch, wording, []string{mediaNDJSON}},
		{http.MethodPost, "/v1/iron-status", ScopeScreen, (*API).ironStatus, wording, json},
		{http.MethodGet, "/v1/questionnaire", "", (*API).questionnaire, wording, json},
		{http.MethodGet, "/v1/medications", "", (*API).medications, search, json},
		{http.MethodGet, "/v1/ruleset", "", (*API).ruleset, wording, json},
		{http.MethodGet, "/v1/ruleset/decision-table", "", (*API).decisionTable, pinned, []string{mediaJSON, mediaCSV}},
		{http.MethodGet, "/problems/:code", "", (*API).problemKind, nil, []string{mediaHTML, mediaJSON}},
		{http.MethodGet, "/openapi.json", "", (*API).openAPIJSON, nil, json},
		{http.MethodGet, "/openapi.yaml", "", (*API).openAPIYAML, nil, []string{mediaYAML}},
		{http.MethodGet, "/livez", "", (*API).live, nil, json},
		{http.MethodGet, "/readyz", "", (*API).ready, nil, json},
	}
	if a.Metrics != nil {
		routes = append(routes, Route{http.MethodGet, "/metrics", "", (*API).metrics, nil, []string{mediaMetrics}})
	}
	return routes
}
