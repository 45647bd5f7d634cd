package auth_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	unknownKey = "The API key is not known here"
	typingErr  = "has a typing error"
	notBearer  = "The Authorization header must be Bearer"
	page       = "https://clinic.example"
)

func TestAKeySaysWhoCalls(t *testing.T) {
	c, v := newClock(), &vault{}
	text := v.add(t, apikey.Key{Tenant: "clinic", Scopes: []string{apikey.ScopeScreen, apikey.ScopeRead}}, nil)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	caller := knows(t, g, text)
	id, _, _ := apikey.Parse(text)
	if caller.Tenant != "clinic" || caller.ID != id || caller.Publishable || caller.Open || !slices.Equal(caller.Scopes, []string{"screen", "records:read"}) {
		t.Errorf("%+v", caller)
	}
	for _, scope := range append(apikey.Scopes(), "") {
		err := g.Permit(caller, scope)
		if may := scope == "" || scope == "screen" || scope == "records:read"; may != (err == nil) {
			t.Errorf("%s: %v", scope, err)
		} else if !may && (err.Kind != problem.Forbidden || !strings.Contains(err.Detail, "the scope "+scope+".")) {
			t.Errorf("%s: %v", scope, err)
		}
	}
}

func TestTheAuthorizationHeaderIsReadStrictly(t *testing.T) {
	c, v := newClock(), &vault{}
	key := v.add(t, apikey.Key{}, nil)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	for _, one := range []struct {
		rule    string
		headers []string
		want    string // "" is accepted
	}{
		{"bearer", []string{"Bearer " + key}, ""},
		{"a scheme has no case", []string{"bEARER " + key}, ""},
		{"space around the token", []string{"Bearer   " + key + " "}, ""},
		{"another scheme", []string{"Basic dXNlcjpwYXNz"}, notBearer},
		{"a key under another scheme", []string{"Basic " + key}, notBearer},
		{"DPoP", []string{"DPoP " + key}, notBearer},
		{"the key alone", []string{key}, notBearer},
		{"nothing", []string{""}, notBearer},
		{"the scheme alone", []string{"Bearer"}, notBearer},
		{"an empty token", []string{"Bearer  "}, notBearer},
		{"two tokens", []string{"Bearer " + key + " " + key}, notBearer},
		{"two credentials in one header", []string{"Bearer " + key + ", Basic x"}, notBearer},
		{"a tab", []string{"Bearer\t" + key}, notBearer},
		{"two headers", []string{"Bearer " + key, "Bearer " + key}, "several Authorization headers"},
		{"two headers, one of them empty", []string{"Bearer " + key, ""}, "several Authorization headers"},
		{"neither a key nor a JWT", []string{"Bearer abc"}, "neither an API key"},
		{"a key in capitals", []string{"Bearer " + strings.ToUpper(key)}, "neither an API key"},
		{"a key with a typing error", []string{"Bearer " + key[:30] + strings.Map(next, key[30:31]) + key[31:]}, typingErr},
		{"a key that is cut", []string{"Bearer " + key[:len(key)-1]}, typingErr},
		{"a key that is longer", []string{"Bearer " + key + "a"}, typingErr},
		{"a key with dots, which is no JWT", []string{"Bearer rls_a.b.c"}, typingErr},
		{"a JWT without issuers", []string{"Bearer a.b.c"}, "Access tokens are not accepted here"},
	} {
		t.Run(one.rule, func(t *testing.T) {
			caller, err := g.Identify(t.Context(), one.headers, "")
			switch {
			case one.want == "" && err != nil, one.want != "" && err == nil:
				t.Errorf("%+v %v", caller, err)
			case err != nil && (err.Kind != problem.Unauthenticated || !strings.Contains(err.Detail, one.want) || caller != nil):
				t.Errorf("%+v %v", caller, err)
			}
		})
	}
}

// next is another digit of a key.
func next(r rune) rune {
	if r == 'a' {
		return 'b'
	}
	return 'a'
}

func TestNobodyLearnsWhetherThereIsAKeyOfAnID(t *testing.T) {
	c, v := newClock(), &vault{}
	live := v.add(t, apikey.Key{}, nil)
	revoked := v.add(t, apikey.Key{}, revoke)
	absent := (&vault{}).add(t, apikey.Key{}, nil)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	knows(t, g, live)
	var details []string
	for _, text := range []string{otherSecret(t, live), otherSecret(t, revoked), absent} {
		before := v.asked()
		c.move(2 * time.Second)
		caller, err := identify(g, text)
		if err == nil || err.Kind != problem.Unauthenticated || caller != nil {
			t.Fatalf("%+v %v", caller, err)
		}
		details = append(details, err.Detail)
		if v.asked() != before+1 {
			t.Errorf("%d reads: the answer takes another time", v.asked()-before)
		}
	}
	if details = slices.Compact(details); len(details) != 1 || !strings.Contains(details[0], unknownKey) {
		t.Errorf("%q", details)
	}
}

func TestADeadKeyIsKnownButMayDoNothing(t *testing.T) {
	c, v := newClock(), &vault{}
	soon := c.now().Add(time.Hour)
	expiring := v.add(t, apikey.Key{ExpiresAt: soon}, nil)
	both := v.add(t, apikey.Key{ExpiresAt: soon}, revoke)
	revoked := v.add(t, apikey.Key{}, revoke)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	c.move(time.Hour - time.Nanosecond)
	knows(t, g, expiring)
	c.move(time.Nanosecond)
	for text, want := range map[string]string{expiring: "has expired", revoked: "has been revoked", both: "has been revoked"} {
		caller, err := identify(g, text)
		id, _, _ := apikey.Parse(text)
		if err == nil || err.Kind != problem.Unauthenticated || !strings.Contains(err.Detail, want) || caller == nil || caller.ID != id || caller.Tenant != "clinic" {
			t.Errorf("%+v %v", caller, err)
		}
		rejects(t, g, otherSecret(t, text), problem.Unauthenticated, unknownKey)
		c.move(2 * time.Second)
	}
}

func TestAPublishableKeyIsForItsPagesAlone(t *testing.T) {
	c, v := newClock(), &vault{}
	key := v.add(t, publishable(page, "https://other.example"), nil)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	for origin, want := range map[string]string{
		page: "", "https://other.example": "",
		"": "a browser, which send an Origin", "null": "of this origin", page + "/": "of this origin", page + ":443": "of this origin",
		"http://clinic.example": "of this origin", "https://CLINIC.example": "of this origin", "https://clinic.example.evil.example": "of this origin",
		"https://evil.example": "of this origin", page + " https://other.example": "of this origin", "*": "of this origin",
	} {
		caller, err := g.Identify(t.Context(), []string{"Bearer " + key}, origin)
		if caller == nil || !caller.Publishable {
			t.Fatalf("%q: %+v", origin, caller)
		}
		if want == "" && err != nil || want != "" && (err == nil || err.Kind != problem.Forbidden || !strings.Contains(err.Detail, want)) {
			t.Errorf("%q: %v", origin, err)
		}
	}
	c.move(2 * time.Second)
	rejects(t, g, otherSecret(t, key), problem.Unauthenticated, unknownKey)
}

func TestAPublishableKeyScreensWhateverItsScopesSay(t *testing.T) {
	c, v := newClock(), &vault{}
	key := v.add(t, publishable(page), func(k *apikey.Key) { k.Scopes = apikey.Scopes() })
	g := newGate(t, c, auth.GateOptions{Keys: v})
	caller, err := g.Identify(t.Context(), []string{"Bearer " + key}, page)
	if err != nil {
		t.Fatal(err)
	}
	for _, scope := range apikey.Scopes() {
		if got := g.Permit(caller, scope) == nil; got != (scope == apikey.ScopeScreen) {
			t.Errorf("%s: %t", scope, got)
		}
	}
}

func TestPreflightsKnowTheOriginsOfLiveKeys(t *testing.T) {
	c, v := newClock(), &vault{}
	v.add(t, publishable(page), nil)
	v.add(t, publishable("https://revoked.example"), revoke)
	ends := publishable("https://expiring.example")
	ends.ExpiresAt = c.now().Add(5 * time.Second)
	v.add(t, ends, nil)
	has := newGate(t, c, auth.GateOptions{Keys: v}).Origins()
	if !has(page) || !has("https://expiring.example") || has("https://revoked.example") || has("") || has("https://clinic.example/") {
		t.Error("origins")
	}
	c.move(5 * time.Second)
	if !has(page) || has("https://expiring.example") {
		t.Error("an expired key has origins")
	}
	if newGate(t, c, auth.GateOptions{}).Origins()(page) {
		t.Error("no keys have an origin")
	}
}

func TestWhoNeedsACredential(t *testing.T) {
	c := newClock()
	e := newEHR(t, c, "https://id.example")
	e.publish()
	issuer := []auth.Issuer{{Issuer: e.issuer, JWKS: e.url, Tenant: "clinic"}}
	with := &vault{}
	with.add(t, apikey.Key{}, revoke)
	for _, one := range []struct {
		rule             string
		o                auth.GateOptions
		open, configured bool
	}{
		{"this machine alone, without a database", auth.GateOptions{Local: true}, true, false},
		{"this machine alone, and no key", auth.GateOptions{Local: true, Keys: &vault{}}, true, false},
		{"this machine alone, and a key, even a revoked one", auth.GateOptions{Local: true, Keys: with}, false, true},
		{"this machine alone, and an issuer", auth.GateOptions{Local: true, Keys: &vault{}, Issuers: issuer}, false, true},
		{"this machine alone, an issuer and no database", auth.GateOptions{Local: true, Issuers: issuer}, false, true},
		{"everybody, and nothing is configured", auth.GateOptions{}, false, false},
		{"everybody, and no key", auth.GateOptions{Keys: &vault{}}, false, false},
		{"everybody, and a key", auth.GateOptions{Keys: with}, false, true},
	} {
		t.Run(one.rule, func(t *testing.T) {
			one.o.Audience = service
			g := newGate(t, c, one.o)
			if got, err := g.Configured(t.Context()); got != one.configured || err != nil {
				t.Errorf("configured %t %v", got, err)
			}
			caller, err := g.Identify(t.Context(), nil, "")
			if err != nil || (caller != nil) != one.open || g.Open() != one.open {
				t.Fatalf("%+v %v", caller, err)
			}
			for _, who := range []*auth.Caller{nil, caller} {
				err := g.Permit(who, apikey.ScopeWrite)
				if (err == nil) != one.open || err != nil && err.Kind != problem.Unauthenticated {
					t.Errorf("%v", err)
				}
				if err := g.Permit(who, ""); err != nil {
					t.Errorf("what is open to everybody: %v", err)
				}
			}
			if one.open && (caller.Tenant != tenant.Local || caller.ID != "local" || !caller.Open || !caller.Allows(apikey.ScopeAdmin)) {
				t.Errorf("%+v", caller)
			}
		})
	}
}

func TestAnOpenServiceStillJudgesCredentials(t *testing.T) {
	g := newGate(t, newClock(), auth.GateOptions{Local: true, Keys: &vault{}})
	rejects(t, g, (&vault{}).add(t, apikey.Key{}, nil), problem.Unauthenticated, unknownKey)
	rejects(t, g, "abc", problem.Unauthenticated, "neither an API key")
	without := newGate(t, newClock(), auth.GateOptions{Local: true})
	rejects(t, without, (&vault{}).add(t, apikey.Key{}, nil), problem.Unauthenticated, "no database")
}

func TestChallengesFollowRFC6750(t *testing.T) {
	g := newGate(t, newClock(), auth.GateOptions{Keys: &vault{}})
	_, wrong := identify(g, "abc")
	for _, one := range []struct {
		rule  string
		fault *problem.Error
		scope string
		want  string
	}{
		{"no credential is no error", g.Permit(nil, "screen"), "screen", `Bearer realm="rlscreen", scope="screen"`},
		{"no scope to name", g.Permit(nil, "screen"), "", `Bearer realm="rlscreen"`},
		{"a wrong one", wrong, "screen", `Bearer realm="rlscreen", scope="screen", error="invalid_token", error_description="` + wrong.Detail + `"`},
		{
			"one that does not suffice", g.Permit(&auth.Caller{}, "admin"), "admin",
			`Bearer realm="rlscreen", scope="admin", error="insufficient_scope", error_description="The credential does not allow this: it lacks the scope admin."`,
		},
		{"what RFC 6750 does not allow in a description", problem.New(problem.Forbidden, "a \"b\" \\ c\r\nd…"), "", `Bearer realm="rlscreen", error="insufficient_scope", error_description="a b  cd"`},
		{"no matter of credentials", problem.New(problem.Unavailable, "x"), "screen", ""},
	} {
		if got := auth.Challenge(one.fault, one.scope); got != one.want {
			t.Errorf("%s: %s; want %s", one.rule, got, one.want)
		}
	}
}

func TestTheCallerTravelsInTheContext(t *testing.T) {
	if got := auth.CallerFrom(context.Background()); got != nil {
		t.Errorf("%+v", got)
	}
	caller := &auth.Caller{ID: "a"}
	if got := auth.CallerFrom(auth.WithCaller(context.Background(), caller)); got != caller {
		t.Errorf("%+v", got)
	}
	if got := auth.CallerFrom(auth.WithCaller(context.Background(), nil)); got != nil {
		t.Errorf("%+v", got)
	}
}
