package openapi

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
)

// addHeaders adds the headers that operations share.
func addHeaders(doc *openapi3.T) {
	doc.Components.Headers = openapi3.Headers{
		"X-Request-Id": header("Id of the request, to quote when asking for help. An X-Request-Id of the request is kept when it has 1 to 64 letters, digits, dots, hyphens and underscores.",
			"01JD3ZK6Q1V0J9", "^[A-Za-z0-9._-]{1,64}$"),
		"X-Ruleset-Version": header("Version of the ruleset that the service decides by.", "", ""),
		"Cache-Control":     header("Whether the answer may be kept.", "no-store", ""),
		"Content-Language":  header("Language of the words.", "en", ""),
		"Allow":             header("Methods that the path takes.", "GET, HEAD", ""),
		"ETag":              header("Entity tag: it changes when the answer does.", `"6pMZ6y2QnL0zHg4kqk3m2A"`, `^(W/)?"[A-Za-z0-9._-]+"$`),
	}
	// A problem that explains itself as JSON has none: it names the request.
	doc.Components.Headers["ETag"].Value.Required = false
	doc.Components.Parameters = openapi3.ParametersMap{
		"AcceptLanguage": headerParameter("Accept-Language", "Languages of the caller, used when there is no parameter lang. English is answered when neither is English or Spanish.", "es-MX, en;q=0.5"),
		"IfNoneMatch":    headerParameter("If-None-Match", "Entity tag of an answer that the caller has; 304 when it is still the same.", `"6pMZ6y2QnL0zHg4kqk3m2A"`),
	}
}

func header(description, example, pattern string) *openapi3.HeaderRef {
	schema := openapi3.NewStringSchema().WithPattern(pattern)
	parameter := openapi3.Parameter{Description: description, Required: true, Schema: schema.NewRef(), Example: example}
	return &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: parameter}}
}

func headerParameter(name, description, example string) *openapi3.ParameterRef {
	return &openapi3.ParameterRef{Value: &openapi3.Parameter{
		Name: name, In: openapi3.ParameterInHeader, Description: description,
		Schema: openapi3.NewStringSchema().NewRef(), Example: example,
	}}
}

// refuseMethods adds the answer to other methods, which belongs to a path
// rather than to an operation, but has no other place.
func refuseMethods(doc *openapi3.T) {
	text := meaning(http.StatusMethodNotAllowed)
	refusal := &openapi3.Response{
		Description: &text, Content: openapi3.Content{mediaProblem: {Schema: openapi3.NewSchemaRef(schemaPath+"Problem", nil)}},
	}
	nameHeaders(refusal, "Allow", "Content-Language")
	inFHIR := meaningInFHIR(http.StatusMethodNotAllowed)
	outcome := &openapi3.Response{
		Description: &inFHIR, Content: openapi3.Content{mediaFHIR: {Schema: openapi3.NewSchemaRef(schemaPath+schemaFHIR, nil)}},
	}
	nameHeaders(outcome, "Allow")
	doc.Components.Responses = openapi3.ResponseBodies{"MethodNotAllowed": {Value: refusal}, "MethodNotAllowedInFHIR": {Value: outcome}}
	for path, item := range doc.Paths.Map() {
		name := "MethodNotAllowed"
		if SpeaksFHIR(path) {
			name = "MethodNotAllowedInFHIR"
		}
		for _, operation := range item.Operations() {
			operation.Responses.Set("405", &openapi3.ResponseRef{Ref: "#/components/responses/" + name})
		}
	}
}

// nameAllHeaders says which headers each answer of the operation has.
func nameAllHeaders(operation *openapi3.Operation) {
	worded := operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, "lang") != nil
	for status, response := range operation.Responses.Map() {
		var names []string
		if status == "200" && worded || response.Value.Content.Get(mediaProblem) != nil {
			names = append(names, "Content-Language")
		}
		if (status == "200" || status == "304") && isCached(operation) {
			names = append(names, "ETag")
		}
		nameHeaders(response.Value, names...)
	}
}

// nameHeaders gives the answer the headers, and those that every answer has.
func nameHeaders(response *openapi3.Response, names ...string) {
	response.Headers = openapi3.Headers{}
	for _, name := range append(names, "X-Request-Id", "X-Ruleset-Version", "Cache-Control") {
		response.Headers[name] = &openapi3.HeaderRef{Ref: "#/components/headers/" + name}
	}
}

// addCaching says that an answer with an entity tag is not sent twice.
func addCaching(operation *openapi3.Operation) {
	if !isCached(operation) {
		return
	}
	operation.Parameters = append(operation.Parameters, &openapi3.ParameterRef{Ref: "#/components/parameters/IfNoneMatch"})
	operation.Responses.Set("304", &openapi3.ResponseRef{
		Value: openapi3.NewResponse().WithDescription("The caller has the answer already: If-None-Match names its entity tag."),
	})
}
