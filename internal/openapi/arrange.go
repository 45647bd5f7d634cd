package openapi

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// keywords is the order in which a reader wants to meet what OpenAPI and JSON
// Schema say of a thing: what it is, then its form, then its parts.
func keywords() []string {
	return strings.Fields(`openapi $ref info servers security name title summary identifier in operationId tags type format
		description url version contact license required deprecated
		pattern minLength maxLength minimum maximum minItems maxItems enum const default
		examples parameters requestBody responses headers content schema value
		contentMediaType contentSchema items properties additionalProperties
		anyOf oneOf allOf if then else paths components`)
}

// arrange puts the members of every object of the description in order. Names
// that are free, such as those of paths and of schemas, stay in that of the
// alphabet; members of wire types get the order that they have on the wire.
func arrange(document *yaml.Node, wire wire) {
	a := arranger{keywords: keywords(), wire: wire}
	a.object(document, "")
}

type arranger struct {
	keywords []string
	wire     wire
}

// object arranges an object of fixed keywords. Schema is the name of the
// schema that it is part of, if any.
func (a arranger) object(n *yaml.Node, schema string) {
	sortMembers(n, a.keywords)
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case value.Kind == yaml.SequenceNode:
			a.list(value, key, schema)
		case value.Kind != yaml.MappingNode || isValue(key):
		case key == "properties":
			sortMembers(value, a.wire.order(schema))
			a.named(value, schema)
		case key == "schemas":
			for j := 0; j < len(value.Content); j += 2 {
				a.object(value.Content[j+1], value.Content[j].Value)
			}
		case key == "examples":
			sortMembers(value, exampleNames())
			a.named(value, schema)
		case isFree(key):
			a.named(value, schema)
		default:
			a.object(value, schema)
		}
	}
}

// named arranges the objects of one with free names.
func (a arranger) named(n *yaml.Node, schema string) {
	for i := 1; i < len(n.Content); i += 2 {
		a.object(n.Content[i], schema)
	}
}

func (a arranger) list(n *yaml.Node, key, schema string) {
	if isValue(key) {
		return
	}
	for _, element := range n.Content {
		if element.Kind == yaml.MappingNode {
			a.object(element, schema)
		}
	}
}

// isFree reports whether the members of a keyword's object have free names.
func isFree(key string) bool {
	switch key {
	case "paths", "responses", "headers", "content", "parameters":
		return true
	}
	return false
}

// isValue reports whether a keyword holds data, whose order is its own.
func isValue(key string) bool {
	switch key {
	case "value", "example", "default", "enum", "const", "required":
		return true
	}
	return false
}
