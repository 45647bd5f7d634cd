package app_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Whatever the bytes, there is an answer or an error that a caller can act on;
// the answer is the one description of it, encoded, and the same each time.
func FuzzScreen(f *testing.F) {
	s := service(f)
	full, err := os.ReadFile("testdata/full_positive.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full, true)
	for _, c := range clinicalCases(f) {
		f.Add([]byte(c.Request), false)
	}
	for _, c := range refused {
		f.Add([]byte(c.body), false)
	}
	for _, body := range hostile {
		f.Add([]byte(body), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, patient bool) {
		o := app.Options{Lang: "es"}
		if patient {
			o.Audience = app.Patient
		}
		answer, fault := s.Screen(nil, body, o)
		if fault != nil {
			actionable(t, fault)
			return
		}
		req, fault := s.Parse(body)
		if fault != nil {
			t.Fatal("accepted and refused", fault)
		}
		want, err := json.Marshal(s.Evaluate(req, o))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(answer, want) {
			t.Errorf("the answer is not what its description encodes:\n%s\n%s", answer, want)
		}
	})
}

func FuzzIronStatus(f *testing.F) {
	s := service(f)
	for _, c := range followUps {
		f.Add([]byte(c.body))
	}
	for _, body := range hostile {
		f.Add([]byte(strings.ReplaceAll(body, `"labs"`, `"results"`)))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, fault := s.IronStatus(nil, body, app.Options{})
		if fault != nil {
			actionable(t, fault)
			return
		}
		var decoded map[string]any
		if err := json.Unmarshal(answer, &decoded); err != nil {
			t.Fatal(err)
		}
		if date, _ := decoded["next_recheck_on"].(string); len(date) < len("2026-01-01") {
			t.Errorf("the next recheck is on %q", date)
		}
	})
}

func actionable(t *testing.T, fault *problem.Error) {
	t.Helper()
	if fault.Kind == problem.Internal || fault.Detail == "" {
		t.Errorf("nobody can act on %q: %v", fault.Error(), fault.Cause)
	}
	if len(fault.Fields) > problem.MostFields {
		t.Errorf("%d faults are more than anybody reads", len(fault.Fields))
	}
	for _, field := range fault.Fields {
		if field.Code == "" || strings.TrimSpace(field.Detail) == "" {
			t.Errorf("a fault that says nothing: %+v", field)
		}
	}
}
