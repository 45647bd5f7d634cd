package form_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

var update = flag.Bool("update", false, "write the golden files")

// base is a FHIR base as an installation has it.
const base = "https://rlscreen.example/fhir/R4"

func service(t testing.TB) *app.Service {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return app.New(rules, "US")
}

func options(s *app.Service) form.Options {
	return form.Options{Base: base, Version: s.RulesetVersion(), Released: "2026-11-20", ATC: true}
}

func newForm(s *app.Service) *form.Form {
	return form.New(options(s), s.Form("en"), s.Form("es"), s)
}

// golden compares resources with the files there are.
func golden(t *testing.T, path string, resource any) {
	t.Helper()
	now, err := json.Marshal(resource, jsontext.WithIndent(" "), jsontext.EscapeForHTML(false), json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	now = append(now, '\n')
	if *update {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, now) {
		t.Errorf("%s is stale: go test ./internal/fhir/form -run Golden -update", path)
	}
}

func TestGoldenResources(t *testing.T) {
	f := newForm(service(t))
	golden(t, "testdata/questionnaire.json", f.Questionnaire())
	for _, s := range f.CodeSystems() {
		golden(t, "testdata/codesystem-"+s.ID+".json", s)
	}
	for _, s := range f.ValueSets() {
		golden(t, "testdata/valueset-"+s.ID+".json", s)
	}
}
