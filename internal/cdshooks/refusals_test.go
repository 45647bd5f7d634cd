package cdshooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// outcome checks that an answer is an OperationOutcome, and returns its issues
// as "expression code", a line each.
func outcome(tb testing.TB, answer *httptest.ResponseRecorder, status int) string {
	tb.Helper()
	var o struct {
		ResourceType string
		Issue        []struct {
			Severity, Code, Diagnostics string
			Details                     struct {
				Coding []struct{ System, Code string }
				Text   string
			}
			Expression []string
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &o); err != nil || o.ResourceType != "OperationOutcome" || len(o.Issue) == 0 {
		tb.Fatalf("status %d, no OperationOutcome: %v %.300s", answer.Code, err, answer.Body)
	}
	if answer.Code != status {
		tb.Errorf("status %d, want %d: %s", answer.Code, status, answer.Body)
	}
	header := answer.Header()
	if header.Get("Content-Type") != "application/fhir+json" || header.Get("Cache-Control") != "no-store" {
		tb.Errorf("%v", header)
	}
	var lines []string
	for _, i := range o.Issue {
		if i.Severity != "error" || i.Code == "" || i.Diagnostics == "" || len(i.Details.Coding) != 1 || i.Details.Coding[0].System != base+"/fhir/R4/CodeSystem/rls-issue" {
			tb.Errorf("%+v", i)
			continue
		}
		lines = append(lines, strings.TrimSpace(strings.Join(i.Expression, "")+" "+i.Details.Coding[0].Code))
	}
	return strings.Join(lines, "\n")
}

func TestEveryFaultOfACallIsNamedAtOnce(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, target, body, want string }{
		{"nothing of it", "rls-patient-view", `{}`, "hook required\nhookInstance required\ncontext required"},
		{
			"wrong types", "rls-order-select", `{"hook":1,"hookInstance":"x","context":{"userId":5,"patientId":"","selections":"a","draftOrders":[]},"prefetch":[]}`,
			"hook one_of\nhookInstance format\ncontext.userId type\ncontext.patientId required\ncontext.selections type\ncontext.draftOrders type\nprefetch type",
		},
		{
			"another hook", "rls-order-sign", `{"hook":"order-select","hookInstance":"` + someone + `","context":{"userId":"Practitioner/1","patientId":"p1"}}`,
			"hook one_of\ncontext.draftOrders required",
		},
		{
			"a Patient with its type", "rls-problem-list",
			`{"hook":"problem-list-item-create","hookInstance":"` + someone + `","context":{"userId":"a","patientId":"Patient/1","conditions":{"resourceType":"Condition"}}}`,
			"context.patientId format\ncontext.conditions type",
		},
		{
			"null is not given", "rls-patient-view", `{"hook":null,"hookInstance":null,"context":{"userId":null,"patientId":null},"prefetch":null}`,
			"hook required\nhookInstance required\ncontext.userId required\ncontext.patientId required",
		},
		{
			"prefetch that is no resource", "rls-patient-view",
			`{"hook":"patient-view","hookInstance":"` + someone + `","context":{"userId":"a","patientId":"1"},"prefetch":{"conditions":[],"medications":"x","observations":{"resourceType":"Bundle","entry":{}},"patient":{}}}`,
			"prefetch.patient type\nprefetch.conditions type\nprefetch.medications type\nprefetch.observations type",
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post(cdshooks.Base+"/"+c.target, c.body).send(api)
			if got := outcome(t, answer, http.StatusBadRequest); got != c.want {
				t.Errorf("%s", got)
			}
		})
	}
}

func TestABodyMustBeOneJSONObject(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, body, want string }{
		{"empty", "", "malformed_json"},
		{"blank", " \n", "malformed_json"},
		{"cut off", `{"hook":`, "malformed_json"},
		{"a list", `[]`, "malformed_json"},
		{"a text", `"x"`, "malformed_json"},
		{"two documents", `{} {}`, "malformed_json"},
		{"a comma too many", `{"hook":1,}`, "malformed_json"},
		{"a member twice", `{"hook":1,"hook":2}`, "duplicate_member"},
		{"a member twice, deep in a resource", `{"prefetch":{"x":{"a":{"b":1,"b":1}}}}`, "duplicate_member"},
		{"not UTF-8", "{\"hook\":\"\xff\"}", "invalid_utf8"},
		{"a byte order mark", "\xef\xbb\xbf{}", "malformed_json"},
		{"nested too deep", strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), "malformed_json"},
		{"nested much too deep", strings.Repeat("[", 1<<20), "malformed_json"},
	} {
		for _, path := range []string{"/rls-patient-view", "/rls-patient-view/feedback"} {
			answer := post(cdshooks.Base+path, c.body).send(api)
			if got := outcome(t, answer, answer.Code); got != c.want && answer.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %s %s", c.rule, got, answer.Body)
			}
		}
	}
}

func TestExtensionsAndUnknownMembersAreIgnored(t *testing.T) {
	call := view(chart{conditions: []object{rls()}})
	call["extension"] = object{"com.example": []any{1, nil}}
	call["context"].(object)["extension"] = object{"a": 1}
	call["context"].(object)["encounterId"] = "e1"
	call["fhirServer"], call["fhirAuthorization"] = "https://ehr.example/fhir", object{"access_token": "secret", "expires_in": "soon"}
	call["prefetch"].(object)["another"] = object{"resourceType": 7}
	if cards := ask(t, newAPI(t, nil), call); len(cards) != 1 {
		t.Error(brief(cards))
	}
}

// What a service cannot do without must be sent: a call without it would be
// answered by silence, which says that all is well.
func TestWhatIsNeededAndNotSentIsNamed(t *testing.T) {
	api, known, draft := newAPI(t, nil), []object{rls()}, medication("6915", "draft")
	failedSearch := object{"resourceType": "OperationOutcome", "issue": []object{{"severity": "error", "code": "timeout"}}}
	for _, c := range []struct {
		rule string
		call object
		want string // "" is 200
	}{
		{"a view without anything", view(chart{left: []string{"patient", "conditions", "medications", "observations"}}), "conditions medications observations"},
		{"a view without results", view(chart{conditions: known, left: []string{"observations"}}), "observations"},
		{"a view without the patient", view(chart{conditions: known, left: []string{"patient"}}), ""},
		{"null is no data", view(chart{put: object{"conditions": nil, "medications": nil, "observations": nil, "patient": nil}}), ""},
		{"a view whose problem list failed", view(chart{put: object{"conditions": failedSearch}}), "conditions"},
		{"silence about a chart with RLS whose medicines are not known", view(chart{
			conditions: known, observations: []object{ferritin(150, recent), tsat(30, recent)}, put: object{"medications": failedSearch},
		}), "medications"},
		{"orders without anything", sign(chart{left: []string{"patient", "conditions", "medications", "observations"}}, draft), "conditions"},
		{"orders of a chart with RLS need no more", sign(chart{conditions: known, left: []string{"patient", "medications", "observations"}}, draft), ""},
		{"without RLS among the problems the medicines tell", sign(chart{left: []string{"medications"}}, draft), "medications"},
		{"or they failed", sign(chart{put: object{"medications": failedSearch}}, draft), "medications"},
		{"orders that never matter", sign(chart{left: []string{"medications"}}, medication("42347", "draft")), ""},
		{"a problem added without results", add(chart{left: []string{"observations"}}, rls()), "observations"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post(target(c.call), jsonOf(t, c.call)).send(api)
			if c.want == "" {
				if answer.Code != http.StatusOK {
					t.Errorf("%d %s", answer.Code, answer.Body)
				}
				return
			}
			want := "prefetch." + strings.ReplaceAll(c.want, " ", " prefetch_missing\nprefetch.") + " prefetch_missing"
			if got := outcome(t, answer, http.StatusPreconditionFailed); got != want {
				t.Error(got)
			}
		})
	}
}

func TestASelectionThatNamesNoOrderIsRefused(t *testing.T) {
	call := choose(chart{conditions: []object{rls()}}, []string{"MedicationRequest/m6915", "MedicationRequest/gone"}, medication("6915", "draft"))
	answer := post(target(call), jsonOf(t, call)).send(newAPI(t, nil))
	if got := outcome(t, answer, http.StatusBadRequest); got != "context.selections[1] not_found" {
		t.Error(got)
	}
}

func TestPathsMethodsAndMediaTypes(t *testing.T) {
	api := newAPI(t, nil)
	call := view(chart{conditions: []object{rls()}})
	body := jsonOf(t, call)
	with := func(method, path string, headers ...string) request {
		r := post(path, body, headers...)
		r.method = method
		return r
	}
	for _, c := range []struct {
		rule   string
		send   request
		status int
	}{
		{"no such service", with(http.MethodPost, "/cds-services/another"), http.StatusNotFound},
		{"no such service's feedback", with(http.MethodPost, "/cds-services/another/feedback"), http.StatusNotFound},
		{"no such path", with(http.MethodPost, "/cds-services/rls-patient-view/more/of/it"), http.StatusNotFound},
		{"GET on a service", with(http.MethodGet, "/cds-services/rls-patient-view"), http.StatusMethodNotAllowed},
		{"POST on discovery", with(http.MethodPost, "/cds-services"), http.StatusMethodNotAllowed},
		{"a form", with(http.MethodPost, target(call), "Content-Type", "application/x-www-form-urlencoded"), http.StatusUnsupportedMediaType},
		{"XML", with(http.MethodPost, target(call), "Content-Type", "application/xml"), http.StatusUnsupportedMediaType},
		{"no media type", with(http.MethodPost, target(call), "Content-Type", ""), http.StatusUnsupportedMediaType},
		{"another encoding", with(http.MethodPost, target(call), "Content-Type", "application/json; charset=latin1"), http.StatusUnsupportedMediaType},
		{"compressed", with(http.MethodPost, target(call), "Content-Encoding", "gzip"), http.StatusUnsupportedMediaType},
		{"XML asked for", with(http.MethodPost, target(call), "Accept", "application/xml"), http.StatusNotAcceptable},
		{"JSON excluded", with(http.MethodPost, target(call), "Accept", "application/json;q=0, */*"), http.StatusNotAcceptable},
		{"XML asked of discovery", with(http.MethodGet, "/cds-services", "Accept", "text/html"), http.StatusNotAcceptable},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := c.send.send(api)
			outcome(t, answer, c.status)
			if c.status == http.StatusMethodNotAllowed && answer.Header().Get("Allow") == "" {
				t.Error("there is no Allow")
			}
		})
	}
	for _, accept := range []string{"", "*/*", "application/json", "application/*", "text/html, application/json;q=0.5", ";;"} {
		if answer := with(http.MethodPost, target(call), "Accept", accept).send(api); answer.Code != http.StatusOK {
			t.Errorf("Accept %q: %d", accept, answer.Code)
		}
	}
	if answer := with(http.MethodPost, target(call), "Content-Type", `application/json; charset="UTF-8"`).send(api); answer.Code != http.StatusOK {
		t.Errorf("%d", answer.Code)
	}
}

func TestABodyHasALimit(t *testing.T) {
	api := newAPI(t, nil)
	call := jsonOf(t, view(chart{conditions: []object{rls()}}))
	const limit = 16 << 20
	pad := func(size int) string { return call + strings.Repeat(" ", size-len(call)) }
	if answer := post("/cds-services/rls-patient-view", pad(limit)).send(api); answer.Code != http.StatusOK {
		t.Errorf("at the limit: %d %s", answer.Code, answer.Body)
	}
	outcome(t, post("/cds-services/rls-patient-view", pad(limit+1)).send(api), http.StatusRequestEntityTooLarge)
	chunked := httptest.NewRequest(http.MethodPost, "/cds-services/rls-patient-view", strings.NewReader(pad(limit+1)))
	chunked.ContentLength, chunked.Header = -1, http.Header{"Content-Type": {"application/json"}}
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, chunked)
	outcome(t, answer, http.StatusRequestEntityTooLarge)
}

func TestABodyThatBreaksOffIsRefused(t *testing.T) {
	broken := httptest.NewRequest(http.MethodPost, "/cds-services/rls-patient-view", iotest.TimeoutReader(strings.NewReader("{")))
	broken.ContentLength, broken.Header = 100, http.Header{"Content-Type": {"application/json"}}
	answer := httptest.NewRecorder()
	newAPI(t, nil).ServeHTTP(answer, broken)
	outcome(t, answer, http.StatusBadRequest)
}

// A connection on which a large call was refused is closed in a way that lets
// the caller see why.
func TestTheCallerSeesWhyALargeBodyIsRefused(t *testing.T) {
	server := httptest.NewServer(newAPI(t, func(o *cdshooks.Options) { o.Open = func() bool { return false } }))
	defer server.Close()
	answer, err := http.Post(server.URL+"/cds-services/rls-patient-view", "application/json", strings.NewReader(`"`+strings.Repeat("x", 4<<20)+`"`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("%d", answer.StatusCode)
	}
}

// Nothing that was sent comes back in an error.
func TestErrorsHoldNothingThatWasSent(t *testing.T) {
	const said = "zqSAIDqz"
	api := newAPI(t, nil)
	for _, body := range []string{
		`{"hook":"` + said + `","hookInstance":"` + said + `","context":{"userId":"` + said + `","patientId":"` + said + `/"},"prefetch":{"patient":{"resourceType":"Patient","id":"` + said + `"}}}`,
		`{"` + said + `":1,"` + said + `":2}`, `{"a":"` + said, said, `{"prefetch":{"conditions":"` + said + `"}}`,
	} {
		for _, path := range []string{"rls-patient-view", "rls-order-select", "rls-patient-view/feedback"} {
			answer := post("/cds-services/"+path, body).send(api)
			if strings.Contains(answer.Body.String(), said) {
				t.Errorf("%s comes back: %s", said, answer.Body)
			}
		}
	}
}

// What the middleware refuses, and what goes wrong inside, is an
// OperationOutcome too, and says nothing of the inside.
func TestEveryErrorIsAnOutcome(t *testing.T) {
	door := newDoor(t, nil)
	for _, c := range []struct {
		err    error
		status int
		want   string
	}{
		{errors.New("zqSAIDqz"), http.StatusInternalServerError, "internal"},
		{&problem.Error{Kind: problem.Internal, Detail: "zqSAIDqz"}, http.StatusInternalServerError, "internal"},
		{problem.New(problem.Unauthenticated, "Who is it?"), http.StatusUnauthorized, "unauthenticated"},
		{problem.New(problem.RateLimited, "Too many."), http.StatusTooManyRequests, "rate_limited"},
		{problem.New(problem.Timeout, "Too long."), http.StatusGatewayTimeout, "timeout"},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), http.StatusGatewayTimeout, "timeout"},
		{echo.NewHTTPError(http.StatusTeapot, "zqSAIDqz"), http.StatusInternalServerError, "internal"},
	} {
		answer := httptest.NewRecorder()
		door.HandleError(c.err, echo.New().NewContext(httptest.NewRequest(http.MethodPost, "/cds-services/x", nil), answer))
		if got := outcome(t, answer, c.status); got != c.want || strings.Contains(answer.Body.String(), "zqSAIDqz") {
			t.Errorf("%v: %s", c.err, answer.Body)
		}
	}
}
