package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/openapi"
)

// exchange is one request and its answer.
type exchange struct {
	contract *Contract
	request  *http.Request
	asked    []byte // as far as the service has read it
	status   int
	header   http.Header
	answered []byte

	route *routers.Route
	input *openapi3filter.RequestValidationInput
}

// breaches lists what is not as described.
func (x *exchange) breaches() []error {
	route, values := x.contract.find(x.request.Method, x.request.URL.Path)
	if x.request.Method == http.MethodOptions && x.status == http.StatusNoContent {
		return nil
	}
	if route == nil {
		return x.undescribed()
	}
	x.route = route
	request := x.request.Clone(context.Background())
	request.Method = route.Method
	request.Body = io.NopCloser(bytes.NewReader(x.asked))
	options := &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true}
	options.AuthenticationFunc = openapi3filter.NoopAuthenticationFunc // who may call is the service's to say
	options.ExcludeRequestBody = !isJSON(x.request.Header)
	options.ExcludeResponseBody = !isJSON(x.header) || x.request.Method == http.MethodHead
	x.input = &openapi3filter.RequestValidationInput{Request: request, PathParams: values, Route: route, Options: options}

	var found []error
	for _, check := range []func() error{x.answer, x.media, x.lines, x.agreement} {
		if err := check(); err != nil {
			found = append(found, err)
		}
	}
	return found
}

// undescribed checks the answer to what is not in the description: 404, 405
// with what is, or 429 before anybody has looked.
func (x *exchange) undescribed() []error {
	var found []error
	if !slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests}, x.status) {
		found = append(found, errors.New("the operation is not described"))
	}
	if x.status == http.StatusMethodNotAllowed && x.header.Get("Allow") == "" {
		found = append(found, errors.New("there is no Allow"))
	}
	if x.request.Method != http.MethodHead {
		schema := "Problem"
		if openapi.SpeaksFHIR(x.request.URL.Path) {
			schema = "FHIRResource"
		}
		found = append(found, x.contract.conforms(schema, x.answered))
	}
	return slices.DeleteFunc(found, func(err error) bool { return err == nil })
}

// answer checks status, headers and a JSON body.
func (x *exchange) answer() error {
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: x.input, Status: x.status, Header: x.header,
		Body: io.NopCloser(bytes.NewReader(x.answered)), Options: x.input.Options,
	})
}

// media checks the media type of a body, which an error has as a problem.
func (x *exchange) media() error {
	response := x.route.Operation.Responses.Status(x.status)
	if response == nil || len(x.answered) == 0 {
		return nil
	}
	if got := x.header.Get("Content-Type"); response.Value.Content.Get(got) == nil {
		return fmt.Errorf("the media type %q is not described", got)
	}
	return nil
}

// lines checks each answer to a line of NDJSON, and that no line was taken
// which the description forbids.
func (x *exchange) lines() error {
	if mediaType(x.header) != "application/x-ndjson" {
		return nil
	}
	asked := bytes.Split(x.asked, []byte("\n"))
	for line := range bytes.Lines(x.answered) {
		if err := x.contract.conforms("BatchAnswer", line); err != nil {
			return fmt.Errorf("line %s: %w", line, err)
		}
		var answer struct {
			Line  int
			Error any
		}
		if err := json.Unmarshal(line, &answer); err != nil || answer.Error != nil {
			continue
		}
		if err := x.contract.conforms("BatchLine", asked[answer.Line-1]); err != nil {
			return fmt.Errorf("line %d is taken, which the description forbids: %w", answer.Line, err)
		}
	}
	return nil
}

// agreement checks that the service and the description judge the request
// alike: the service takes nothing that the description forbids, and refuses
// nothing for its shape that the description permits.
func (x *exchange) agreement() error {
	refused := openapi3filter.ValidateRequest(context.Background(), x.input)
	switch {
	case x.status < http.StatusBadRequest && refused != nil:
		return fmt.Errorf("the service takes what the description forbids: %w", refused)
	case x.status == http.StatusUnprocessableEntity && refused == nil && x.refusedForShape():
		return fmt.Errorf("the service refuses what the description permits: %s", x.answered)
	}
	return nil
}

// refusedForShape reports whether the answer names a fault that JSON Schema
// can express. It cannot say which dates the calendar has.
func (x *exchange) refusedForShape() bool {
	var p v1.Problem
	if json.Unmarshal(x.answered, &p) != nil {
		return false
	}
	shape := strings.Fields("type null unknown_member one_of required too_long too_many exactly_one at_least_one control_character")
	return slices.ContainsFunc(p.Errors, func(f v1.ProblemField) bool { return slices.Contains(shape, f.Code) })
}

// conforms checks JSON against a schema of the description.
func (c *Contract) conforms(schema string, text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return c.doc.Components.Schemas[schema].Value.VisitJSON(value, openapi3.EnableJSONSchema2020(), openapi3.MultiErrors())
}

func isJSON(header http.Header) bool {
	media := mediaType(header)
	return media == "application/json" || media == "application/problem+json" || media == "application/fhir+json"
}

func mediaType(header http.Header) string {
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	return media
}
