package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const schemaPath = "#/components/schemas/"

// mendSchemas mends every schema by its wire type.
func mendSchemas(doc *openapi3.T, wire wire, comments map[string]string) error {
	closed := taken(doc)
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		members, known := wire[name]
		if !known {
			return fmt.Errorf("schema %s is not of a wire type that is known here: add what holds it to wireTypes", name)
		}
		schema := doc.Components.Schemas[name].Value
		schema.Description = comments[name]
		switch {
		case isOpen(name):
			openObject(schema)
		case closed[name]:
			closeObject(schema)
		}
		sortRequired(schema, members)
		for _, m := range members {
			property := schema.Properties[m.name]
			if property == nil {
				return fmt.Errorf("schema %s lacks its member %s", name, m.name)
			}
			if err := mendProperty(property, m, describe(property, m, members), closed[name]); err != nil {
				return fmt.Errorf("%s.%s: %w", name, m.name, err)
			}
		}
	}
	return addRules(doc.Components.Schemas)
}

// taken are the schemas that are part of a request: unknown members of them
// are refused, while answers may get new members in later versions.
func taken(doc *openapi3.T) map[string]bool {
	found := map[string]bool{}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			if operation.RequestBody == nil {
				continue
			}
			for _, media := range operation.RequestBody.Value.Content {
				collect(media.Schema, doc.Components.Schemas, found)
			}
		}
	}
	return found
}

func collect(ref *openapi3.SchemaRef, all openapi3.Schemas, found map[string]bool) {
	if ref == nil {
		return
	}
	schema := ref.Value
	if name, isRef := strings.CutPrefix(ref.Ref, schemaPath); isRef {
		if found[name] {
			return
		}
		found[name] = true
		schema = all[name].Value
	}
	for _, property := range schema.Properties {
		collect(property, all, found)
	}
	for _, part := range schema.AllOf {
		collect(part, all, found)
	}
	collect(schema.Items, all, found)
}

// isOpen reports whether others define what else an object holds: FHIR its
// resources, CDS Hooks its requests, which may have extensions anywhere.
func isOpen(name string) bool {
	switch name {
	case schemaFHIR, "CDSRequest", "CDSContext", "CDSFeedback", "CDSCardFeedback", "CDSAcceptedSuggestion", "CDSOverrideReason", "CDSReason":
		return true
	default:
		return false
	}
}

func openObject(schema *openapi3.Schema) {
	yes := true
	schema.AdditionalProperties = openapi3.AdditionalProperties{Has: &yes}
}

func closeObject(schema *openapi3.Schema) {
	no := false
	schema.AdditionalProperties = openapi3.AdditionalProperties{Has: &no}
}

// sortRequired lists the members that are needed in their own order.
func sortRequired(schema *openapi3.Schema, members []member) {
	needed := schema.Required
	schema.Required = nil
	for _, m := range members {
		if slices.Contains(needed, m.name) {
			schema.Required = append(schema.Required, m.name)
		}
	}
}

// mendProperty mends the schema of one member; asked says that it is of a
// request.
func mendProperty(property *openapi3.SchemaRef, m member, description string, asked bool) error {
	if property.Ref != "" {
		return nil
	}
	schema := property.Value
	schema.Description = description
	if len(schema.AllOf) == 1 {
		return flatten(property)
	}
	exemplify(schema)
	permitNull(schema)
	if asked {
		restrict(schema, m)
	}
	return nil
}

// describe words the comment of a Go field for readers of JSON: the name of
// the field, which begins it, becomes that of the member, or is dropped before
// a colon; the names of other fields become those of their members.
func describe(property *openapi3.SchemaRef, m member, members []member) string {
	if property.Ref != "" {
		return ""
	}
	comment := property.Value.Description
	if rest, found := strings.CutPrefix(comment, m.goName+": "); found {
		comment = strings.ToUpper(rest[:1]) + rest[1:]
	} else if rest, found := strings.CutPrefix(comment, m.goName+" "); found {
		comment = "`" + m.name + "` " + rest
	}
	word := regexp.MustCompile("^[A-Z][a-z]+$") // unlike LOINC, which is a name in prose too
	for _, other := range members {
		if !word.MatchString(other.goName) {
			continue
		}
		inside := regexp.MustCompile(`([a-z,;` + "`" + `] )` + other.goName + `\b`)
		comment = inside.ReplaceAllString(comment, "${1}`"+other.name+"`")
	}
	return comment
}

// flatten turns allOf around a single reference, the detour of Swagger 2.0 to
// a description of its own, into the reference with the description beside it.
func flatten(property *openapi3.SchemaRef) error {
	beside := map[string]string{"$ref": property.Value.AllOf[0].Ref}
	if property.Value.Description != "" {
		beside["description"] = property.Value.Description
	}
	text, err := json.Marshal(beside)
	if err != nil {
		return err
	}
	*property = openapi3.SchemaRef{}
	return json.Unmarshal(text, property)
}

// exemplify turns the example of Swagger into the examples of JSON Schema.
func exemplify(schema *openapi3.Schema) {
	if schema.Example != nil {
		schema.Examples, schema.Example = []any{schema.Example}, nil
	}
}

// permitNull turns x-nullable into the type null.
func permitNull(schema *openapi3.Schema) {
	if schema.Extensions["x-nullable"] != true && !schema.Nullable {
		return
	}
	delete(schema.Extensions, "x-nullable")
	schema.Nullable = false
	*schema.Type = append(*schema.Type, openapi3.TypeNull)
	if schema.Enum != nil {
		schema.Enum = append(schema.Enum, nil)
	}
}

// restrict adds what the decoder asks of a text beyond its length.
func restrict(schema *openapi3.Schema, m member) {
	if !schema.Type.Is(openapi3.TypeString) || schema.Enum != nil {
		return
	}
	for _, rule := range m.rules {
		if pattern := patternOf(rule); pattern != "" {
			schema.Pattern = pattern
			return
		}
	}
	schema.Pattern = "^" + legible + "*$"
	if m.has("required") || m.has("min=1") {
		schema.Pattern = "^" + legible + "*" + visible + legible + "*$"
		schema.MinLength = 1
	}
}

// Characters of a text: none that controls, reorders or is no character at
// all, and of those at least one that shows. It is what the decoder refuses
// (strictjson/characters.go), except that the escapes of ECMA-262 do not reach
// beyond the first plane of Unicode.
const (
	hidden  = `\u007F-\u009F\u2028-\u202E\u2066-\u2069\uFDD0-\uFDEF\uFFFE\uFFFF`
	spaces  = `\u0020\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000`
	legible = `[^\u0000-\u001F` + hidden + `]`
	visible = `[^\u0000-\u001F` + hidden + spaces + `]`
)

// patternOf is the form of a text that a rule of a validate tag names.
func patternOf(rule string) string {
	switch rule {
	case "date":
		return `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`
	case "rxnorm":
		return `^[0-9]{1,10}$`
	case "atc":
		return `^[A-Za-z][0-9]{2}[A-Za-z]{2}([0-9]{2})?$`
	case "loinc":
		return `^[0-9]{1,7}-[0-9]$`
	}
	return ""
}
