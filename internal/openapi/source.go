package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggo/swag"
)

// folders are what swag reads, the one with the general annotations first.
func folders() []string {
	return []string{"internal/httpapi", "internal/fhirapi", "internal/cdshooks", "internal/web", "api/v1"}
}

// read runs swag over the folders and turns its answer into OpenAPI 3.
func read(root string) (*openapi3.T, error) {
	var dirs []string
	for _, folder := range folders() {
		dirs = append(dirs, filepath.Join(root, filepath.FromSlash(folder)))
	}
	annotations := swag.New(
		swag.SetDebugger(log.New(io.Discard, "", 0)),
		swag.SetStrict(true),
		swag.ParseUsingGoList(true),
	)
	if err := annotations.ParseAPIMultiSearchDir(dirs, "doc.go", 1); err != nil {
		return nil, fmt.Errorf("read the annotations: %w", err)
	}
	text, err := annotations.GetSwagger().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write Swagger 2.0: %w", err)
	}
	return convert(text)
}

// convert turns Swagger 2.0 into OpenAPI 3. Schemas lose the name of their Go
// package.
func convert(text []byte) (*openapi3.T, error) {
	short := strings.NewReplacer(`"#/definitions/v1.`, `"#/definitions/`, `"v1.`, `"`).Replace(string(text))
	var old openapi2.T
	if err := json.Unmarshal([]byte(short), &old); err != nil {
		return nil, fmt.Errorf("read Swagger 2.0: %w", err)
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, fmt.Errorf("turn Swagger 2.0 into OpenAPI 3: %w", err)
	}
	return doc, nil
}

// readComments returns the comments of the wire types, which swag does not
// read, by the name of the type.
func readComments(root string) (map[string]string, error) {
	comments := map[string]string{}
	err := eachDeclaration(filepath.Join(root, "api", "v1"), token.TYPE, func(d *ast.GenDecl) {
		comments[d.Specs[0].(*ast.TypeSpec).Name.Name] = unwrap(d.Doc.Text())
	})
	return comments, err
}

// readVersion returns the version of the program, a constant of its command.
func readVersion(root string) (string, error) {
	version := ""
	err := eachDeclaration(filepath.Join(root, "cmd", "rlscreen"), token.CONST, func(d *ast.GenDecl) {
		for _, spec := range d.Specs {
			constant := spec.(*ast.ValueSpec)
			if constant.Names[0].Name == "version" && len(constant.Values) == 1 {
				version = literal(constant.Values[0])
			}
		}
	})
	if err == nil && version == "" {
		err = errors.New("the command has no constant version")
	}
	return version, err
}

// literal is the text of a string constant.
func literal(value ast.Expr) string {
	if basic, ok := value.(*ast.BasicLit); ok && basic.Kind == token.STRING {
		return strings.Trim(basic.Value, "`\"")
	}
	return ""
}

// eachDeclaration visits the declarations of a kind in the Go files of a folder.
func eachDeclaration(folder string, kind token.Token, visit func(*ast.GenDecl)) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("read declarations: %w", err)
		}
		for _, d := range parsed.Decls {
			if found, ok := d.(*ast.GenDecl); ok && found.Tok == kind {
				visit(found)
			}
		}
	}
	return nil
}

// unwrap puts each paragraph on one line.
func unwrap(comment string) string {
	paragraphs := strings.Split(strings.TrimSpace(comment), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
