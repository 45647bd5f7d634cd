package fhirapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// What is small to send is small to answer.
func TestAFloodOfFaultsIsAnsweredShortly(t *testing.T) {
	api := newAPI(t, nil)
	for rule, body := range map[string]string{
		"parameters that are none": parametersOf(strings.Repeat("0,", 260_000) + "0"),
		"items that are none":      responseOf(t, nil, strings.Repeat("{},", 170_000)+"{}"),
		"wrong patients":           parametersOf(paramForm, paramSubject, context(`{"resourceType":"Bundle","entry":[`+strings.Repeat(`{"resource":{"resourceType":"Patient","id":"p2"}},`, 8_000)+`{}]}`)),
	} {
		path := extractPath
		if strings.Contains(rule, "patients") {
			path = "/fhir/R4/Questionnaire/$populate"
		}
		answer := post(path, body).send(api)
		if answer.Code != http.StatusUnprocessableEntity || answer.Body.Len() > 512<<10 {
			t.Errorf("%s: %d, %d bytes", rule, answer.Code, answer.Body.Len())
		}
	}
}

func TestASearchForVeryManyAlternativesComparesTheFirst(t *testing.T) {
	answer := get("/fhir/R4/ValueSet?status=" + strings.Repeat("a,", 200) + "active").send(newAPI(t, nil))
	if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"total":0`) {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestAResponseOfTheFutureIsRefused(t *testing.T) {
	body := responseOf(t, map[string]any{"authored": "9999-12-31"}, positive())
	answer := post(extractPath, body).send(newAPI(t, nil))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "QuestionnaireResponse.authored") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}
