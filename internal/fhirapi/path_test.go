package fhirapi_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhirapi"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestWhatIsNotThereSaysWhatIs(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		rule, method, target string
		status               int
		want, names          string
	}{
		{"the base", "GET", "/fhir/R4", 404, "not-found not_found", "/fhir/R4/metadata"},
		{"the base with a slash", "GET", "/fhir/R4/", 404, "not-found not_found", "/fhir/R4/metadata"},
		{"a batch", "POST", "/fhir/R4", 404, "not-found not_found", "/fhir/R4/metadata"},
		{"a type of resource that is not here", "GET", "/fhir/R4/Patient/1", 404, "not-supported unknown_resource_type", "Questionnaire, "},
		{"a search for one", "POST", "/fhir/R4/Patient/_search", 404, "not-supported unknown_resource_type", ""},
		{"no type of resource", "GET", "/fhir/R4/nothing", 404, "not-supported unknown_resource_type", ""},
		{"another operation", "POST", "/fhir/R4/Questionnaire/$expand", 404, "not-supported unknown_operation", "Questionnaire/$populate"},
		{"another operation by GET", "GET", "/fhir/R4/ValueSet/$expand", 404, "not-supported unknown_operation", ""},
		{"another operation on an instance", "POST", "/fhir/R4/ValueSet/rls-answer/$expand", 404, "not-supported unknown_operation", ""},
		{"an operation of no type", "POST", "/fhir/R4/$populate", 404, "not-supported unknown_operation", ""},
		{"an id that is not here", "GET", "/fhir/R4/Questionnaire/other", 404, "not-found not_found", "/fhir/R4/Questionnaire"},
		{"a version that is not here", "GET", "/fhir/R4/Questionnaire/rls-screening/_history/0", 404, "not-found not_found", ""},
		{"a history", "GET", "/fhir/R4/Questionnaire/rls-screening/_history", 404, "not-supported unknown_interaction", ""},
		{"a history of a type", "GET", "/fhir/R4/Questionnaire/_history", 404, "not-supported unknown_interaction", ""},
		{"a slash at the end", "GET", "/fhir/R4/Questionnaire/", 404, "not-found not_found", "slash"},
		{"a stored response", "GET", "/fhir/R4/QuestionnaireResponse/1", 404, "not-supported unknown_interaction", "$extract"},
		{"a response to store", "POST", "/fhir/R4/QuestionnaireResponse", 404, "not-supported unknown_interaction", ""},
		{"no authorization server", "GET", "/fhir/R4/.well-known/smart-configuration", 404, "not-found not_found", "authorization server"},
		{"filling in a form that is not here", "POST", "/fhir/R4/Questionnaire/other/$populate", 404, "not-found not_found", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := request{c.method, c.target, headers("Content-Type", "application/fhir+json"), "{}"}.send(api)
			if got := outcome(t, answer, c.status); got != c.want || !strings.Contains(answer.Body.String(), c.names) {
				t.Errorf("%s\n%s", got, answer.Body)
			}
			if allow := answer.Header().Get("Allow"); allow != "" {
				t.Errorf("nothing is there, and yet Allow is %q", allow)
			}
		})
	}
}

func TestAnotherMethodLearnsWhichThereAre(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ method, target, allow string }{
		{"PUT", "/fhir/R4/Questionnaire/rls-screening", "OPTIONS, GET, HEAD"},
		{"POST", "/fhir/R4/Questionnaire", "OPTIONS, GET, HEAD"},
		{"DELETE", "/fhir/R4/metadata", "OPTIONS, GET, HEAD"},
		{"GET", "/fhir/R4/Questionnaire/$populate", "OPTIONS, POST"},
		{"HEAD", "/fhir/R4/Questionnaire/$populate", "OPTIONS, POST"},
		{"PUT", "/fhir/R4/Questionnaire/$populate", "OPTIONS, POST"},
		{"GET", "/fhir/R4/Questionnaire/rls-screening/$populate", "OPTIONS, POST"},
		{"GET", "/fhir/R4/QuestionnaireResponse/$extract", "OPTIONS, POST"},
		{"GET", "/fhir/R4/ValueSet/_search", "OPTIONS, POST"},
		{"BREW", "/fhir/R4/ValueSet", "OPTIONS, GET, HEAD"},
	} {
		t.Run(c.method+" "+c.target, func(t *testing.T) {
			answer := request{c.method, c.target, http.Header{}, ""}.send(api)
			if got := outcome(t, answer, 405); got != "not-supported method_not_allowed" || answer.Header().Get("Allow") != c.allow {
				t.Errorf("%s, Allow %q", got, answer.Header().Get("Allow"))
			}
		})
	}
}

func TestTheDollarOfAnOperationMayBeEscaped(t *testing.T) {
	answer := post("/fhir/R4/QuestionnaireResponse/%24extract", `{"resourceType":"Patient"}`).send(newAPI(t, nil))
	if got := outcome(t, answer, 422); got != "structure other_resource" {
		t.Error(got)
	}
}

func TestABodyHasALimit(t *testing.T) {
	api := newAPI(t, nil)
	const limit = 512 << 10
	padded := func(size int) string { return "{" + strings.Repeat(" ", size-2) + "}" }
	for _, target := range []string{"/fhir/R4/QuestionnaireResponse/$extract", "/fhir/R4/Questionnaire/$populate"} {
		outcome(t, post(target, padded(limit)).send(api), 422)
		answer := post(target, padded(limit+1)).send(api)
		if got := outcome(t, answer, 413); got != "too-long body_too_large" || !strings.Contains(answer.Body.String(), "524288") {
			t.Errorf("%s: %s", target, answer.Body)
		}
	}
	answer := post("/fhir/R4/Questionnaire/_search", strings.Repeat("a", limit+1), "Content-Type", "application/x-www-form-urlencoded").send(api)
	outcome(t, answer, 413)
}

func TestALongBodyIsNotReadToItsEndToBeRefused(t *testing.T) {
	running := listen(t)
	body := io.LimitReader(endless{}, 8<<20)
	answer, err := http.Post(running.URL+"/fhir/R4/Questionnaire/$populate", "application/fhir+json", body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("status %d, close %v", answer.StatusCode, answer.Close)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestABodyThatBreaksOffIsNotComplete(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/fhir/R4/Questionnaire/$populate", iotest.ErrReader(io.ErrUnexpectedEOF))
	r.Header.Set("Content-Type", "application/fhir+json")
	answer := httptest.NewRecorder()
	newAPI(t, nil).ServeHTTP(answer, r)
	if got := outcome(t, answer, 400); got != "structure malformed_json" {
		t.Error(got)
	}
}

func TestOnlyOneWholeObjectIsRead(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, body, want, place string }{
		{"nothing", "", "structure malformed_json", "line 1, column 1"},
		{"no JSON", "<Parameters/>", "structure malformed_json", "line 1, column 1"},
		{"a syntax error", "{\n  \"resourceType\": \"Parameters\",\n  \"parameter\": [,]}", "structure malformed_json", "line 3, column 17"},
		{"half of it", `{"resourceType":"Parameters","parameter":[{"name":"x"`, "structure malformed_json", "line 1"},
		{"something after the end", `{"resourceType":"Parameters","parameter":[{"name":"x","valueCode":"x"}]} x`, "structure malformed_json", "line 1"},
		{"twice is not once", `{"resourceType":"Parameters","parameter":[],"parameter":[]}`, "structure duplicate_member", "line 1"},
		{"twice within a resource", `{"resourceType":"Parameters","parameter":[{"name":"context","part":[{"name":"content","resource":{"id":"1","id":"2"}}]}]}`, "structure duplicate_member", "line 1"},
		{"not UTF-8", "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"\xff\"}]}", "structure invalid_utf8", "line 1"},
		{"a list", `[]`, "structure type", ""},
		{"a text", `"Parameters"`, "structure type", ""},
		{"nested without end", strings.Repeat(`{"item":[`, 33) + strings.Repeat(`]}`, 33), "structure too_deep", "64"},
		{"nested without end or sense", strings.Repeat(`[`, 1<<18), "structure too_deep", "64"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for _, target := range []string{"/fhir/R4/QuestionnaireResponse/$extract", "/fhir/R4/Questionnaire/$populate"} {
				answer := post(target, c.body).send(api)
				if got := outcome(t, answer, 400); got != c.want || !strings.Contains(answer.Body.String(), c.place) {
					t.Errorf("%s: %s\n%s", target, got, answer.Body)
				}
			}
		})
	}
}

func TestBracketsInTextsAreNotDepth(t *testing.T) {
	body := `{"resourceType":"Patient","text":"` + strings.Repeat(`\"[{`, 100) + `"}`
	outcome(t, post("/fhir/R4/Questionnaire/$populate", body).send(newAPI(t, nil)), 422)
}

func TestProblemsBecomeOutcomes(t *testing.T) {
	var log bytes.Buffer
	o := fhirapi.Options{Service: service(t), BaseURL: baseURL, Now: today}
	logTo(&log)(&o)
	api, err := fhirapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	field := problem.Field{Pointer: "Authorization", Code: problem.CodeFormat, Detail: "It is not a token.", Accepted: []string{"Bearer"}}
	for _, c := range []struct {
		err    error
		status int
		want   string
	}{
		{problem.New(problem.Unauthenticated, "No token."), 401, "login unauthenticated"},
		{problem.New(problem.Forbidden, "No scope."), 403, "forbidden forbidden"},
		{problem.New(problem.NotFound, ""), 404, "not-found not_found"},
		{problem.New(problem.MethodNotAllowed, ""), 405, "not-supported method_not_allowed"},
		{problem.New(problem.NotAcceptable, ""), 406, "not-supported not_acceptable"},
		{problem.New(problem.RulesetUnavailable, ""), 409, "conflict ruleset_unavailable"},
		{problem.New(problem.UnsupportedMediaType, ""), 415, "not-supported unsupported_media_type"},
		{problem.Invalid([]problem.Field{field}), 422, "value format Authorization"},
		{problem.New(problem.RateLimited, ""), 429, "throttled rate_limited"},
		{problem.New(problem.Unavailable, ""), 503, "transient unavailable"},
		{problem.New(problem.Timeout, ""), 504, "timeout timeout"},
		{problem.New(problem.Internal, "marker"), 500, "exception internal"},
		{&problem.Error{Kind: problem.Internal, Cause: errors.New("the disk is full")}, 500, "exception internal"},
		{errors.New("the disk is full"), 500, "exception internal"},
		{echo.NewHTTPError(418, "marker"), 500, "exception internal"},
	} {
		answer := httptest.NewRecorder()
		context := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/fhir/R4/metadata", nil), answer)
		answer.Header().Set("ETag", `"x"`)
		api.HandleError(c.err, context)
		if got := outcome(t, answer, c.status); got != c.want {
			t.Errorf("%v: %s", c.err, got)
		}
		if c.status == 500 && (strings.Contains(answer.Body.String(), "disk") || strings.Contains(answer.Body.String(), "marker")) {
			t.Errorf("an internal error tells: %s", answer.Body)
		}
		if answer.Header().Get("ETag") != "" {
			t.Error("an error has an entity tag")
		}
	}
	if n := strings.Count(log.String(), "the disk is full"); n != 2 {
		t.Errorf("%d causes in the log: %s", n, &log)
	}
}

func TestAnAnswerThatHasBegunIsLeftAlone(t *testing.T) {
	api, err := fhirapi.New(fhirapi.Options{Service: service(t), BaseURL: baseURL, Now: today})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	context := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/fhir/R4/metadata", nil), answer)
	if err := context.NoContent(http.StatusAccepted); err != nil {
		t.Fatal(err)
	}
	api.HandleError(errors.New("late"), context)
	if answer.Code != http.StatusAccepted || answer.Body.Len() > 0 {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestABaseThatIsNoURLIsRefused(t *testing.T) {
	for _, base := range []string{"", "rls.example", "/fhir", "https://rls.example?x=1", "https://rls.example#x", "https:// x"} {
		if _, err := fhirapi.New(fhirapi.Options{Service: service(t), BaseURL: base}); err == nil {
			t.Errorf("%q is taken", base)
		}
	}
}
