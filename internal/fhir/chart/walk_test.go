package chart_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

func TestAnythingMayStandInAChart(t *testing.T) {
	s := service(t)
	const entry = `{"resource":{"resourceType":"Condition","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]},"clinicalStatus":{"coding":[{"code":"active"}]}}}`
	deep := entry
	for range 12 {
		deep = `{"resource":{"resourceType":"Bundle","entry":[` + deep + `]}}`
	}
	for _, c := range []struct {
		name, content string
		diabetes      bool
		issues        string
	}{
		{"null is no data", `null`, false, ""},
		{"nothing", ` `, false, ""},
		{"a Bundle without entries", `{"resourceType":"Bundle","type":"searchset","total":0}`, false, ""},
		{"a Bundle", `{"resourceType":"Bundle","entry":[` + entry + `]}`, true, ""},
		{"a Bundle in a Bundle, as a batch answers", `{"resourceType":"Bundle","entry":[{"resource":{"entry":[` + entry + `],"resourceType":"Bundle"},"response":{"status":"200"}}]}`, true, ""},
		{"the type stands last", `{"entry":[` + entry + `],"resourceType":"Bundle"}`, true, ""},
		{"types of no use", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Encounter","status":7}},` + entry + `]}`, true, ""},
		{"further pages", `{"resourceType":"Bundle","link":[{"relation":"self","url":"x"},{"relation":"next","url":"y"}],"entry":[` + entry + `]}`, true, "truncated at content[0].link[1]"},
		{"fewer than its total", `{"resourceType":"Bundle","total":2,"entry":[` + entry + `]}`, true, "truncated at content[0].total"},
		{"a total without entries", `{"resourceType":"Bundle","total":2}`, false, "truncated at content[0].total"},
		{"its total", `{"resourceType":"Bundle","entry":[` + entry + `],"total":1}`, true, ""},
		{"fewer than its total, beside what is included", `{"resourceType":"Bundle","total":2,"entry":[` + entry + `,{"search":{"mode":"include"},"resource":{"resourceType":"Medication"}},{"resource":{"resourceType":"OperationOutcome"},"search":{"mode":"outcome"}}]}`, true, "truncated at content[0].total; failed at content[0].entry[2].resource"},
		{"further pages, with a total", `{"resourceType":"Bundle","total":9,"link":[{"relation":"next","url":"y"}],"entry":[` + entry + `]}`, true, "truncated at content[0].link[0]"},
		{"its total, with an entry that is no object", `{"resourceType":"Bundle","total":2,"entry":[7,` + entry + `]}`, true, "unreadable at content[0].entry[0].resource"},
		{"a total that is no number", `{"resourceType":"Bundle","total":"many","entry":[` + entry + `]}`, true, ""},
		{"a Bundle in a Bundle, with fewer than its total", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","total":2,"entry":[` + entry + `]}}]}`, true, "truncated at content[0].entry[0].resource.total"},
		{"an OperationOutcome beside data", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome"}},` + entry + `]}`, true, "failed at content[0].entry[0].resource"},
		{"an OperationOutcome in place of data", `{"resourceType":"OperationOutcome","issue":[]}`, false, "failed at content[0]"},
		{"a resource of the wrong shape", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","code":"E11.9"}},` + entry + `]}`, true, "unreadable at content[0].entry[0].resource"},
		{"a member twice", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"a","id":"b"}},` + entry + `]}`, true, "unreadable at content[0].entry[0].resource"},
		{"a text that is no UTF-8", `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"` + "\xff" + `"}},` + entry + `]}`, true, "unreadable at content[0].entry[0].resource"},
		{"an entry that is no object", `{"resourceType":"Bundle","entry":[7,` + entry + `]}`, true, "unreadable at content[0].entry[0].resource"},
		{"an entry without a resource", `{"resourceType":"Bundle","entry":[{"fullUrl":"x"},` + entry + `]}`, true, ""},
		{"entries that are no list", `{"resourceType":"Bundle","entry":7}`, false, ""},
		{"a resource without a type", `{"id":"a"}`, false, "unreadable at content[0]"},
		{"a type that is no text", `{"resourceType":7}`, false, "unreadable at content[0]"},
		{"no object", `"Condition"`, false, "unreadable at content[0]"},
		{"broken in the middle", `{"resourceType":"Bundle","entry":[` + entry + `,{"resource":{"resourceType":`, true, "unreadable at content[0]"},
		{"broken at once", `{`, false, "unreadable at content[0]"},
		{"Bundles in Bundles without an end", `{"resourceType":"Bundle","entry":[` + deep + `]}`, false, "unreadable at content[0]" + strings.Repeat(".entry[0].resource", 8)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.content)
			if got.Has("diabetes_type2") != c.diabetes || codes(got) != c.issues {
				t.Errorf("diabetes %v, issues %q", got.Has("diabetes_type2"), codes(got))
			}
			if got.Truncated != strings.Contains(c.issues, "truncated") {
				t.Error("truncated:", got.Truncated)
			}
		})
	}
}

func TestTheSameChartGivesTheSameIssuesInItsOrder(t *testing.T) {
	s := service(t)
	resources := []string{
		resultOf("a", "2276-4", 22, "mg/dL"), conditionOf("b", icd10cm, "E11.9"), orderOf("c", named("x"), `"status":"stopped"`),
		relativeOf("AUNT", "32914008"), woman, statementOf("d", named("y")), resultOf("e", "2502-3", 14, "%"),
	}
	first := read(t, s, resources...)
	last := -1
	for _, i := range first.Issues {
		var at int
		if _, err := fmt.Sscanf(i.Expression, "content[%d]", &at); err != nil || at < last {
			t.Errorf("%s stands behind %d", i.Expression, last)
		}
		last = at
	}
	for range 3 {
		if again := read(t, s, resources...); marshal(t, again) != marshal(t, first) {
			t.Fatal("another chart")
		}
	}
}

func TestAlikeIssuesAreCountedBeyondFifty(t *testing.T) {
	var resources []string
	for i := range 80 {
		resources = append(resources, conditionOf(fmt.Sprint(i), icd10cm, "E11.9", `"clinicalStatus":`+codeable(clinical, "resolved")))
	}
	got := read(t, service(t), bundle(resources...))
	last := got.Issues[len(got.Issues)-1]
	if len(got.Issues) != 51 || last.Code != "more" || last.Detail != "30 more issues are of the kind not_active." {
		t.Errorf("%d issues, the last %+v", len(got.Issues), last)
	}
}

// Whatever a chart says, an issue says where it stands and not what it is.
func TestIssuesHoldNothingOfTheChart(t *testing.T) {
	const secret = "Marzipan"
	got := read(t, service(t),
		`{"resourceType":"Patient","id":"Marz ipan","gender":"`+secret+`","birthDate":"`+secret+`"}`,
		conditionOf("a b "+secret, icd10cm, "E11.9", `"onsetString":"`+secret+`"`),
		conditionOf("b", icd10cm, "E11.9", `"clinicalStatus":`+codeable(clinical, secret)),
		resultOf("c", "2276-4", 0, "", `"valueQuantity":{"value":12.345,"unit":"`+secret+`"}`),
		resultOf("d", "2276-4", 0, "", `"valueQuantity":null`, `"valueString":"`+secret+`"`),
		resultOf("e", "2276-4", 99.125, "ng/mL", on(secret)),
		orderOf("f", named(secret)), orderOf("g", named(secret), `"status":"`+secret+`"`),
		`{"resourceType":"`+secret+`"}`, `{"resourceType":"Condition","id":"`+secret,
	)
	for _, i := range got.Issues {
		if text := i.Detail + i.Expression; strings.Contains(text, secret) || strings.Contains(text, "12.3") || strings.Contains(text, "99.1") {
			t.Errorf("%+v", i)
		}
	}
	if len(got.Issues) < 8 {
		t.Errorf("only %d issues", len(got.Issues))
	}
}

func TestEveryCodeOfAnIssueIsListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range chart.IssueCodes() {
		if seen[c.Code] || c.Code == "" || c.Display == "" {
			t.Errorf("%+v is there twice or says nothing", c)
		}
		seen[c.Code] = true
	}
	if !seen["used"] || !seen["truncated"] {
		t.Error("a code is missing")
	}
	if fhir.SystemSNOMED != snomed || fhir.SystemLOINC != loinc || fhir.SystemUCUM != ucum {
		t.Error("two names for one system")
	}
}
