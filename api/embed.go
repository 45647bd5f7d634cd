// Package api holds the public contract: the wire types in v1, and their
// OpenAPI description, which is generated from the code.
package api

import _ "embed" // for the description

//go:generate go run ../internal/openapi/generate -root ..

// OpenAPIJSON is the OpenAPI 3.1.1 description as JSON. Do not write to it.
//
//go:embed openapi.json
var OpenAPIJSON []byte

// OpenAPIYAML is the OpenAPI 3.1.1 description as YAML. Do not write to it.
//
//go:embed openapi.yaml
var OpenAPIYAML []byte
