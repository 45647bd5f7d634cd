package cdshooks_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatIsNotKnownIsSaid(t *testing.T) {
	failedSearch := object{"resourceType": "OperationOutcome", "issue": []object{{"severity": "error", "code": "timeout"}}}
	cut := bundle(ferritin(150, recent))
	cut["link"] = []object{{"relation": "self", "url": "https://ehr.example/1"}, {"relation": "next", "url": "https://ehr.example/2"}}
	partly := bundle(ferritin(150, recent), failedSearch)
	other := ferritin(12, recent)
	other["subject"] = object{"reference": "Patient/p2"}
	for _, c := range []struct {
		rule, summary, detail, orders string
		chart                         chart
	}{
		{
			"results that could not be fetched are not missing", "iron studies could not be read", "Results: the health record could not fetch it.", "",
			chart{conditions: []object{rls()}, put: object{"observations": failedSearch}},
		},
		{
			"only a part was sent", "in the part of the results that was sent", "Results: only a part was sent; there is more in the chart.", "50190-8",
			chart{conditions: []object{rls()}, put: object{"observations": cut}},
		},
		{
			"a search that failed for the rest", "in the part of the results that was sent", "Results: only a part was sent", "50190-8",
			chart{conditions: []object{rls()}, put: object{"observations": partly}},
		},
		{
			"a Bundle without entries is an answer", "no usable ferritin and TSAT", "Ferritin: none in the results sent", "2276-4 50190-8",
			chart{conditions: []object{rls()}, put: object{"observations": object{"resourceType": "Bundle", "type": "searchset"}}},
		},
		{
			"a single resource is as good as a Bundle of one", "newest: ferritin 150 ng/mL", "Ferritin: 150 ng/mL", "50190-8",
			chart{conditions: []object{rls()}, put: object{"observations": ferritin(150, recent)}},
		},
		{
			"results of another patient are not read", "no usable ferritin and TSAT", "Results: entries that are not of this patient were not read.", "2276-4 50190-8",
			chart{conditions: []object{rls()}, observations: []object{other}},
		},
		{
			"a result in an unknown unit", "no usable ferritin and TSAT", "Results: 1 could not be used", "2276-4 50190-8",
			chart{conditions: []object{rls()}, observations: []object{lab("2276-4", 20, "furlong", recent)}},
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			cards := ask(t, newAPI(t, nil), view(c.chart))
			if len(cards) != 1 || !strings.Contains(cards[0].Summary, c.summary) || !strings.Contains(cards[0].Detail, c.detail) || ordered(cards[0]) != c.orders {
				t.Errorf("%s\n%v", brief(cards), cards)
			}
			for _, s := range cards[0].Suggestions {
				if s.IsRecommended && strings.Contains(c.summary, "the part") {
					t.Error("an order is recommended though the result may be there")
				}
			}
		})
	}
}

// Nothing about somebody else may become a fact of this chart.
func TestAnotherPatientIsNeverRead(t *testing.T) {
	api := newAPI(t, nil)
	of := func(resource object, reference any) object {
		resource["subject"] = object{"reference": reference}
		return resource
	}
	for _, reference := range []any{"Patient/p2", "https://ehr.example/fhir/Patient/p2", "Patient/p2/_history/1", "Patient/p1/_history/../p2", "urn:uuid:" + someone, "Group/p1", "p1"} {
		none := view(chart{conditions: []object{of(rls(), reference)}})
		if got := outcome(t, post(target(none), jsonOf(t, none)).send(api), http.StatusPreconditionFailed); got != "prefetch.conditions prefetch_missing" {
			t.Errorf("a condition of %v: %s", reference, got)
		}
		if cards := ask(t, api, add(chart{}, of(rls(), reference))); len(cards) > 0 {
			t.Errorf("a new problem of %v: %s", reference, brief(cards))
		}
		if cards := ask(t, api, sign(chart{conditions: []object{rls()}}, of(medication("6915", "draft"), reference))); brief(cards) != oneUnread {
			t.Errorf("an order for %v: %s", reference, brief(cards))
		}
	}
	for _, reference := range []any{"Patient/p1", "https://ehr.example/fhir/Patient/p1", "Patient/p1/_history/3", "", nil} {
		if cards := ask(t, api, view(chart{conditions: []object{of(rls(), reference)}})); len(cards) != 1 {
			t.Errorf("a condition of %v: %s", reference, brief(cards))
		}
	}
}

func TestAChartOfAnotherPatientIsRefused(t *testing.T) {
	call := view(chart{conditions: []object{rls()}, put: object{"patient": object{"resourceType": "Patient", "id": "p2"}}})
	answer := post(target(call), jsonOf(t, call)).send(newAPI(t, nil))
	if got := outcome(t, answer, http.StatusBadRequest); got != "prefetch.patient other_patient" {
		t.Error(got)
	}
}

// A chart may hold anything: what cannot be read is left out.
func TestHostileChartsAreRead(t *testing.T) {
	api := newAPI(t, nil)
	for _, resource := range []any{
		nil, 5, "x",
		[]any{},
		object{},
		object{"resourceType": 5},
		object{"resourceType": "Observation", "subject": 7},
		object{"resourceType": "Observation", "subject": object{"reference": object{}}, "code": []any{}, "valueQuantity": "x"},
		object{"resourceType": "Condition", "code": object{"coding": object{}}},
		object{"resourceType": "Bundle", "entry": []any{nil}},
		object{"resourceType": "Patient", "id": []any{}, "deceasedBoolean": "x", "birthDate": 3},
		lab("2276-4", -1e300, "ng/mL", recent), lab("2276-4", 1e300, "ng/mL", "9999-99-99"), lab("2276-4", 22, strings.Repeat("x", 1000), recent),
	} {
		entries := []any{object{"resource": rls()}, object{"resource": resource}, resource}
		wild := object{"resourceType": "Bundle", "type": "searchset", "entry": entries, "link": object{}}
		c := chart{conditions: []object{rls()}, put: object{"conditions": wild, "observations": wild, "medications": wild}}
		if cards := ask(t, api, view(c)); len(cards) == 0 {
			t.Errorf("%v: silence", resource)
		}
		c.put["conditions"] = bundle(rls())
		if isBundle(resource) {
			continue // refused there
		}
		drafts := sign(c, medication("6915", "draft"))
		drafts["context"].(object)["draftOrders"] = object{"resourceType": "Bundle", "entry": append(entries, object{"resource": medication("6915", "draft")})}
		if cards := ask(t, api, drafts); len(cards) == 0 {
			t.Errorf("%v among the orders: silence", resource)
		}
	}
}

// Text of a chart cannot become markup of a card.
func TestTextOfTheChartIsNotInCards(t *testing.T) {
	const said = `<img src=x>[zqSAIDqz](https://evil.example)`
	m := medication("36437", "active")
	m["medicationCodeableConcept"].(object)["text"] = said
	named := medication("6915", "active")
	named["medicationCodeableConcept"] = object{"text": "Zoloft " + said}
	problem := rls()
	problem["code"].(object)["text"] = said
	problem["id"] = said
	result := ferritin(22, recent)
	result["valueQuantity"].(object)["unit"] = said
	c := chart{conditions: []object{problem}, medications: []object{m, named}, observations: []object{result}}
	for _, call := range []object{view(c), sign(c, m), add(c, problem)} {
		for _, card := range ask(t, newAPI(t, nil), call) {
			if strings.Contains(card.Summary+card.Detail, "zqSAIDqz") {
				t.Errorf("%s\n%s", card.Summary, card.Detail)
			}
		}
	}
}
