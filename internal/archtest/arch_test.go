// Package archtest holds the rules of the layout as tests: who may import
// whom, that the decision is pure, and that every exported name is documented.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/rlscreen/rlscreen/"

// mayImport says for each package of ours which others of ours it may import.
// A package that is not here fails. Arrows point down.
var mayImport = map[string][]string{
	"cmd/rlscreen": {
		"internal/apikey", "internal/app", "internal/audit", "internal/auth", "internal/config", "internal/fhir/trail", "internal/knowledge", "internal/limit", "internal/problem",
		"internal/records", "internal/seal", "internal/server", "internal/store", "internal/tenant", "api/v1",
	},
	"internal/server": {
		"internal/apikey", "internal/app", "internal/audit", "internal/auth", "internal/cdshooks", "internal/fhirapi", "internal/httpapi", "internal/limit", "internal/problem", "internal/records", "internal/tenant", "internal/web",
	},
	"internal/config":            {"internal/auth", "internal/limit"},
	"internal/httpapi":           {"internal/apikey", "internal/audit", "internal/auth", "internal/door", "internal/fhir/trail", "internal/records", "internal/tenant", "api", "api/v1", "internal/app", "internal/problem", "internal/web"},
	"internal/records":           {"api/v1", "internal/app", "internal/audit", "internal/problem", "internal/seal", "internal/store", "internal/tenant"},
	"internal/store":             {"internal/apikey", "internal/audit", "internal/problem", "internal/tenant"},
	"internal/store/storetest":   {},
	"internal/apikey":            {"internal/tenant"},
	"internal/audit":             {"internal/tenant"},
	"internal/seal":              {},
	"internal/tenant":            {},
	"internal/limit":             {},
	"internal/fhir/trail":        {"internal/audit", "internal/fhir"},
	"internal/fhirapi":           {"internal/apikey", "internal/door", "api/v1", "internal/app", "internal/fhir", "internal/fhir/chart", "internal/fhir/extract", "internal/fhir/form", "internal/problem"},
	"internal/cdshooks":          {"internal/door", "api/v1", "internal/app", "internal/auth", "internal/fhir", "internal/fhir/chart", "internal/problem"},
	"internal/auth":              {"internal/apikey", "internal/problem", "internal/tenant"},
	"internal/auth/authtest":     {},
	"internal/fhir":              {},
	"internal/fhir/chart":        {"api/v1", "internal/fhir", "internal/problem", "internal/terminology"},
	"internal/fhir/extract":      {"api/v1", "internal/fhir"},
	"internal/fhir/form":         {"api/v1", "internal/fhir", "internal/problem"},
	"internal/web":               {"api/v1", "internal/app", "internal/door", "internal/problem"},
	"internal/app":               {"api/v1", "internal/knowledge", "internal/medicine", "internal/problem", "internal/screen", "internal/strictjson", "internal/terminology", "internal/wire"},
	"internal/wire":              {"api/v1"},
	"internal/wire/generate":     {"api/v1", "internal/wire/generate/gen"},
	"internal/wire/generate/gen": {"api/v1"},
	"internal/strictjson":        {"internal/problem"},
	"internal/knowledge":         {"internal/medicine", "internal/screen", "internal/terminology"},
	"internal/terminology":       {},
	"internal/door":              {"internal/problem"},
	"internal/medicine":          {},
	"internal/screen":            {},
	"internal/problem":           {},
	"api/v1":                     {},
	"api":                        {},
	"internal/archtest":          {},
	// The description is generated from the code and its answers.
	"internal/openapi":          {"api/v1", "internal/app", "internal/cdshooks", "internal/fhirapi", "internal/httpapi", "internal/knowledge", "internal/problem", "internal/server"},
	"internal/openapi/generate": {"internal/openapi", "internal/contract"},
	"internal/contract": {
		"api", "api/v1", "internal/app", "internal/httpapi", "internal/knowledge", "internal/openapi", "internal/records", "internal/seal", "internal/server", "internal/store",
	},
}

// pureImports is all that the decision may import.
var pureImports = []string{"fmt", "strconv", "slices", "maps", "strings", "cmp", "math"}

// echoAllowed lists the packages that may know the web framework, so that a
// move to its next major version stays inside them.
var echoAllowed = []string{"internal/cdshooks", "internal/fhirapi", "internal/httpapi", "internal/server", "internal/web", "internal/contract"}

type file struct {
	path, pkg string
	ast       *ast.File
}

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) []file {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var files []file
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || isOtherModule(root, path) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		files = append(files, file{path: path, pkg: filepath.ToSlash(dir), ast: parsed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func isOtherModule(root, dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil && dir != root
}

func TestPackagesImportOnlyWhatTheLayoutAllows(t *testing.T) {
	for _, f := range sources(t) {
		allowed, known := mayImport[f.pkg]
		if !known {
			t.Errorf("package %s is not in the table of the layout", f.pkg)
			continue
		}
		for _, spec := range f.ast.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if ours, is := strings.CutPrefix(path, module); is && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which its package may not", f.path, ours)
			}
			if strings.HasPrefix(path, "github.com/labstack/echo") && !slices.Contains(echoAllowed, f.pkg) {
				t.Errorf("%s knows the web framework", f.path)
			}
		}
	}
}

func TestTheDecisionIsPure(t *testing.T) {
	for _, f := range sources(t) {
		if f.pkg != "internal/screen" {
			continue
		}
		for _, spec := range f.ast.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); !slices.Contains(pureImports, path) {
				t.Errorf("%s imports %s: the decision has no clock, I/O or randomness", f.path, path)
			}
		}
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, f := range sources(t) {
		if strings.HasSuffix(f.path, "_gen.go") {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no comment", f.path, d.Name)
				}
			case *ast.GenDecl:
				undocumented(t, f, d)
			}
		}
	}
}

// exportedReceiver reports whether callers outside can see the method at all.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	receiver := d.Recv.List[0].Type
	if star, is := receiver.(*ast.StarExpr); is {
		receiver = star.X
	}
	name, is := receiver.(*ast.Ident)
	return is && name.IsExported()
}

func undocumented(t *testing.T, f file, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
				t.Errorf("%s: type %s has no comment", f.path, spec.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s has no comment", f.path, name)
				}
			}
		}
	}
}

// In code that ships there is no init, no package variable that changes, and
// no clock but the one that cmd passes in.
func TestNoHiddenState(t *testing.T) {
	for _, f := range sources(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s has an init", f.path)
				}
			case *ast.SelectorExpr:
				x, is := n.X.(*ast.Ident)
				if is && x.Name == "time" && n.Sel.Name == "Now" && !strings.HasPrefix(f.pkg, "cmd/") {
					t.Errorf("%s reads the clock: take now func() time.Time", f.path)
				}
			}
			return true
		})
	}
}
