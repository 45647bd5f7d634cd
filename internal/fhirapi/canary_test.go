package fhirapi_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// TestNothingThatACallerSaysGetsOut sends a marker in every place where a
// caller is free to write something, and looks for it in the log and in every
// answer to a request that was refused.
func TestNothingThatACallerSaysGetsOut(t *testing.T) {
	const marker = "MARKER7f3a"
	var log bytes.Buffer
	api := newAPI(t, logTo(&log))
	refused := 0
	send := func(r request) {
		answer := r.send(api)
		whole := answer.Body.String()
		for name, values := range answer.Header() {
			whole += name + ": " + strings.Join(values, ",") + "\n"
		}
		if answer.Code < http.StatusBadRequest {
			return
		}
		refused++
		if strings.Contains(whole, marker) {
			t.Errorf("%s %.100s %.200s: %s", r.method, r.target, r.body, whole)
		}
	}
	for _, body := range markedBodies(t, marker) {
		for _, target := range []string{extractPath, "/fhir/R4/Questionnaire/$populate", "/fhir/R4/Questionnaire/rls-screening/$populate"} {
			send(post(target, body))
		}
	}
	for _, body := range markedAnswers(marker) {
		send(answersOf(body))
	}
	for _, target := range []string{
		"/" + marker, "/" + marker + "/1", "/Questionnaire/" + marker, "/Questionnaire/rls-screening/_history/" + marker, "/Questionnaire/rls-screening/" + marker,
		"/Questionnaire/$" + marker, "/Questionnaire?" + marker + "=1", "/Questionnaire?status:" + marker + "=x", "/Questionnaire?_count=" + marker,
		"/Questionnaire?_format=" + marker, "/Questionnaire?x=%zz" + marker, "/metadata?_format=" + marker, "/QuestionnaireResponse/" + marker,
	} {
		send(get("/fhir/R4"+target, "Prefer", "handling=strict"))
	}
	send(request{marker, "/fhir/R4/metadata", headers(), ""})
	send(post(extractPath+"?profile="+marker, "{}"))
	send(post(extractPath+"?subject="+marker, "{}"))
	send(post("/fhir/R4/Questionnaire/"+marker+"/$populate", "{}"))
	for _, name := range []string{"Accept", "Accept-Language", "Authorization", "Content-Encoding", "Content-Type", "Cookie", "If-None-Match", "Prefer"} {
		send(post(extractPath, "{", name, "text/"+marker))
	}
	if refused < 100 {
		t.Errorf("only %d requests were refused", refused)
	}
	if strings.Contains(log.String(), marker) {
		t.Errorf("the log has the marker: %s", &log)
	}
}

// markedAnswers hold the marker in every kind of place of a body of answers, in
// what is faulty.
func markedAnswers(m string) []string {
	quoted := `"` + m + `"`
	return []string{
		m, quoted, `{` + quoted + `:1}`, `{` + quoted + `:1,` + quoted + `:2}`, "{\"x\":\"" + m + "\xff\"}", `{"as_of":` + quoted + `}`,
		`{"criteria":` + quoted + `}`, `{"criteria":{` + quoted + `:"yes"}}`, `{"criteria":{"urge_to_move":` + quoted + `}}`, `{"criteria":{"urge_to_move":` + m,
		`{"medications":[` + quoted + `]}`, `{"medications":[{"rxnorm":` + quoted + `}]}`, `{"medications":[{"name":"` + m + `\u0007"}]}`,
		`{"labs":[{"test":` + quoted + `}]}`, `{"labs":[{"test":"ferritin","value":1,"unit":` + quoted + `}]}`,
	}
}

// markedBodies hold the marker in every kind of place, in what is faulty. The
// name of a member that a response does not have is a place itself, and no value.
func markedBodies(t *testing.T, m string) []string {
	t.Helper()
	quoted := `"` + m + `"`
	bodies := []string{
		m, quoted, `{"resourceType":` + m, `{"resourceType":` + quoted + `}`, `{` + quoted + `:1,` + quoted + `:2}`, "{\"x\":\"" + m + "\xff\"}",
		`{"resourceType":"Parameters",` + quoted + `:{}}`, `{"resourceType":"Parameters","parameter":` + quoted + `}`,
		`{"resourceType":"Parameters","implicitRules":` + quoted + `}`,
	}
	for _, parameter := range []string{
		quoted, `{"name":` + quoted + `}`, `{"name":` + quoted + `,"valueString":` + quoted + `}`, `{"name":"subject",` + quoted + `:1}`,
		`{"name":"subject","valueReference":{"reference":` + quoted + `}}`, `{"name":"subject","valueReference":{"type":` + quoted + `,"reference":"Patient/1"}}`,
		`{"name":"subject","value` + m + `":{}}`, `{"name":"subject","valueString":` + quoted + `}`, `{"name":"profile","valueCode":` + quoted + `}`,
		`{"name":"encounter","valueReference":{"reference":` + quoted + `}}`, `{"name":"questionnaire-response","resource":{"resourceType":` + quoted + `}}`,
		`{"name":"questionnaire","resource":{"resourceType":` + quoted + `}}`, `{"name":"canonical","valueCanonical":` + quoted + `}`,
		`{"name":"canonical","valueCanonical":"` + formURL + `|` + m + `"}`, `{"name":"questionnaireRef","valueReference":{"reference":` + quoted + `}}`,
		`{"name":"identifier","valueIdentifier":{"value":` + quoted + `}}`, `{"name":"context","part":[{"name":` + quoted + `,"valueString":` + quoted + `}]}`,
		`{"name":"context","valueString":` + quoted + `}`, `{"name":"local","valueBoolean":` + quoted + `}`,
	} {
		bodies = append(bodies, parametersOf(parameter))
	}
	coding := func(system, code string) string {
		return group("criteria", `{"linkId":"criteria.urge_to_move","answer":[{"valueCoding":{"system":"`+system+`","code":"`+code+`","display":`+quoted+`}}]}`)
	}
	for _, items := range []string{
		group(m), `{"linkId":"criteria","text":[` + quoted + `]}`, group("criteria", `{"linkId":`+quoted+`}`), coding(m, "Y"), coding("http://terminology.hl7.org/CodeSystem/v2-0136", m),
		group("criteria", `{"linkId":"criteria.urge_to_move","answer":[{"valueString":`+quoted+`}]}`),
		group("patient", `{"linkId":"patient.age_years","answer":[{"valueString":`+quoted+`}]}`),
		group("medications", group("medications.entry", `{"linkId":"medications.rxnorm","answer":[{"valueString":`+quoted+`}]}`)),
		group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":1,"unit":`+quoted+`,"code":`+quoted+`,"system":`+quoted+`,"comparator":`+quoted+`}}]}`),
		group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":1,"unit":"ng/mL"},"item":[{"linkId":"labs.ferritin.collected_on","answer":[{"valueDate":`+quoted+`}]}]}]}`),
	} {
		bodies = append(bodies, responseOf(t, nil, items))
	}
	for _, member := range []string{"status", "authored", "questionnaire", "subject", "encounter", "item", "implicitRules", "id"} {
		bodies = append(bodies, responseOf(t, map[string]any{member: m}))
	}
	return append(bodies, responseOf(t, map[string]any{"subject": map[string]any{"reference": m, "display": m}}))
}
