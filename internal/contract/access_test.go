package contract_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/api"
	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/contract"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/server"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// keyring is a source of API keys.
type keyring []apikey.Key

func (k *keyring) APIKeys(context.Context) ([]apikey.Key, error) { return *k, nil }

// add makes a key, and returns its credential.
func (k *keyring) add(t *testing.T, owner tenant.ID, scopes ...string) string {
	t.Helper()
	key, text, err := apikey.New(rand.Reader, apikey.Key{Tenant: owner, Name: "test", Scopes: scopes, CreatedAt: contract.Today()})
	if err != nil {
		t.Fatal(err)
	}
	*k = append(*k, key)
	return "Bearer " + text
}

// guarded is a service that asks for a key, watched.
func guarded(t *testing.T, keys *keyring, rate limit.Rate) http.Handler {
	t.Helper()
	return description(t).Watch(t, running(t, func(_ *contract.Running, o *server.Options) error {
		gate, err := auth.NewGate(t.Context(), auth.GateOptions{Keys: keys, Local: true, Now: contract.Today})
		o.Gate, o.Rate = gate, rate
		return err
	}))
}

// protected are requests that need a credential, by the scope.
func protected() map[string][][2]string {
	return map[string][][2]string{
		"screen": {
			{http.MethodPost, screenings},
			{http.MethodPost, "/v1/screenings/batch"},
			{http.MethodPost, ironStatus},
			{http.MethodPost, "/fhir/R4/Questionnaire/$populate"},
			{http.MethodPost, "/fhir/R4/Questionnaire/rls-screening/$populate"},
			{http.MethodPost, "/fhir/R4/QuestionnaireResponse/$extract"},
			{http.MethodPost, "/fhir/R4/QuestionnaireResponse/$from-answers"},
		},
		"records:write": {{http.MethodPost, stored}},
		"records:read":  {{http.MethodGet, stored}, {http.MethodGet, noRecord}, {http.MethodHead, noRecord}, {http.MethodPost, noRecord + "/replay"}},
		"records:erase": {{http.MethodDelete, noRecord}},
		"admin":         {{http.MethodGet, noRecord + "/audit"}},
	}
}

func TestEveryOperationNeedsTheScopeThatIsDescribed(t *testing.T) {
	keys := new(keyring)
	with := map[string]string{} // before the service reads them
	for _, scope := range apikey.Scopes() {
		with[scope] = keys.add(t, "clinic", scope)
	}
	handler := guarded(t, keys, limit.Rate{})
	for scope, requests := range protected() {
		lacking := with[apikey.ScopeScreen]
		if scope == apikey.ScopeScreen {
			lacking = with[apikey.ScopeRead]
		}
		for _, r := range requests {
			for _, c := range []struct {
				rule, credential string
				status           int
				challenge        string
			}{
				{"no credential", "", 401, `scope="` + scope + `"`},
				{"one that is not ours", "Bearer rls_aaaaaaaaaaaa_x", 401, `error="invalid_token"`},
				{"one that lacks the scope", lacking, 403, `error="insufficient_scope"`},
				{"one that has it", with[scope], 0, ""},
			} {
				t.Run(scope+" "+r[0]+" "+r[1]+" "+c.rule, func(t *testing.T) {
					answer := ask(handler, r[0], r[1], "Authorization", c.credential)
					if c.status == 0 {
						if answer.Code == 401 || answer.Code == 403 {
							t.Errorf("refused: %d %s", answer.Code, answer.Body)
						}
						return
					}
					if got := answer.Header().Get("WWW-Authenticate"); answer.Code != c.status || !strings.Contains(got, c.challenge) {
						t.Errorf("%d, want %d, WWW-Authenticate %q", answer.Code, c.status, got)
					}
				})
			}
		}
	}
}

// TestEveryOperationThatNeedsACredentialIsTried compares the requests above with
// the description.
func TestEveryOperationThatNeedsACredentialIsTried(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]struct {
			Description string
			Security    []map[string][]string
		}
	}
	if err := json.Unmarshal(api.OpenAPIJSON, &doc); err != nil {
		t.Fatal(err)
	}
	tried := map[string]string{}
	for scope, requests := range protected() {
		for _, r := range requests {
			path := strings.NewReplacer(noRecord, stored+"/{id}", "rls-screening", "{id}").Replace(r[1])
			tried[strings.ToLower(r[0])+" "+path] = scope
		}
	}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			scope := tried[method+" "+path]
			keyed := slices.ContainsFunc(o.Security, func(r map[string][]string) bool { return r["apiKey"] != nil })
			if o.Security == nil || keyed != (scope != "") || keyed && !strings.Contains(o.Description, "the scope `"+scope+"`") {
				t.Errorf("%s %s: tried with the scope %q, described with %v: %s", method, path, scope, o.Security, o.Description)
			}
		}
	}
}

func TestWhatIsOpenNeedsNoCredential(t *testing.T) {
	keys := new(keyring)
	keys.add(t, "clinic", apikey.ScopeAdmin)
	handler := guarded(t, keys, limit.Rate{})
	for _, target := range []string{
		"/", "/docs", "/openapi.json", "/livez", "/readyz", "/metrics", "/v1/questionnaire", "/v1/medications?q=a", "/v1/medications/names", "/v1/ruleset",
		"/v1/ruleset/decision-table", "/problems/forbidden", "/fhir/R4/metadata", "/fhir/R4/Questionnaire", "/cds-services",
	} {
		expect(t, ask(handler, http.MethodGet, target), 200, "")
	}
}

func TestAnotherTenantsRecordIsOneThatThereIsNot(t *testing.T) {
	keys := new(keyring)
	ours, theirs := keys.add(t, "north", apikey.Scopes()...), keys.add(t, "south", apikey.Scopes()...)
	handler := guarded(t, keys, limit.Rate{})
	path, _ := create(t, handler, `{"subject":"p","request":{}}`, "Authorization", ours, "Idempotency-Key", "k")
	for _, r := range [][2]string{
		{http.MethodGet, path},
		{http.MethodDelete, path},
		{http.MethodPost, path + "/replay"},
		{http.MethodGet, path + "/audit"},
	} {
		answer := ask(handler, r[0], r[1], "Authorization", theirs, "X-Request-Id", "r")
		nothing := ask(handler, r[0], strings.Replace(r[1], path, noRecord, 1), "Authorization", theirs, "X-Request-Id", "r")
		if answer.Code != http.StatusNotFound || answer.Body.String() != nothing.Body.String() {
			t.Errorf("%s %s: %d %s\nunlike one that there is not: %s", r[0], r[1], answer.Code, answer.Body, nothing.Body)
		}
	}
	if list := ask(handler, http.MethodGet, stored+"?subject=p", "Authorization", theirs); strings.Contains(list.Body.String(), "rec_") {
		t.Errorf("their list has our record: %s", list.Body)
	}
	if other, _ := create(t, handler, `{"subject":"p","request":{}}`, "Authorization", theirs, "Idempotency-Key", "k"); other == path {
		t.Error("the key of one tenant is that of another")
	}
	expect(t, ask(handler, http.MethodGet, path, "Authorization", ours), 200, "")
}

func TestWhoCallsTooOftenIsToldWhenToCallAgain(t *testing.T) {
	keys := new(keyring)
	credential := keys.add(t, "clinic", apikey.Scopes()...)
	handler := guarded(t, keys, limit.Rate{Requests: 1, Per: time.Minute})
	for _, r := range [][2]string{
		{http.MethodGet, stored},
		{http.MethodPost, screenings},
		{http.MethodPost, "/fhir/R4/Questionnaire/$populate"},
		{http.MethodGet, "/v1/questionnaire"},
		{http.MethodGet, "/fhir/R4/metadata"},
		{http.MethodGet, "/docs"},
		{http.MethodGet, "/v1/nothing"},
	} {
		var answer *httptest.ResponseRecorder
		for range 2 {
			answer = ask(handler, r[0], r[1], "Authorization", credential)
		}
		if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" || answer.Header().Get("RateLimit-Policy") == "" {
			t.Errorf("%s %s: %d %v", r[0], r[1], answer.Code, answer.Header())
		}
	}
	for _, target := range []string{"/livez", "/readyz", "/metrics"} {
		for range 3 {
			expect(t, ask(handler, http.MethodGet, target), 200, "")
		}
	}
}

// Whoever is refused on the open service, as a page of somebody else, is in the
// audit trail as well.
func TestAStrangerToTheOpenServiceIsInTheTrail(t *testing.T) {
	var service *contract.Running
	handler := running(t, func(r *contract.Running, o *server.Options) error {
		gate, err := auth.NewGate(t.Context(), auth.GateOptions{Keys: new(keyring), Local: true, Now: contract.Today})
		service, o.Gate = r, gate
		return err
	})
	path, _ := create(t, handler, `{"request":{}}`)
	if answer := ask(handler, http.MethodGet, path, "Origin", "https://evil.example"); answer.Code != http.StatusForbidden || answer.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
	if err := service.Records.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	trail := ask(handler, http.MethodGet, path+"/audit").Body.String()
	for _, want := range []string{`"action":"denied"`, `"outcome":"forbidden"`, `"detail":"read"`} {
		if !strings.Contains(trail, want) {
			t.Errorf("the trail lacks %s: %s", want, trail)
		}
	}
}
