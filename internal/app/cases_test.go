package app_test

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func service(t testing.TB) *app.Service {
	t.Helper()
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return app.New(rs, "US")
}

// clinicalCase is one line of testdata/cases.jsonl: a published or composed
// case with what the specification's authors expect.
type clinicalCase struct {
	ID      string          `json:"id"`
	Title   string          `json:"title"`
	Request json.RawMessage `json:"request"`
	Expect  map[string]any  `json:"expect"`
}

func clinicalCases(t testing.TB) []clinicalCase {
	t.Helper()
	f, err := os.Open("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []clinicalCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c clinicalCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

func TestClinicalCases(t *testing.T) {
	s := service(t)
	for _, c := range clinicalCases(t) {
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			body, problem := s.Screen(nil, c.Request, app.Options{})
			if problem != nil {
				t.Fatal(problem)
			}
			var answer map[string]any
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Fatal(err)
			}
			have := facts(answer)
			for key, want := range c.Expect {
				if !reflect.DeepEqual(have[key], want) {
					t.Errorf("%s: got %v, want %v", key, have[key], want)
				}
			}
		})
	}
}

// facts is the compared part of an answer, under the names of the cases.
func facts(r map[string]any) map[string]any {
	return map[string]any{
		"outcome": at(r, "outcome", "code"), "reason": at(r, "outcome", "reason"), "criterion_5": at(r, "criterion_5", "status"),
		"course": at(r, "course", "code"), "significance": at(r, "significance", "code"), "standards": r["standards"],
		"classification":   only(at(r, "classification"), "label", "provisional"),
		"contributors":     each(at(r, "classification", "contributors"), func(x any) any { return only(x, "id", "tier") }),
		"primary_pointers": each(at(r, "classification", "primary_pointers"), func(x any) any { return at(x, "id") }),
		"missing":          at(r, "classification", "missing"),
		"iron_reading":     at(r, "iron", "reading"), "near_threshold": at(r, "iron", "near_threshold"),
		"alerts":           each(r["alerts"], func(x any) any { return only(x, "id", "urgency") }),
		"labs_recommended": labsOf(r, "recommended"), "labs_consider": labsOf(r, "consider"),
		"outcome_settled": at(r, "decision", "outcome_settled"), "can_stop": at(r, "decision", "can_stop"),
		"decisive":     each(at(r, "decision", "decisive"), func(x any) any { return at(x, "path") }),
		"would_change": each(at(r, "decision", "would_change"), func(x any) any { return at(x, "path") }),
	}
}

func at(x any, path ...string) any {
	for _, p := range path {
		x = x.(map[string]any)[p]
	}
	return x
}

func only(x any, keys ...string) any {
	out := map[string]any{}
	for _, k := range keys {
		out[k] = at(x, k)
	}
	return out
}

func each(x any, f func(any) any) any {
	out := []any{}
	for _, item := range x.([]any) {
		out = append(out, f(item))
	}
	return out
}

func labsOf(r map[string]any, priority string) any {
	out := []any{}
	for _, lab := range r["labs"].([]any) {
		if at(lab, "priority") == priority {
			out = append(out, at(lab, "id"))
		}
	}
	return out
}
