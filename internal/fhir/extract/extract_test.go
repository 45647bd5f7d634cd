package extract_test

import (
	"bufio"
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	base = "https://rls.example.org/fhir/R4"
	// digest stands for that of the ruleset, so that a new source of a rule
	// does not change the golden files.
	digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
)

// clinic screens requests, and makes the input of a bundle of what comes out.
type clinic struct {
	service *app.Service
	rules   *knowledge.Ruleset
}

func open(t testing.TB) clinic {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return clinic{service: app.New(rules, "US"), rules: rules}
}

// input is the bundle's input for a form whose answers are request, as JSON of
// api/v1, and which was sent as response.
func (c clinic) input(t testing.TB, request, response, lang string) extract.Input {
	t.Helper()
	parsed, problem := c.service.Parse([]byte(request))
	if problem != nil {
		t.Fatal(problem)
	}
	return c.answered(t, parsed, response, lang)
}

func (c clinic) answered(t testing.TB, request *v1.ScreeningRequest, response, lang string) extract.Input {
	t.Helper()
	var read fhir.QuestionnaireResponse
	if err := json.Unmarshal([]byte(response), &read); err != nil {
		t.Fatal(err)
	}
	screening := c.service.Evaluate(request, app.Options{Lang: lang})
	screening.Text.Summary = strings.ReplaceAll(screening.Text.Summary, c.rules.Digest, digest)
	return extract.Input{
		Base: base, RulesetID: c.rules.Manifest.ID, RulesetVersion: c.rules.Manifest.Version,
		RulesetDigest: digest, ProgramVersion: "1.0.0",
		Response: &read, Raw: []byte(response),
		Subject:   fhir.Reference{Reference: "Patient/123"},
		Request:   request,
		Screening: screening,
		Lang:      lang, OrderCode: c.service.OrderCode,
		LabTest: c.service.LabTest,
		Word:    func(kind, code string) string { return c.service.Word(lang, kind, code) },
	}
}

// Responses as different clients send them.
const (
	stored = `{"resourceType":"QuestionnaireResponse","id":"qr-1","questionnaire":"https://rls.example.org/fhir/R4/Questionnaire/rls-screening|1.0.0",` +
		`"status":"completed","subject":{"reference":"Patient/123"},"encounter":{"reference":"Encounter/9"},"authored":"2026-11-20T09:30:00-05:00"}`
	stripped = `{"resourceType":"QuestionnaireResponse","meta":{"tag":[{"code":"lformsVersion: 36.0.0"}]},` +
		`"questionnaire":"https://rls.example.org/fhir/R4/Questionnaire/rls-screening|1.0.0","status":"completed","authored":"2026-11-20"}`
	undated = `{"resourceType":"QuestionnaireResponse","id":"qr-2","status":"amended","subject":{"reference":"Patient/123"}}`
)

// request is that of a case of the specification.
func request(t testing.TB, id string) string {
	t.Helper()
	if strings.HasSuffix(id, ".json") {
		content, err := os.ReadFile(id)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	for _, c := range cases(t) {
		if c.ID == id {
			return string(c.Request)
		}
	}
	t.Fatal("no case", id)
	return ""
}

type clinicalCase struct {
	ID      string         `json:"id"`
	Request jsontext.Value `json:"request"`
}

func cases(t testing.TB) []clinicalCase {
	t.Helper()
	content, err := os.ReadFile("../../app/testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []clinicalCase
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c clinicalCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

const fullPositive = "../../../api/examples/createScreening/positive.request.json"

func TestBundlesAreTheGoldenOnes(t *testing.T) {
	c := open(t)
	for name, golden := range map[string]struct {
		request, response, lang string
		change                  func(*extract.Input)
	}{
		"positive_with_medicines_in_the_note": {fullPositive, stored, "en", func(in *extract.Input) {
			in.Encounter = &fhir.Reference{Reference: "Encounter/9"}
		}},
		"positive_extended_in_spanish_filed_with_its_response": {fullPositive, stripped, "es", func(in *extract.Input) {
			in.Extended = true
		}},
		"review_of_a_mimic_without_a_date": {"CMP-08", undated, "en", nil},
		"negative_with_an_alert":           {"CMP-14", stored, "en", nil},
		"indeterminate":                    {"CMP-17", stored, "es", nil},
		"out_of_scope":                     {"CMP-20", stripped, "en", nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.input(t, request(t, golden.request), golden.response, golden.lang)
			if golden.change != nil {
				golden.change(&in)
			}
			compare(t, filepath.Join("testdata", name+".json"), encode(t, extract.Bundle(in), jsontext.WithIndent("  ")))
		})
	}
}

func compare(t *testing.T, path string, got []byte) {
	t.Helper()
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at the difference after: go test ./internal/fhir/extract -update", path)
	}
}

func encode(t testing.TB, v any, o ...json.Options) []byte {
	t.Helper()
	out, err := json.Marshal(v, o...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// resources of one type in a bundle, as JSON objects, in order.
func resources(t testing.TB, b *fhir.Bundle, kind string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, e := range b.Entry {
		var r map[string]any
		if err := json.Unmarshal(encode(t, e.Resource), &r); err != nil {
			t.Fatal(err)
		}
		if r["resourceType"] == kind {
			out = append(out, r)
		}
	}
	return out
}

// at follows names and indexes into a JSON value; nil where there is nothing.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[p]
		case int:
			list, _ := v.([]any)
			if p >= len(list) {
				return nil
			}
			v = list[p]
		}
	}
	return v
}

// codes are those of one code system in a CodeableConcept, or a list of them.
func codes(v any, system string) []string {
	var out []string
	concepts, isList := v.([]any)
	if !isList {
		concepts = []any{v}
	}
	for _, concept := range concepts {
		codings, _ := at(concept, "coding").([]any)
		for _, coding := range codings {
			if code, is := at(coding, "code").(string); is && at(coding, "system") == system {
				out = append(out, code)
			}
		}
	}
	return out
}

func own(id string) string { return fhir.OwnSystem(base, id) }
