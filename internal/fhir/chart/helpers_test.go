package chart_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
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

var today = time.Date(2026, time.November, 20, 9, 30, 0, 0, time.UTC)

// read reads resources, each as an own content.
func read(t testing.TB, k chart.Knowledge, resources ...string) *chart.Chart {
	t.Helper()
	var contents []chart.Content
	for i, raw := range resources {
		contents = append(contents, chart.Content{Expression: fmt.Sprintf("content[%d]", i), Raw: []byte(raw)})
	}
	c := chart.Read(chart.Subject{}, contents, k, today)
	acceptable(t, k.(*app.Service), c)
	return c
}

// acceptable fails when the request of a chart would be refused.
func acceptable(t testing.TB, s *app.Service, c *chart.Chart) {
	t.Helper()
	body, err := json.Marshal(c.Request())
	if err != nil {
		t.Fatal(err)
	}
	if _, fault := s.Parse(body); fault != nil {
		t.Fatalf("the request of the chart is refused: %v %+v\n%s", fault, fault.Fields, body)
	}
}

// codes are "code at expression" of the issues, without those on what was used
// and those that count what means nothing.
func codes(c *chart.Chart) string {
	var list []string
	for _, i := range c.Issues {
		if i.Code != "used" && i.Code != "no_meaning" {
			list = append(list, i.Code+" at "+i.Expression)
		}
	}
	return strings.Join(list, "; ")
}

func has(c *chart.Chart, code string) bool {
	return slices.ContainsFunc(c.Issues, func(i fhir.Issue) bool { return i.Code == code })
}

const (
	icd10cm = "http://hl7.org/fhir/sid/icd-10-cm"
	icd10   = "http://hl7.org/fhir/sid/icd-10"
	snomed  = "http://snomed.info/sct"
	loinc   = "http://loinc.org"
	rxnorm  = "http://www.nlm.nih.gov/research/umls/rxnorm"
	ucum    = "http://unitsofmeasure.org"
)

const (
	clinical     = "http://terminology.hl7.org/CodeSystem/condition-clinical"
	verification = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
)

// conditionOf is an active, confirmed Condition with more members.
func conditionOf(id, system, code string, more ...string) string {
	members := []string{
		`"resourceType":"Condition"`, `"id":"` + id + `"`, `"code":` + codeable(system, code),
		`"clinicalStatus":` + codeable(clinical, "active"), `"verificationStatus":` + codeable(verification, "confirmed"),
	}
	return object(members, more)
}

// resultOf is a final Observation of today with more members.
func resultOf(id, code string, value float64, unit string, more ...string) string {
	members := []string{
		`"resourceType":"Observation"`, `"id":"` + id + `"`, `"status":"final"`, `"code":` + codeable(loinc, code),
		`"effectiveDateTime":"2026-11-19"`,
		fmt.Sprintf(`"valueQuantity":{"value":%v,"unit":%q,"system":%q,"code":%q}`, value, unit, ucum, unit),
	}
	return object(members, more)
}

// orderOf is an active MedicationRequest with more members.
func orderOf(id string, more ...string) string {
	return object([]string{`"resourceType":"MedicationRequest"`, `"id":"` + id + `"`, `"status":"active"`, `"intent":"order"`}, more)
}

// statementOf is an active MedicationStatement with more members.
func statementOf(id string, more ...string) string {
	return object([]string{`"resourceType":"MedicationStatement"`, `"id":"` + id + `"`, `"status":"active"`}, more)
}

func taking(system, code string) string {
	return `"medicationCodeableConcept":` + codeable(system, code)
}

func named(text string) string { return `"medicationCodeableConcept":{"text":"` + text + `"}` }

func codeable(system, code string) string {
	return `{"coding":[{"system":"` + system + `","code":"` + code + `"}]}`
}

// object writes members; of two with one name the later is written.
func object(members, more []string) string {
	name := func(m string) string { return m[:strings.Index(m, ":")] }
	for _, m := range more {
		members = slices.DeleteFunc(members, func(other string) bool { return name(other) == name(m) })
		if !strings.HasSuffix(m, ":null") {
			members = append(members, m)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func bundle(resources ...string) string {
	var entries []string
	for _, r := range resources {
		entries = append(entries, `{"resource":`+r+`}`)
	}
	return `{"resourceType":"Bundle","type":"searchset","entry":[` + strings.Join(entries, ",") + `]}`
}

const woman = `{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1980-06-15"}`

// history is the history that a chart answers, as JSON.
func history(t testing.TB, c *chart.Chart) string { return marshal(t, c.Request().History) }

func marshal(t testing.TB, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func number(n *int) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

func entries(c *chart.Chart) []v1.Medication { return c.Request().Medications }
