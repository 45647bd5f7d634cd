package cdshooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/cdshooks"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/problem"
)

const (
	base    = "https://rls.example"
	formURL = "https://rls.example/form"
	someone = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
)

// today is the day on which all charts are read.
func today() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func rules(tb testing.TB) *knowledge.Ruleset {
	tb.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// newAPI is the door alone, on loopback and without clients. Change may alter
// its options.
func newAPI(tb testing.TB, change func(*cdshooks.Options)) http.Handler {
	tb.Helper()
	a := newDoor(tb, change)
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.HTTPErrorHandler = a.HandleError
	a.Mount(e)
	return e
}

func newDoor(tb testing.TB, change func(*cdshooks.Options)) *cdshooks.API {
	tb.Helper()
	o := cdshooks.Options{
		Service: app.New(rules(tb), "US"), BaseURL: base, Version: "test", Now: today,
		Log: slog.New(slog.DiscardHandler), Open: func() bool { return true }, FormURL: formURL,
	}
	if change != nil {
		change(&o)
	}
	a, err := cdshooks.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// verifier accepts one token, and notes for which audiences it was asked.
type verifier struct {
	asked []string
	fault *problem.Error
}

func (v *verifier) Verify(_ context.Context, token string, audiences ...string) (string, *problem.Error) {
	v.asked = audiences
	if token != "good" {
		return "", problem.New(problem.Unauthenticated, "The signature of the token is not that of the key it names.")
	}
	return "https://ehr.example", v.fault
}

type request struct {
	method, target, body string
	header               http.Header
}

// post sends JSON; headers are names and values in turn, an empty value leaves
// the header out.
func post(target, body string, headers ...string) request {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			h.Del(headers[i])
		}
	}
	return request{http.MethodPost, target, body, h}
}

func (r request) send(handler http.Handler) *httptest.ResponseRecorder {
	sent := httptest.NewRequest(r.method, r.target, strings.NewReader(r.body))
	if r.header != nil {
		sent.Header = r.header
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, sent)
	return answer
}

// object is JSON in the making.
type object = map[string]any

func jsonOf(tb testing.TB, v any) string {
	tb.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}

// coded is a CodeableConcept.
func coded(system, code string) object {
	return object{"coding": []object{{"system": system, "code": code}}}
}

const (
	icd10cm = "http://hl7.org/fhir/sid/icd-10-cm"
	icd10   = "http://hl7.org/fhir/sid/icd-10"
	rxnorm  = "http://www.nlm.nih.gov/research/umls/rxnorm"
	loinc   = "http://loinc.org"
	patient = "p1"
)

func condition(system, code string) object {
	return object{
		"resourceType": "Condition", "id": "c-" + strings.ReplaceAll(code, ".", ""), "subject": object{"reference": "Patient/" + patient},
		"category":           []object{coded("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item")},
		"clinicalStatus":     coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
		"verificationStatus": coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
		"code":               coded(system, code), "recordedDate": "2026-05-01",
	}
}

func medication(code, status string) object {
	return object{
		"resourceType": "MedicationRequest", "id": "m" + code, "status": status, "intent": "order",
		"subject": object{"reference": "Patient/" + patient}, "medicationCodeableConcept": coded(rxnorm, code),
	}
}

func lab(code string, value float64, unit, day string) object {
	o := object{
		"resourceType": "Observation", "id": "o" + code, "status": "final", "subject": object{"reference": "Patient/" + patient},
		"code": coded(loinc, code), "valueQuantity": object{"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
	}
	if day != "" {
		o["effectiveDateTime"] = day
	}
	return o
}

func ferritin(value float64, day string) object { return lab("2276-4", value, "ng/mL", day) }
func tsat(value float64, day string) object     { return lab("2502-3", value, "%", day) }

func bundle(resources ...object) object {
	entries := []object{}
	for _, r := range resources {
		entries = append(entries, object{"resource": r})
	}
	return object{"resourceType": "Bundle", "type": "searchset", "entry": entries}
}

// rls is the diagnosis.
func rls() object { return condition(icd10cm, "G25.81") }

// chart is a prefetch: a woman of 46 with what is given.
type chart struct {
	conditions, medications, observations []object
	// put replaces a key; a nil value is null, and left leaves keys out.
	put  object
	left []string
}

func (c chart) prefetch() object {
	p := object{
		"patient":      object{"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "1980-02-03"},
		"conditions":   bundle(c.conditions...),
		"medications":  bundle(c.medications...),
		"observations": bundle(c.observations...),
	}
	for key, value := range c.put {
		p[key] = value
	}
	for _, key := range c.left {
		delete(p, key)
	}
	return p
}

func withContext(members object) object {
	context := object{"userId": "Practitioner/7", "patientId": patient}
	for name, value := range members {
		context[name] = value
	}
	return context
}

// Calls of each service.
func view(c chart) object {
	return object{"hook": "patient-view", "hookInstance": someone, "context": withContext(nil), "prefetch": c.prefetch()}
}

func sign(c chart, drafts ...object) object {
	return object{"hook": "order-sign", "hookInstance": someone, "context": withContext(object{"draftOrders": bundle(drafts...)}), "prefetch": c.prefetch()}
}

func choose(c chart, selections []string, drafts ...object) object {
	return object{
		"hook": "order-select", "hookInstance": someone, "prefetch": c.prefetch(),
		"context": withContext(object{"draftOrders": bundle(drafts...), "selections": selections}),
	}
}

func add(c chart, added ...object) object {
	return object{"hook": "problem-list-item-create", "hookInstance": someone, "context": withContext(object{"conditions": bundle(added...)}), "prefetch": c.prefetch()}
}

// target is where a call goes, by its hook.
func target(call object) string {
	return cdshooks.Base + "/" + map[any]string{
		"patient-view": "rls-patient-view", "order-select": "rls-order-select", "order-sign": "rls-order-sign", "problem-list-item-create": "rls-problem-list",
	}[call["hook"]]
}

// ask sends a call and returns its cards, which it holds against the rules of
// CDS Hooks.
func ask(tb testing.TB, handler http.Handler, call object, headers ...string) []v1.CDSCard {
	tb.Helper()
	answer := post(target(call), jsonOf(tb, call), headers...).send(handler)
	if answer.Code != http.StatusOK {
		tb.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	conforms(tb, answer)
	var response v1.CDSResponse
	if err := json.Unmarshal(answer.Body.Bytes(), &response); err != nil {
		tb.Fatal(err)
	}
	return response.Cards
}

// brief writes cards as "indicator topic: summary", a line each.
func brief(cards []v1.CDSCard) string {
	var lines []string
	for _, c := range cards {
		lines = append(lines, fmt.Sprintf("%s %s: %s", c.Indicator, c.Source.Topic.Code, c.Summary))
	}
	return strings.Join(lines, "\n")
}

// ordered lists the LOINC codes that the suggestions of a card order.
func ordered(c v1.CDSCard) string {
	var codes []string
	for _, s := range c.Suggestions {
		for _, a := range s.Actions {
			code := a.Resource.(map[string]any)["code"].(map[string]any)
			codes = append(codes, code["coding"].([]any)[0].(map[string]any)["code"].(string))
		}
	}
	return strings.Join(codes, " ")
}
