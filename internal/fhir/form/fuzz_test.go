package form_test

import (
	"os"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// FuzzRead: no response makes Read panic, and what it reads is a request of
// which only contradictions are left to be found.
func FuzzRead(f *testing.F) {
	s := service(f)
	form := newForm(s)
	for _, c := range faults {
		f.Add([]byte(c.response))
	}
	for _, c := range accepted {
		f.Add([]byte(c.response))
	}
	for _, req := range clinicalCases(f, s) {
		f.Add(completed(f, form, req))
	}
	if raw, err := os.ReadFile("testdata/lhc-forms.json"); err == nil {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, reading := form.Read(raw)
		if (reading.Body == nil) != fhir.HasErrors(reading.Issues) {
			t.Fatalf("a body if and only if there is no error: %v", reading.Issues)
		}
		for _, i := range reading.Issues {
			if !known(form, i.Code) || i.Detail == "" {
				t.Fatalf("%+v", i)
			}
		}
		if reading.Body == nil {
			return
		}
		_, err := s.Parse(reading.Body)
		if err == nil {
			return
		}
		for _, field := range err.Fields {
			switch field.Code {
			case problem.CodeRange, problem.CodeInconsistent, problem.CodeAfterAsOf:
			default:
				t.Fatalf("%s: %+v", reading.Body, field)
			}
			if reading.At(field.Pointer) == "QuestionnaireResponse" {
				t.Fatalf("%s has no place in the response", field.Pointer)
			}
		}
		if len(err.Fields) == 0 {
			t.Fatalf("%s: %v", reading.Body, err)
		}
	})
}
