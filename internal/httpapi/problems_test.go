package httpapi_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"strconv"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// declared reads the constants of a type of package problem from its source,
// so that one which is added without words is noticed.
func declared(tb testing.TB, typeName string) []string {
	tb.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../problem/problem.go", nil, 0)
	if err != nil {
		tb.Fatal(err)
	}
	var values []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == typeName {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				tb.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) == 0 {
		tb.Fatalf("no constants of %s", typeName)
	}
	return values
}

func TestEveryKindHasAPage(t *testing.T) {
	api := newAPI(t, nil)
	for _, kind := range declared(t, "Kind") {
		page := get("/problems/"+kind, "Accept", "text/html").send(api)
		if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "<code>"+kind+"</code>") {
			t.Errorf("%s: %d", kind, page.Code)
		}
		if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "style-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s", kind, policy)
		}
		var p v1.Problem
		answer := get("/problems/"+kind, "Accept", "application/json").send(api)
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != kind || p.Detail == "" || p.Status < 400 {
			t.Errorf("%s as JSON: %v, %+v", kind, err, p)
		}
	}
}

func TestEveryCodeOfAFaultIsExplained(t *testing.T) {
	page := get("/problems/validation_failed").send(newAPI(t, nil)).Body.String()
	for _, code := range declared(t, "Code") {
		if !strings.Contains(page, "<dt><code>"+code+"</code></dt>") {
			t.Errorf("%s is not explained", code)
		}
		one := get("/problems/" + code).send(newAPI(t, nil))
		if text := one.Body.String(); one.Code != http.StatusOK || strings.Count(text, "<dt>") != 1 || !strings.Contains(text, "<dt><code>"+code+"</code></dt>") {
			t.Errorf("%s by itself: %d", code, one.Code)
		}
		var p v1.Problem
		answer := get("/problems/"+code, "Accept", "application/json").send(newAPI(t, nil))
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || len(p.Errors) != 1 || p.Errors[0].Code != code || p.Errors[0].Detail == "" {
			t.Errorf("%s as JSON: %v, %+v", code, err, p)
		}
	}
}

func TestACodeThatThereIsNotIsNotFound(t *testing.T) {
	for _, path := range []string{"/problems/nothing", "/problems/INTERNAL", "/problems/"} {
		p := problemOf(t, get(path).send(newAPI(t, nil)))
		if p.Status != http.StatusNotFound || strings.Contains(p.Detail, "nothing\"") {
			t.Errorf("%s: %+v", path, p)
		}
	}
}
