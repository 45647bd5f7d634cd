package openapi

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	mediaJSON    = "application/json"
	mediaNDJSON  = "application/x-ndjson"
	mediaProblem = "application/problem+json"
	mediaYAML    = "application/yaml"
	mediaFHIR    = "application/fhir+json"
	mediaForm    = "application/x-www-form-urlencoded"
)

// schemaFHIR is that of every resource; FHIR's own definitions say the rest.
const schemaFHIR = "FHIRResource"

// SpeaksFHIR reports whether errors of the path are OperationOutcomes.
func SpeaksFHIR(path string) bool {
	return path == "/fhir/R4" || strings.HasPrefix(path, "/fhir/R4/") || path == "/cds-services" || strings.HasPrefix(path, "/cds-services/")
}

// mendOperations mends every operation.
func mendOperations(doc *openapi3.T) error {
	addHeaders(doc)
	if err := secure(doc); err != nil {
		return err
	}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.Description == "" || operation.Summary == "" {
				return fmt.Errorf("%s %s needs both @Summary and @Description", method, path)
			}
			mendParameters(operation)
			mendRequestBody(operation)
			for code, response := range operation.Responses.Map() {
				status, err := strconv.Atoi(code)
				if err != nil {
					return fmt.Errorf("%s %s answers with the status %q", method, path, code)
				}
				mendResponse(response.Value, status, SpeaksFHIR(path))
			}
			addKeys(operation)
			addCaching(operation)
			nameAllHeaders(operation)
		}
	}
	addRefusals(doc)
	return nil
}

// mendParameters adds the rules on texts, and the header that chooses the
// language when no parameter does.
func mendParameters(operation *openapi3.Operation) {
	for _, ref := range operation.Parameters {
		parameter := ref.Value
		parameter.Description = sentence(parameter.Description)
		schema := parameter.Schema.Value
		if schema.Type.Is(openapi3.TypeString) && schema.MaxLength != nil {
			schema.MinLength = 1
			schema.Pattern = "^" + typed + "*" + shown + typed + "*$"
		}
	}
	if operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, "lang") != nil {
		operation.Parameters = append(operation.Parameters, &openapi3.ParameterRef{Ref: "#/components/parameters/AcceptLanguage"})
	}
}

// Characters of a parameter: none that controls, and one that shows.
const (
	typed = `[^\u0000-\u001F\u007F-\u009F]`
	shown = `[^\u0000-\u001F\u007F-\u009F\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]`
)

// sentence makes a sentence out of an annotation's words.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}

// mendRequestBody describes NDJSON, which is not one JSON document but a text
// with one on each line.
func mendRequestBody(operation *openapi3.Operation) {
	if operation.RequestBody == nil {
		return
	}
	body := operation.RequestBody.Value
	body.Description = sentence(body.Description)
	body.Required = body.Content.Get(mediaNDJSON) == nil && body.Content.Get(mediaForm) == nil // no lines are as good as any
	delete(body.Extensions, "x-originalParamName")
	if len(body.Extensions) == 0 {
		body.Extensions = nil
	}
	for name, media := range body.Content {
		media.Schema = bodySchema(name, media.Schema)
	}
}

// bodySchema is the schema of a body of the media type whose JSON is described.
func bodySchema(media string, described *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch media {
	case mediaJSON, mediaProblem, mediaFHIR, mediaForm:
		return described
	case mediaYAML:
		return openapi3.NewObjectSchema().NewRef()
	case mediaNDJSON:
		lines := openapi3.NewStringSchema()
		lines.ContentMediaType, lines.ContentSchema = mediaNDJSON, described
		lines.Description = "Lines, each of which is a JSON document of the content schema."
		return lines.NewRef()
	default:
		return openapi3.NewStringSchema().NewRef()
	}
}

// mendResponse gives an error the media type of problems, and every other
// answer a schema for each of its media types.
func mendResponse(response *openapi3.Response, status int, speaksFHIR bool) {
	text := meaning(status)
	if speaksFHIR && status >= http.StatusBadRequest {
		text = meaningInFHIR(status)
	}
	if text != "" {
		response.Description = &text
	}
	json := response.Content.Get(mediaJSON)
	if json == nil || json.Schema == nil {
		json = anyMedia(response.Content)
	}
	if json == nil {
		return
	}
	if status >= http.StatusBadRequest && json.Schema.Ref == schemaPath+"Problem" {
		response.Content = openapi3.Content{mediaProblem: {Schema: json.Schema}}
		return
	}
	if json.Schema.Ref == schemaPath+schemaFHIR {
		response.Content = openapi3.Content{mediaFHIR: {Schema: json.Schema}}
		return
	}
	for name, media := range response.Content {
		media.Schema = bodySchema(name, json.Schema)
		if name == mediaFHIR { // beside a form of our own
			media.Schema = openapi3.NewSchemaRef(schemaPath+schemaFHIR, nil)
		}
	}
}

func anyMedia(content openapi3.Content) *openapi3.MediaType {
	for _, media := range content {
		return media
	}
	return nil
}

// addKeys says how an operation takes a key against being done twice.
func addKeys(operation *openapi3.Operation) {
	key := operation.Parameters.GetByInAndName(openapi3.ParameterInHeader, "Idempotency-Key")
	if key == nil {
		return
	}
	key.Schema.Value.Pattern = keyPattern
	for status, text := range map[int]string{
		http.StatusConflict: meaning(http.StatusConflict) +
			" Or the first request with the Idempotency-Key is still being answered: `idempotency_in_progress`, with Retry-After.",
		http.StatusUnprocessableEntity: meaning(http.StatusUnprocessableEntity) +
			" Or the Idempotency-Key was used for another request: `idempotency_mismatch`.",
	} {
		operation.Responses.Status(status).Value.Description = &text
	}
}

// keyPattern is the form of an Idempotency-Key: visible characters of ASCII, as
// they are or as a string of RFC 8941.
const keyPattern = `^([!#-~][!-~]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$`

// meaning says what a status stands for, in the codes of the problems that it
// is answered with.
func meaning(status int) string {
	switch status {
	case http.StatusOK:
		return "The answer."
	case http.StatusCreated:
		return "The record, which is on disk. An earlier request with the same Idempotency-Key is answered alike, with Idempotent-Replayed."
	case http.StatusNoContent:
		return "It is done."
	case http.StatusBadRequest:
		return "The query or the body cannot be read: `bad_query`, `malformed_json`, `duplicate_member` or `invalid_utf8`."
	case http.StatusUnauthorized:
		return "There is no credential, or one that is not valid: `unauthenticated`."
	case http.StatusForbidden:
		return "The credential does not allow this: `forbidden`. `detail` names the scope that is needed."
	case http.StatusNotFound:
		return "There is nothing here: `not_found`."
	case http.StatusMethodNotAllowed:
		return "The path does not take the method: `method_not_allowed`."
	case http.StatusNotAcceptable:
		return "The Accept header excludes every media type of the answer: `not_acceptable`."
	case http.StatusConflict:
		return "The ruleset version is not available: `ruleset_unavailable`."
	case http.StatusRequestEntityTooLarge:
		return "The body is too large: `body_too_large`."
	case http.StatusUnsupportedMediaType:
		return "The body has another media type, or is compressed: `unsupported_media_type`."
	case http.StatusUnprocessableEntity:
		return "Members of the body are not acceptable: `validation_failed`. `errors` lists every one of them, with its place."
	case http.StatusTooManyRequests:
		return "There were too many requests: `rate_limited`."
	case http.StatusInternalServerError:
		return "The service failed: `internal`."
	case http.StatusServiceUnavailable:
		return "The service cannot do this now: `unavailable`."
	case http.StatusGatewayTimeout:
		return "The request, or its body, took too long: `timeout`."
	}
	return ""
}

// meaningInFHIR says what a status stands for where an OperationOutcome says
// the rest: every issue at once, each with its place.
func meaningInFHIR(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "The body or a parameter cannot be read."
	case http.StatusUnauthorized:
		return "The token is missing or not acceptable."
	case http.StatusForbidden:
		return "The caller may not do this."
	case http.StatusNotFound:
		return "There is no such resource, operation or service."
	case http.StatusMethodNotAllowed:
		return "The path does not take the method."
	case http.StatusNotAcceptable:
		return "Only JSON is answered."
	case http.StatusPreconditionFailed:
		return "Prefetched data that the service needs is missing; the issues name its keys."
	case http.StatusRequestEntityTooLarge:
		return "The body is too large."
	case http.StatusUnsupportedMediaType:
		return "The body is not JSON, or is compressed."
	case http.StatusUnprocessableEntity:
		return "The content is not acceptable: each issue names its place and what is accepted."
	case http.StatusTooManyRequests:
		return "There were too many requests."
	case http.StatusServiceUnavailable:
		return "The service cannot do this now."
	default:
		return meaning(status)
	}
}

// isCached reports whether answers of the operation have an entity tag.
func isCached(operation *openapi3.Operation) bool {
	fresh := []string{
		"getLive", "getReady", "getMetrics", "fhirSMARTConfiguration",
		"listRecords", "readRecord", "eraseRecord", "replayRecord", "getRecordAudit",
	}
	return operation.RequestBody == nil && !slices.Contains(fresh, operation.OperationID)
}
