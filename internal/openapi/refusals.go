package openapi

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// refusal is an answer that does not come from the operation, but from what
// stands before it. It is described once, and referred to.
type refusal struct {
	status  int
	name    string
	headers []string
}

func refusals() []refusal {
	return []refusal{
		{http.StatusUnauthorized, "Unauthenticated", []string{"WWW-Authenticate"}},
		{http.StatusForbidden, "Forbidden", []string{"WWW-Authenticate"}},
		{http.StatusMethodNotAllowed, "MethodNotAllowed", []string{"Allow"}},
		{http.StatusTooManyRequests, "TooManyRequests", []string{"Retry-After", "RateLimit", "RateLimit-Policy"}},
		{http.StatusServiceUnavailable, "Unavailable", []string{"Retry-After"}},
	}
}

// addRefusals adds to each operation the refusals that it may meet, unless it
// describes them itself.
func addRefusals(doc *openapi3.T) {
	doc.Components.Responses = openapi3.ResponseBodies{}
	for _, r := range refusals() {
		doc.Components.Responses[r.name] = &openapi3.ResponseRef{Value: r.describe(mediaProblem, "Problem", meaning(r.status), "Content-Language")}
		doc.Components.Responses[r.name+"InFHIR"] = &openapi3.ResponseRef{Value: r.describe(mediaFHIR, schemaFHIR, meaningInFHIR(r.status))}
		for path, item := range doc.Paths.Map() {
			for _, operation := range item.Operations() {
				if operation.Responses.Status(r.status) == nil && slices.Contains(met(operation), r.status) {
					operation.Responses.Set(strconv.Itoa(r.status), &openapi3.ResponseRef{Ref: "#/components/responses/" + r.of(path)})
				}
			}
		}
	}
}

func (r refusal) describe(media, schema, text string, headers ...string) *openapi3.Response {
	response := &openapi3.Response{
		Description: &text, Content: openapi3.Content{media: {Schema: openapi3.NewSchemaRef(schemaPath+schema, nil)}},
	}
	nameHeaders(response, append(headers, r.headers...)...)
	return response
}

// of is the name of the refusal in the form of a path.
func (r refusal) of(path string) string {
	if SpeaksFHIR(path) {
		return r.name + "InFHIR"
	}
	return r.name
}

// met are the statuses with which an operation is refused before it begins. The
// answer to another method belongs to a path rather than to an operation, but
// has no other place; 503 is when it cannot be told whether a credential is good.
func met(operation *openapi3.Operation) []int {
	statuses := []int{http.StatusMethodNotAllowed}
	if needs(operation, schemeKey) {
		statuses = append(statuses, http.StatusUnauthorized, http.StatusForbidden, http.StatusServiceUnavailable)
	}
	// Probes, and what makes services of CDS Hooks known, may be called at any rate.
	if !slices.Contains([]string{"getLive", "getReady", "getMetrics", "listCDSServices"}, operation.OperationID) {
		statuses = append(statuses, http.StatusTooManyRequests)
	}
	return statuses
}
