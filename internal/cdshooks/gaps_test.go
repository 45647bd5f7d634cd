package cdshooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/cdshooks"
)

// fine is iron that asks for nothing.
func fine() []object { return []object{ferritin(120, recent), tsat(30, recent)} }

// cutOff is a page of a search that goes on elsewhere.
func cutOff(resources ...object) object {
	return with(bundle(resources...), object{"link": []object{{"relation": "next", "url": "https://ehr.example/2"}}})
}

// nameless is a medicine with other members in place of its code.
func nameless(status string, members object) object {
	return with(with(medication("6915", status), object{"medicationCodeableConcept": nil}), members)
}

func called(name, status string) object {
	return nameless(status, object{"medicationCodeableConcept": object{"text": name}})
}

func referring(to, status string) object {
	return nameless(status, object{"medicationReference": object{"reference": to}})
}

// What could have changed the cards is said on one of them.
func TestTheCardsSayWhatWasNotReadOfEveryList(t *testing.T) {
	api := newAPI(t, nil)
	low := []object{ferritin(22, recent), tsat(14, recent)}
	for _, c := range []struct {
		rule string
		call object
		want string
		on   int // how many cards say so
	}{
		{"problems cut off", view(chart{observations: low, put: object{"conditions": cutOff(rls())}}), "Problem list: only a part was sent", 1},
		{"dialysis that is active and has an end", view(chart{conditions: []object{rls(), with(condition(icd10cm, "Z99.2"), object{"abatementString": "x"})}, observations: low}), "Problem list: 1 could not be used", 1},
		{"medicines that could not be fetched", view(chart{conditions: []object{rls()}, observations: low, put: object{"medications": failure()}}), "Medication list: the health record could not fetch it.", 1},
		{"a medicine that was not sent", view(chart{conditions: []object{rls()}, observations: low, medications: []object{referring("Medication/zz", "active")}}), "Medication list: 1 could not be used", 1},
		{"and once where medicines have a card", view(chart{conditions: []object{rls()}, observations: low, medications: []object{medication("6915", "active"), named(referring("Medication/zz", "active"), "x")}}), "Medication list: 1 could not be used", 1},
		{"results that a medicine does not rest on", view(chart{conditions: []object{rls()}, medications: []object{medication("6915", "active")}, put: object{"observations": cutOff(fine()...)}}), "Results: only a part was sent", 1},
		{"RLS just added", add(chart{observations: low, put: object{"medications": cutOff(medication("42347", "active"))}}, rls()), "Medication list: only a part was sent", 1},
		{"all was read", view(chart{conditions: []object{rls()}, observations: low}), "only a part", 0},
	} {
		said := 0
		for _, card := range ask(t, api, c.call) {
			said += strings.Count(card.Detail, c.want)
		}
		if said != c.on {
			t.Errorf("%s: said %d times", c.rule, said)
		}
	}
}

// Where all else is fine, a medicine that nobody can name may be the one that
// is not.
func TestAListedMedicineThatCannotBeReadIsNoAllClear(t *testing.T) {
	api := newAPI(t, nil)
	for rule, m := range map[string]object{
		"a Medication that was not sent": referring("Medication/zz", "active"),
		"no name":                        nameless("active", nil),
	} {
		c := chart{conditions: []object{rls()}, observations: fine(), medications: []object{m}}
		for _, call := range []object{view(c), add(c, named(rls(), "new"))} {
			answer := post(target(call), jsonOf(t, call)).send(api)
			if got := outcome(t, answer, http.StatusPreconditionFailed); got != "prefetch.medications prefetch_missing" || !strings.Contains(answer.Body.String(), "send the Medication that it refers to") {
				t.Errorf("%s: %s", rule, answer.Body)
			}
		}
		c.conditions = nil
		if cards := ask(t, api, view(c)); len(cards) > 0 {
			t.Errorf("%s, without RLS: %s", rule, brief(cards))
		}
	}
	over := chart{conditions: []object{rls()}, observations: fine(), medications: []object{referring("Medication/zz", "stopped")}}
	if cards := ask(t, api, view(over)); len(cards) > 0 {
		t.Errorf("one that is over: %s", brief(cards))
	}
}

// A name of several medicines is none of them, and one may worsen RLS.
func TestANameOfSeveralMedicinesIsAskedAbout(t *testing.T) {
	api := newAPI(t, nil)
	const ambiguous = "One name or code, several medicines: diphenhydramine, promethazine. None was assumed."
	known := chart{conditions: []object{rls()}, observations: fine()}
	listed := func(names ...string) chart {
		c := known
		for i, name := range names {
			c.medications = append(c.medications, named(called(name, "active"), fmt.Sprint("m", i)))
		}
		return c
	}
	for _, c := range []struct {
		rule, lang, summary, detail string
		call                        object
	}{
		{"on the list", "en", "info medicine: RLS in the chart; an entry of the medication list is ambiguous: it may be a medicine that worsens it", ambiguous, view(listed("Sominex"))},
		{"on the list", "es", "info medicine: SPI en la historia; una entrada de su medicación es ambigua: puede ser un medicamento que lo empeora", "difenhidramina, prometazina", view(listed("Sominex"))},
		{"beside one that is not recognised", "en", "info medicine: RLS in the chart; an entry of the medication list is ambiguous: it may be a medicine that worsens it", "1 on the medication list not recognised", view(listed("Sominex", "Zzyx"))},
		{"beside one that worsens it", "en", "warning medicine: RLS in the chart; metoclopramide (tier A) on the medication list may worsen it", ambiguous, view(listed("metoclopramide", "Sominex"))},
		{"RLS just added", "en", "info medicine: RLS newly on the problem list; an entry of the medication list is ambiguous: it may be a medicine that worsens it", ambiguous, add(listed("Sominex"), named(rls(), "new"))},
		{"drafted", "en", oneUnread, ambiguous, sign(known, called("Sominex", "draft"))},
		{"drafted beside one that worsens it", "en", "warning medicine: RLS in the chart; drafted: metoclopramide (tier A), which may worsen it", ambiguous, sign(known, called("Sominex", "draft"), medication("6915", "draft"))},
		{"not recognised at all", "en", "", "", view(listed("Zzyx"))},
		{"without RLS", "en", "", "", sign(chart{}, called("Sominex", "draft"))},
	} {
		cards := ask(t, api, c.call, "Accept-Language", c.lang)
		if brief(cards) != c.summary || !strings.Contains(texts(cards), c.detail) {
			t.Errorf("%s (%s): %s", c.rule, c.lang, texts(cards))
		}
	}
	if en, es := ask(t, api, view(listed("Sominex"))), ask(t, api, view(listed("Sominex")), "Accept-Language", "es"); en[0].UUID != es[0].UUID {
		t.Error("the card is another one in Spanish")
	}
	if cards := ask(t, api, sign(known, called("Sominex", "draft"))); strings.Contains(cards[0].Detail, "has no name or code") {
		t.Error("the order has a name")
	}
}

// References mean the entry of their URL, and no resource of another server.
func TestReferencesAreResolvedByURL(t *testing.T) {
	api := newAPI(t, nil)
	const judged = "warning medicine: RLS in the chart; drafted: metoclopramide (tier A), which may worsen it"
	const urn = "urn:uuid:" + someone
	code := coded(rxnorm, "6915")
	for _, c := range []struct{ rule, reference, url, id, want string }{
		{"a URN", urn, urn, "", judged},
		{"a URN beside an id", urn, urn, "m9", judged},
		{"an absolute URL", "https://a.example/fhir/Medication/m9", "https://a.example/fhir/Medication/m9", "m9", judged},
		{"a relative reference", "Medication/m9", "https://a.example/fhir/Medication/m9", "m9", judged},
		{"an entry without a URL", "https://a.example/fhir/Medication/m9", "", "m9", judged},
		{"another URN", urn, "urn:uuid:11111111-1111-4111-8111-111111111111", "", oneUnread},
		{"another server", "https://b.example/fhir/Medication/m9", "https://a.example/fhir/Medication/m9", "m9", oneUnread},
	} {
		sent := object{"resourceType": "Medication", "code": code}
		if c.id != "" {
			sent["id"] = c.id
		}
		entry := object{"resource": sent}
		if c.url != "" {
			entry["fullUrl"] = c.url
		}
		call := sign(chart{conditions: []object{rls()}}, referring(c.reference, "draft"))
		drafts := call["context"].(object)["draftOrders"].(object)
		drafts["entry"] = append(drafts["entry"].([]object), entry)
		if got := brief(ask(t, api, call)); got != c.want {
			t.Errorf("%s: %s", c.rule, got)
		}
		listed := view(chart{conditions: []object{rls()}, observations: fine(), put: object{"medications": object{
			"resourceType": "Bundle", "entry": []object{{"resource": referring(c.reference, "active")}, entry},
		}}})
		answer := post(target(listed), jsonOf(t, listed)).send(api)
		if (answer.Code == http.StatusOK) != (c.want == judged) {
			t.Errorf("%s, on the list: %d %s", c.rule, answer.Code, answer.Body)
		}
	}
	// The Patient is that of the call, under whatever address a record has it.
	girl := object{"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "2018-02-03"}
	call := view(chart{conditions: []object{rls()}, put: object{"patient": object{
		"resourceType": "Bundle", "entry": []object{{"fullUrl": "https://internal.example/Patient/" + patient, "resource": girl}},
	}}})
	call["fhirServer"] = "https://ehr.example/fhir"
	if cards := ask(t, api, call); len(cards) != 1 || strings.Contains(cards[0].Detail, "Age not given") {
		t.Error(texts(cards))
	}
}

// A search that found more than was sent was cut off, whether it says where the
// rest is or not.
func TestATotalAboveWhatWasSentIsAPage(t *testing.T) {
	api := newAPI(t, nil)
	other := condition(icd10cm, "I10")
	beside := func(mode string, resource object) object {
		return object{"resource": resource, "search": object{"mode": mode}}
	}
	page := func(total any, entries ...object) object {
		return object{"resourceType": "Bundle", "type": "searchset", "total": total, "entry": entries}
	}
	for _, c := range []struct {
		rule string
		list object
		want bool // refused
	}{
		{"more", page(500, object{"resource": other}), true},
		{"a count alone", page(3), true},
		{"an entry without its resource", page(2, object{"resource": other}, object{"fullUrl": "https://a.example/Condition/2"}), true},
		{"what is included is not what was searched for", page(2, beside("match", other), beside("include", object{"resourceType": "Practitioner", "id": "x"})), true},
		{"nor is what is said of the search", page(2, beside("match", other), beside("outcome", object{"resourceType": "OperationOutcome"})), true},
		{"all", page(1, beside("match", other)), false},
		{"all, and what is included", page(1, beside("match", other), beside("include", object{"resourceType": "Practitioner", "id": "x"})), false},
		{"none", page(0), false},
		{"less, as some servers estimate", page(0, object{"resource": other}), false},
		{"no number", page("500", object{"resource": other}), false},
		{"no whole number", page(1.5, object{"resource": other}), false},
		{"no way to search", page(1, object{"resource": other, "search": "match"}), false},
	} {
		call := view(chart{put: object{"conditions": c.list}})
		answer := post(target(call), jsonOf(t, call)).send(api)
		if (answer.Code == http.StatusPreconditionFailed) != c.want || !c.want && answer.Code != http.StatusOK {
			t.Errorf("%s: %d %s", c.rule, answer.Code, answer.Body)
		}
	}
	cards := ask(t, api, view(chart{conditions: []object{rls()}, put: object{"observations": page(9, object{"resource": ferritin(150, recent)})}}))
	if len(cards) != 1 || !strings.Contains(cards[0].Detail, "Results: only a part was sent") {
		t.Error(texts(cards))
	}
	call := sign(chart{conditions: []object{rls()}}, medication("6915", "draft"))
	call["context"].(object)["draftOrders"].(object)["total"] = 2
	if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != "context.draftOrders too_many" {
		t.Error(got)
	}
}

// A diagnosis that is active and has an end proves nothing, and is not nothing.
func TestRLSThatContradictsItselfIsToBeClarified(t *testing.T) {
	api := newAPI(t, nil)
	ended := with(rls(), object{"abatementDateTime": "2026-08-01"})
	for _, c := range []struct {
		rule, lang, want string
		call             object
	}{
		{"on the list", "en", "info screen: RLS is on the problem list as active, but with an end recorded: clarify; the screen can help", view(chart{conditions: []object{ended}})},
		{"on the list", "es", "info screen: SPI activo en la lista de problemas, pero con un final registrado: aclararlo; el cribado puede ayudar", view(chart{conditions: []object{ended}})},
		{"just added", "en", "info screen: RLS is on the problem list as active, but with an end recorded: clarify; the screen can help", add(chart{}, ended)},
		{"beside one without an end", "en", "", view(chart{conditions: []object{ended, named(rls(), "other")}, observations: fine()})},
		{
			"beside a dopaminergic medicine", "en", "info iron: Possible RLS, with a dopaminergic medicine; no usable ferritin and TSAT of the last 90 days",
			view(chart{conditions: []object{ended}, medications: []object{medication("746741", "active")}}),
		},
		{"an end that is still to come", "en", "", view(chart{conditions: []object{with(rls(), object{"abatementDateTime": "2027-08-01"})}, observations: fine()})},
		{"resolved with an end", "en", "", view(chart{conditions: []object{with(rls(), object{
			"abatementDateTime": "2026-08-01", "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved"),
		})}})},
	} {
		if got := brief(ask(t, api, c.call, "Accept-Language", c.lang)); got != c.want {
			t.Errorf("%s (%s): %s", c.rule, c.lang, got)
		}
	}
	one, other := ask(t, api, view(chart{conditions: []object{ended}})), ask(t, api, view(chart{conditions: []object{unconfirmed("provisional")}}))
	if one[0].UUID == other[0].UUID {
		t.Error("what is not confirmed and what contradicts itself are one card")
	}
}

// A call is one screening, however many sets of medicines are looked at for it.
func TestOnlyTheCallIsCounted(t *testing.T) {
	s, counted := app.New(rules(t), "US"), 0
	s.OnOutcome(func(string) { counted++ })
	api := newAPI(t, func(o *cdshooks.Options) { o.Service = s })
	known := chart{conditions: []object{rls()}, medications: []object{called("Sominex", "active")}}
	for _, call := range []object{view(known), sign(known, called("Sominex", "draft"), medication("6915", "draft"))} {
		counted = 0
		if ask(t, api, call); counted != 1 {
			t.Errorf("%s: %d outcomes are counted", call["hook"], counted)
		}
	}
}
