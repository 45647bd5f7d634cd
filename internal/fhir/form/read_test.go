package form_test

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

// completed is a response written from a request, as a client would send it.
func completed(t testing.TB, f *form.Form, req *v1.ScreeningRequest) []byte {
	t.Helper()
	response := f.Write(req)
	response.Status, response.Subject = "completed", &fhir.Reference{Reference: "Patient/1"}
	raw, err := jsonv2.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func parse(t testing.TB, s *app.Service, body []byte) *v1.ScreeningRequest {
	t.Helper()
	req, problem := s.Parse(body)
	if problem != nil {
		t.Fatalf("%s: %v %v", body, problem, problem.Fields)
	}
	return req
}

// clinicalCases are the requests of internal/app/testdata/cases.jsonl.
func clinicalCases(t testing.TB, s *app.Service) map[string]*v1.ScreeningRequest {
	t.Helper()
	file, err := os.Open("../../app/testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cases := map[string]*v1.ScreeningRequest{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			ID      string
			Request json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases[c.ID] = parse(t, s, c.Request)
	}
	return cases
}

func TestClinicalCasesComeBackFromTheFormWithTheSameResult(t *testing.T) {
	s := service(t)
	f := newForm(s)
	cases := clinicalCases(t, s)
	if len(cases) < 33 {
		t.Fatalf("%d cases", len(cases))
	}
	for id, req := range cases {
		t.Run(id, func(t *testing.T) {
			_, reading := f.Read(completed(t, f, req))
			if fhir.HasErrors(reading.Issues) {
				t.Fatal(reading.Issues)
			}
			back := parse(t, s, reading.Body)
			want, got := s.Evaluate(req, app.Options{}), s.Evaluate(back, app.Options{})
			for name, pair := range map[string][2]any{
				"outcome": {want.Outcome, got.Outcome}, "label": {want.Classification.Label, got.Classification.Label},
				"alerts": {ids(want.Alerts), ids(got.Alerts)}, "labs": {labs(want.Labs), labs(got.Labs)},
			} {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Errorf("%s: %v, through the form %v", name, pair[0], pair[1])
				}
			}
		})
	}
}

func ids(alerts []v1.Alert) []string {
	var out []string
	for _, a := range alerts {
		out = append(out, a.ID+" "+a.Urgency)
	}
	return out
}

func labs(suggestions []v1.LabSuggestion) []string {
	var out []string
	for _, l := range suggestions {
		out = append(out, l.ID+" "+l.Priority+" "+l.Status)
	}
	return out
}
