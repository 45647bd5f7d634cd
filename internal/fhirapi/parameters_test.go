package fhirapi_test

import (
	"strings"
	"testing"
)

// parametersOf is Parameters with the elements, which are JSON.
func parametersOf(elements ...string) string {
	return `{"resourceType":"Parameters","parameter":[` + strings.Join(elements, ",") + `]}`
}

const (
	paramForm    = `{"name":"canonical","valueCanonical":"` + formURL + `|1.0.0"}`
	paramSubject = `{"name":"subject","valueReference":{"reference":"Patient/p1"}}`
)

func TestNothingInParametersIsPassedOver(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, body, want string }{
		{"no resource type", `{}`, "structure other_resource"},
		{"a resource type that is no text", `{"resourceType":1}`, "structure other_resource"},
		{"another resource", `{"resourceType":"Patient"}`, "structure other_resource"},
		{"no list", `{"resourceType":"Parameters"}`, "required required Parameters"},
		{"an empty list", `{"resourceType":"Parameters","parameter":[]}`, "structure type Parameters.parameter"},
		{"null", `{"resourceType":"Parameters","parameter":null}`, "structure type Parameters.parameter"},
		{"an object for a list", `{"resourceType":"Parameters","parameter":{}}`, "structure type Parameters.parameter"},
		{"another member", `{"resourceType":"Parameters","subject":1,"parameter":[5]}`, "structure unknown_member Parameters\nstructure type Parameters.parameter[0]"},
		{"rules of others", `{"resourceType":"Parameters","implicitRules":"x","parameter":[5]}`, "not-supported unknown_parameter Parameters.implicitRules\nstructure type Parameters.parameter[0]"},
		{"a text for a parameter", parametersOf(`"subject"`), "structure type Parameters.parameter[0]"},
		{"no name", parametersOf(`{"valueCode":"x"}`), "required required Parameters.parameter[0].name"},
		{"a name that is no text", parametersOf(`{"name":1,"valueCode":"x"}`), "value type Parameters.parameter[0].name"},
		{"nothing given", parametersOf(`{"name":"subject"}`), "structure exactly_one Parameters.parameter[0]"},
		{"two things given", parametersOf(`{"name":"subject","valueCode":"x","resource":{}}`), "structure exactly_one Parameters.parameter[0]"},
		{"two values given", parametersOf(`{"name":"subject","valueCode":"x","valueString":"x"}`), "structure exactly_one Parameters.parameter[0]"},
		{"a resource that is a text", parametersOf(`{"name":"subject","resource":"x"}`), "structure type Parameters.parameter[0].resource"},
		{"a member that there is not", parametersOf(`{"name":"subject","value":{}, "unit":1}`), "structure unknown_member Parameters.parameter[0]"},
		{"an extension that changes the meaning", parametersOf(`{"name":"subject","valueCode":"x","modifierExtension":[{}]}`), "not-supported unknown_parameter Parameters.parameter[0].modifierExtension"},
		{"parts that are none", parametersOf(`{"name":"context","part":[]}`), "structure type Parameters.parameter[0].part"},
		{"a part without a name", parametersOf(`{"name":"context","part":[{"valueString":"x"}]}`), "required required Parameters.parameter[0].part[0].name"},
		{
			"every fault at once", parametersOf(`{"valueCode":"x"}`, `5`, `{"name":"subjet","valueString":"x"}`),
			"required required Parameters.parameter[0].name\nstructure type Parameters.parameter[1]\nnot-supported unknown_parameter Parameters.parameter[2].name",
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for _, target := range []string{"/fhir/R4/QuestionnaireResponse/$extract", "/fhir/R4/Questionnaire/$populate"} {
				answer := post(target, c.body).send(api)
				if got := outcome(t, answer, 422); got != c.want {
					t.Errorf("%s: %s", target, got)
				}
				if strings.Contains(answer.Body.String(), "subjet") {
					t.Errorf("what was sent is given back: %s", answer.Body)
				}
			}
		})
	}
}

func TestAReferenceIsToAPatient(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, reference, want string }{
		{"relative", `{"reference":"Patient/p1"}`, ""},
		{"in a version", `{"reference":"Patient/p1/_history/3"}`, ""},
		{"absolute", `{"reference":"https://ehr.example/fhir/R4/Patient/p1"}`, ""},
		{"a UUID", `{"reference":"urn:uuid:0f9c3e5e-6a0e-4b0c-9a3f-0a5f8f1b2c3d"}`, ""},
		{"an OID", `{"reference":"urn:oid:1.2.3"}`, ""},
		{"by identifier", `{"identifier":{"system":"urn:oid:1.2.3","value":"77"}}`, ""},
		{"with its type", `{"reference":"Patient/p1","type":"Patient","display":"x"}`, ""},
		{"of another type", `{"reference":"Patient/p1","type":"Group"}`, "value format Parameters.parameter[1].value.type"},
		{"to another type", `{"reference":"Group/p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"to another type elsewhere", `{"reference":"https://ehr.example/fhir/Group/p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"without a type", `{"reference":"p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"with an id that is none", `{"reference":"Patient/p 1"}`, "value format Parameters.parameter[1].value.reference"},
		{"with more behind it", `{"reference":"Patient/p1/x"}`, "value format Parameters.parameter[1].value.reference"},
		{"with something before it", `{"reference":"x/Patient/p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"by a search", `{"reference":"https://ehr.example/Patient/p1?x=1"}`, "value format Parameters.parameter[1].value.reference"},
		{"by a file", `{"reference":"file:///Patient/p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"contained", `{"reference":"#p1"}`, "value format Parameters.parameter[1].value.reference"},
		{"a URN of nothing", `{"reference":"urn:uuid:"}`, "value format Parameters.parameter[1].value.reference"},
		{"by name", `{"display":"x"}`, "required required Parameters.parameter[1].value"},
		{"by an identifier of nothing", `{"identifier":{"system":"x","value":" "}}`, "required required Parameters.parameter[1].value"},
		{"a number", `{"reference":1}`, "structure type Parameters.parameter[1]"},
		{"a text", `"Patient/p1"`, "structure type Parameters.parameter[1]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, `{"name":"subject","valueReference":`+c.reference+`}`)).send(api)
			if c.want != "" {
				if got := outcome(t, answer, 422); got != c.want {
					t.Error(got)
				}
			} else if answer.Code != 200 {
				t.Errorf("%d %s", answer.Code, answer.Body)
			}
		})
	}
}

func TestParametersOfTheBodyAreNotTakenFromTheURL(t *testing.T) {
	api := newAPI(t, nil)
	for target, want := range map[string]string{
		"/fhir/R4/Questionnaire/$populate?subject=Patient/1&context=x": "not-supported unknown_parameter http.subject\nnot-supported unknown_parameter http.context",
		"/fhir/R4/QuestionnaireResponse/$extract?subject=Patient/1":    "not-supported unknown_parameter http.subject",
		"/fhir/R4/QuestionnaireResponse/$extract?profile=all":          "code-invalid one_of http.profile",
	} {
		if got := outcome(t, post(target, `{"resourceType":"Parameters"}`).send(api), 400); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
}
