package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func report(err *problem.Error) v1.Problem {
	p := v1.Problem{Type: "/problems/" + string(err.Kind), Title: "t", Status: 422, Detail: err.Detail, Instance: "i", Code: string(err.Kind)}
	for _, f := range err.Fields {
		p.Errors = append(p.Errors, v1.ProblemField{Pointer: f.Pointer, Code: string(f.Code), Detail: f.Detail, Accepted: f.Accepted})
	}
	return p
}

func batch(t *testing.T, input string) (lines []map[string]any, count app.BatchCount, raw string) {
	t.Helper()
	var out bytes.Buffer
	count, err := service(t).Batch(context.Background(), strings.NewReader(input), &out, app.Options{}, report, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		var answer map[string]any
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		lines = append(lines, answer)
	}
	return lines, count, out.String()
}

func TestABadLineFailsAlone(t *testing.T) {
	lines, count, _ := batch(t, strings.Join([]string{
		`{"id":"a","request":{}}`,
		`{"id":"b","request":{"patient":{"sex":"x"}}}`,
		`not json`,
		``,
		`{"id":"c"}`,
		`{"request":{"labs":[{"test":"ferritin","value":1,"unit":"kg"}]}}`,
		strings.Repeat("x", app.MaxBatchLine+10),
		`{"id":"d","request":{"criteria":{"urge_to_move":"no"}}}`,
	}, "\n"))
	got := []string{}
	for _, l := range lines {
		code := "ok"
		if e, failed := l["error"]; failed {
			code = at(e, "code").(string)
			if list, has := e.(map[string]any)["errors"]; has {
				code += " " + at(list.([]any)[0], "pointer").(string)
			}
		}
		got = append(got, fmt.Sprint(l["line"], " ", l["id"], " ", code))
	}
	want := []string{
		"1 a ok", "2 b validation_failed /request/patient/sex", "3 <nil> malformed_json", "5 c validation_failed /request",
		"6 <nil> validation_failed /request/labs/0/unit", "7 <nil> body_too_large", "8 d ok",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%v\nwant\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if count.Lines != 8 || count.Failed != 5 {
		t.Errorf("counted %+v", count)
	}
}

// Order and bytes are the same on one core and on many, and each result is
// what a single request gets.
func TestABatchKeepsOrderForAnyNumberOfCores(t *testing.T) {
	s := service(t)
	cases := clinicalCases(t)
	var input strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&input, `{"id":"%d","request":%s}`+"\n", i, cases[i%len(cases)].Request)
	}
	lines, _, many := batch(t, input.String())
	before := runtime.GOMAXPROCS(1)
	_, _, one := batch(t, input.String())
	runtime.GOMAXPROCS(before)
	if one != many {
		t.Error("the bytes depend on the number of cores")
	}
	for i, l := range lines {
		if l["id"] != fmt.Sprint(i) || l["line"] != float64(i+1) {
			t.Fatalf("answer %d is of line %v, id %v", i+1, l["line"], l["id"])
		}
	}
	single, err := s.Screen(nil, cases[0].Request, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"line":1,"id":"0","result":` + string(single) + "}\n"; !strings.HasPrefix(many, want) {
		t.Error("a line is answered in other bytes than a request")
	}
}

// Whoever sends one line and waits gets its answer before the next is sent.
func TestALineIsAnsweredWhileTheInputPauses(t *testing.T) {
	in, send := io.Pipe()
	receive, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := service(t).Batch(context.Background(), in, out, app.Options{}, report, func() error { return nil })
		done <- err
	}()
	decoder := json.NewDecoder(receive)
	begun := "{"
	for i := range 3 {
		// The beginning of the next line must not hold back the answer to this one.
		fmt.Fprintf(send, begun+`"id":"%d","request":{}}`+"\n{", i)
		begun = ""
		var answer map[string]any
		if err := decoder.Decode(&answer); err != nil || answer["id"] != fmt.Sprint(i) {
			t.Fatalf("%v %v", answer["id"], err)
		}
	}
	fmt.Fprint(send, "}\n")
	send.Close()
	go func() { _, _ = io.Copy(io.Discard, receive) }()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestABatchStopsWhenTheOtherSideIsGone(t *testing.T) {
	gone := errors.New("gone")
	input := strings.Repeat(`{"request":{}}`+"\n", 10_000)
	_, err := service(t).Batch(context.Background(), strings.NewReader(input), failing{gone}, app.Options{}, report, func() error { return nil })
	if !errors.Is(err, gone) {
		t.Errorf("writing fails, but the error is %v", err)
	}
	_, err = service(t).Batch(context.Background(), io.MultiReader(strings.NewReader(input), failing{gone}), io.Discard, app.Options{}, report, func() error { return nil })
	if !errors.Is(err, gone) {
		t.Errorf("reading fails, but the error is %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = service(t).Batch(ctx, strings.NewReader(input), io.Discard, app.Options{}, report, func() error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled, but the error is %v", err)
	}
}

func TestABatchUnderAnUnknownRulesetIsRefusedWhole(t *testing.T) {
	var out bytes.Buffer
	_, err := service(t).Batch(context.Background(), strings.NewReader(`{"request":{}}`), &out,
		app.Options{Ruleset: "0.9.0"}, report, func() error { return nil })
	var fault *problem.Error
	if !errors.As(err, &fault) || fault.Kind != problem.RulesetUnavailable || out.Len() > 0 {
		t.Errorf("got %v and %q", err, out.String())
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func FuzzBatch(f *testing.F) {
	s := service(f)
	f.Add("{\"request\":{}}\n\n{\"id\":1}\n[]")
	f.Add("\r\n \n{\"id\":\"a\",\"request\":{\"patient\":{}}}")
	f.Fuzz(func(t *testing.T, input string) {
		var out bytes.Buffer
		if _, err := s.Batch(context.Background(), strings.NewReader(input), &out, app.Options{}, report, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		want := 0
		for line := range strings.Lines(input) {
			if strings.TrimSpace(line) != "" {
				want++
			}
		}
		if got := strings.Count(out.String(), "\n"); got != want {
			t.Errorf("%d lines have %d answers", want, got)
		}
	})
}

func BenchmarkBatch(b *testing.B) {
	s := service(b)
	var input bytes.Buffer
	for _, c := range clinicalCases(b) {
		fmt.Fprintf(&input, `{"id":"%s","request":%s}`+"\n", c.ID, c.Request)
	}
	all := bytes.Repeat(input.Bytes(), 10)
	// The floor decodes the same lines and encodes the same answers, which are
	// ten times as long, with the standard library and on one core.
	b.Run("floor-typed-codec", func(b *testing.B) {
		var answers []*v1.BatchAnswer
		for _, c := range clinicalCases(b) {
			req, err := s.Parse(c.Request)
			if err != nil {
				b.Fatal(err)
			}
			answers = append(answers, &v1.BatchAnswer{ID: c.ID, Result: s.Evaluate(req, app.Options{})})
		}
		b.SetBytes(int64(len(all)))
		for b.Loop() {
			i := 0
			for line := range bytes.Lines(all) {
				var in v1.BatchLine
				if err := json.Unmarshal(line, &in); err != nil {
					b.Fatal(err)
				}
				if _, err := json.Marshal(answers[i%len(answers)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		}
	})
	b.Run("batch", func(b *testing.B) {
		b.SetBytes(int64(len(all)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Batch(context.Background(), bytes.NewReader(all), io.Discard, app.Options{}, report, func() error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
