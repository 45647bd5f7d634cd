package server_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/server"
)

// keys are the API keys of a test; nil cannot be read.
type keys struct{ list []apikey.Key }

func (k *keys) APIKeys(context.Context) ([]apikey.Key, error) {
	if k.list == nil {
		return nil, errors.New("the database is away")
	}
	return k.list, nil
}

// add makes a key and returns what its owner sends.
func (k *keys) add(t *testing.T, of apikey.Key) string {
	t.Helper()
	of.Name, of.Tenant, of.CreatedAt = "test", "clinic-a", time.Now()
	key, text, err := apikey.New(rand.Reader, of)
	if err != nil {
		t.Fatal(err)
	}
	k.list = append(k.list, key)
	return "Bearer " + text
}

// gated is a service that asks for credentials.
func gated(t *testing.T, k *keys, o server.Options) http.Handler {
	t.Helper()
	gate, err := auth.NewGate(t.Context(), auth.GateOptions{Keys: k, Local: true, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	o.Gate = gate
	return listen(t, o).Handler()
}

const clinic = "https://clinic.example"

func TestEachScopeOpensItsRoutesAndNoOther(t *testing.T) {
	var k keys
	credentials := map[string]string{}
	for _, scope := range apikey.Scopes() {
		credentials[scope] = k.add(t, apikey.Key{Scopes: []string{scope}})
	}
	handler := gated(t, &k, server.Options{})
	for route, needed := range map[string]string{
		"POST /v1/screenings":                                 "screen",
		"POST /v1/screenings/batch":                           "screen",
		"POST /v1/iron-status":                                "screen",
		"POST /fhir/R4/QuestionnaireResponse/$extract":        "screen",
		"POST /fhir/R4/QuestionnaireResponse/$from-answers":   "screen",
		"POST /fhir/R4/Questionnaire/$populate":               "screen",
		"POST /fhir/R4/Questionnaire/rls-screening/$populate": "screen",
		"POST /v1/records":                                    "records:write",
		"GET /v1/records":                                     "records:read",
		"HEAD /v1/records":                                    "records:read",
		"GET /v1/records/rec_x":                               "records:read",
		"HEAD /v1/records/rec_x":                              "records:read",
		"POST /v1/records/rec_x/replay":                       "records:read",
		"DELETE /v1/records/rec_x":                            "records:erase",
		"GET /v1/records/rec_x/audit":                         "admin",
		"HEAD /v1/records/rec_x/audit":                        "admin",
	} {
		method, target, _ := strings.Cut(route, " ")
		without := visit(handler, method, target)
		if challenge := without.Header().Get("WWW-Authenticate"); without.Code != http.StatusUnauthorized || !strings.HasPrefix(challenge, "Bearer") {
			t.Errorf("%s without a credential: %d, %q", route, without.Code, challenge)
		}
		for scope, credential := range credentials {
			answer := visit(handler, method, target, "Authorization", credential)
			refused := answer.Code == http.StatusForbidden || answer.Code == http.StatusUnauthorized
			if refused == (scope == needed) {
				t.Errorf("%s with %s: %d %s", route, scope, answer.Code, answer.Body)
			}
			if refused && method != http.MethodHead && !strings.Contains(answer.Body.String(), needed) {
				t.Errorf("%s with %s does not name what is lacking: %s", route, scope, answer.Body)
			}
		}
	}
	for _, open := range []string{"/", "/docs", "/livez", "/readyz", "/openapi.json", "/v1/questionnaire", "/v1/ruleset", "/v1/medications?q=a", "/fhir/R4/metadata", "/fhir/R4/Questionnaire", "/cds-services", "/problems/internal"} {
		if answer := visit(handler, "GET", open); answer.Code != http.StatusOK {
			t.Errorf("%s: %d", open, answer.Code)
		}
	}
}

// A credential that is refused is refused in the way of the door.
func TestARefusalSpeaksFHIRWhereItIsSpoken(t *testing.T) {
	k := keys{}
	k.add(t, apikey.Key{Scopes: []string{"screen"}})
	answer := visit(gated(t, &k, server.Options{}), "POST", "/fhir/R4/QuestionnaireResponse/$extract")
	if answer.Code != http.StatusUnauthorized || !strings.Contains(answer.Body.String(), `"OperationOutcome"`) || answer.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
	}
}

func TestWhileKeysCannotBeReadNobodyIsLetIn(t *testing.T) {
	k := keys{}
	credential := k.add(t, apikey.Key{Scopes: []string{"screen"}})
	handler := gated(t, &keys{}, server.Options{})
	for _, header := range [][]string{nil, {"Authorization", credential}} {
		answer := visit(handler, "POST", "/v1/screenings", header...)
		if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Retry-After") == "" {
			t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
		}
	}
	if answer := visit(handler, "GET", "/v1/questionnaire"); answer.Code != http.StatusOK {
		t.Errorf("the questionnaire, open to everybody: %d", answer.Code)
	}
}

func TestAPublishableKeyIsForItsPages(t *testing.T) {
	var k keys
	credential := k.add(t, apikey.Key{Scopes: []string{"screen"}, Publishable: true, Origins: []string{clinic}})
	handler := gated(t, &k, server.Options{})
	post := func(target, origin string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", credential)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	if answer := post("/v1/screenings", clinic); answer.Code != http.StatusOK || answer.Header().Get("Access-Control-Allow-Origin") != clinic {
		t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
	}
	if answer := post("/fhir/R4/QuestionnaireResponse/$from-answers", clinic); answer.Code != http.StatusOK || answer.Header().Get("Access-Control-Allow-Origin") != clinic {
		t.Errorf("as FHIR: %d %v %s", answer.Code, answer.Header(), answer.Body)
	}
	for _, origin := range []string{"", "https://evil.example", "null", "https://clinic.example.evil.example"} {
		if answer := post("/v1/screenings", origin); answer.Code != http.StatusForbidden || answer.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("from %q: %d %v", origin, answer.Code, answer.Header())
		}
	}
	if answer := post("/v1/records", clinic); answer.Code != http.StatusForbidden {
		t.Errorf("it stores: %d", answer.Code)
	}
	asked := visit(handler, "OPTIONS", "/v1/screenings", "Origin", clinic, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
	if asked.Header().Get("Access-Control-Allow-Origin") != clinic || !strings.Contains(asked.Header().Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("preflight: %v", asked.Header())
	}
}

func TestEachCredentialHasItsRate(t *testing.T) {
	var k keys
	one, other := k.add(t, apikey.Key{Scopes: []string{"screen"}}), k.add(t, apikey.Key{Scopes: []string{"screen"}})
	still := time.Now()
	handler := gated(t, &k, server.Options{Rate: limit.Rate{Requests: 3, Per: time.Minute}, Now: func() time.Time { return still }})
	for range 3 {
		answer := visit(handler, "POST", "/v1/screenings", "Authorization", one)
		if answer.Code == http.StatusTooManyRequests || answer.Header().Get("RateLimit") == "" || answer.Header().Get("RateLimit-Policy") != `"default";q=3;w=60` {
			t.Errorf("%d %v", answer.Code, answer.Header())
		}
	}
	late := visit(handler, "POST", "/v1/screenings", "Authorization", one)
	if late.Code != http.StatusTooManyRequests || late.Header().Get("Retry-After") == "" || !strings.Contains(late.Body.String(), `"rate_limited"`) {
		t.Errorf("%d %v %s", late.Code, late.Header(), late.Body)
	}
	if answer := visit(handler, "POST", "/v1/screenings", "Authorization", other); answer.Code == http.StatusTooManyRequests {
		t.Error("one credential uses up another's rate")
	}
	for range 10 {
		if answer := visit(handler, "GET", "/livez"); answer.Code != http.StatusOK {
			t.Errorf("a probe: %d", answer.Code)
		}
	}
}

func TestWhoHasNoCredentialIsCountedByAddress(t *testing.T) {
	var k keys
	k.add(t, apikey.Key{Scopes: []string{"screen"}})
	still := time.Now()
	proxy := netip.MustParsePrefix("192.0.2.1/32") // as httptest calls itself
	for _, c := range []struct {
		rule    string
		proxies []netip.Prefix
		forward func(i int) string
		target  string
		header  []string
		late    bool
	}{
		{"open routes too", nil, func(int) string { return "" }, "/v1/questionnaire", nil, true},
		{"who guesses at credentials", nil, func(int) string { return "" }, "/v1/records", []string{"Authorization", "Bearer rls_x"}, true},
		{"an address that is only claimed does not count", nil, func(i int) string { return "198.51.100." + string(rune('1'+i)) }, "/v1/questionnaire", nil, true},
		{"that a trusted proxy tells does", []netip.Prefix{proxy}, func(i int) string { return "198.51.100." + string(rune('1'+i)) }, "/v1/questionnaire", nil, false},
		{"the last that it tells", []netip.Prefix{proxy}, func(i int) string { return "198.51.100." + string(rune('1'+i)) + ", 203.0.113.9" }, "/v1/questionnaire", nil, true},
		{"one network of IPv6 is one caller", []netip.Prefix{proxy}, func(i int) string { return "2001:db8::" + string(rune('1'+i)) }, "/v1/questionnaire", nil, true},
		{"two networks are two", []netip.Prefix{proxy}, func(i int) string { return "2001:db8:0:" + string(rune('1'+i)) + "::1" }, "/v1/questionnaire", nil, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			handler := gated(t, &k, server.Options{Rate: limit.Rate{Requests: 3, Per: time.Minute}, TrustedProxies: c.proxies, Now: func() time.Time { return still }})
			late := false
			for i := range 5 {
				header := c.header
				if forwarded := c.forward(i); forwarded != "" {
					header = append(header[:len(header):len(header)], "X-Forwarded-For", forwarded)
				}
				late = visit(handler, "GET", c.target, header...).Code == http.StatusTooManyRequests
			}
			if late != c.late {
				t.Errorf("the fifth was refused: %t", late)
			}
		})
	}
}

func TestOnLoopbackWithoutCredentialsThereIsNoRate(t *testing.T) {
	handler := gated(t, &keys{list: []apikey.Key{}}, server.Options{Rate: limit.Rate{Requests: 1, Per: time.Minute}})
	for range 5 {
		if answer := visit(handler, "GET", "/v1/questionnaire"); answer.Code != http.StatusOK || answer.Header().Get("RateLimit") != "" {
			t.Errorf("%d %v", answer.Code, answer.Header())
		}
	}
}
