package cdshooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestATokenIsAskedForTheURLThatIsCalled(t *testing.T) {
	v := &verifier{}
	api := newAPI(t, func(o *cdshooks.Options) { o.Clients = v })
	const service = base + "/cds-services/rls-patient-view"
	for path, want := range map[string]string{
		"/cds-services/rls-patient-view":          service,
		"/cds-services/rls-patient-view/feedback": service + "/feedback " + service,
	} {
		answer := post(path, `{"feedback":[]}`, "Authorization", "Bearer good").send(api)
		if answer.Code == http.StatusUnauthorized || strings.Join(v.asked, " ") != want {
			t.Errorf("%s: %d, asked for %v", path, answer.Code, v.asked)
		}
	}
}

func TestWhoMayNotCallIsTold(t *testing.T) {
	configured := func(o *cdshooks.Options) { o.Clients = &verifier{} }
	none := func(o *cdshooks.Options) { o.Open = func() bool { return false } }
	forbidden := func(o *cdshooks.Options) {
		o.Clients = &verifier{fault: problem.New(problem.Forbidden, "This client may not call.")}
	}
	unavailable := func(o *cdshooks.Options) {
		o.Clients = &verifier{fault: problem.New(problem.Unavailable, "The keys of the client cannot be read.")}
	}
	for _, c := range []struct {
		rule, authorization string
		options             func(*cdshooks.Options)
		status              int
		challenge, says     string
	}{
		{"no token", "", configured, http.StatusUnauthorized, `Bearer realm="cds-services"`, "Authorization: Bearer"},
		{"another scheme", "Basic Z29vZA==", configured, http.StatusUnauthorized, `Bearer realm="cds-services"`, "Authorization: Bearer"},
		{"an empty token", "Bearer ", configured, http.StatusUnauthorized, `Bearer realm="cds-services"`, "Authorization: Bearer"},
		{"a bad token", "Bearer bad", configured, http.StatusUnauthorized, `Bearer realm="cds-services", error="invalid_token"`, "signature"},
		{"no clients configured", "Bearer good", none, http.StatusUnauthorized, `Bearer realm="cds-services"`, "RLSCREEN_CDS_CLIENTS"},
		{"not this client", "Bearer good", forbidden, http.StatusForbidden, "", "may not call"},
		{"keys out of reach", "Bearer good", unavailable, http.StatusServiceUnavailable, "", "cannot be read"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			api := newAPI(t, c.options)
			for _, path := range []string{"/cds-services/rls-order-sign", "/cds-services/rls-order-sign/feedback"} {
				// The body is no JSON: it must not be looked at.
				answer := post(path, "<", "Authorization", c.authorization).send(api)
				outcome(t, answer, c.status)
				if got := answer.Header().Get("WWW-Authenticate"); got != c.challenge || !strings.Contains(answer.Body.String(), c.says) {
					t.Errorf("%q %s", got, answer.Body)
				}
			}
			discover(t, api) // is open to everybody
		})
	}
}

func TestTheSchemeIsBearerInAnyCase(t *testing.T) {
	api := newAPI(t, func(o *cdshooks.Options) { o.Clients = &verifier{} })
	call := jsonOf(t, view(chart{conditions: []object{rls()}}))
	if answer := post("/cds-services/rls-patient-view", call, "Authorization", "bearer good").send(api); answer.Code != http.StatusOK {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	twice := post("/cds-services/rls-patient-view", call)
	twice.header["Authorization"] = []string{"Bearer good", "Bearer good"}
	if answer := twice.send(api); answer.Code != http.StatusUnauthorized {
		t.Errorf("two tokens: %d", answer.Code)
	}
}

func TestOptionsThatAreMissingAreNamed(t *testing.T) {
	if _, err := cdshooks.New(cdshooks.Options{}); err == nil || !strings.Contains(err.Error(), "Service") {
		t.Error(err)
	}
}

func TestTheIntentOfOrdersIsThatConfigured(t *testing.T) {
	api := newAPI(t, func(o *cdshooks.Options) { o.Intent = "order" })
	order := ask(t, api, view(chart{conditions: []object{rls()}}))[0].Suggestions[0].Actions[0].Resource.(map[string]any)
	if order["intent"] != "order" || order["status"] != "draft" {
		t.Errorf("%v", order)
	}
}
