package cdshooks_test

import (
	"net/http"
	"strings"
	"testing"
)

// What a chart says in a way that is not understood is neither yes nor no.
func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	api := newAPI(t, nil)
	own := object{"coding": []object{{"system": "urn:own", "code": "1"}, {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}}}
	modified := object{"modifierExtension": []object{{"url": "urn:negated", "valueBoolean": true}}}
	dialysis := condition(icd10cm, "Z99.2")
	due := with(lab("11778-8", 0, "", "2026-11-10"), object{"valueQuantity": nil, "valueDateTime": "2027-02-28"})
	fine := []object{ferritin(200, "2026-11-01"), tsat(30, "2026-11-01")}
	const missing = "info iron: "
	for _, c := range []struct {
		rule, want, detail string
		chart              chart
	}{
		{"a status of the record's own before that of HL7", missing, "", chart{conditions: []object{with(rls(), object{"clinicalStatus": own})}}},
		{"a status that is not understood is not confirmed", "info screen: RLS is on the problem list, not confirmed", "Problem list: 1 could not be used", chart{conditions: []object{with(rls(), object{"clinicalStatus": object{"text": "ongoing"}})}}},
		{"refuted in words", "", "", chart{conditions: []object{with(rls(), object{"verificationStatus": object{"text": "Refuted"}})}}},
		{"a date of delivery without a status", missing, "Results: 1 could not be used", chart{conditions: []object{rls()}, observations: []object{due}}},
		{"a result that an extension may negate", missing, "Ferritin: none usable in the results sent", chart{conditions: []object{rls()}, observations: []object{with(ferritin(20, "2026-11-01"), modified)}}},
		{"beside values that ask for nothing", "", "", chart{conditions: []object{rls(), with(dialysis, object{"clinicalStatus": object{"text": "past"}})}, observations: fine}},
	} {
		got := ask(t, api, view(c.chart))
		switch {
		case c.want == "" && len(got) > 0, c.want != "" && (len(got) != 1 || !strings.HasPrefix(brief(got), c.want)):
			t.Errorf("%s: %s", c.rule, brief(got))
		case c.want != "" && !strings.Contains(got[0].Detail, c.detail):
			t.Errorf("%s: %s", c.rule, got[0].Detail)
		}
	}
	for _, negated := range []chart{
		{conditions: []object{with(rls(), modified)}},
		{conditions: []object{rls()}, medications: []object{with(medication("6915", "active"), modified)}, observations: fine},
	} {
		call := view(negated)
		if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusPreconditionFailed); !strings.HasSuffix(got, "prefetch_missing") {
			t.Error(got)
		}
	}
	if got := brief(ask(t, api, sign(chart{conditions: []object{rls()}}, with(medication("6915", "draft"), modified)))); got != oneUnread {
		t.Error(got)
	}
}

// A year of birth alone does not make a child an adult.
func TestAYearOfBirthTellsAChild(t *testing.T) {
	api := newAPI(t, nil)
	born := func(date string) chart {
		return chart{
			put:        object{"patient": object{"resourceType": "Patient", "id": patient, "birthDate": date}},
			conditions: []object{rls()}, observations: []object{ferritin(60, "2026-11-01"), tsat(31, "2026-11-01")},
		}
	}
	for date, is := range map[string]bool{"2018": false, "2008": false, "2007": true} {
		got := ask(t, api, view(born(date)))
		if (len(got) == 1 && strings.Contains(got[0].Summary, "threshold for considering iron is met")) != is {
			t.Errorf("%s: %s", date, brief(got))
		}
	}
	young := born("2008")
	young.observations = []object{ferritin(40, "2026-11-01"), tsat(31, "2026-11-01")}
	got := ask(t, api, view(young))
	if len(got) != 1 || !strings.Contains(got[0].Detail, "age 13 to 17") || !strings.Contains(got[0].Detail, "1 could not be used, for example for want of a date") {
		t.Errorf("%+v", got)
	}
}

// Records write a medicine in several codes, in any order.
func TestAnOrderIsKnownByAnyOfItsCodes(t *testing.T) {
	api := newAPI(t, nil)
	order := func(codings ...object) object {
		return with(medication("6915", "draft"), object{"medicationCodeableConcept": object{"coding": codings, "text": "SLEEP AID 25 mg tablet"}})
	}
	unknown := object{"system": rxnorm, "code": "99999998", "display": "SLEEP AID 25 mg tablet"}
	product := object{"system": rxnorm, "code": "1049630", "display": "diphenhydramine hydrochloride 25 MG Oral Tablet"}
	ingredient := object{"system": rxnorm, "code": "3498"}
	for _, codings := range [][]object{{unknown, product}, {product, unknown}, {unknown, ingredient}, {{"system": rxnorm, "code": "161"}, ingredient}} {
		if got := brief(ask(t, api, sign(chart{conditions: []object{rls()}}, order(codings...)))); !strings.Contains(got, "drafted: diphenhydramine") {
			t.Errorf("%v: %s", codings, got)
		}
	}
}
