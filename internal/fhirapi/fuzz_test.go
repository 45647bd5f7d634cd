package fhirapi_test

import (
	"net/http"
	"os"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// fuzzed sends anything at all, and wants an answer of FHIR that is not our fault.
func fuzzed(t *testing.T, api http.Handler, r request, want string) {
	t.Helper()
	answer := r.send(api)
	resource := parse(t, answer.Body.Bytes())
	switch {
	case answer.Code == http.StatusOK:
		if resource.at("resourceType").text() != want {
			t.Errorf("%s", answer.Body)
		}
		noEmptyArrays(t, resource.value)
	case answer.Code >= http.StatusInternalServerError:
		t.Errorf("%d %s", answer.Code, answer.Body)
	default:
		issues(t, resource)
	}
}

func FuzzExtract(f *testing.F) {
	for _, c := range clinicalCases(f) {
		if request, fault := service(f).Parse(c.Request); fault == nil {
			f.Add(filledIn(f, request))
		}
	}
	f.Add(filledIn(f, fullRequest(f)))
	f.Add([]byte(responseOf(f, nil, positive())))
	f.Add([]byte(parametersOf(paramSubject, `{"name":"questionnaire-response","resource":`+responseOf(f, nil, positive())+`}`, `{"name":"profile","valueCode":"extended"}`)))
	api := newAPI(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		fuzzed(t, api, post(extractPath+"?profile=extended", string(body)), "Parameters")
	})
}

func FuzzPopulate(f *testing.F) {
	f.Add([]byte(parametersOf(paramForm, paramSubject)))
	f.Add([]byte(parametersOf(paramForm, paramSubject, context(patientP1, collection(diabetesOf("c1", "Patient/p1"), diabetesOf("c2", "Patient/p2"))))))
	f.Add([]byte(parametersOf(`{"name":"questionnaire","resource":{"resourceType":"Questionnaire","url":"`+formURL+`"}}`, paramSubject, `{"name":"local","valueBoolean":true}`)))
	f.Add([]byte(parametersOf(`{"name":"questionnaireRef","valueReference":{"reference":"Questionnaire/rls-screening"}}`, `{"name":"subject","valueReference":{"identifier":{"value":"1"}}}`)))
	api := newAPI(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		fuzzed(t, api, post("/fhir/R4/Questionnaire/$populate", string(body)), "Parameters")
	})
}

func FuzzFromAnswers(f *testing.F) {
	for _, c := range clinicalCases(f) {
		f.Add([]byte(c.Request))
	}
	f.Add([]byte(`{"medications":[],"labs":[{"loinc":"2502-3","value":1,"unit":"%"},{"loinc":"0-0","value":1,"unit":"x"}],"a/b~c":1}`))
	api := newAPI(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) { fuzzed(t, api, answersOf(string(body)), "QuestionnaireResponse") })
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"url=x|1", "_id:not=a,b\\,c", "status=active&_count=1&_offset=2", "name:contains=R&_summary=count", "_format=json&_pretty=true", ":=&|=%00"} {
		f.Add(seed)
	}
	api := newAPI(f, nil)
	f.Fuzz(func(t *testing.T, query string) {
		answer := post("/fhir/R4/CodeSystem/_search", query, "Content-Type", "application/x-www-form-urlencoded", "Prefer", "handling=strict").send(api)
		if resource := parse(t, answer.Body.Bytes()); answer.Code == http.StatusOK {
			noEmptyArrays(t, resource.value)
		} else {
			issues(t, resource)
		}
		if answer.Code >= http.StatusInternalServerError {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
}

// fullRequest is a request with an answer to everything.
func fullRequest(tb testing.TB) *v1.ScreeningRequest {
	tb.Helper()
	text, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		tb.Fatal(err)
	}
	request, fault := service(tb).Parse(text)
	if fault != nil {
		tb.Fatal(fault)
	}
	return request
}
