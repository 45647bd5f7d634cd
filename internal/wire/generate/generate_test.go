package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join("..", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./internal/wire (%v)", name, err)
		}
	}
}

// The generated code does not count how deep a document is nested, since the
// types bound it.
func TestNothingReadIsDeeperThanStrictjsonReads(t *testing.T) {
	if depth := depthOf(reflect.TypeFor[v1.BatchLine](), 1); depth > 16 {
		t.Errorf("%d deep, or without an end", depth)
	}
}

func depthOf(t reflect.Type, depth int) int {
	deepest := depth
	switch {
	case depth > 16:
	case t.Kind() == reflect.Pointer:
		return depthOf(t.Elem(), depth)
	case t.Kind() == reflect.Slice:
		return depthOf(t.Elem(), depth+1)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			deepest = max(deepest, depthOf(t.Field(i).Type, depth+1))
		}
	}
	return deepest
}

func TestOmitzeroKeepsWhatIsThereButEmpty(t *testing.T) {
	type lists struct {
		A int      `json:"a"`
		B []string `json:"b,omitzero"`
		C *string  `json:"c,omitzero"`
	}
	source, err := generateEncoders(reflect.TypeFor[lists]())
	if err != nil || !strings.Contains(string(source), "if v.B != nil {") || !strings.Contains(string(source), "if v.C != nil {") {
		t.Errorf("%v\n%s", err, source)
	}
}

// Types with one field that cannot be generated.
type (
	inner struct {
		A string `json:"a"`
	}
	twice struct {
		A string `json:"a"`
		inner
	}
	unnamed struct{ A string }
	quoted  struct {
		A int `json:"a,string"`
	}
	escaped struct {
		A string `json:"a<b"`
	}
	narrow struct {
		A int8 `json:"a"`
	}
	numbers struct {
		A []int `json:"a"`
	}
	hollow struct {
		A string `json:"a,omitempty"`
	}
	object struct {
		A int   `json:"a"`
		B inner `json:"b,omitempty"`
	}
	zero struct {
		A int  `json:"a"`
		B bool `json:"b,omitzero"`
	}
	foreign struct {
		A string `json:"a" validate:"email"`
	}
	spaced struct {
		A string `json:"a" validate:"oneof='a b' c"`
	}
	together struct {
		A string `json:"a" validate:"omitempty,date,max=10"`
	}
	alike struct {
		A string `json:"a" validate:"oneof=a b c d"`
		B string `json:"b" validate:"oneof=a b c e"`
	}
)

func TestWhatCannotBeGeneratedIsRefused(t *testing.T) {
	for _, c := range []struct {
		generate func(...reflect.Type) ([]byte, error)
		of       reflect.Type
		because  string
	}{
		{generateEncoders, reflect.TypeFor[twice](), `twice has two members "a"`},
		{generateEncoders, reflect.TypeFor[unnamed](), "unnamed.A: json tag"},
		{generateEncoders, reflect.TypeFor[quoted](), "quoted.A: json tag"},
		{generateEncoders, reflect.TypeFor[escaped](), "escaped.A: json tag"},
		{generateEncoders, reflect.TypeFor[narrow](), "narrow.A: cannot be written"},
		{generateEncoders, reflect.TypeFor[numbers](), "numbers.A: cannot be written"},
		{generateEncoders, reflect.TypeFor[hollow](), "hollow.A: cannot be left out"},
		{generateEncoders, reflect.TypeFor[object](), "object.B: cannot be left out"},
		{generateEncoders, reflect.TypeFor[zero](), "zero.B: cannot be left out"},
		{generateDecoders, reflect.TypeFor[zero](), "zero.A: cannot be read"},
		{generateDecoders, reflect.TypeFor[foreign](), "foreign.A: validate rule"},
		{generateDecoders, reflect.TypeFor[spaced](), "spaced.A: validate rule"},
		{generateDecoders, reflect.TypeFor[together](), "together.A: has rules that are not read together"},
		{generateDecoders, reflect.TypeFor[alike](), "alike.B: accepts words that begin as others do"},
	} {
		if _, err := c.generate(c.of); err == nil || !strings.Contains(err.Error(), c.because) {
			t.Errorf("%s: %v", c.of, err)
		}
	}
}
