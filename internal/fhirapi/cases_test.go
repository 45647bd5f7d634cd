package fhirapi_test

import (
	"bufio"
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

// clinicalCase is one of the published or composed cases.
type clinicalCase struct {
	ID      string         `json:"id"`
	Request jsontext.Value `json:"request"`
}

func clinicalCases(tb testing.TB) []clinicalCase {
	tb.Helper()
	text, err := os.ReadFile("../app/testdata/cases.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	var cases []clinicalCase
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c clinicalCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			tb.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

// filledIn is the form, completed with the answers of a request.
func filledIn(tb testing.TB, request *v1.ScreeningRequest) []byte {
	tb.Helper()
	s := service(tb)
	f := form.New(form.Options{Base: base, Version: s.RulesetVersion(), Released: "2026-11-20", ATC: true}, s.Form("en"), s.Form("es"), s)
	response := f.Write(request)
	response.Status = "completed"
	response.Subject = &fhir.Reference{Reference: "Patient/p1"}
	text, err := json.Marshal(response)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// TestTheFormDecidesLikeREST sends every case as a completed form, and reads
// the decision back from the resources.
func TestTheFormDecidesLikeREST(t *testing.T) {
	api, s := newAPI(t, nil), service(t)
	cases := clinicalCases(t)
	if len(cases) < 33 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			request, fault := s.Parse(c.Request)
			if fault != nil {
				t.Fatal(fault)
			}
			want := s.Evaluate(request, app.Options{})
			answer := post(extractPath, string(filledIn(t, request))).send(api)
			if answer.Code != 200 {
				t.Fatalf("%d %s", answer.Code, answer.Body)
			}
			bundle := parse(t, answer.Body.Bytes()).parameter("return").at("resource")
			o := result(t, bundle)
			if got := codes(o.at("valueCodeableConcept")); !slices.Contains(got, want.Outcome.Code) {
				t.Errorf("outcome %q, not %s", got, want.Outcome.Code)
			}
			if got := component(o, "label"); got != want.Classification.Label {
				t.Errorf("label %s, not %s", got, want.Classification.Label)
			}
			if got, want := orders(bundle), suggestions(want); !slices.Equal(got, want) {
				t.Errorf("tests %q, not %q", got, want)
			}
			if got, want := tasks(bundle), alerts(want); !slices.Equal(got, want) {
				t.Errorf("alerts %q, not %q", got, want)
			}
		})
	}
}

// component is the code of a component of an Observation.
func component(o node, name string) string {
	for _, c := range o.at("component").list() {
		if slices.Contains(codes(c.at("code")), name) {
			return c.at("valueCodeableConcept", "coding", 0, "code").text()
		}
	}
	return ""
}

// orders are the tests that are proposed, each of a panel by itself.
func orders(bundle node) []string {
	var all []string
	for _, r := range entries(bundle, "ServiceRequest") {
		details := r.at("orderDetail").list()
		if len(details) == 0 {
			details = []node{r.at("code")}
		}
		for _, d := range details {
			ids := codes(d)
			all = append(all, ids[len(ids)-1])
		}
	}
	slices.Sort(all)
	return all
}

func suggestions(s *v1.Screening) []string {
	var all []string
	for _, lab := range s.Labs {
		if lab.Status == "suggested" {
			all = append(all, lab.ID)
		}
	}
	slices.Sort(all)
	return all
}

// tasks are the alerts with their urgency, in order.
func tasks(bundle node) []string {
	urgency := map[string]string{"stat": "emergency", "asap": "urgent", "urgent": "prompt", "routine": "routine"}
	var all []string
	for _, task := range entries(bundle, "Task") {
		all = append(all, codes(task.at("code"))[0]+" "+urgency[task.at("priority").text()])
	}
	return all
}

func alerts(s *v1.Screening) []string {
	var all []string
	for _, a := range s.Alerts {
		all = append(all, a.ID+" "+a.Urgency)
	}
	return all
}
