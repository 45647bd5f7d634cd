package openapi

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// addRules adds the rules that hold between the members of one object. Those
// between objects, such as that onset is not after the present age, JSON
// Schema cannot say; breaking one is answered with 422.
func addRules(schemas openapi3.Schemas) error {
	rules := map[string]func(*openapi3.Schema){
		"Medication":    func(s *openapi3.Schema) { s.AllOf = also(&openapi3.Schema{AnyOf: required("name", "rxnorm", "atc")}) },
		"Lab":           func(s *openapi3.Schema) { s.AllOf = also(&openapi3.Schema{OneOf: required("test", "loinc")}) },
		"BatchAnswer":   func(s *openapi3.Schema) { s.AllOf = also(&openapi3.Schema{OneOf: required("result", "error")}) },
		"IronTreatment": startWithRoute,
	}
	// oapi-codegen names the type of an enumeration after schema and member,
	// which here is the name of another schema.
	if lab := schemas["Lab"]; lab != nil && lab.Value.Properties["test"] != nil {
		lab.Value.Properties["test"].Value.Extensions = map[string]any{"x-go-type-name": "LabTestID"}
	}
	for name, add := range rules {
		if schemas[name] == nil {
			return fmt.Errorf("there is no schema %s to add a rule to", name)
		}
		add(schemas[name].Value)
	}
	return nil
}

// also wraps a choice. Generators of clients take one that stands directly in
// an object for a union of types, and lose the object.
func also(choice *openapi3.Schema) openapi3.SchemaRefs {
	return openapi3.SchemaRefs{openapi3.NewSchemaRef("", choice)}
}

// required are schemas that each need one of the members.
func required(names ...string) openapi3.SchemaRefs {
	var out openapi3.SchemaRefs
	for _, name := range names {
		out = append(out, openapi3.NewSchemaRef("", &openapi3.Schema{Required: []string{name}}))
	}
	return out
}

// startWithRoute: a treatment by mouth or by vein has a start, and none has
// none. Both members stand in both branches, since linters take a branch that
// names one of them for one that knows no other.
func startWithRoute(schema *openapi3.Schema) {
	anything := openapi3.NewSchemaRef("", &openapi3.Schema{})
	nothing := openapi3.NewSchemaRef("", &openapi3.Schema{Not: anything}) // not all generators know false
	given := openapi3.NewSchemaRef("", &openapi3.Schema{Enum: []any{"oral", "iv"}})
	branch := func(start *openapi3.SchemaRef) *openapi3.Schema {
		return &openapi3.Schema{Properties: openapi3.Schemas{"route": anything, "started_on": start}}
	}
	started := branch(anything)
	started.Required = []string{"started_on"}
	schema.If = openapi3.NewSchemaRef("", &openapi3.Schema{Properties: openapi3.Schemas{"route": given}})
	schema.Then = openapi3.NewSchemaRef("", started)
	schema.Else = openapi3.NewSchemaRef("", branch(nothing))
}
