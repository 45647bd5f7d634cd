package cdshooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
)

// oneUnread is the card that says that an order could not be judged.
const oneUnread = "info medicine: One draft order could not be read: check it for medicines that may worsen restless legs"

func isBundle(resource any) bool {
	o, is := resource.(object)
	return is && o["resourceType"] == "Bundle"
}

// with puts members into a resource; nil takes them out.
func with(resource object, members object) object {
	for name, value := range members {
		if resource[name] = value; value == nil {
			delete(resource, name)
		}
	}
	return resource
}

func subjectOf(reference string) object { return object{"subject": object{"reference": reference}} }

func TestABundleInABundleIsNotRead(t *testing.T) {
	api := newAPI(t, nil)
	theirs := bundle(with(rls(), subjectOf("Patient/p2")))
	ours := bundle(rls())
	for _, nested := range []object{theirs, ours} {
		for _, left := range [][]string{nil, {"patient"}} {
			call := view(chart{conditions: []object{nested}, left: left})
			if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusPreconditionFailed); got != "prefetch.conditions prefetch_missing" {
				t.Error(got)
			}
		}
		cards := ask(t, api, view(chart{conditions: []object{rls(), nested}}))
		if len(cards) != 1 || !strings.Contains(cards[0].Detail, "Problem list: 1 could not be used") {
			t.Errorf("it is not said: %v", cards)
		}
		call := add(chart{}, nested)
		if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != "context.conditions.entry[0].resource type" {
			t.Error(got)
		}
	}
	call := sign(chart{conditions: []object{rls()}}, bundle(medication("6915", "draft")))
	if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != "context.draftOrders.entry[0].resource type" {
		t.Error(got)
	}
}

func TestWhatIsOfAnotherServerIsOfAnotherPatient(t *testing.T) {
	api := newAPI(t, nil)
	for server, cards := range map[string]int{"https://a.example/fhir": 1, "https://a.example/fhir/": 1, "HTTPS://A.EXAMPLE/fhir": 1, "https://b.example/fhir": 0, "": 1} {
		call := view(chart{conditions: []object{condition(icd10cm, "I10"), with(rls(), subjectOf("https://a.example/fhir/Patient/p1"))}})
		if call["fhirServer"] = server; server == "" {
			delete(call, "fhirServer")
		}
		if got := ask(t, api, call); len(got) != cards {
			t.Errorf("%s: %s", server, brief(got))
		}
	}
}

// Silence about an order would say that it is fine.
func TestAnOrderThatCannotBeJudgedIsSaid(t *testing.T) {
	api, known := newAPI(t, nil), chart{conditions: []object{rls()}}
	draft := func(members object) object { return with(medication("6915", "draft"), members) }
	const judged = "warning medicine: RLS in the chart; drafted: metoclopramide (tier A), which may worsen it"
	for _, c := range []struct {
		rule  string
		order object
		want  string
	}{
		{"reasonCode", draft(object{"reasonCode": object{"text": "nausea"}}), judged},
		{"dosageInstruction", draft(object{"dosageInstruction": object{"text": "x"}}), judged},
		{"authoredOn", draft(object{"authoredOn": 20261120}), judged},
		{"id", draft(object{"id": 7}), judged},
		{"a code that is a number, beside a text", draft(object{"medicationCodeableConcept": object{"coding": []object{{"system": rxnorm, "code": 6915}}, "text": "metoclopramide"}}), judged},
		{"a Medication that was not sent", draft(object{"medicationCodeableConcept": nil, "medicationReference": object{"reference": "Medication/zz"}}), oneUnread},
		{"no name", draft(object{"medicationCodeableConcept": nil}), oneUnread},
		{"no status", draft(object{"status": nil}), oneUnread},
		{"an unknown status", draft(object{"status": "unknown"}), oneUnread},
		{"doNotPerform as a text", draft(object{"doNotPerform": "false"}), oneUnread},
		{"another patient", draft(subjectOf("Patient/p2")), oneUnread},
		{"a type of another version", draft(object{"resourceType": "MedicationOrder"}), oneUnread},
		{"no type", draft(object{"resourceType": nil}), oneUnread},
		{"one that is over", draft(object{"status": "cancelled"}), ""},
		{"one not to give", draft(object{"doNotPerform": true}), ""},
		{"no medicine at all", with(draft(subjectOf("Patient/p2")), object{"resourceType": "ServiceRequest", "status": "unknown"}), ""},
	} {
		if got := brief(ask(t, api, sign(known, c.order))); got != c.want {
			t.Errorf("%s: %s", c.rule, got)
		}
		if got := ask(t, api, sign(chart{}, c.order)); len(got) > 0 {
			t.Errorf("%s, without RLS: %s", c.rule, brief(got))
		}
		if got := ask(t, api, sign(known, c.order, with(medication("6915", "draft"), object{"id": "other"}))); c.want == oneUnread && (len(got) != 1 || !strings.Contains(got[0].Detail, "One draft order could not be read")) {
			t.Errorf("%s is not said beside another order: %v", c.rule, got)
		}
	}
	three := ask(t, api, sign(known, draft(object{"status": nil}), draft(object{"status": "x"}), draft(subjectOf("Group/g1"))), "Accept-Language", "es")
	if len(three) != 1 || !strings.HasPrefix(three[0].Summary, "3 prescripciones en borrador no se pudieron leer") {
		t.Error(brief(three))
	}
}

func TestSelectionsNameWhatWasSelected(t *testing.T) {
	api := newAPI(t, nil)
	many := make([]string, 501)
	unknown := make([]string, 500)
	for i := range unknown {
		unknown[i] = fmt.Sprint("MedicationRequest/", i)
	}
	for _, c := range []struct {
		selections []string
		want       string
	}{
		{[]string{}, "context.selections required"},
		{many, "context.selections too_many"},
	} {
		call := choose(chart{conditions: []object{rls()}}, c.selections, medication("6915", "draft"))
		if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != c.want {
			t.Error(got)
		}
	}
	call := choose(chart{conditions: []object{rls()}}, unknown, medication("6915", "draft"))
	got := strings.Split(outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest), "\n")
	if len(got) != 100 || got[0] != "context.selections[0] not_found" || got[99] != "too_many" {
		t.Errorf("%d issues, the last %s", len(got), got[len(got)-1])
	}
}

// A problem list that cannot be read is not one without RLS.
func TestAProblemListThatCannotBeReadIsNotOneWithoutRLS(t *testing.T) {
	api := newAPI(t, nil)
	cut := bundle()
	cut["link"] = []object{{"relation": "next", "url": "https://ehr.example/2"}}
	begun := bundle(condition(icd10cm, "I10"))
	begun["link"] = cut["link"]
	theirs := with(condition(icd10cm, "I10"), subjectOf("Patient/p2"))
	for _, c := range []struct {
		rule string
		list any
		want bool // refused
	}{
		{"a search that failed, in a Bundle", bundle(failure()), true},
		{"a page without entries", cut, true},
		{"a page with other diagnoses", begun, true},
		{"a list of statuses", bundle(with(rls(), object{"clinicalStatus": []object{{}}})), true},
		{"a code that is a list", bundle(with(rls(), object{"code": []object{{}}})), true},
		{"all of somebody else", bundle(theirs), true},
		{"an entry that is no resource", object{"resourceType": "Bundle", "entry": []any{5}}, true},
		{"a search that found nothing", bundle(), false},
		{"a warning beside nothing", bundle(object{"resourceType": "OperationOutcome", "issue": []object{{"severity": "warning"}}}), false},
		{"some of somebody else", bundle(theirs, condition(icd10cm, "I10")), false},
		{"an unrelated code that is broken elsewhere", bundle(with(condition(icd10cm, "I10"), object{"recordedDate": 2020})), false},
	} {
		call := view(chart{put: object{"conditions": c.list}})
		orders := sign(chart{put: object{"conditions": c.list}}, medication("6915", "draft"))
		for _, call := range []object{call, orders} {
			answer := post(target(call), jsonOf(t, call)).send(api)
			if (answer.Code == http.StatusPreconditionFailed) != c.want || !c.want && answer.Code != http.StatusOK {
				t.Errorf("%s: %d %s", c.rule, answer.Code, answer.Body)
			}
		}
	}
	for name, value := range map[string]any{"recordedDate": 2020, "onsetAge": "45", "id": 7, "onsetDateTime": []int{1}, "note": "x"} {
		if cards := ask(t, api, view(chart{conditions: []object{with(rls(), object{name: value})}})); len(cards) != 1 {
			t.Errorf("RLS is lost with %s: %s", name, brief(cards))
		}
	}
}

// Where all that was sent is fine, a list that was cut off may hold what is not.
func TestACutOffListIsNoAllClear(t *testing.T) {
	api := newAPI(t, nil)
	fine := chart{conditions: []object{rls()}, observations: []object{ferritin(120, "2026-11-01"), tsat(30, "2026-11-01")}}
	if cards := ask(t, api, view(fine)); len(cards) != 0 {
		t.Fatal(brief(cards))
	}
	for _, key := range []string{"medications", "observations", "conditions"} {
		cut := view(fine)
		list := cut["prefetch"].(object)[key].(object)
		list["link"] = []object{{"relation": "next", "url": "https://ehr.example/2"}}
		if got := outcome(t, post(target(cut), jsonOf(t, cut)).send(api), http.StatusPreconditionFailed); got != "prefetch."+key+" prefetch_missing" {
			t.Errorf("%s: %s", key, got)
		}
	}
}

func TestPatientsAreToldNothingHoweverTheyAreWritten(t *testing.T) {
	api := newAPI(t, nil)
	for user, cards := range map[string]int{
		"https://ehr/Patient/p1": 0, "patient/p1": 0, "Patient/p1/_history/2": 0, "https://ehr/fhir/RelatedPerson/r": 0, "PATIENT/p1/": 0,
		"https://ehr/Practitioner/p1": 1, "Practitioner/7": 1, "x": 1,
	} {
		call := view(chart{conditions: []object{rls()}})
		call["context"].(object)["userId"] = user
		if got := ask(t, api, call); len(got) != cards {
			t.Errorf("%s: %s", user, brief(got))
		}
	}
}

func TestAPatientIsNamedByAnID(t *testing.T) {
	api := newAPI(t, nil)
	for id, want := range map[string]string{
		"p_2": "context.patientId format", "p1/": "context.patientId format", strings.Repeat("a", 65): "context.patientId format", "p?x": "context.patientId format",
	} {
		call := view(chart{left: []string{"patient"}})
		call["context"].(object)["patientId"] = id
		if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	call := view(chart{})
	call["context"] = nil
	if got := outcome(t, post(target(call), jsonOf(t, call)).send(api), http.StatusBadRequest); got != "context required" {
		t.Error(got)
	}
}

func TestFaultsBeyondAHundredAreCounted(t *testing.T) {
	call := `{"hook":"order-select","hookInstance":"` + someone + `","context":{"userId":"a","patientId":"p1","draftOrders":{"resourceType":"Bundle"},"selections":[` +
		strings.Repeat("5,", 400) + `5]},"prefetch":{}}`
	got := strings.Split(outcome(t, post(cdshooks.Base+"/rls-order-select", call).send(newAPI(t, nil)), http.StatusBadRequest), "\n")
	if len(got) != 100 || got[99] != "too_many" {
		t.Errorf("%d issues, the last %s", len(got), got[len(got)-1])
	}
}

// What grows with the square of a body would stop the service.
func TestManyOrdersAndManySubjectsAreReadInTime(t *testing.T) {
	api := newAPI(t, nil)
	var conditions, orders, selections []string
	for i := range 150_000 {
		conditions = append(conditions, fmt.Sprintf(`{"resource":{"resourceType":"Condition","subject":{"reference":"Patient/%d"}}}`, i))
	}
	for i := range 19_000 {
		orders = append(orders, fmt.Sprintf(`{"resource":{"resourceType":"MedicationRequest","id":"%d","status":"draft","medicationCodeableConcept":{"text":"m%d"}}}`, i, i))
	}
	for i := range 500 {
		selections = append(selections, fmt.Sprintf(`"MedicationRequest/%d"`, i))
	}
	head := func(hook string) string {
		return `{"hook":"` + hook + `","hookInstance":"` + someone + `","context":{"userId":"a","patientId":"p1"`
	}
	for service, body := range map[string]string{
		"rls-patient-view": head("patient-view") + `},"prefetch":{"conditions":{"resourceType":"Bundle","entry":[` + strings.Join(conditions, ",") + `]},"medications":null,"observations":null}}`,
		"rls-order-select": head("order-select") + `,"selections":[` + strings.Join(selections, ",") + `],"draftOrders":{"resourceType":"Bundle","entry":[` + strings.Join(orders, ",") + `]}},"prefetch":{"conditions":null,"medications":null}}`,
	} {
		began := time.Now()
		answer := post(cdshooks.Base+"/"+service, body).send(api)
		if took := time.Since(began); took > 10*time.Second || answer.Code >= 500 {
			t.Errorf("%s: %d in %s", service, answer.Code, took)
		} else {
			t.Logf("%s: %d bytes in %s", service, len(body), took)
		}
	}
}
