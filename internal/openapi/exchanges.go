package openapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Exchange is one request and its answer, shown in the description. The bodies
// are golden files, of which the answer is what the service really says.
type Exchange struct {
	Operation string // operationId
	Name      string // of the example and of its files
	Summary   string
	Method    string
	Target    string // path and query
	Media     string // of the request's body; "" is no body
	Accept    string // media type of the answer; "" is no body
	Status    int
	Header    map[string]string            // of the request
	After     []Exchange                   // have happened before, on the same service
	shorten   func([]byte) ([]byte, error) // nil shows the whole answer
}

const (
	mediaHTML = "text/html"
	mediaCSV  = "text/csv"
	mediaText = "text/plain"
	mediaCSS  = "text/css"
)

// Exchanges returns every example, in the order of the description.
func Exchanges() []Exchange {
	return slices.Concat(screenings(), stored(), references(), healthRecords(), pages())
}

// Alone reports whether the exchange is sent to a service of its own, since what
// that keeps shows in the answer.
func (e Exchange) Alone() bool {
	return len(e.After) > 0 || strings.HasPrefix(e.Target, pathRecords)
}

func screenings() []Exchange {
	const path, batch, iron = "/v1/screenings", "/v1/screenings/batch", "/v1/iron-status"
	post := func(operation, name, target string, status int, summary string) Exchange {
		return Exchange{Operation: operation, Name: name, Summary: summary, Method: http.MethodPost, Target: target, Media: mediaJSON, Accept: mediaJSON, Status: status}
	}
	lines := post("createScreeningBatch", "batch", batch, http.StatusOK, "Two lines, of which the second is not acceptable")
	lines.Media, lines.Accept = mediaNDJSON, mediaNDJSON
	return []Exchange{
		post("createScreening", "positive", path, http.StatusOK, "Every question answered, positive"),
		post("createScreening", "negative", path, http.StatusOK, "One criterion not met, negative"),
		post("createScreening", "indeterminate", path, http.StatusOK, "A question still open, indeterminate"),
		post("createScreening", "emergency", path, http.StatusOK, "An alert that cannot wait"),
		post("createScreening", "patient", path+"?audience=patient&lang=es", http.StatusOK, "For the patient, in Spanish"),
		post("createScreening", "validation_failed", path, http.StatusUnprocessableEntity, "Several members that are not acceptable"),
		post("createScreening", "malformed_json", path, http.StatusBadRequest, "Not JSON"),
		lines,
		post("createIronStatus", "treatment", iron, http.StatusOK, "Iron by mouth since June"),
		post("createIronStatus", "validation_failed", iron, http.StatusUnprocessableEntity, "A start in the future, and a unit of another test"),
	}
}

func references() []Exchange {
	missing := get("getProblem", "not_found", "/problems/no_such_code", mediaJSON, "No such code")
	missing.Status = http.StatusNotFound
	unavailable := get("getRuleset", "ruleset_unavailable", "/v1/ruleset?ruleset=0.0.1", mediaJSON, "A version that there is not")
	unavailable.Status = http.StatusConflict
	badQuery := get("searchMedications", "bad_query", "/v1/medications?q=bena&limit=0", mediaJSON, "A limit out of range")
	badQuery.Status = http.StatusBadRequest
	table := get("getDecisionTable", "csv", "/v1/ruleset/decision-table", mediaCSV, "The first rows as CSV")
	table.shorten = firstLines(3)
	return []Exchange{
		shortened(get("getQuestionnaire", "questionnaire", "/v1/questionnaire", mediaJSON, "The questionnaire"), 2),
		get("searchMedications", "search", "/v1/medications?q=bena&limit=3", mediaJSON, "What begins with bena"),
		badQuery,
		shortened(get("listMedicationNames", "names", "/v1/medications/names", mediaJSON, "The names"), 3),
		shortened(get("getRuleset", "ruleset", "/v1/ruleset", mediaJSON, "The ruleset"), 2),
		unavailable,
		shortened(get("getDecisionTable", "json", "/v1/ruleset/decision-table", mediaJSON, "The table"), 3),
		table,
		get("getProblem", "json", "/problems/body_too_large", mediaJSON, "An error code as JSON"),
		firstLine(get("getProblem", "html", "/problems/body_too_large", mediaHTML, "The page begins")),
		missing,
	}
}

func pages() []Exchange {
	description := get("getOpenAPIJSON", "json", "/openapi.json", mediaJSON, "The description begins")
	description.shorten = func(body []byte) ([]byte, error) { return firstMember(body) }
	metrics := get("getMetrics", "metrics", "/metrics", mediaText, "Some of the metrics")
	metrics.shorten = linesWith("rlscreen_info", "rlscreen_evidence", "rlscreen_cds_cards", "rlscreen_screenings")
	metrics.After = append(screenings()[:2], cards()[1])
	return []Exchange{
		get("getLive", "alive", "/livez", mediaJSON, "Alive"),
		get("getReady", "ready", "/readyz", mediaJSON, "Ready"),
		metrics,
		description,
		firstLine(get("getOpenAPIYAML", "yaml", "/openapi.yaml", mediaYAML, "The description begins")),
		firstLine(get("getLandingPage", "html", "/", mediaHTML, "The page begins")),
		firstLine(get("getForm", "html", "/form", mediaHTML, "The page begins")),
		firstLine(get("getDesk", "html", "/desk", mediaHTML, "The page begins")),
		firstLine(get("getScreenerScript", "script", "/embed/rls-screener.js", "text/javascript", "The script begins")),
		firstLine(get("getDocs", "html", "/docs", mediaHTML, "The page begins")),
		firstLine(get("getDocsFile", "script", "/docs/init.js", "text/javascript", "The file begins")),
		firstLine(get("getAsset", "style", "/assets/site.css", mediaCSS, "The file begins")),
	}
}

func get(operation, name, target, accept, summary string) Exchange {
	return Exchange{Operation: operation, Name: name, Summary: summary, Method: http.MethodGet, Target: target, Accept: accept, Status: http.StatusOK}
}

func firstLine(e Exchange) Exchange {
	e.shorten = firstLines(1)
	return e
}

// exampleNames are the names of examples in the order of the description.
func exampleNames() []string {
	var names []string
	for _, e := range Exchanges() {
		names = append(names, e.Name)
	}
	return names
}

// AnswerMedia is the media type of the answer: errors are problems, or
// OperationOutcomes.
func (e Exchange) AnswerMedia() string {
	switch {
	case e.Status < http.StatusBadRequest:
		return e.Accept
	case SpeaksFHIR(e.Target):
		return mediaFHIR
	default:
		return mediaProblem
	}
}

// parameters are those of the query, of the headers, and of the path, which is
// given with the names of its parameters.
func (e Exchange) parameters(path string) url.Values {
	target, query, _ := strings.Cut(e.Target, "?")
	values, _ := url.ParseQuery(query) // of a constant
	given := strings.Split(target, "/")
	for i, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			values.Set(strings.TrimSuffix(name, "}"), given[i])
		}
	}
	for name, value := range e.Header {
		values.Set(name, value)
	}
	return values
}

// file is the path of a golden file below api/examples.
func (e Exchange) file(part, media string) string {
	extension := map[string]string{
		mediaJSON: ".json", mediaProblem: ".json", mediaNDJSON: ".ndjson", mediaYAML: ".yaml", mediaHTML: ".html",
		mediaCSV: ".csv", mediaText: ".txt", mediaFHIR: ".json", mediaForm: ".txt", mediaCSS: ".css", "text/javascript": ".js",
	}
	return e.Operation + "/" + e.Name + "." + part + extension[media]
}

// RequestFile is the path of the request's body below api/examples, "" without one.
func (e Exchange) RequestFile() string {
	if e.Media == "" {
		return ""
	}
	return e.file("request", e.Media)
}

// AnswerFile is the path of the answer below api/examples, "" without a body.
func (e Exchange) AnswerFile() string {
	if e.AnswerMedia() == "" {
		return ""
	}
	return e.file("response", e.AnswerMedia())
}
