package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// addHeaders adds the headers that operations share.
func addHeaders(doc *openapi3.T) {
	doc.Components.Headers = openapi3.Headers{
		"X-Request-Id": header("Id of the request, to quote when asking for help. An X-Request-Id of the request is kept when it has 1 to 64 letters, digits, dots, hyphens and underscores.",
			"0191c3a2-7f3b-7c55-9d1e-5b8f0a4e2c61", "^[A-Za-z0-9._-]{1,64}$"),
		"X-Ruleset-Version":   header("Version of the ruleset that the service decides by.", "", ""),
		"Cache-Control":       header("Whether the answer may be kept.", "no-store", ""),
		"Content-Language":    header("Language of the words.", "en", ""),
		"Allow":               header("Methods that the path takes.", "GET, HEAD", ""),
		"ETag":                header("Entity tag: it changes when the answer does. An answer that is sent compressed, to who asks for gzip by Accept-Encoding, has another one.", `"6pMZ6y2QnL0zHg4kqk3m2A"`, `^(W/)?"[A-Za-z0-9._-]+"$`),
		"Location":            header("URL of the record.", "http://127.0.0.1:8080/v1/records/"+firstRecord, ""),
		"Idempotent-Replayed": header("There, and `true`, when the record was stored by an earlier request with the same Idempotency-Key.", "true", "^true$"),
		"WWW-Authenticate":    header("What credential is needed, and what is wrong with the one given (RFC 6750).", `Bearer realm="rlscreen", scope="records:read"`, ""),
		"Retry-After":         header("After how many seconds to try again.", "1", "^[0-9]+$"),
		"RateLimit-Policy":    header("How many requests (q) there may be in how many seconds (w).", `"default";q=100;w=1`, ""),
		"RateLimit":           header("How many requests are left (r), and in how many seconds there are more (t).", `"default";r=0;t=1`, ""),
	}
	// A problem that explains itself as JSON has no tag: it names the request.
	for _, name := range []string{"ETag", "Idempotent-Replayed"} {
		doc.Components.Headers[name].Value.Required = false
	}
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

// nameAllHeaders says which headers each answer of the operation has.
func nameAllHeaders(operation *openapi3.Operation) {
	worded := operation.OperationID == "readRecord" || // worded when it was stored
		operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, "lang") != nil
	for status, response := range operation.Responses.Map() {
		var names []string
		if (status == "200" || status == "201") && worded || response.Value.Content.Get(mediaProblem) != nil {
			names = append(names, "Content-Language")
		}
		if (status == "200" || status == "304") && isCached(operation) {
			names = append(names, "ETag")
		}
		nameHeaders(response.Value, append(names, ofStatus(status)...)...)
		if status == "409" && operation.Parameters.GetByInAndName(openapi3.ParameterInHeader, "Idempotency-Key") != nil {
			response.Value.Headers["Retry-After"] = &openapi3.HeaderRef{Value: retrySometimes()}
		}
	}
}

// ofStatus are the headers that an operation's own answers of a status have.
func ofStatus(status string) []string {
	switch status {
	case "201":
		return []string{"Location", "Idempotent-Replayed"}
	case "401": // of CDS Hooks
		return []string{"WWW-Authenticate"}
	}
	return nil
}

// retrySometimes is Retry-After where only some of the answers have it.
func retrySometimes() *openapi3.Header {
	sometimes := *header("After how many seconds to try again, when the first request is still being answered.", "1", "^[0-9]+$").Value
	sometimes.Required = false
	return &sometimes
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
