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
		"internal/apikey", "internal/app", "internal/audit", "internal/auth", "internal/config", "internal/fhir/trail", "internal/knowledge", "internal/problem",
		"internal/records", "internal/seal", "internal/server", "internal/store", "internal/tenant", "api/v1",
	},
	"internal/server": {
		"internal/apikey", "internal/audit", "internal/auth", "internal/cdshooks", "internal/fhirapi", "internal/httpapi", "internal/limit", "internal/problem", "internal/records", "internal/tenant", "internal/web",
	},
	"internal/config":          {"internal/auth", "internal/limit"},
	"internal/httpapi":         {"internal/apikey", "internal/audit", "internal/auth", "internal/door", "internal/fhir/trail", "internal/records", "internal/tenant", "api", "api/v1", "internal/app", "internal/problem"},
	"internal/records":         {"api/v1", "internal/app", "internal/audit", "internal/problem", "internal/seal", "internal/store", "internal/tenant"},
	"internal/store":           {"internal/apikey", "internal/audit", "internal/problem", "internal/tenant"},
	"internal/store/storetest": {},
	"internal/apikey":          {"internal/tenant"},
	"internal/audit":           {"internal/tenant"},
	"internal/seal":            {},
	"internal/tenant":          {},
	"internal/limit":           {},
	"internal/fhir/trail":      {"internal/audit", "internal/fhir"},
	"internal/fhirapi":         {"internal/apikey", "internal/door", "api/v1", "internal/app", "internal/fhir", "internal/fhir/chart", "internal/fhir/extract", "internal/fhir/form", "internal/problem"},
	"internal/cdshooks":        {"internal/door", "api/v1", "internal/app", "internal/fhir", "internal/fhir/chart", "internal/problem"},
	"internal/auth":            {"internal/apikey", "internal/problem", "internal/tenant"},
	"internal/auth/authtest":   {},
	"internal/fhir":            {},
	"internal/fhir/chart":      {"api/v1", "internal/fhir", "internal/problem", "internal/terminology"},
	"internal/fhir/extract":    {"api/v1", "internal/fhir"},
	"internal/fhir/form":       {"api/v1", "internal/fhir", "internal/problem"},
	"internal/web":             {"api/v1", "internal/app", "internal/door", "internal/problem"},
	"internal/app":             {"api/v1", "internal/knowledge", "internal/medicine", "internal/problem", "internal/screen", "internal/strictjson", "internal/terminology", "internal/wire"},
	"internal/wire":            {"api/v1"},
	"internal/wire/generate":   {"api/v1"},
	"internal/strictjson":      {"internal/problem"},
	"internal/knowledge":       {"internal/medicine", "internal/screen", "internal/terminology"},
	"internal/terminology":     {},
	"internal/door":            {"internal/problem"},
	"internal/medicine":        {},
	"internal/screen":          {},
	"internal/problem":         {},
	"api/v1":                   {},
	"api":                      {},
	"internal/archtest":        {},
	// The description is generated from the code and its answers.
	"internal/openapi":          {"api/v1", "internal/fhirapi", "internal/httpapi"},
	"internal/openapi/generate": {"internal/openapi", "internal/contract"},
	"internal/contract": {
		"api", "api/v1", "internal/app", "internal/knowledge", "internal/openapi", "internal/records", "internal/seal", "internal/server", "internal/store",
	},
}

// pureImports is all that the decision may import.
var pureImports = []string{"fmt", "strconv", "slices", "maps", "strings", "cmp", "math"}

// echoAllowed lists the packages that may know the web framework, so that a
// move to its next major version stays inside them.
var echoAllowed = []string{"internal/cdshooks", "internal/fhirapi", "internal/httpapi", "internal/server", "internal/web"}

type file struct {
	path, pkg string
	ast       *ast.File
	set       *token.FileSet // says where in the file a node is
}

// at is the place of a node, as an editor opens it.
func (f file) at(n ast.Node) string { return f.set.Position(n.Pos()).String() }

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) []file {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var files []file
	set := token.NewFileSet()
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
		parsed, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		files = append(files, file{path: path, pkg: filepath.ToSlash(dir), ast: parsed, set: set})
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
	used := map[string]map[string]bool{} // by package, what of ours it imports
	echoUsed := map[string]bool{}
	for _, f := range sources(t) {
		if used[f.pkg] == nil {
			used[f.pkg] = map[string]bool{}
		}
		allowed, known := mayImport[f.pkg]
		if !known {
			t.Errorf("package %s is not in the table of the layout", f.pkg)
			continue
		}
		for _, spec := range f.ast.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if ours, is := strings.CutPrefix(path, module); is {
				used[f.pkg][ours] = true
				if !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s, which its package may not", f.path, ours)
				}
			}
			if strings.HasPrefix(path, "github.com/labstack/echo") {
				echoUsed[f.pkg] = true
				if !slices.Contains(echoAllowed, f.pkg) {
					t.Errorf("%s knows the web framework", f.path)
				}
			}
		}
	}
	nothingIsLeftOver(t, used, echoUsed)
}

// nothingIsLeftOver holds the tables to what there is: a permission that nobody
// needs is one that nobody would miss being used.
func nothingIsLeftOver(t *testing.T, used map[string]map[string]bool, echoUsed map[string]bool) {
	t.Helper()
	for pkg, allowed := range mayImport {
		if used[pkg] == nil && pkg != "internal/archtest" { // which has tests alone
			t.Errorf("the layout has a row for %s, and there is no such package", pkg)
			continue
		}
		for _, ours := range allowed {
			if !used[pkg][ours] {
				t.Errorf("%s may import %s, and does not: take that out of the layout", pkg, ours)
			}
		}
	}
	for _, pkg := range echoAllowed {
		if !echoUsed[pkg] {
			t.Errorf("%s may know the web framework, and does not", pkg)
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
