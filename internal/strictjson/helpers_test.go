package strictjson_test

// Types and checks that the tests share.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

// line is like a line of a batch.
type line struct {
	ID      string               `json:"id,omitempty"`
	Request *v1.ScreeningRequest `json:"request" validate:"required"`
}

// order has the kinds and rules that the screening request does not have.
type order struct {
	Urgent  bool     `json:"urgent,omitempty"`
	Fasting *bool    `json:"fasting,omitempty" validate:"omitempty"`
	Count   int      `json:"count,omitempty" validate:"omitempty,min=2"`
	Small   *int8    `json:"small,omitempty"`
	Ratio   float64  `json:"ratio,omitempty" validate:"omitempty,max=1.5"`
	Single  *float32 `json:"single,omitempty"`
	Note    string   `json:"note,omitempty" validate:"omitempty,min=3,max=5"`
	Free    *string  `json:"free,omitempty"`
	Tubes   []string `json:"tubes,omitzero" validate:"required,min=1,max=3,dive,oneof=red blue"`
	Doses   []*int   `json:"doses,omitzero" validate:"omitempty,max=4,dive,min=1"`
	Place   place    `json:"place,omitzero"`
	Slashed string   `json:"a/b~c,omitempty" validate:"omitempty,oneof=x"`
	Hidden  string   `json:"-"`
	_       string   // has no name, and so no place in JSON
	Parts   []*order `json:"parts,omitzero" validate:"omitempty,max=2,dive"`
}

type place struct {
	Ward string `json:"ward" validate:"required,max=8"`
}

// brief writes faults as "pointer code", a line each.
func brief(fields []problem.Field) string {
	var lines []string
	for _, f := range fields {
		lines = append(lines, f.Pointer+" "+string(f.Code))
	}
	return strings.Join(lines, "\n")
}

// decode returns what was decoded and the faults in brief.
func decode[T any](t *testing.T, document string) (T, []problem.Field) {
	t.Helper()
	var into T
	fields, err := strictjson.New().Decode([]byte(document), &into)
	if err != nil {
		t.Fatalf("Decode(%.200q): %v at %d:%d", document, err, err.Line, err.Column)
	}
	checkFields(t, fields)
	return into, fields
}

// checkFields holds what is true of all faults.
func checkFields(t *testing.T, fields []problem.Field) {
	t.Helper()
	if len(fields) > 100 {
		t.Errorf("%d faults, more than 100", len(fields))
	}
	for _, f := range fields {
		if f.Code == "" || !strings.HasSuffix(strings.TrimSuffix(f.Detail, "?"), ".") && !strings.HasSuffix(f.Detail, "?") {
			t.Errorf("not a code and a sentence: %+v", f)
		}
		if f.Pointer != "" && f.Pointer[0] != '/' {
			t.Errorf("not a pointer: %q", f.Pointer)
		}
	}
}

func expectFaults(t *testing.T, fields []problem.Field, want ...string) {
	t.Helper()
	if got := brief(fields); got != strings.Join(want, "\n") {
		t.Errorf("faults\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func expectAccepted(t *testing.T, f problem.Field, want ...string) {
	t.Helper()
	if !slices.Equal(f.Accepted, want) {
		t.Errorf("accepted %v, want %v", f.Accepted, want)
	}
}

func repeat(element string, n int) string {
	return strings.TrimSuffix(strings.Repeat(element+",", n), ",")
}

func medication(name string) string { return fmt.Sprintf(`{"medications":[{"name":%s}]}`, name) }
