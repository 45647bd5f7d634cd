package fhirapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const extractPath = "/fhir/R4/QuestionnaireResponse/$extract"

// responseOf is a response with groups of items, which are JSON. Members are
// those it has besides, and may replace the ones that it would have.
func responseOf(t testing.TB, members map[string]any, items ...string) string {
	t.Helper()
	response := map[string]any{
		"resourceType": "QuestionnaireResponse", "questionnaire": formURL + "|1.0.0", "status": "completed",
		"subject": map[string]any{"reference": "Patient/p1"}, "authored": "2026-11-20T20:00:00Z",
	}
	for name, value := range members {
		if response[name] = value; value == nil {
			delete(response, name)
		}
	}
	if len(items) > 0 {
		response["item"] = json.RawMessage("[" + strings.Join(items, ",") + "]")
	}
	text, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// group is a group of items.
func group(id string, items ...string) string {
	return `{"linkId":"` + id + `","item":[` + strings.Join(items, ",") + `]}`
}

// choice is an answer of yes, no or not sure.
func choice(id, code string) string {
	system := "http://terminology.hl7.org/CodeSystem/v2-0136"
	if code == "asked-unknown" {
		system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
	}
	return `{"linkId":"` + id + `","answer":[{"valueCoding":{"system":"` + system + `","code":"` + code + `"}}]}`
}

// positive are the four criteria, met.
func positive() string {
	return group("criteria", choice("criteria.urge_to_move", "Y"), choice("criteria.worse_at_rest", "Y"),
		choice("criteria.relieved_by_movement", "Y"), choice("criteria.worse_in_evening", "Y"))
}

// entries are the resources of a type in a Bundle.
func entries(bundle node, kind string) []node {
	var found []node
	for _, entry := range bundle.at("entry").list() {
		if entry.at("resource", "resourceType").text() == kind {
			found = append(found, entry.at("resource"))
		}
	}
	return found
}

// result is the Observation of the result.
func result(t *testing.T, bundle node) node {
	t.Helper()
	for _, o := range entries(bundle, "Observation") {
		if slices.Contains(codes(o.at("code")), "screening-result") {
			return o
		}
	}
	t.Fatal("there is no result")
	return node{}
}

// codes are those of a CodeableConcept.
func codes(concept node) []string {
	var all []string
	for _, coding := range concept.at("coding").list() {
		all = append(all, coding.at("code").text())
	}
	return all
}

func TestAResponseBecomesATransaction(t *testing.T) {
	api := newAPI(t, nil)
	bare := responseOf(t, nil, positive())
	wrapped := parametersOf(`{"name":"questionnaire-response","resource":` + bare + `}`)
	var bundles []string
	for _, c := range []struct{ rule, body, prefer string }{
		{"bare", bare, ""},
		{"in Parameters", wrapped, ""},
		{"to be answered bare", bare, "return=representation"},
		{"in Parameters, to be answered bare", wrapped, "return=representation"},
		{"to be answered as ever", bare, "return=minimal"},
	} {
		answer := post(extractPath, c.body, "Prefer", c.prefer).send(api)
		if answer.Code != 200 || answer.Header().Get("Content-Language") != "en" {
			t.Fatalf("%s: %d %s", c.rule, answer.Code, answer.Body)
		}
		bundle := parse(t, answer.Body.Bytes())
		noEmptyArrays(t, bundle.value)
		if c.prefer != "return=representation" {
			bundle = bundle.parameter("return").at("resource")
		}
		if bundle.at("resourceType").text() != "Bundle" || bundle.at("type").text() != "transaction" {
			t.Errorf("%s: %.300s", c.rule, answer.Body)
		}
		o := result(t, bundle)
		if got := codes(o.at("valueCodeableConcept")); !slices.Contains(got, "positive_provisional") || o.at("subject", "reference").text() != "Patient/p1" {
			t.Errorf("%s: outcome %q of %v", c.rule, got, o.at("subject").value)
		}
		text, _ := json.Marshal(bundle.value)
		bundles = append(bundles, string(text))
	}
	if len(slices.Compact(bundles)) != 1 {
		t.Error("the same response gives different Bundles")
	}
}

func TestASubjectIsNamedSomewhereAndIsOne(t *testing.T) {
	api := newAPI(t, nil)
	without := map[string]any{"subject": nil}
	named := func(reference string) string {
		return `{"name":"subject","valueReference":{"reference":"` + reference + `"}}`
	}
	parameter := func(response string) string { return `{"name":"questionnaire-response","resource":` + response + `}` }
	for _, c := range []struct{ rule, body, want, subject string }{
		{"in the response", responseOf(t, nil, positive()), "", "Patient/p1"},
		{"as a parameter, since LHC-Forms leaves it out", parametersOf(named("Patient/p2"), parameter(responseOf(t, without, positive()))), "", "Patient/p2"},
		{"in both", parametersOf(named("Patient/p1"), parameter(responseOf(t, nil, positive()))), "", "Patient/p1"},
		{"in both, once on a server", parametersOf(named("https://ehr.example/fhir/Patient/p1"), parameter(responseOf(t, nil, positive()))), "", "Patient/p1"},
		{"differently", parametersOf(named("Patient/p2"), parameter(responseOf(t, nil, positive()))), "conflict conflicting_subject Parameters.parameter[0].value", ""},
		{"nowhere", responseOf(t, without, positive()), "required required QuestionnaireResponse.subject", ""},
		{"nowhere in Parameters", parametersOf(parameter(responseOf(t, without, positive()))), "required required Parameters.parameter[0].resource.subject", ""},
		{"a group", responseOf(t, map[string]any{"subject": map[string]any{"reference": "Group/g1"}}, positive()), "value format QuestionnaireResponse.subject.reference", ""},
		{"by name only", responseOf(t, map[string]any{"subject": map[string]any{"display": "x"}}, positive()), "required required QuestionnaireResponse.subject", ""},
		{"a group as a parameter", parametersOf(named("Group/g1"), parameter(responseOf(t, without, positive()))), "value format Parameters.parameter[0].value.reference", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post(extractPath, c.body).send(api)
			if c.want != "" {
				if got := outcome(t, answer, 422); got != c.want {
					t.Error(got)
				}
				return
			}
			if answer.Code != 200 {
				t.Fatalf("%d %s", answer.Code, answer.Body)
			}
			bundle := parse(t, answer.Body.Bytes()).parameter("return").at("resource")
			if got := result(t, bundle).at("subject", "reference").text(); got != c.subject {
				t.Errorf("subject %s", got)
			}
		})
	}
	answer := post(extractPath, responseOf(t, without, positive())).send(api)
	for _, way := range []string{"subject of the response", "parameter subject"} {
		if !strings.Contains(answer.Body.String(), way) {
			t.Errorf("the %s is not named: %s", way, answer.Body)
		}
	}
}

func TestAnEncounterMayBeNamed(t *testing.T) {
	api := newAPI(t, nil)
	response := responseOf(t, map[string]any{"encounter": map[string]any{"reference": "Encounter/e1"}}, positive())
	parameter := `{"name":"questionnaire-response","resource":` + response + `}`
	answer := post(extractPath, response).send(api)
	if got := result(t, parse(t, answer.Body.Bytes()).parameter("return").at("resource")).at("encounter", "reference").text(); got != "Encounter/e1" {
		t.Errorf("encounter %q: %.300s", got, answer.Body)
	}
	other := parametersOf(parameter, `{"name":"encounter","valueReference":{"reference":"Encounter/e2"}}`)
	if got := outcome(t, post(extractPath, other).send(api), 422); got != "conflict conflicting_encounter Parameters.parameter[1].value" {
		t.Error(got)
	}
	wrong := parametersOf(parameter, `{"name":"encounter","valueReference":{"reference":"Patient/p1"}}`)
	if got := outcome(t, post(extractPath, wrong).send(api), 422); got != "value format Parameters.parameter[1].value.reference" {
		t.Error(got)
	}
}

func TestMedicinesBecomeIssuesOnRequestOnly(t *testing.T) {
	api := newAPI(t, nil)
	medicine := group("medications", choice("medications.any", "Y"),
		group("medications.entry", `{"linkId":"medications.name","answer":[{"valueString":"Benadryl"}]}`))
	response := responseOf(t, nil, positive(), medicine)
	parameter := `{"name":"questionnaire-response","resource":` + response + `}`
	for _, c := range []struct {
		target, body string
		want         bool
	}{
		{"", response, false},
		{"?profile=extended", response, true},
		{"", parametersOf(parameter), false},
		{"", parametersOf(parameter, `{"name":"profile","valueCode":"extended"}`), true},
	} {
		answer := post(extractPath+c.target, c.body).send(api)
		found := entries(parse(t, answer.Body.Bytes()).parameter("return").at("resource"), "DetectedIssue")
		if answer.Code != 200 || len(found) > 0 != c.want {
			t.Errorf("%s %.60s: %d, %d issues", c.target, c.body, answer.Code, len(found))
		}
	}
	other := parametersOf(parameter, `{"name":"profile","valueCode":"all"}`)
	if got := outcome(t, post(extractPath, other).send(api), 422); got != "code-invalid one_of Parameters.parameter[1].value" {
		t.Error(got)
	}
}

func TestTextsAreInTheLanguageOfTheResponse(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ language, header, want string }{
		{"", "", "en"},
		{"", "es-MX, en;q=0.5", "es"},
		{"es", "en", "es"},
		{"es-ES", "", "es"},
		{"en-GB", "es", "en"},
		{"fr", "es", "es"},
		{"fr", "de", "en"},
		{"?", "es", "es"},
	} {
		members := map[string]any{}
		if c.language != "" {
			members["language"] = c.language
		}
		answer := post(extractPath, responseOf(t, members, positive()), "Accept-Language", c.header).send(api)
		if answer.Code != 200 {
			t.Fatalf("%v: %d %s", c, answer.Code, answer.Body)
		}
		text := result(t, parse(t, answer.Body.Bytes()).parameter("return").at("resource")).at("language").text()
		if got := answer.Header().Get("Content-Language"); got != c.want || text != c.want {
			t.Errorf("%v: %s and %s", c, got, text)
		}
	}
}

func TestFaultsOfAResponseAreToldAtOnceWithTheirPlaces(t *testing.T) {
	api := newAPI(t, nil)
	faulty := []string{
		group("patient", `{"linkId":"patient.age_years","answer":[{"valueInteger":20}]}`),
		group("criteria", choice("criteria.urge_to_walk", "Y"), choice("criteria.urge_to_move", "maybe")),
		group("course", `{"linkId":"course.onset_age_years","answer":[{"valueString":"x"}]}`),
	}
	contradictory := []string{
		group("patient", `{"linkId":"patient.age_years","answer":[{"valueInteger":20}]}`), positive(),
		group("course", `{"linkId":"course.onset_age_years","answer":[{"valueInteger":40}]}`),
	}
	for _, c := range []struct {
		rule  string
		items []string
		want  []string
	}{
		{"what does not fit the form", faulty, []string{".item[1].item[0].linkId", ".item[1].item[1].answer[0].value", ".item[2].item[0].answer[0].value"}},
		{"what contradicts itself", contradictory, []string{"business-rule inconsistent_answers"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			response := responseOf(t, map[string]any{"subject": nil}, c.items...)
			bare := outcome(t, post(extractPath, response).send(api), 422)
			for _, want := range append(c.want, "required required QuestionnaireResponse.subject") {
				if !strings.Contains(bare, want) {
					t.Errorf("%s is not in\n%s", want, bare)
				}
			}
			wrapped := outcome(t, post(extractPath, parametersOf(`{"name":"profile","valueCode":"extended"}`, `{"name":"questionnaire-response","resource":`+response+`}`)).send(api), 422)
			if want := strings.ReplaceAll(bare, "QuestionnaireResponse.", "Parameters.parameter[1].resource."); wrapped != want {
				t.Errorf("in Parameters\n%s\nnot\n%s", wrapped, want)
			}
		})
	}
}

func TestWhatIsWrongWithTheParametersOfExtract(t *testing.T) {
	api := newAPI(t, nil)
	response := `{"name":"questionnaire-response","resource":` + responseOf(t, nil, positive()) + `}`
	for _, c := range []struct{ rule, body, want string }{
		{"no response", parametersOf(paramSubject), "required required Parameters"},
		{"two responses", parametersOf(response, response), "structure too_many Parameters.parameter[1]"},
		{"another resource", parametersOf(`{"name":"questionnaire-response","resource":{"resourceType":"Patient"}}`), "structure type Parameters.parameter[0]"},
		{"a reference to a response", parametersOf(`{"name":"questionnaire-response","valueReference":{"reference":"QuestionnaireResponse/1"}}`), "structure type Parameters.parameter[0]"},
		{"a misspelt subject", parametersOf(response, `{"name":"patient","valueReference":{"reference":"Patient/p2"}}`), "not-supported unknown_parameter Parameters.parameter[1].name"},
		{"a form that is none", parametersOf(response, `{"name":"questionnaire","resource":{"resourceType":"Patient"}}`), "structure type Parameters.parameter[1]"},
		{"two unknown ones", parametersOf(`{"name":"a","valueCode":"x"}`, `{"name":"a","valueCode":"x"}`), "not-supported unknown_parameter Parameters.parameter[0].name\nnot-supported unknown_parameter Parameters.parameter[1].name"},
	} {
		if got := outcome(t, post(extractPath, c.body).send(api), 422); got != c.want {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
	// A caller may send the form along, which is not used.
	answer := post(extractPath, parametersOf(response, `{"name":"questionnaire","resource":{"resourceType":"Questionnaire","status":"active"}}`)).send(api)
	if answer.Code != 200 || !strings.Contains(issues(t, parse(t, answer.Body.Bytes()).parameter("issues").at("resource")), "informational not_used Parameters.parameter[1]") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestWarningsComeBesideTheResult(t *testing.T) {
	api := newAPI(t, nil)
	old := group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":40,"unit":"ng/mL","system":"http://unitsofmeasure.org","code":"ng/mL"},`+
		`"item":[{"linkId":"labs.ferritin.collected_on","answer":[{"valueDate":"2024-01-01"}]}]}]}`)
	answer := post(extractPath, responseOf(t, nil, group("criteria", choice("criteria.urge_to_move", "Y")), old)).send(api)
	out := parse(t, answer.Body.Bytes())
	told := issues(t, out.parameter("issues").at("resource"))
	for _, want := range []string{"old_result QuestionnaireResponse.item[1].item[0].answer[0].item[0]", "required unanswered QuestionnaireResponse.item[0]"} {
		if !strings.Contains(told, want) {
			t.Errorf("%s is not in\n%s", want, told)
		}
	}
	if got := codes(result(t, out.parameter("return").at("resource")).at("valueCodeableConcept")); !slices.Contains(got, "indeterminate") {
		t.Errorf("outcome %q", got)
	}
	aged := group("patient", `{"linkId":"patient.age_years","answer":[{"valueInteger":40}]}`)
	if answer := post(extractPath, responseOf(t, nil, aged, positive())).send(api); strings.Contains(answer.Body.String(), "OperationOutcome") {
		t.Errorf("there are issues where nothing is to be said: %s", answer.Body)
	}
}
