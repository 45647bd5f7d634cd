// Package openapi writes the OpenAPI description of the REST door from the
// code: swag reads the annotations of the handlers and the wire types, whose
// Swagger 2.0 is turned into OpenAPI 3.1.1 and then mended, one small function
// for each thing that Swagger 2.0 cannot say. Examples are the golden files of
// api/examples, which a test posts and compares with what is answered.
package openapi

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
)

// Description is the OpenAPI description in its two spellings.
type Description struct {
	JSON, YAML []byte
}

// Describe writes the description of the module whose root folder is given.
// The same code and examples give the same bytes.
func Describe(root string) (Description, error) {
	doc, err := read(root)
	if err != nil {
		return Description{}, err
	}
	comments, err := readComments(root)
	if err != nil {
		return Description{}, err
	}
	wire := wireTypes()
	if err := mend(doc, wire, comments); err != nil {
		return Description{}, err
	}
	if doc.Info.Version, err = readVersion(root); err != nil {
		return Description{}, err
	}
	if err := addExamples(doc, filepath.Join(root, filepath.FromSlash(Folder))); err != nil {
		return Description{}, err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return Description{}, fmt.Errorf("write the description: %w", err)
	}
	tree, err := parse(text)
	if err != nil {
		return Description{}, err
	}
	arrange(tree, wire)
	return spell(tree)
}

// mend puts into the document what Swagger 2.0 cannot say, or says in a way
// that has been given up since.
func mend(doc *openapi3.T, wire wire, comments map[string]string) error {
	introduce(doc)
	if err := mendSchemas(doc, wire, comments); err != nil {
		return err
	}
	return mendOperations(doc)
}

// introduce says what is true of the description as a whole.
func introduce(doc *openapi3.T) {
	doc.OpenAPI = "3.1.1"
	doc.Info.License = &openapi3.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"}
	doc.Info.Contact = &openapi3.Contact{Name: "rlscreen", URL: "https://github.com/rlscreen/rlscreen"}
	doc.Servers = openapi3.Servers{{URL: "/", Description: "The service that this description comes from."}}
}
