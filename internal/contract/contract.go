package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"

	"github.com/rlscreen/rlscreen/api"
)

// Contract is the OpenAPI description, to hold a service to. It is safe for
// concurrent use.
type Contract struct {
	doc *openapi3.T
}

// Load reads the description that is built into the program. Callers may meet
// new members in later answers; here, one that is not described is a fault.
func Load() (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(inGo(api.OpenAPIJSON))
	if err != nil {
		return nil, fmt.Errorf("read the description: %w", err)
	}
	no := false
	for _, schema := range doc.Components.Schemas {
		if schema.Value.AdditionalProperties.Has != nil && *schema.Value.AdditionalProperties.Has {
			continue // described elsewhere, such as the resources of FHIR
		}
		schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &no}
	}
	return &Contract{doc}, nil
}

// inGo writes characters in patterns as Go has them, x{2028} for u2028. What
// does not compile, kin-openapi would silently judge by other rules.
func inGo(description []byte) []byte {
	return regexp.MustCompile(`\\\\u([0-9A-F]{4})`).ReplaceAll(description, []byte(`\\x{$1}`))
}

// Operations lists what is described, as "GET /v1/ruleset".
func (c *Contract) Operations() []string {
	var names []string
	for path, item := range c.doc.Paths.Map() {
		for method := range item.Operations() {
			names = append(names, method+" "+path)
		}
	}
	return names
}

// find returns the operation that a request calls, nil when none is described.
// What answers GET answers HEAD.
func (c *Contract) find(method, path string) (*routers.Route, map[string]string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for pattern, item := range c.doc.Paths.Map() {
		operation := item.GetOperation(method)
		if values, ok := match(pattern, path); ok && operation != nil {
			return &routers.Route{Spec: c.doc, Path: pattern, PathItem: item, Method: method, Operation: operation}, values
		}
	}
	return nil, nil
}

// match compares a path with one whose parameters are in braces.
func match(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i, part := range want {
		if name, ok := strings.CutPrefix(part, "{"); ok && have[i] != "" {
			values[strings.TrimSuffix(name, "}")] = have[i]
		} else if part != have[i] {
			return nil, false
		}
	}
	return values, true
}
