package archtest

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// clockReaders are the functions of package time that read the clock.
var clockReaders = []string{"Now", "Since", "Until"}

// In code that ships there is no init, no package variable that changes, and
// no clock but the one that cmd passes in.
//
// Source: spec/style.md, the guide, 5.
func TestNoHiddenState(t *testing.T) {
	packages := map[string][]file{}
	for _, f := range sources(t) {
		packages[f.pkg] = append(packages[f.pkg], f)
	}
	for _, files := range packages {
		names := namesOf(files)
		for _, f := range files {
			noLocks(t, f)
			ast.Inspect(f.ast, func(n ast.Node) bool {
				noInitNorClock(t, f, n)
				for _, place := range written(n) {
					if name := packageVariable(names, place); name != "" {
						t.Errorf("%s: %s is a variable of a package, and changes", f.at(n), name)
					}
				}
				return true
			})
		}
	}
}

func noInitNorClock(t *testing.T, f file, n ast.Node) {
	t.Helper()
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Name.Name == "init" && n.Recv == nil {
			t.Errorf("%s has an init", f.path)
		}
	case *ast.SelectorExpr:
		x, is := n.X.(*ast.Ident)
		if is && x.Name == "time" && slices.Contains(clockReaders, n.Sel.Name) && !strings.HasPrefix(f.pkg, "cmd/") {
			t.Errorf("%s reads the clock: take now func() time.Time", f.at(n))
		}
	}
}

// noLocks refuses package variables that are made to change: locks, and what is
// changed by several at once.
func noLocks(t *testing.T, f file) {
	t.Helper()
	for _, d := range f.ast.Decls {
		g, is := d.(*ast.GenDecl)
		if !is || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			of, is := spec.(*ast.ValueSpec).Type.(*ast.SelectorExpr)
			if !is {
				continue
			}
			if x, is := of.X.(*ast.Ident); is && (x.Name == "sync" || x.Name == "atomic") {
				t.Errorf("%s: a variable of a package is a %s.%s, which is for what changes", f.at(spec), x.Name, of.Sel.Name)
			}
		}
	}
}

// namesOf says what the names in a package mean, without what it imports: for a
// name of its own, or of an import, nothing else is needed.
func namesOf(files []file) map[*ast.Ident]types.Object {
	parsed := make([]*ast.File, len(files))
	for i, f := range files {
		parsed[i] = f.ast
	}
	names := map[*ast.Ident]types.Object{}
	config := types.Config{Importer: nothing{}, Error: func(error) {}} // it misses all that is imported
	_, _ = config.Check(files[0].pkg, files[0].set, parsed, &types.Info{Uses: names})
	return names
}

// nothing imports nothing.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not needed") }

// written are the places that a node writes to.
func written(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.CallExpr:
		if f, is := n.Fun.(*ast.Ident); is && len(n.Args) > 0 && slices.Contains([]string{"delete", "clear", "copy"}, f.Name) {
			return n.Args[:1]
		}
	}
	return nil
}

// packageVariable is the name of the package variable that a place is in, "" for
// any other place.
func packageVariable(names map[*ast.Ident]types.Object, place ast.Expr) string {
	for {
		switch x := place.(type) {
		case *ast.SelectorExpr:
			if of, is := x.X.(*ast.Ident); is {
				if _, imported := names[of].(*types.PkgName); imported {
					return of.Name + "." + x.Sel.Name
				}
			}
			place = x.X
		case *ast.IndexExpr:
			place = x.X
		case *ast.SliceExpr:
			place = x.X
		case *ast.StarExpr:
			place = x.X
		case *ast.ParenExpr:
			place = x.X
		case *ast.Ident:
			if v, is := names[x].(*types.Var); is && v.Parent() == v.Pkg().Scope() {
				return x.Name
			}
			return ""
		default:
			return ""
		}
	}
}
