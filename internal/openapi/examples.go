package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// Folder is where the golden files of the examples are, below the root.
const Folder = "api/examples"

// place is an operation and its path.
type place struct {
	path      string
	operation *openapi3.Operation
}

// addExamples puts the exchanges into the description.
func addExamples(doc *openapi3.T, folder string) error {
	places := map[string]place{}
	for path, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			places[operation.OperationID] = place{path, operation}
		}
	}
	shown := map[string]bool{}
	for _, e := range Exchanges() {
		at, known := places[e.Operation]
		if !known {
			return fmt.Errorf("example %s of %s is of an operation that there is not", e.Name, e.Operation)
		}
		if err := addExample(at, e, folder); err != nil {
			return fmt.Errorf("example %s of %s: %w", e.Name, e.Operation, err)
		}
		shown[e.Operation] = true
	}
	for id := range places {
		if !shown[id] {
			return fmt.Errorf("operation %s has no example", id)
		}
	}
	return nameVersion(doc, filepath.Join(folder, "getRuleset", "ruleset.response.json"))
}

// nameVersion takes the version that the answer in the file names for the
// example of whatever holds one.
func nameVersion(doc *openapi3.T, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var ruleset v1.RulesetRef
	if err := json.Unmarshal(text, &ruleset); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	doc.Components.Headers["X-Ruleset-Version"].Value.Example = ruleset.Version
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			if p := operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, "ruleset"); p != nil {
				p.Example = ruleset.Version
			}
		}
	}
	return nil
}

func addExample(at place, e Exchange, folder string) error {
	response := at.operation.Responses.Value(strconv.Itoa(e.Status))
	if response == nil {
		return fmt.Errorf("its status %d is not described", e.Status)
	}
	if file := e.AnswerFile(); file != "" {
		if err := attach(response.Value.Content, e.AnswerMedia(), e, filepath.Join(folder, file)); err != nil {
			return err
		}
	}
	if e.Status < http.StatusBadRequest {
		addParameters(at, e)
	}
	if e.Media == "" || e.Status == http.StatusBadRequest { // which is no JSON, and so no example of it
		return nil
	}
	return attach(at.operation.RequestBody.Value.Content, e.Media, e, filepath.Join(folder, e.RequestFile()))
}

// addParameters shows the parameters of the first exchange that has them.
func addParameters(at place, e Exchange) {
	values := e.parameters(at.path)
	for _, ref := range at.operation.Parameters {
		p := ref.Value
		if ref.Ref == "" && p.Example == nil && values.Has(p.Name) {
			p.Example = exampleOf(p.Schema.Value, values.Get(p.Name))
		}
	}
}

// exampleOf is the value of a parameter in the type of its schema.
func exampleOf(schema *openapi3.Schema, text string) any {
	if n, err := strconv.Atoi(text); err == nil && schema.Type.Is(openapi3.TypeInteger) {
		return n
	}
	return text
}

// attach adds the file as an example of the media type.
func attach(content openapi3.Content, name string, e Exchange, file string) error {
	media := content[name]
	if media == nil {
		return fmt.Errorf("its media type %s is not described", name)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if media.Examples == nil {
		media.Examples = openapi3.Examples{}
	}
	example := &openapi3.Example{Summary: e.Summary}
	switch {
	case name == mediaYAML:
		example.Value = map[string]string{"openapi": string(bytes.TrimPrefix(bytes.TrimSpace(text), []byte("openapi: ")))}
	case name == mediaForm:
		parameters, err := url.ParseQuery(string(text))
		if err != nil {
			return err
		}
		fields := map[string]string{}
		for field := range parameters {
			fields[field] = parameters.Get(field)
		}
		example.Value = fields
	case json.Valid(text) && name != mediaNDJSON:
		example.Value = json.RawMessage(text)
	default:
		example.Value = string(text)
	}
	media.Examples[e.Name] = &openapi3.ExampleRef{Value: example}
	return nil
}
