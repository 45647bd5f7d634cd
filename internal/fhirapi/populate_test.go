package fhirapi_test

import (
	"strings"
	"testing"
)

// context is the parameter context with contents, which are resources.
func context(resources ...string) string {
	parts := []string{`{"name":"name","valueString":"patient"}`}
	for _, r := range resources {
		parts = append(parts, `{"name":"content","resource":`+r+`}`)
	}
	return `{"name":"context","part":[` + strings.Join(parts, ",") + `]}`
}

// collection is a Bundle of resources.
func collection(resources ...string) string {
	return `{"resourceType":"Bundle","type":"collection","entry":[{"resource":` + strings.Join(resources, `},{"resource":`) + `}]}`
}

// Resources of a chart.
const (
	patientP1 = `{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1990-05-02"}`
	patientP2 = `{"resourceType":"Patient","id":"p2","gender":"male","birthDate":"1940-05-02"}`
)

// diabetesOf is a condition of a patient.
func diabetesOf(id, patient string) string {
	return `{"resourceType":"Condition","id":"` + id + `","subject":{"reference":"` + patient + `"},` +
		`"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},` +
		`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]}}`
}

// answers are the link ids that are answered, with the code, text or number.
func answers(items []node) map[string]any {
	all := map[string]any{}
	for _, item := range items {
		answer := item.at("answer", 0)
		for _, value := range []node{answer.at("valueCoding", "code"), answer.at("valueInteger"), answer.at("valueString"), answer.at("valueQuantity", "value")} {
			if value.value != nil {
				all[item.at("linkId").text()] = value.value
			}
		}
		for id, value := range answers(append(item.at("item").list(), answer.at("item").list()...)) {
			all[id] = value
		}
	}
	return all
}

func TestAChartFillsInTheForm(t *testing.T) {
	api := newAPI(t, nil)
	body := parametersOf(paramForm, paramSubject, context(patientP1, collection(diabetesOf("c1", "Patient/p1"))))
	for _, target := range []string{"/fhir/R4/Questionnaire/$populate", "/fhir/R4/Questionnaire/rls-screening/$populate"} {
		answer := post(target, body).send(api)
		if answer.Code != 200 || answer.Header().Get("Content-Type") != "application/fhir+json; charset=utf-8" {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		out := parse(t, answer.Body.Bytes())
		response := out.parameter("response").at("resource")
		for path, want := range map[string]string{
			"resourceType": "QuestionnaireResponse", "status": "in-progress",
			"questionnaire": formURL + "|1.0.0", "authored": "2026-11-20T21:14:00Z",
		} {
			if got := response.at(path).text(); got != want {
				t.Errorf("%s: %s is %q", target, path, got)
			}
		}
		if response.at("subject", "reference").text() != "Patient/p1" {
			t.Errorf("subject %v", response.at("subject").value)
		}
		found := answers(response.at("item").list())
		if found["patient.sex"] != "female" || found["patient.age_years"] != 36.0 || found["history.diabetes"] != "Y" {
			t.Errorf("answers %v", found)
		}
		if found["criteria.urge_to_move"] != nil || found["history.kidney_disease"] != nil {
			t.Errorf("what the chart does not say is answered: %v", found)
		}
		noEmptyArrays(t, out.value)
		issues(t, out.parameter("issues").at("resource"))
	}
}

func TestNothingSentFillsInNothing(t *testing.T) {
	answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject)).send(newAPI(t, nil))
	out := parse(t, answer.Body.Bytes())
	if found := answers(out.parameter("response").at("resource", "item").list()); answer.Code != 200 || len(found) != 0 {
		t.Errorf("%d %v", answer.Code, found)
	}
	if out.parameter("issues").value != nil {
		t.Errorf("issues: %s", answer.Body)
	}
}

func TestTheFormIsNamedOnceAndIsOurs(t *testing.T) {
	api := newAPI(t, nil)
	const at = "Parameters.parameter[0]"
	for _, c := range []struct{ rule, parameter, want string }{
		{"a canonical URL with its version", `{"name":"canonical","valueCanonical":"` + formURL + `|1.0.0"}`, ""},
		{"the newest, with a warning", `{"name":"canonical","valueUri":"` + formURL + `"}`, "processing unversioned " + at + ".value"},
		{"SDC 4.0.0 has it as questionnaire", `{"name":"questionnaire","valueUri":"` + formURL + `|1.0.0"}`, ""},
		{"a reference", `{"name":"questionnaireRef","valueReference":{"reference":"Questionnaire/rls-screening"}}`, ""},
		{"an absolute reference", `{"name":"questionnaireRef","valueReference":{"reference":"` + formURL + `"}}`, ""},
		{"a reference as questionnaire", `{"name":"questionnaire","valueReference":{"reference":"Questionnaire/rls-screening/_history/1"}}`, ""},
		{"the form itself", `{"name":"questionnaire","resource":{"resourceType":"Questionnaire","url":"` + formURL + `","version":"1.0.0","status":"active"}}`, ""},
		{"another form", `{"name":"questionnaire","resource":{"resourceType":"Questionnaire","url":"https://x.example/q","status":"active"}}`, "not-found questionnaire_not_found " + at + ".resource"},
		{"a form without a URL", `{"name":"questionnaire","resource":{"resourceType":"Questionnaire","status":"active"}}`, "not-found questionnaire_not_found " + at + ".resource"},
		{"another resource", `{"name":"questionnaire","resource":{"resourceType":"Patient"}}`, "structure type " + at},
		{"another URL", `{"name":"canonical","valueCanonical":"https://x.example/q|1.0.0"}`, "not-found questionnaire_not_found " + at + ".value"},
		{"another version", `{"name":"canonical","valueCanonical":"` + formURL + `|0.9.0"}`, "not-found version_not_found " + at + ".value"},
		{"another id", `{"name":"questionnaireRef","valueReference":{"reference":"Questionnaire/other"}}`, "not-found questionnaire_not_found " + at + ".value"},
		{"an identifier, which ours does not have", `{"name":"identifier","valueIdentifier":{"value":"x"}}`, "not-found questionnaire_not_found " + at + ".value"},
		{"an identifier that is a text", `{"name":"identifier","valueString":"x"}`, "structure type " + at},
		{"a number", `{"name":"canonical","valueInteger":5}`, "structure type " + at},
		{"two of them", `{"name":"canonical","valueCanonical":"` + formURL + `|1.0.0"},{"name":"questionnaireRef","valueReference":{"reference":"Questionnaire/rls-screening"}}`, "structure too_many Parameters.parameter[1]"},
		{"one of them twice", paramForm + "," + paramForm, "structure too_many Parameters.parameter[1]"},
		{"none", `{"name":"local","valueBoolean":false}`, "required required Parameters"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			body := parametersOf(c.parameter, paramSubject)
			answer := post("/fhir/R4/Questionnaire/$populate", body).send(api)
			switch {
			case c.want == "" || strings.HasPrefix(c.want, "processing"):
				if answer.Code != 200 {
					t.Fatalf("%d %s", answer.Code, answer.Body)
				}
				told := ""
				if found := parse(t, answer.Body.Bytes()).parameter("issues"); found.value != nil {
					told = issues(t, found.at("resource"))
				}
				if told != c.want {
					t.Errorf("issues %q", told)
				}
			default:
				if got := outcome(t, answer, 422); got != c.want {
					t.Error(got)
				}
			}
			// The path is enough by itself, and wins.
			if strings.Contains(c.want, "too_many") {
				return
			}
			if answer := post("/fhir/R4/Questionnaire/rls-screening/$populate", body).send(api); answer.Code != 200 {
				t.Errorf("on the instance: %d %s", answer.Code, answer.Body)
			}
		})
	}
}

func TestWhatCannotBeUsedIsTold(t *testing.T) {
	api := newAPI(t, nil)
	const at = "Parameters.parameter[2]"
	for _, c := range []struct {
		rule, parameter string
		status          int
		want            string
	}{
		{"a reference is not fetched", `{"name":"context","part":[{"name":"name","valueString":"patient"},{"name":"content","valueReference":{"reference":"Patient/p1"}}]}`, 200, "processing not_fetched " + at + ".part[1].value"},
		{"nor is one in FHIR's own parameter", `{"name":"content","valueReference":{"reference":"Patient/p1"}}`, 200, "processing not_fetched " + at + ".value"},
		{"no server is called", `{"name":"dataEndpoint","valueUri":"https://x.example"}`, 200, "processing not_fetched " + at},
		{"nothing is kept here", `{"name":"local","valueBoolean":true}`, 200, "informational not_used " + at},
		{"which may be known", `{"name":"local","valueBoolean":false}`, 200, ""},
		{"a resource in FHIR's own parameter", `{"name":"content","resource":{"resourceType":"Encounter"}}`, 200, "informational no_meaning " + at + ".resource"},
		{"a Bundle of data", `{"name":"data","resource":{"resourceType":"Bundle","type":"collection"}}`, 200, ""},
		{"local is a boolean", `{"name":"local","valueString":"true"}`, 422, "structure type " + at},
		{"a context is parts", `{"name":"context","valueString":"x"}`, 422, "structure type " + at},
		{"with a name", `{"name":"context","part":[{"name":"content","resource":{"resourceType":"Patient"}}]}`, 422, "required required " + at},
		{"with one name", `{"name":"context","part":[{"name":"name","valueString":"a"},{"name":"name","valueString":"b"}]}`, 422, "structure type " + at + ".part[1]"},
		{"that is a text", `{"name":"context","part":[{"name":"name","valueInteger":1}]}`, 422, "structure type " + at + ".part[0]"},
		{"and nothing else", `{"name":"context","part":[{"name":"name","valueString":"a"},{"name":"subject","valueString":"b"}]}`, 422, "not-supported unknown_parameter " + at + ".part[1].name"},
		{"content is a resource", `{"name":"context","part":[{"name":"name","valueString":"a"},{"name":"content","valueString":"b"}]}`, 422, "structure type " + at + ".part[1]"},
		{"a misspelt parameter", `{"name":"subjekt","valueReference":{"reference":"Patient/p1"}}`, 422, "not-supported unknown_parameter " + at + ".name"},
		{"subject twice", paramSubject, 422, "structure too_many " + at},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject, c.parameter)).send(api)
			if c.status == 422 {
				if got := outcome(t, answer, 422); got != c.want {
					t.Error(got)
				}
				return
			}
			if answer.Code != c.status {
				t.Fatalf("%d %s", answer.Code, answer.Body)
			}
			told := ""
			if found := parse(t, answer.Body.Bytes()).parameter("issues"); found.value != nil {
				told = issues(t, found.at("resource"))
			}
			if told != c.want {
				t.Errorf("issues %q", told)
			}
		})
	}
	if got := outcome(t, post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm)).send(api), 422); got != "required required Parameters" {
		t.Errorf("without a subject: %s", got)
	}
}

func TestAChartOfAnotherPatientIsRefused(t *testing.T) {
	api := newAPI(t, nil)
	const conflict = "conflict conflicting_subject "
	urn := func(id string) string { return `urn:uuid:0f9c3e5e-6a0e-4b0c-9a3f-0a5f8f1b2c3` + id }
	entry := func(url, resource string) string {
		return `{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"` + url + `","resource":` + resource + `}]}`
	}
	for _, c := range []struct{ rule, subject, content, want string }{
		{"the same", "Patient/p1", patientP1, ""},
		{"the same on a server", "https://ehr.example/fhir/Patient/p1", patientP1, ""},
		{"one without an id", "Patient/p1", `{"resourceType":"Patient","gender":"female"}`, ""},
		{"another", "Patient/p1", patientP2, conflict + "Parameters.parameter[2].part[1].resource"},
		{"another on a server", "https://ehr.example/fhir/Patient/p1", patientP2, conflict + "Parameters.parameter[2].part[1].resource"},
		{"another in a Bundle", "Patient/p1", collection(patientP1, patientP2), conflict + "Parameters.parameter[2].part[1].resource.entry[1].resource"},
		{"another in a Bundle in a Bundle", "Patient/p1", collection(collection(patientP2)), conflict + "Parameters.parameter[2].part[1].resource.entry[0].resource.entry[0].resource"},
		{"the same URN", urn("a"), entry(urn("a"), `{"resourceType":"Patient"}`), ""},
		{"another URN", urn("a"), entry(urn("b"), `{"resourceType":"Patient"}`), conflict + "Parameters.parameter[2].part[1].resource.entry[0].resource"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			subject := `{"name":"subject","valueReference":{"reference":"` + c.subject + `"}}`
			answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, subject, context(c.content))).send(api)
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

func TestWhatIsAboutSomebodyElseIsLeftOut(t *testing.T) {
	api := newAPI(t, nil)
	sclerosis := strings.Replace(diabetesOf("c2", "Patient/p2"), "E11.9", "G35", 1)
	for _, c := range []struct{ rule, content string }{
		{"beside the patient", collection(patientP1, sclerosis, diabetesOf("c1", "Patient/p1"))},
		{"without the patient", collection(sclerosis, diabetesOf("c1", "Patient/p1"))},
		{"on a server", collection(sclerosis, diabetesOf("c1", "https://ehr.example/fhir/Patient/p1"))},
	} {
		answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject, context(c.content))).send(api)
		out := parse(t, answer.Body.Bytes())
		found := answers(out.parameter("response").at("resource", "item").list())
		if answer.Code != 200 || found["history.diabetes"] != "Y" || found["history.multiple_sclerosis"] != nil {
			t.Errorf("%s: %d %v", c.rule, answer.Code, found)
		}
		if told := issues(t, out.parameter("issues").at("resource")); !strings.Contains(told, "other_patient") {
			t.Errorf("%s: %s", c.rule, told)
		}
	}
	elsewhere := strings.Replace(paramSubject, "Patient/p1", "https://a.example/fhir/Patient/p1", 1)
	for _, content := range []string{
		collection(`{"resourceType":"Patient"}`, sclerosis), collection(diabetesOf("c1", "https://b.example/fhir/Patient/p1")), collection(diabetesOf("c1", "Group/g1")),
	} {
		out := parse(t, post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, elsewhere, context(content))).send(api).Body.Bytes())
		if found := answers(out.parameter("response").at("resource", "item").list()); len(found) != 0 {
			t.Errorf("%s is about somebody else, and yet %v", content, found)
		}
	}
	alone := parametersOf(paramForm, paramSubject, context(collection(sclerosis)))
	out := parse(t, post("/fhir/R4/Questionnaire/$populate", alone).send(api).Body.Bytes())
	if found := answers(out.parameter("response").at("resource", "item").list()); len(found) != 0 {
		t.Errorf("nothing is about the subject, and yet %v", found)
	}
}
