package chart_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

func TestMedicinesAreThoseTakenNow(t *testing.T) {
	s := service(t)
	bounds := func(end string) string {
		return `"dosageInstruction":[{"timing":{"repeat":{"boundsPeriod":{"end":"` + end + `"}}}}]`
	}
	for _, c := range []struct{ name, resource, issues string }{
		{"an active order", orderOf("m", named("sertraline")), ""},
		{"a plan is how US Core has what is bought without a prescription", orderOf("m", named("sertraline"), `"intent":"plan"`), ""},
		{"a proposal", orderOf("m", named("sertraline"), `"intent":"proposal"`), "not_taken at content[0].intent"},
		{"an order not to give it", orderOf("m", named("sertraline"), `"doNotPerform":true`), "not_taken at content[0].doNotPerform"},
		{"a stopped order", orderOf("m", named("sertraline"), `"status":"stopped"`), "stopped at content[0].status"},
		{"a stopped order of ten days ago", orderOf("m", named("sertraline"), `"status":"stopped"`, `"authoredOn":"2026-11-10T10:00:00Z"`), ""},
		{"a completed order of four weeks ago", orderOf("m", named("sertraline"), `"status":"completed"`, `"authoredOn":"2026-10-23"`), ""},
		{"a completed order of before", orderOf("m", named("sertraline"), `"status":"completed"`, `"authoredOn":"2026-10-22"`), "stopped at content[0].status"},
		{"an order with an extension that may turn it around", orderOf("m", named("sertraline"), `"modifierExtension":[{"url":"x"}]`), "unreadable at content[0]"},
		{"a completed order whose doses ended two weeks ago", orderOf("m", named("sertraline"), `"status":"completed"`, bounds("2026-11-06")), ""},
		{"an active order whose doses ended five weeks ago", orderOf("m", named("sertraline"), bounds("2026-10-16")), "stopped at content[0].dosageInstruction"},
		{"a draft", orderOf("m", named("sertraline"), `"status":"draft"`), "not_active at content[0].status"},
		{"on hold", orderOf("m", named("sertraline"), `"status":"on-hold"`), "not_active at content[0].status"},
		{"cancelled", orderOf("m", named("sertraline"), `"status":"cancelled"`), "not_active at content[0].status"},
		{"an order entered in error", orderOf("m", named("sertraline"), `"status":"entered-in-error"`), "entered_in_error at content[0].status"},
		{"without a status", orderOf("m", named("sertraline"), `"status":null`), "not_active at content[0].status"},

		{"an active statement", statementOf("m", named("sertraline")), ""},
		{"stopped four weeks ago", statementOf("m", named("sertraline"), `"status":"stopped"`, `"effectivePeriod":{"end":"2026-10-23"}`), ""},
		{"stopped more than four weeks ago", statementOf("m", named("sertraline"), `"status":"stopped"`, `"effectivePeriod":{"end":"2026-10-22"}`), "stopped at content[0].status"},
		{"stopped in a month that began before", statementOf("m", named("sertraline"), `"status":"stopped"`, `"effectivePeriod":{"end":"2026-10"}`), "stopped at content[0].status"},
		{"stopped, and nobody says when", statementOf("m", named("sertraline"), `"status":"stopped"`), "stopped at content[0].status"},
		{"taken once two days ago", statementOf("m", named("sertraline"), `"status":"completed"`, `"effectiveDateTime":"2026-11-18"`), ""},
		{"active, and ended last year", statementOf("m", named("sertraline"), `"effectivePeriod":{"end":"2025-11-18"}`), "stopped at content[0].effectivePeriod"},
		{"not taken", statementOf("m", named("sertraline"), `"status":"not-taken"`), "not_taken at content[0].status"},
		{"intended", statementOf("m", named("sertraline"), `"status":"intended"`), "not_active at content[0].status"},
		{"unknown", statementOf("m", named("sertraline"), `"status":"unknown"`), "not_active at content[0].status"},
		{"a statement entered in error", statementOf("m", named("sertraline"), `"status":"entered-in-error"`), "entered_in_error at content[0].status"},

		{"neither a name nor a code", orderOf("m", named("  ")), "unnamed at content[0]"},
		{"no medicine at all", orderOf("m"), "unnamed at content[0]"},
		{"a reference to what was not sent", orderOf("m", `"medicationReference":{"reference":"Medication/1"}`), "unresolved_reference at content[0].medicationReference"},
		{"no known medicines is not none", statementOf("m", taking("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-medications")), "nothing_known at content[0]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resource)
			if taken := len(got.Medications) == 1; taken != (c.issues == "") || codes(got) != c.issues {
				t.Errorf("taken %v, issues %q", taken, codes(got))
			}
			if list := entries(got); c.issues != "" && list != nil {
				t.Error("nothing is taken, which the chart does not say", list)
			}
		})
	}
}

func TestMedicinesKeepTheirCodesAndNames(t *testing.T) {
	s := service(t)
	const atc = "http://www.whocc.no/atc"
	coding := func(system, code, display string) string {
		return `{"system":"` + system + `","code":"` + code + `","display":"` + display + `"}`
	}
	concept := func(text string, codings ...string) string {
		return `"medicationCodeableConcept":{"text":"` + text + `","coding":[` + strings.Join(codings, ",") + `]}`
	}
	for _, c := range []struct {
		name      string
		resources []string
		want      v1.Medication
	}{
		{"a code and its text", []string{orderOf("m", concept("Zoloft 50 mg", coding(rxnorm, "36437", "sertraline")))}, v1.Medication{Name: "Zoloft 50 mg", RxNorm: "36437"}},
		{"the display where there is no text", []string{orderOf("m", concept("", coding("urn:ndc", "1", "other"), coding(rxnorm, "36437", "sertraline")))}, v1.Medication{Name: "sertraline", RxNorm: "36437"}},
		{"the first of several codes", []string{orderOf("m", concept("", coding(rxnorm, "312940", "sertraline 25 MG"), coding(rxnorm, "36437", "sertraline"), coding(atc, "N06AB06", "")))}, v1.Medication{Name: "sertraline 25 MG", RxNorm: "312940", ATC: "N06AB06"}},
		{"a code that is known, before the first", []string{orderOf("m", concept("SLEEP AID 25 mg", coding(rxnorm, "99999998", "SLEEP AID"), coding(rxnorm, "1049630", "diphenhydramine hydrochloride 25 MG Oral Tablet")))}, v1.Medication{Name: "SLEEP AID 25 mg", RxNorm: "1049630"}},
		{"the code of a product, which tells the form, before that of an ingredient", []string{orderOf("m", concept("", coding(rxnorm, "3498", "diphenhydramine"), coding(rxnorm, "1049630", "a tablet")))}, v1.Medication{Name: "a tablet", RxNorm: "1049630"}},
		{"a code of one medicine before that of a group", []string{orderOf("m", concept("", coding(atc, "A03FA", "Propulsives"), coding(atc, "A03FA01", "metoclopramide")))}, v1.Medication{Name: "metoclopramide", ATC: "A03FA01"}},
		{"of an ingredient that means nothing and one that does", []string{orderOf("m", concept("PM", coding(rxnorm, "99999998", ""), coding(rxnorm, "3498", "")))}, v1.Medication{Name: "PM", RxNorm: "3498"}},
		{"a display that is known, where nothing else is", []string{orderOf("m", concept("SLEEP AID", coding(rxnorm, "99999998", "SLEEP AID"), coding("urn:ndc", "1", "diphenhydramine 25 MG")))}, v1.Medication{Name: "diphenhydramine 25 MG", RxNorm: "99999998"}},
		{"codes of other systems give their text alone", []string{orderOf("m", concept("", coding(snomed, "372594008", "Sertraline")))}, v1.Medication{Name: "Sertraline"}},
		{"a code that is none", []string{orderOf("m", concept("Zoloft", coding(rxnorm, "SCD-36437", ""), coding(atc, "N06", "")))}, v1.Medication{Name: "Zoloft"}},
		{"a code alone", []string{orderOf("m", concept("", coding(rxnorm, "36437", "")))}, v1.Medication{RxNorm: "36437"}},
		{"characters that hide what is read", []string{orderOf("m", concept(`Zo\u0000lo\u202eft\n`))}, v1.Medication{Name: "Zo lo ft"}},
		{"a contained Medication", []string{orderOf("m", `"contained":[{"resourceType":"Organization","id":"1"},{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"}}]`, `"medicationReference":{"reference":"#1"}`)}, v1.Medication{Name: "Zoloft"}},
		{"a Medication of the chart", []string{orderOf("m", `"medicationReference":{"reference":"Medication/1"}`), `{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"}}`}, v1.Medication{Name: "Zoloft"}},
		{"of a server", []string{orderOf("m", `"medicationReference":{"reference":"https://ehr.example/fhir/Medication/1/_history/2"}`), `{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"}}`}, v1.Medication{Name: "Zoloft"}},
		{"a reference that says what it means, without its Medication", []string{orderOf("m", `"medicationReference":{"reference":"Medication/9","display":"sertraline 50 MG"}`)}, v1.Medication{Name: "sertraline 50 MG"}},
		{
			"by the URL of its entry",
			[]string{`{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Medication","code":{"text":"Zoloft"}}},{"resource":` + orderOf("m", `"medicationReference":{"reference":"urn:uuid:1"}`) + `}]}`},
			v1.Medication{Name: "Zoloft"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			if list := entries(got); len(list) != 1 || list[0] != c.want {
				t.Errorf("got %+v, issues %s", list, codes(got))
			}
		})
	}
	t.Run("a Medication of another server is another one", func(t *testing.T) {
		got := read(t, s, `{"resourceType":"Bundle","entry":[{"fullUrl":"https://a.example/Medication/1","resource":{"resourceType":"Medication","id":"1","code":{"text":"Zoloft"}}},{"resource":`+
			orderOf("m", `"medicationReference":{"reference":"https://b.example/Medication/1"}`)+`}]}`)
		if len(got.Medications) > 0 || !has(got, "unresolved_reference") {
			t.Errorf("got %+v", got.Medications)
		}
	})
}

// One medicine comes in many codes, and no ingredient is lost among them.
func TestCodesOfSeveralIngredientsAreAnEntryEach(t *testing.T) {
	const sertraline, metoclopramide, paracetamol, diphenhydramine, cream = "36437", "6915", "161", "3498", "1420992"
	several := func(text string, codes ...string) string {
		var codings []string
		for _, code := range codes {
			codings = append(codings, `{"system":"`+rxnorm+`","code":"`+code+`"}`)
		}
		return orderOf("m", `"medicationCodeableConcept":{"text":"`+text+`","coding":[`+strings.Join(codings, ",")+`]}`)
	}
	s := service(t)
	for _, c := range []struct{ name, resource, want string }{
		{"two medicines", several("x", sertraline, metoclopramide), `[{"name":"x","rxnorm":"36437"},{"name":"x","rxnorm":"6915"}]`},
		{"an ingredient and its cream", several("x", diphenhydramine, cream), `[{"name":"x","rxnorm":"1420992"}]`},
		{
			"each with its own name",
			orderOf("m", `"medicationCodeableConcept":{"coding":[{"system":"`+rxnorm+`","code":"7646","display":"omeprazole"},{"system":"`+rxnorm+`","code":"3498","display":"diphenhydramine"}]}`),
			`[{"name":"omeprazole","rxnorm":"7646"},{"name":"diphenhydramine","rxnorm":"3498"}]`,
		},
		{"one twice", several("x", sertraline, sertraline, "99999998"), `[{"name":"x","rxnorm":"36437"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := marshal(t, entries(read(t, s, c.resource))); got != c.want {
				t.Errorf("got %s", got)
			}
			draft := strings.Replace(c.resource, `"active"`, `"draft"`, 1)
			orders := chart.ReadOrders(chart.Subject{}, []chart.Content{{Expression: "x", Raw: []byte(draft)}}, s)
			if len(orders.Medications) != strings.Count(c.want, "{") || orders.Unread > 0 {
				t.Errorf("orders: %+v", orders)
			}
		})
	}
	for _, list := range [][]string{{paracetamol, diphenhydramine}, {diphenhydramine, paracetamol}} {
		screening := s.Evaluate(read(t, s, several("x", list...)).Request(), app.Options{})
		if effects := screening.Medications.Effects; !slices.ContainsFunc(effects, func(e v1.MedicationEffect) bool { return e.Ingredient == "diphenhydramine" }) {
			t.Errorf("%v: %+v", list, effects)
		}
	}
}

func TestEqualEntriesAreListedOnceAndDifferentOnesEach(t *testing.T) {
	reason := `"reasonCode":[` + codeable(icd10cm, "G25.81") + `]`
	got := read(t, service(t), orderOf("a", named("Zoloft")), orderOf("b", named("sertraline")), statementOf("c", named("Zoloft"), reason))
	if len(got.Medications) != 2 || !got.Medications[0].ForRLS || got.Medications[0].Reference != "MedicationRequest/a" {
		t.Errorf("got %+v", got.Medications)
	}
}

func TestOfTooManyMedicinesTheNewestAreKept(t *testing.T) {
	var resources []string
	for i := range 130 {
		resources = append(resources, orderOf(fmt.Sprint(i), named(fmt.Sprintf("medicine %03d", i)), fmt.Sprintf(`"authoredOn":"2026-%02d-%02d"`, 1+i/28, 1+i%28)))
	}
	slices.Reverse(resources)
	got := read(t, service(t), bundle(resources...))
	list := entries(got)
	if len(list) != 100 || list[0].Name != "medicine 129" || list[99].Name != "medicine 030" || !has(got, "too_many") {
		t.Errorf("%d medicines, from %s to %s", len(list), list[0].Name, list[len(list)-1].Name)
	}
}

func TestDraftOrdersAreRead(t *testing.T) {
	s := service(t)
	const mirtazapine = "15996"
	orders := chart.ReadOrders(chart.Subject{}, []chart.Content{{Expression: "context.draftOrders", Raw: []byte(bundle(
		orderOf("a", taking(rxnorm, mirtazapine), `"status":"draft"`, `"intent":"proposal"`),
		orderOf("b", taking(rxnorm, "72302"), `"status":"draft"`, `"reasonCode":[`+codeable(snomed, "32914008")+`]`),
		orderOf("c", named("Zoloft"), `"status":"cancelled"`),
		orderOf("d", named("Zoloft"), `"status":"draft"`, `"doNotPerform":true`),
		`{"resourceType":"ServiceRequest","id":"e","status":"draft"}`,
	))}}, s).Medications
	byDisplay := chart.ReadOrders(chart.Subject{}, []chart.Content{{Expression: "x", Raw: []byte(orderOf("f", `"medicationReference":{"display":"mirtazapine"}`, `"status":"draft"`))}}, s).Medications
	if len(byDisplay) != 1 || byDisplay[0].Entry.Name != "mirtazapine" {
		t.Errorf("by the display of a reference: %+v", byDisplay)
	}
	if len(orders) != 2 || orders[0].Reference != "MedicationRequest/a" || orders[0].Entry.RxNorm != mirtazapine {
		t.Fatalf("got %+v", orders)
	}
	if orders[0].Expression != "context.draftOrders.entry[0].resource" || orders[0].Dopaminergic || !orders[1].Dopaminergic || !orders[1].ForRLS {
		t.Errorf("got %+v", orders)
	}
}
