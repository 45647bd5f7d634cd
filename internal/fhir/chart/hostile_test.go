package chart_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// Keys of the conditions of a chart read for a patient.
func keysOf(t *testing.T, subject chart.Subject, resources ...string) (keys, issues string) {
	t.Helper()
	var contents []chart.Content
	for i, raw := range resources {
		contents = append(contents, chart.Content{Expression: fmt.Sprintf("content[%d]", i), Raw: []byte(raw)})
	}
	c := chart.Read(subject, contents, service(t), today)
	for _, condition := range c.Conditions {
		keys += condition.Key + " "
	}
	return strings.TrimSpace(keys), codes(c)
}

func TestOnlyAReferenceToThePatientIsOfThePatient(t *testing.T) {
	const p1 = "https://a.example/fhir"
	known := `{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:mrn","value":"7"},{"system":"urn:mrn","value":"8"}]}`
	for _, c := range []struct {
		subject string
		mine    bool
	}{
		{`null`, true},
		{`{}`, true},
		{`{"reference":""}`, true},
		{`{"reference":"Patient/p1"}`, true},
		{`{"reference":"Patient/p1/_history/2"}`, true},
		{`{"reference":"https://a.example/fhir/Patient/p1"}`, true},
		{`{"reference":"HTTPS://A.example/fhir/Patient/p1/_history/2"}`, true},
		{`{"reference":"Patient/p1","identifier":{"system":"urn:mrn","value":"8"}}`, true},
		{`{"reference":"Patient/p1","identifier":{"system":"urn:other","value":"9"}}`, true},
		{`{"identifier":{"system":"urn:mrn","value":"7"}}`, true},
		{`{"reference":"Patient/p1","display":"x"}`, true},

		{`{"reference":"Patient/p_2"}`, false},
		{`{"reference":"Patient/p2/"}`, false},
		{`{"reference":"Patient/p1/"}`, false},
		{`{"reference":"patient/p2"}`, false},
		{`{"reference":"Patient/p2?x"}`, false},
		{`{"reference":"#p2"}`, false},
		{`{"reference":"Patient?identifier=7"}`, false},
		{`{"reference":"Group/g1"}`, false},
		{`{"reference":"RelatedPerson/r1"}`, false},
		{`{"reference":"URN:UUID:aa"}`, false},
		{`{"reference":"p1"}`, false},
		{`{"reference":"x/Patient/p1"}`, false},
		{`{"reference":"ftp://a.example/fhir/Patient/p1"}`, false},
		{`{"reference":"https://b.example/fhir/Patient/p1"}`, false},
		{`{"reference":"https://a.example/other/Patient/p1"}`, false},
		{`{"reference":"https://a.example/fhir?x=/Patient/p1"}`, false},
		{`{"reference":"Patient/p1/_history/../p2"}`, false},
		{`{"reference":"Patient/p1","identifier":{"system":"urn:mrn","value":"9"}}`, false},
		{`{"identifier":{"system":"urn:mrn","value":"9"}}`, false},
		{`{"identifier":{"value":"7"}}`, false},
		{`{"identifier":{}}`, false},
		{`{"display":"Somebody"}`, false},
	} {
		keys, issues := keysOf(t, chart.Subject{Reference: "Patient/p1", Server: p1}, known, conditionOf("d", icd10cm, "E11.9", `"subject":`+strings.ReplaceAll(c.subject, "null", `{}`)))
		if mine := keys != ""; mine != c.mine || !mine && issues != "other_patient at content[1]" {
			t.Errorf("%s: %q %q", c.subject, keys, issues)
		}
	}
	for _, broken := range []string{`"Patient/p1"`, `[{"reference":"Patient/p1"}]`, `{"reference":7}`, `{"display":7}`} {
		if keys, issues := keysOf(t, chart.Subject{Reference: "Patient/p1"}, conditionOf("d", icd10cm, "E11.9", `"subject":`+broken)); keys != "" || issues != "unreadable at content[0]" {
			t.Errorf("%s: %q %q", broken, keys, issues)
		}
	}
}

func TestAChartReadForAPatientHoldsNobodyElse(t *testing.T) {
	theirs := conditionOf("d", icd10cm, "E11.9", about("Patient/p2"))
	for _, c := range []struct {
		name      string
		resources []string
		keys      string
	}{
		{"alone", []string{theirs}, ""},
		{"in a Bundle in a Bundle", []string{bundle(bundle(theirs))}, ""},
		{"with their Patient", []string{`{"resourceType":"Patient","id":"p2"}`, theirs}, ""},
		{"by the member of DSTU2", []string{conditionOf("d", icd10cm, "E11.9", `"patient":{"reference":"Patient/p2"}`)}, ""},
		{"of both", []string{conditionOf("d", icd10cm, "E11.9", about("Patient/p1"), `"patient":{"reference":"Patient/p2"}`)}, ""},
		{"beside theirs", []string{theirs, conditionOf("e", icd10cm, "G35", about("Patient/p1"))}, "multiple_sclerosis"},
	} {
		if keys, _ := keysOf(t, chart.Subject{Reference: "Patient/p1"}, c.resources...); keys != c.keys {
			t.Errorf("%s: %q", c.name, keys)
		}
	}
	if keys, _ := keysOf(t, chart.Subject{Reference: "Group/g1"}, theirs); keys != "" {
		t.Error("a chart of a group:", keys)
	}
}

func TestOnePatientOfTwoServersIsTwo(t *testing.T) {
	a, b := conditionOf("d", icd10cm, "E11.9", about("https://a.example/fhir/Patient/1")), conditionOf("e", icd10cm, "G35", about("https://b.example/fhir/Patient/1"))
	for _, c := range []struct {
		subject   string
		resources []string
		keys      string
	}{
		{"", []string{a}, "diabetes_type2"},
		{"", []string{a, b}, ""},
		{"Patient/1", []string{a, b}, ""},
		{"https://a.example/fhir/Patient/1", []string{a, b}, "diabetes_type2"},
		{"", []string{conditionOf("d", icd10cm, "E11.9", `"subject":{"reference":"Patient/1","identifier":{"system":"s","value":"1"}}`), conditionOf("e", icd10cm, "G35", `"subject":{"reference":"Patient/1","identifier":{"system":"s","value":"2"}}`)}, ""},
	} {
		if keys, issues := keysOf(t, chart.Subject{Reference: c.subject}, c.resources...); keys != c.keys {
			t.Errorf("%s %v: %q %q", c.subject, c.resources, keys, issues)
		}
	}
}

func TestAMemberOfAWrongTypeTakesNothingElseWithIt(t *testing.T) {
	s := service(t)
	got := read(t, s,
		conditionOf("a", icd10cm, "E11.9", `"recordedDate":2020`), orderOf("b", named("Zoloft"), `"reasonCode":{"text":"x"}`, `"dosageInstruction":7`, `"authoredOn":1`),
		orderOf("c", `"medicationCodeableConcept":{"coding":[{"system":"`+rxnorm+`","code":6915},{"display":7}],"text":"metoclopramide"}`))
	if !got.Has("diabetes_type2") || len(entries(got)) != 2 || entries(got)[1].Name != "metoclopramide" {
		t.Errorf("%+v", got)
	}
	const want = "member_ignored at content[0].recordedDate; member_ignored at content[1].reasonCode; member_ignored at content[1].dosageInstruction; member_ignored at content[1].authoredOn; " +
		"member_ignored at content[2].medicationCodeableConcept.coding[0].code; member_ignored at content[2].medicationCodeableConcept.coding[1].display"
	if codes(got) != want {
		t.Error(codes(got))
	}
	for _, deciding := range []string{`"verificationStatus":"refuted"`, `"clinicalStatus":[]`, `"abatementDateTime":2020`, `"code":{"coding":{}}`} {
		if got := read(t, s, conditionOf("a", icd10cm, "E11.9", deciding)); len(got.Conditions) > 0 || codes(got) != "unreadable at content[0]" {
			t.Errorf("%s: %s", deciding, codes(got))
		}
	}
	got = read(t, s, resultOf("a", "2276-4", 20, "ng/mL", `"valueQuantity":{"value":20,"unit":"ng/mL","comparator":7}`))
	if len(got.Labs) > 0 || codes(got) != "unreadable at content[0]" {
		t.Errorf("%+v", got)
	}
}

func TestAChartHasALimitOfResourcesThroughAllItsBundles(t *testing.T) {
	empty := `{"resourceType":"Observation"}`
	many := bundle(bundle(strings.Split(strings.TrimSuffix(strings.Repeat(empty+"\n", 19_999), "\n"), "\n")...), conditionOf("last", icd10cm, "E11.9"))
	got := read(t, service(t), many)
	if !got.Truncated || got.Has("diabetes_type2") || codes(got) != "too_many at content[0].entry[0].resource.entry[19998].resource" {
		t.Errorf("%v %s", got.Truncated, codes(got))
	}
}

// A list in a body must not become many times as large in memory.
func TestLongListsOfAResourceAreCutBeforeTheyAreBuilt(t *testing.T) {
	s := service(t)
	long := func(element string, n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(element+",", n), ",") + "]"
	}
	for _, c := range []struct{ name, raw, issues string }{
		{"components", resultOf("a", "2276-4", 20, "ng/mL", `"component":`+long("{}", 3_000_000)), "too_many at content[0]"},
		{"components with codes", resultOf("a", "2276-4", 20, "ng/mL", `"component":`+long(`{"code":{"coding":[{"code":"1"}]}}`, 300_000)), "too_many at content[0]"},
		{"codings", conditionOf("a", icd10cm, "E11.9", `"code":{"coding":`+long("{}", 3_000_000)+`}`), "too_many at content[0]"},
		{"contained", orderOf("a", named("Zoloft"), `"contained":`+long("{}", 3_000_000)), "too_many at content[0]"},
		{"conditions of a relative", relativeOf("MTH", "1", `"condition":`+long("{}", 3_000_000)), "too_many at content[0]"},
		{"many resources of many components", bundle(strings.Split(strings.TrimSuffix(strings.Repeat(resultOf("a", "1-1", 20, "x", `"component":`+long("{}", 200))+"\n", 15_000), "\n"), "\n")...), ""},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		got := chart.Read(chart.Subject{}, []chart.Content{{Expression: "content[0]", Raw: []byte(c.raw)}}, s, today)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 6*uint64(len(c.raw)) || took > 20*time.Second || codes(got) != c.issues {
			t.Errorf("%s: %d bytes in %s of a body of %d, issues %s", c.name, used, took, len(c.raw), codes(got))
		} else {
			t.Logf("%s: %d bytes in %s of a body of %d", c.name, used, took, len(c.raw))
		}
	}
}

func TestOrdersOfSomebodyElseAreCountedAndNotRead(t *testing.T) {
	orders := chart.ReadOrders(chart.Subject{Reference: "Patient/p1"}, []chart.Content{{Expression: "x", Raw: []byte(bundle(
		orderOf("a", named("Zoloft"), `"status":"draft"`, about("Patient/p2")),
		orderOf("b", named("Zoloft"), `"status":"draft"`, about("Group/g")),
		orderOf("c", named("Zoloft"), `"status":"entered"`),
		orderOf("d", `"status":"draft"`, `"medicationReference":{"reference":"Medication/x"}`),
		orderOf("e", named("Zoloft"), `"status":"draft"`, about("Patient/p1")),
		orderOf("f", named("Zoloft"), `"status":"draft"`, `"modifierExtension":[{"url":"x"}]`),
		`{"resourceType":"ServiceRequest","status":7}`,
	))}}, service(t))
	if orders.Unread != 5 || len(orders.Medications) != 1 || orders.Medications[0].Reference != "MedicationRequest/e" || len(orders.Issues) != 5 {
		t.Errorf("%+v", orders)
	}
}

func TestThePatientOfAChartIsTheOneItIsReadFor(t *testing.T) {
	entry := func(url, id string) string {
		return `{"resourceType":"Bundle","entry":[{"fullUrl":"` + url + `","resource":{"resourceType":"Patient"` + id + `,"gender":"female"}}]}`
	}
	for _, c := range []struct {
		subject, patient string
		mine             bool
	}{
		{"Patient/p", woman, true},
		{"Patient/q", woman, false},
		{"Patient/p", `{"resourceType":"Patient","gender":"female"}`, true},
		{"Patient/p", entry("urn:uuid:7", `,"id":"p"`), true},
		{"Patient/p", entry("urn:uuid:7", ``), false},
		{"urn:uuid:7", entry("urn:uuid:7", `,"id":"p"`), true},
		{"urn:uuid:7", entry("URN:UUID:7", ``), true},
		{"urn:uuid:7", entry("urn:uuid:8", ``), false},
		{"https://a.example/fhir/Patient/p", entry("https://a.example/fhir/Patient/p", `,"id":"p"`), true},
		{"https://a.example/fhir/Patient/p", entry("https://b.example/fhir/Patient/p", `,"id":"p"`), false},
		{"https://a.example/fhir/Patient/p", entry("https://a.example/fhir/Patient/p", `,"id":"q"`), false},
	} {
		got := chart.Read(chart.Subject{Reference: c.subject}, []chart.Content{{Expression: "x", Raw: []byte(c.patient)}}, service(t), today)
		if (got.Patient != nil) != c.mine || !c.mine && !has(got, "other_patient") {
			t.Errorf("%s, %s: %+v %s", c.subject, c.patient, got.Patient, codes(got))
		}
	}
}
