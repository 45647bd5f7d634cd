package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/httpapi"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// keeper notes what it is asked, and refuses everything with its fault, if any.
type keeper struct {
	fault   *problem.Error
	earlier bool // the key of a creation was used before
	asked   string
	by      records.By
}

const kept = `{"kept":true}`

func (k *keeper) note(by records.By, asked ...string) ([]byte, *problem.Error) {
	k.asked, k.by = strings.Join(asked, " "), by
	return []byte(kept), k.fault
}

func (k *keeper) Create(_ context.Context, by records.By, body []byte, o app.Options, key string) (records.Created, *problem.Error) {
	answer, fault := k.note(by, "create", string(body), string(o.Audience), o.Lang, o.Ruleset, key)
	return records.Created{ID: "rec_1", Answer: answer, Replayed: k.earlier}, fault
}

func (k *keeper) Read(_ context.Context, by records.By, id string) (records.Stored, *problem.Error) {
	answer, fault := k.note(by, "read", id)
	return records.Stored{Answer: answer, Lang: "es"}, fault
}

func (k *keeper) List(_ context.Context, by records.By, q records.Query) ([]byte, *problem.Error) {
	return k.note(by, "list", q.Subject, q.Outcome, q.Cursor, strconv.Itoa(q.Limit))
}

func (k *keeper) Erase(_ context.Context, by records.By, id string) *problem.Error {
	_, fault := k.note(by, "erase", id)
	return fault
}

func (k *keeper) Replay(_ context.Context, by records.By, id string) ([]byte, *problem.Error) {
	return k.note(by, "replay", id)
}

func (k *keeper) Trail(_ context.Context, by records.By, id, cursor string, limit int) ([]byte, *problem.Error) {
	return k.note(by, "trail", id, cursor, strconv.Itoa(limit))
}

func (k *keeper) TrailEntries(_ context.Context, by records.By, id string) ([]audit.Entry, *problem.Error) {
	_, fault := k.note(by, "entries", id)
	return nil, fault
}

func keeping(t *testing.T, k *keeper) http.Handler {
	t.Helper()
	return newAPI(t, func(o *httpapi.Options) { o.Records = k })
}

func remove(target string) request { return request{http.MethodDelete, target, http.Header{}, ""} }

func TestEachRouteOfRecordsIsOneUseCase(t *testing.T) {
	for _, c := range []struct {
		rule   string
		ask    request
		asked  string
		status int
	}{
		{"a record is made of the body and the options", post("/v1/records?audience=patient&lang=es&ruleset=1.0.0", `{}`), "create {} patient es 1.0.0 ", 201},
		{"the language is that of the caller", post("/v1/records", `{}`, "Accept-Language", "es-MX"), "create {}  es  ", 201},
		{"a key as it was sent", post("/v1/records", `{}`, "Idempotency-Key", `"a1"`), `create {}  en  "a1"`, 201},
		{"a list has twenty", get("/v1/records"), "list    20", 200},
		{"a list of what is asked for", get("/v1/records?subject=p+4&outcome=negative&cursor=c&limit=100"), "list p 4 negative c 100", 200},
		{"one is read", get("/v1/records/rec_1"), "read rec_1", 200},
		{"one is erased", remove("/v1/records/rec_1"), "erase rec_1", 204},
		{"one is replayed", post("/v1/records/rec_1/replay", ""), "replay rec_1", 200},
		{"a trail has pages", get("/v1/records/rec_1/audit?cursor=c&limit=7"), "trail rec_1 c 7", 200},
		{"a trail as FHIR is whole", get("/v1/records/rec_1/audit", "Accept", "application/fhir+json"), "entries rec_1", 200},
	} {
		t.Run(c.rule, func(t *testing.T) {
			k := new(keeper)
			answer := c.ask.send(keeping(t, k))
			if answer.Code != c.status || k.asked != c.asked {
				t.Errorf("%d, asked %q\nwant %d, %q: %s", answer.Code, k.asked, c.status, c.asked, answer.Body)
			}
			if c.status == http.StatusNoContent {
				if answer.Body.Len() > 0 || answer.Header().Get("Content-Type") != "" {
					t.Errorf("there is a body: %v %s", answer.Header(), answer.Body)
				}
			} else if c.ask.header.Get("Accept") == "" && answer.Body.String() != kept {
				t.Errorf("another answer than that of the use case: %s", answer.Body)
			}
		})
	}
}

func TestACreationSaysWhereTheRecordIsAndWhetherItIsNew(t *testing.T) {
	k := new(keeper)
	header := post("/v1/records", `{}`).send(keeping(t, k)).Header()
	if header.Get("Location") != base+"/v1/records/rec_1" || header.Get("Idempotent-Replayed") != "" {
		t.Errorf("a new one: %v", header)
	}
	k.earlier = true
	header = post("/v1/records", `{}`, "Idempotency-Key", "a").send(keeping(t, k)).Header()
	if header.Get("Location") != base+"/v1/records/rec_1" || header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("one that was there: %v", header)
	}
}

func TestWhoAsksIsWhomTheGuardLetIn(t *testing.T) {
	k := new(keeper)
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	httpapi.New(httpapi.Options{Records: k, BaseURL: base}).Mount(e)
	for rule, c := range map[string]struct {
		caller *auth.Caller
		want   records.By
	}{
		"nobody in particular, in the open service": {nil, records.By{Tenant: tenant.Local, Caller: "local", Request: "r1"}},
		"a credential of a tenant":                  {&auth.Caller{Tenant: "clinic", ID: "k7"}, records.By{Tenant: "clinic", Caller: "k7", Request: "r1"}},
	} {
		t.Run(rule, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/v1/records/rec_1", nil)
			if c.caller != nil {
				r = r.WithContext(auth.WithCaller(r.Context(), c.caller))
			}
			answer := httptest.NewRecorder()
			answer.Header().Set("X-Request-Id", "r1") // as the server does
			e.ServeHTTP(answer, r)
			if k.by != c.want {
				t.Errorf("got %+v, want %+v", k.by, c.want)
			}
		})
	}
}

func TestAnIdempotencyKeyIsOneOrNone(t *testing.T) {
	for rule, given := range map[string][]string{"empty": {""}, "two": {"a", "b"}, "the same one twice": {"a", "a"}} {
		t.Run(rule, func(t *testing.T) {
			k := new(keeper)
			ask := post("/v1/records", `{}`)
			ask.header["Idempotency-Key"] = given
			if p := problemOf(t, ask.send(keeping(t, k))); p.Code != "bad_query" || faults(p) != "Idempotency-Key format" || k.asked != "" {
				t.Errorf("%+v, asked %q", p, k.asked)
			}
		})
	}
}

func TestParametersOfRecordsAreTakenAsTheyWereMeant(t *testing.T) {
	const secret = "Jane-4711"
	for _, c := range []struct{ rule, target, want string }{
		{"an empty subject does not list everybody", "/v1/records?subject=", "subject required"},
		{"a subject that is too long", "/v1/records?subject=" + strings.Repeat(secret, 30), "subject too_long"},
		{"a subject with a control character", "/v1/records?subject=" + secret + "%00", "subject control_character"},
		{"two subjects", "/v1/records?subject=" + secret + "&subject=" + secret, "subject too_many"},
		{"an outcome that there is not", "/v1/records?outcome=" + secret, "outcome one_of"},
		{"an empty cursor", "/v1/records?cursor=", "cursor required"},
		{"more than a hundred", "/v1/records?limit=101", "limit range"},
		{"none", "/v1/records?limit=0", "limit range"},
		{"a filter of one record", "/v1/records/rec_1?subject=" + secret, "subject unknown_member"},
		{"a filter of a trail", "/v1/records/rec_1/audit?outcome=" + secret, "outcome unknown_member"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			k := new(keeper)
			answer := get(c.target).send(keeping(t, k))
			if p := problemOf(t, answer); p.Code != "bad_query" || faults(p) != c.want || k.asked != "" {
				t.Errorf("%s:\n%s\nwant\n%s", p.Code, faults(p), c.want)
			}
			if strings.Contains(answer.Body.String(), secret) {
				t.Errorf("the answer repeats it: %s", answer.Body)
			}
		})
	}
	p := problemOf(t, get("/v1/records?outcome=x").send(keeping(t, new(keeper))))
	outcome, _ := reflect.TypeFor[v1.RecordSummary]().FieldByName("Outcome")
	if got := strings.Join(p.Errors[0].Accepted, " "); !strings.Contains(outcome.Tag.Get("validate"), "oneof="+got) {
		t.Errorf("accepted are other outcomes than there are: %s", got)
	}
	if p := problemOf(t, get("/v1/records/rec_1/audit?limit=5", "Accept", "application/fhir+json").send(keeping(t, new(keeper)))); p.Code != "bad_query" {
		t.Errorf("a page of a trail that comes whole: %+v", p)
	}
}

func TestARefusalOfRecordsIsAProblem(t *testing.T) {
	for _, c := range []struct {
		fault  problem.Error
		status int
	}{
		{problem.Error{Kind: problem.Unavailable, Detail: "The database cannot be reached.", RetryAfter: 5}, 503},
		{problem.Error{Kind: problem.IdempotencyInProgress, Detail: "It is being stored.", RetryAfter: 1}, 409},
		{problem.Error{Kind: problem.IdempotencyMismatch, Detail: "The key has another body."}, 422},
		{problem.Error{Kind: problem.NotFound, Detail: "There is no such record."}, 404},
	} {
		for _, ask := range []request{
			post("/v1/records", `{}`), get("/v1/records"), get("/v1/records/rec_1"), remove("/v1/records/rec_1"),
			post("/v1/records/rec_1/replay", ""), get("/v1/records/rec_1/audit"), get("/v1/records/rec_1/audit", "Accept", "application/fhir+json"),
		} {
			answer := ask.send(keeping(t, &keeper{fault: &c.fault}))
			p := problemOf(t, answer)
			if p.Status != c.status || p.Code != string(c.fault.Kind) || p.Detail != c.fault.Detail {
				t.Errorf("%s %s: %+v", ask.method, ask.target, p)
			}
			if answer.Header().Get("Location") != "" {
				t.Error("a refusal has a Location")
			}
		}
	}
}

func TestAServiceThatKeepsNothingSaysSo(t *testing.T) {
	p := problemOf(t, post("/v1/records", `{}`).send(newAPI(t, nil)))
	if p.Code != "not_found" || !strings.Contains(p.Detail, "RLSCREEN_DB") {
		t.Errorf("%+v", p)
	}
}

func TestEveryRouteOfRecordsHasAScopeAndAnAction(t *testing.T) {
	seen := map[audit.Action]string{}
	for _, r := range new(httpapi.API).Routes() {
		if !strings.HasPrefix(r.Path, "/v1/records") {
			continue
		}
		if r.Scope == "" || r.Scope == apikey.ScopeScreen || seen[r.Action] != "" || !slices.Contains(audit.Actions(), r.Action) {
			t.Errorf("%s %s: scope %q, action %q, which is also that of %q", r.Method, r.Path, r.Scope, r.Action, seen[r.Action])
		}
		seen[r.Action] = r.Path
	}
	if len(seen) != 6 {
		t.Errorf("%d routes", len(seen))
	}
}

// Nothing that is sent is passed over.
func TestAReplayTakesNoBody(t *testing.T) {
	for body, status := range map[string]int{
		"": http.StatusOK, "{}": http.StatusOK, " {}\n": http.StatusOK,
		`{"ruleset":"1.0.0"}`: http.StatusUnprocessableEntity, "[]": http.StatusUnprocessableEntity, "x": http.StatusUnprocessableEntity,
	} {
		var k keeper
		answer := post("/v1/records/rec_1/replay", body).send(keeping(t, &k))
		if answer.Code != status || (k.asked != "") != (status == http.StatusOK) {
			t.Errorf("%q: %d, asked %q", body, answer.Code, k.asked)
		}
	}
}

func TestAnErasureHasNoBodyToNegotiate(t *testing.T) {
	r := remove("/v1/records/rec_1")
	r.header.Set("Accept", "text/html")
	if answer := r.send(keeping(t, new(keeper))); answer.Code != http.StatusNoContent {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}
