package app_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Written and read again, a request is answered as before; so a record can be
// evaluated at any time.
func TestAWrittenRequestGivesTheSameAnswer(t *testing.T) {
	s := service(t)
	full, err := os.ReadFile("testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	bodies := [][]byte{full, []byte(`{}`), []byte(`{"patient":{},"criteria":{},"history":{},"medications":[],"labs":[],"safety":{}}`)}
	for _, c := range clinicalCases(t) {
		bodies = append(bodies, c.Request)
	}
	for _, body := range bodies {
		want, fault := s.Screen(nil, body, app.Options{})
		if fault != nil {
			t.Fatal(fault)
		}
		record, fault := s.ParseRecord(slices.Concat([]byte(`{"request":`), body, []byte(`}`)))
		if fault != nil {
			t.Fatal(fault)
		}
		written, fault := app.EncodeRequest(record.Request)
		if fault != nil {
			t.Fatal(fault)
		}
		again, fault := s.Parse(written)
		if fault != nil {
			t.Fatal(fault)
		}
		got, outcome := s.AppendAnswer(nil, again, app.Options{})
		if !bytes.Equal(got, want) || !bytes.HasPrefix(got, []byte(`{"outcome":{"code":"`+outcome+`"`)) {
			t.Errorf("%s became %s", body, written)
		}
	}
}

func TestOutcomeCodesAreAll(t *testing.T) {
	if codes := app.OutcomeCodes(); len(codes) != len(service(t).Vocabulary("en")["outcome"]) {
		t.Errorf("got %v", codes)
	}
}

// As part of a record, a request is accepted or refused as it is by itself, for
// the same reasons at the same places.
func FuzzParseRecord(f *testing.F) {
	s := service(f)
	for _, c := range clinicalCases(f) {
		f.Add([]byte(c.Request))
	}
	for _, c := range refused {
		f.Add([]byte(c.body))
	}
	for _, body := range hostile {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			return // by itself it is refused; in a record it could be more than the request
		}
		_, alone := s.Parse(body)
		record, inside := s.ParseRecord(slices.Concat([]byte(`{"subject":"x","request":`), body, []byte(`}`)))
		if inside != nil && slices.ContainsFunc(inside.Fields, func(f problem.Field) bool { return f.Code == problem.CodeTooDeep }) {
			return // what comes after that place was not read
		}
		if (alone == nil) != (inside == nil) || alone != nil && alone.Kind != inside.Kind {
			t.Fatalf("alone %v, in a record %v", alone, inside)
		}
		if alone == nil {
			if record.Request == nil || record.Subject != "x" {
				t.Fatal("accepted, and not there")
			}
			return
		}
		actionable(t, inside)
		if got, want := places(inside.Fields, ""), places(alone.Fields, "/request"); alike(alone.Fields) && !slices.Equal(got, want) {
			t.Errorf("in a record %v, alone %v", got, want)
		}
	})
}

func places(fields []problem.Field, below string) []string {
	var out []string
	for _, f := range fields {
		out = append(out, fmt.Sprint(below, f.Pointer, " ", f.Code))
	}
	return out
}

// alike leaves out faults of the document as a whole: that it is null, or that
// there are more faults than are listed.
func alike(fields []problem.Field) bool {
	return !slices.ContainsFunc(fields, func(f problem.Field) bool { return f.Pointer == "" })
}
