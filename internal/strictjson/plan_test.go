package strictjson_test

// Wire types whose rules could not be kept are refused, not half enforced.

import (
	"reflect"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

type embedded struct{}

func TestATypeWhoseRulesCouldNotBeKeptIsRefused(t *testing.T) {
	for rule, c := range map[string]struct {
		dst    any
		reason string
	}{
		"a member needs a name":      {&struct{ A string }{}, "json tag"},
		"no embedded structs":        {&struct{ embedded }{}, "json tag"},
		"no two members of one name": {twins(), "two members"},
		"no maps": {&struct {
			A map[string]int `json:"a"`
		}{}, "map has no place"},
		"no lists of lists": {&struct {
			A [][]int `json:"a" validate:"omitempty,max=1"`
		}{}, "list of lists"},
		"no pointers to lists": {&struct {
			A *[]int `json:"a" validate:"omitempty,max=1"`
		}{}, "not a pointer"},
		"a list needs a limit": {&struct {
			A []int `json:"a"`
		}{}, "limit"},
		"objects in a list need dive": {&struct {
			A []embedded `json:"a" validate:"omitempty,max=1"`
		}{}, "dive"},
		"dive is for lists": {&struct {
			A string `json:"a" validate:"omitempty,dive"`
		}{}, "dive"},
		"a rule needs omitempty before it": {&struct {
			A *int `json:"a" validate:"min=1"`
		}{}, "omitempty or required"},
		"required refuses false": {&struct {
			A bool `json:"a" validate:"required"`
		}{}, "pointer"},
		"no rule without a sentence": {&struct {
			A string `json:"a" validate:"omitempty,email"`
		}{}, "understood"},
		"no rule of another kind": {&struct {
			A *int `json:"a" validate:"omitempty,oneof=1 2"`
		}{}, "understood"},
		"a limit is a number": {&struct {
			A *int `json:"a" validate:"omitempty,max=1.5"`
		}{}, "max=1.5"},
		"deep inside as well": {&struct {
			A *struct {
				B any `json:"b"`
			} `json:"a"`
		}{}, "interface"},
	} {
		t.Run(rule, func(t *testing.T) {
			fields, err := strictjson.New().Decode([]byte(`{}`), c.dst)
			if err == nil || err.Kind != problem.Internal || fields != nil || !strings.Contains(err.Cause.Error(), c.reason) {
				t.Errorf("fields %v, error %v, want a cause with %q", fields, err, c.reason)
			}
		})
	}
}

// twins is made at run time, since vet would refuse it in source.
func twins() any {
	member := func(name string) reflect.StructField {
		return reflect.StructField{Name: name, Type: reflect.TypeFor[string](), Tag: `json:"a"`}
	}
	return reflect.New(reflect.StructOf([]reflect.StructField{member("A"), member("B")})).Interface()
}

func TestTheRequestsOfTheContractHaveAPlan(t *testing.T) {
	for _, dst := range []any{new(v1.ScreeningRequest), new(v1.IronStatusRequest), new(v1.BatchLine)} {
		if _, err := strictjson.New().Decode([]byte(`{}`), dst); err != nil {
			t.Errorf("%T: %v", dst, err.Cause)
		}
	}
}
