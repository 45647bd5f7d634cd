package auth_test

import (
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const otherTenant = "The claim of the token that names its tenant"

// issuer is the EHR of the other tests as an issuer of access tokens.
func (e *ehr) issuerOf(changes ...func(*auth.Issuer)) auth.Issuer {
	i := auth.Issuer{Issuer: e.issuer, JWKS: e.url, Tenant: "clinic", Audience: service}
	for _, change := range changes {
		change(&i)
	}
	return i
}

func withClaim(name string) func(*auth.Issuer) { return func(i *auth.Issuer) { i.TenantClaim = name } }

// access is a gate with one issuer, and what signs its tokens.
func access(t testing.TB, changes ...func(*auth.Issuer)) (*auth.Gate, *ehr, signer, *clock) {
	t.Helper()
	c := newClock()
	e, s := newEHR(t, c, "https://id.example.org"), newES384(t, "k1")
	e.publish(s.jwk())
	return newGate(t, c, auth.GateOptions{Issuers: []auth.Issuer{e.issuerOf(changes...)}}), e, s, c
}

func TestAnAccessTokenSaysWhoCalls(t *testing.T) {
	g, e, s, _ := access(t)
	caller := knows(t, g, s.token(t, s.header(object{"typ": "at+jwt"}), e.claims(object{"scope": "openid records:read screen system/*.rs"})))
	if caller.Tenant != "clinic" || !slices.Equal(caller.Scopes, []string{"screen", "records:read"}) || caller.Publishable || caller.Open ||
		len(caller.ID) != 20 || !strings.HasPrefix(caller.ID, "jwt:") || strings.Contains(caller.ID, "app") {
		t.Errorf("%+v", caller)
	}
	for rule, claims := range map[string]object{
		"another subject": {"sub": "app2"}, "a client": {"sub": nil, "client_id": "app2"}, "a party": {"sub": nil, "azp": "app2"},
	} {
		if other := knows(t, g, s.token(t, s.header(), e.claims(claims))); other.ID == caller.ID {
			t.Errorf("%s: the same ID", rule)
		}
	}
	if again := knows(t, g, s.token(t, s.header(), e.claims(object{"sub": nil, "client_id": "app"}))); again.ID != caller.ID {
		t.Error("one client, two IDs")
	}
}

func TestScopesOfAToken(t *testing.T) {
	g, e, s, _ := access(t)
	for _, one := range []struct {
		rule   string
		claims object
		want   string
	}{
		{"a text", object{"scope": "screen records:write"}, "screen records:write"},
		{"a list", object{"scope": []string{"screen", "admin"}}, "screen admin"},
		{"scp as a list", object{"scp": []string{"records:erase", "screen"}}, "screen records:erase"},
		{"scp as a text", object{"scp": "admin"}, "admin"},
		{"scope outweighs scp", object{"scope": "screen", "scp": []string{"admin"}}, "screen"},
		{"an empty scope too", object{"scope": "", "scp": []string{"admin"}}, ""},
		{"none", object{}, ""},
		{"twice", object{"scope": "screen screen"}, "screen"},
		{"a list is not divided", object{"scp": []string{"screen admin"}}, ""},
		{"other letters", object{"scope": "SCREEN Admin"}, ""},
		{"all that there could be", object{"scope": "* admin:* records:*"}, ""},
	} {
		caller := knows(t, g, s.token(t, s.header(), e.claims(one.claims)))
		if got := strings.Join(caller.Scopes, " "); got != one.want {
			t.Errorf("%s: %q", one.rule, got)
		}
	}
}

func TestEveryAlgorithmOfIssuersIsAccepted(t *testing.T) {
	c := newClock()
	e := newEHR(t, c, "https://id.example.org")
	all := []signer{
		newES384(t, "es384"), newEC(t, "es256", "ES256", elliptic.P256()), newEd25519(t, "eddsa"),
		newRSA(t, "rs256", "RS256"), newRSA(t, "rs384", "RS384"), newRSA(t, "ps256", "PS256"), newRSA(t, "ps384", "PS384"),
	}
	var jwks []object
	for _, s := range all {
		jwks = append(jwks, s.jwk())
	}
	e.publish(jwks...)
	g := newGate(t, c, auth.GateOptions{Issuers: []auth.Issuer{e.issuerOf()}})
	for _, s := range all {
		if _, err := identify(g, e.fresh(t, s)); err != nil {
			t.Errorf("%s: %v", s.alg, err)
		}
		rejects(t, g, e.fresh(t, s)[:len(e.fresh(t, s))-40]+strings.Repeat("A", 40), problem.Unauthenticated, "")
	}
	clients := newClients(t, c, auth.Options{Algorithms: []string{"ES384", "RS384", "ES256", "RS256"}}, e)
	for _, s := range all {
		_, err := verify(clients, e.fresh(t, s))
		if more := s.alg == "PS256" || s.alg == "PS384" || s.alg == "EdDSA"; more != (err != nil) || more && !strings.Contains(err.Detail, badAlg) {
			t.Errorf("a CDS client with %s: %v", s.alg, err)
		}
	}
}

// What the two kinds of tokens are asked for differs in this alone.
func TestHostileTokensAreRefusedByTheGateToo(t *testing.T) {
	s := newScene(t)
	g := newGate(t, s.ehr.clock, auth.GateOptions{Issuers: []auth.Issuer{s.ehr.issuerOf()}})
	fine := []string{"no jti", "an empty jti", "no iat", "another type", "space around"}
	for rule, c := range hostile(s) {
		t.Run(rule, func(t *testing.T) {
			caller, err := identify(g, c.token)
			switch {
			case slices.Contains(fine, rule) && err != nil:
				t.Errorf("refused: %v", err)
			case slices.Contains(fine, rule):
			case err == nil || err.Kind != problem.Unauthenticated || caller != nil:
				t.Errorf("accepted: %+v %v", caller, err)
			}
		})
	}
	knows(t, g, s.token(nil, nil))
}

func TestHostileAccessTokensAreRefused(t *testing.T) {
	g, e, s, c := access(t, withClaim("org"))
	now := c.now().Unix()
	good := object{"org": "north"}
	attacker, foreign := newES384(t, "k1"), newEHR(t, c, "https://other.example.org")
	der, asPEM := public(s)
	token := func(header, claims object) string { return s.token(t, s.header(header), e.claims(good, claims)) }
	for _, one := range []struct{ rule, token, want string }{
		{"alg none", b64([]byte(`{"alg":"none","kid":"k1"}`)) + "." + b64([]byte(text(e.claims(good)))) + ".AAAA", badAlg},
		{"HS256 with the public key", sealed("HS256", sha256.New, der, s.header(), e.claims(good)), badAlg},
		{"HS256 with the public key as PEM", sealed("HS256", sha256.New, asPEM, s.header(), e.claims(good)), badAlg},
		{"a key of somebody else", attacker.token(t, attacker.header(), e.claims(good)), badSign},
		{"a key of its own in the header", attacker.token(t, attacker.header(object{"jwk": attacker.jwk()}), e.claims(good)), badSign},
		{"an issuer that is not configured", s.token(t, s.header(), foreign.claims(good)), "iss of the token is not an issuer"},
		{"another audience", token(nil, object{"aud": feedback}), badAud},
		{"two audiences, one of them right", token(nil, object{"aud": []string{service, feedback}}), badAud},
		{"no audience", token(nil, object{"aud": nil}), badAud},
		{"expired", token(nil, object{"exp": now - 61, "iat": now - 3661}), "has expired"},
		{"expired to the second, with skew", token(nil, object{"exp": now - 60, "iat": nil}), "has expired"},
		{"no exp", token(nil, object{"exp": nil}), "must have an exp"},
		{"an exp before its iat", token(nil, object{"exp": now, "iat": now + 30}), "must be after its iat"},
		{"made in the future", token(nil, object{"iat": now + 61}), "iat of the token is in the future"},
		{"not valid yet", token(nil, object{"nbf": now + 61}), "nbf of the token is in the future"},
		{"no kid", token(object{"kid": nil}, nil), "no kid"},
		{"an unknown kid", token(object{"kid": "k2"}, nil), badKid},
		{"a jku elsewhere", token(object{"jku": "https://evil.example/jwks.json"}, nil), "jku"},
		{"a crit", token(object{"crit": []string{"exp"}}, nil), "crit"},
		{"a DPoP proof", token(object{"typ": "dpop+jwt"}, nil), "neither JWT nor at+jwt"},
		{"a logout token", token(object{"typ": "logout+jwt"}, nil), "neither JWT nor at+jwt"},
		{"a member twice", s.raw(t, text(s.header()), insert(text(e.claims(good)), `"scope":"screen","scope":"admin"`)), badPayload},
		{"the tenant twice", s.raw(t, text(s.header()), insert(text(e.claims(good)), `"org":"south"`)), badPayload},
		{"a tenant twice, once with an escape", s.raw(t, text(s.header()), insert(text(e.claims(good)), `"\u006frg":"south"`)), badPayload},
		{"too long", token(nil, object{"more": strings.Repeat("x", 8<<10)}), "longer than 8 KiB"},
		{"the wrong curve", token(object{"alg": "ES256"}, nil), badKid},
		{"a scope that is an object", token(nil, object{"scope": object{"admin": true}}), "scope or scp a text"},
		{"a scope that is a number", token(nil, object{"scope": 1}), "scope or scp a text"},
		{"a list of scopes with a list in it", token(nil, object{"scp": [][]string{{"admin"}}}), "scope or scp a text"},
		{"a subject that is a list", token(nil, object{"sub": []string{"a"}}), "must be texts"},
		{"nobody", token(nil, object{"sub": nil}), "none of sub, client_id and azp"},
		{"no tenant", token(nil, object{"org": nil}), otherTenant},
		{"an empty tenant", token(nil, object{"org": ""}), otherTenant},
		{"a tenant with a colon, as if within another", token(nil, object{"org": "north:a"}), otherTenant},
		{"a tenant that goes up", token(nil, object{"org": "../other"}), otherTenant},
		{"a tenant in capitals", token(nil, object{"org": "North"}), otherTenant},
		{"a tenant with a NUL", token(nil, object{"org": "north\x00"}), otherTenant},
		{"a tenant with a line end", token(nil, object{"org": "north\n"}), otherTenant},
		{"a tenant with letters that look alike", token(nil, object{"org": "nоrth"}), otherTenant},
		{"a tenant with space", token(nil, object{"org": " north"}), otherTenant},
		{"a tenant that is SQL", token(nil, object{"org": "x' or '1'='1"}), otherTenant},
		{"a tenant that is too long", token(nil, object{"org": strings.Repeat("x", 58)}), "not longer than fits"},
		{"a tenant that is a list", token(nil, object{"org": []string{"north"}}), otherTenant},
		{"a tenant that is a number", token(nil, object{"org": 1}), otherTenant},
		{"a tenant that is an object", token(nil, object{"org": object{"id": "north"}}), otherTenant},
	} {
		t.Run(one.rule, func(t *testing.T) { rejects(t, g, one.token, problem.Unauthenticated, one.want) })
	}
	if caller := knows(t, g, token(nil, nil)); caller.Tenant != "clinic:north" {
		t.Errorf("%+v", caller)
	}
	if caller := knows(t, g, token(nil, object{"org": "_.-"})); caller.Tenant != "clinic:_.-" {
		t.Errorf("%+v", caller)
	}
}

func TestKeysOfIssuersThatAreTooWeakAreOfNoUse(t *testing.T) {
	g, e, s, c := access(t)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	weak := signer{"weak", "PS256", small}
	other := newEC(t, "p521", "ES384", elliptic.P521())
	e.publish(s.jwk(), weak.jwk(), weak.jwk(object{"kid": "weak2", "alg": nil}), other.jwk(),
		object{"kty": "OKP", "crv": "X25519", "kid": "x", "x": b64(make([]byte, 32))}, object{"kty": "oct", "kid": "o", "k": b64(make([]byte, 32))},
		newEd25519(t, "private").jwk(object{"d": b64(make([]byte, 32))}), newEd25519(t, "enc").jwk(object{"use": "enc"}))
	c.move(time.Hour)
	knows(t, g, e.fresh(t, s))
	for _, kid := range []string{"weak", "weak2", "x", "o", "private", "enc"} {
		for _, alg := range []string{"PS256", "RS256", "EdDSA"} {
			rejects(t, g, s.token(t, s.header(object{"kid": kid, "alg": alg}), e.claims()), problem.Unauthenticated, badKid)
		}
	}
	rejects(t, g, other.token(t, other.header(), e.claims()), problem.Unauthenticated, badKid)
}

func TestNoAddressOfAnAccessTokenIsEverAsked(t *testing.T) {
	g, e, _, _ := access(t)
	attacker := newES384(t, "k1")
	var asked atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Write([]byte(set(attacker.jwk())))
	}))
	t.Cleanup(trap.Close)
	for _, header := range []object{{"jku": trap.URL}, {"x5u": trap.URL}, {"kid": trap.URL}, {"jwk": attacker.jwk(object{"x5u": trap.URL})}} {
		if _, err := identify(g, attacker.token(t, attacker.header(header), e.claims())); err == nil {
			t.Errorf("%v: accepted", header)
		}
	}
	if _, err := identify(g, attacker.token(t, attacker.header(), e.claims(object{"iss": trap.URL}))); err == nil {
		t.Error("an issuer of its own: accepted")
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests to an address out of a token", n)
	}
}

func TestEachIssuerIsForItsTenantAndAudience(t *testing.T) {
	c := newClock()
	a, b := newEHR(t, c, "https://a.example.org"), newEHR(t, c, "https://b.example.org")
	keyA, keyB := newES384(t, "k1"), newES384(t, "k1")
	a.publish(keyA.jwk())
	b.publish(keyB.jwk())
	g := newGate(t, c, auth.GateOptions{Audience: service, Issuers: []auth.Issuer{
		{Issuer: a.issuer, JWKS: a.url, Tenant: "a"}, {Issuer: b.issuer, JWKS: b.url, Tenant: "b", Audience: feedback},
	}})
	callerA, callerB := knows(t, g, a.fresh(t, keyA)), knows(t, g, keyB.token(t, keyB.header(), b.claims(object{"aud": feedback})))
	if callerA.Tenant != "a" || callerB.Tenant != "b" || callerA.ID == callerB.ID {
		t.Errorf("%+v %+v", callerA, callerB)
	}
	rejects(t, g, b.fresh(t, keyB), problem.Unauthenticated, badAud) // that of the other
	rejects(t, g, keyA.token(t, keyA.header(), a.claims(object{"aud": feedback})), problem.Unauthenticated, badAud)
	rejects(t, g, a.fresh(t, keyB), problem.Unauthenticated, badSign)
	rejects(t, g, keyB.token(t, keyB.header(), a.claims(object{"tenant": tenant.ID("b")})), problem.Unauthenticated, badSign)
}

func TestAGoodTokenIsBelievedForAMinute(t *testing.T) {
	g, e, s, c := access(t)
	token := s.token(t, s.header(), e.claims(object{"exp": c.now().Unix() + 3600}))
	short := s.token(t, s.header(), e.claims(object{"exp": c.now().Unix() + 10, "jti": nil}))
	knows(t, g, token)
	knows(t, g, short)
	e.publish(newES384(t, "k2").jwk())
	c.move(59 * time.Second)
	knows(t, g, token)
	c.move(11 * time.Second)
	rejects(t, g, short, problem.Unauthenticated, "has expired") // 10 s and the skew
	c.move(30 * time.Minute)
	rejects(t, g, token, problem.Unauthenticated, badKid)
}

// Of this token half of the skew is left, less than the minute for which one is
// remembered.
func TestAGoodTokenIsBelievedNoLongerThanToItsEnd(t *testing.T) {
	g, e, s, c := access(t)
	token := s.token(t, s.header(), e.claims(object{"iat": c.now().Unix() - 300, "exp": c.now().Unix() - 30}))
	knows(t, g, token)
	c.move(31 * time.Second)
	rejects(t, g, token, problem.Unauthenticated, "has expired")
}

func TestATokenIsVerifiedAgainAfterTheClockWasSetBack(t *testing.T) {
	g, e, s, c := access(t)
	token := e.fresh(t, s)
	knows(t, g, token)
	c.move(-time.Hour)
	rejects(t, g, token, problem.Unauthenticated, "iat of the token is in the future")
}

func TestTokensTakeBoundedMemory(t *testing.T) {
	g, e, _, c := access(t)
	s := newEd25519(t, "k2")
	e.publish(s.jwk())
	c.move(time.Hour)
	header := s.header()
	for range 12_000 { // more than are remembered
		knows(t, g, s.token(t, header, e.claims()))
	}
	if n := g.Cached(); n > 10_000 || n < 9_000 {
		t.Errorf("%d tokens are remembered", n)
	}
	c.move(time.Hour)
	knows(t, g, e.fresh(t, s))
	if n := g.Cached(); n != 1 {
		t.Errorf("%d tokens are remembered after an hour", n)
	}
}

func TestWhileKeysOfAnIssuerCannotBeReadItsTokensCannotBeJudged(t *testing.T) {
	g, e, s, _ := access(t)
	e.answers(503, "")
	rejects(t, g, e.fresh(t, s), problem.Unavailable, "keys of the token's issuer cannot be read")
}

func TestManyAccessTokensAtOnce(t *testing.T) {
	g, e, s, _ := access(t)
	token, forged := e.fresh(t, s), e.fresh(t, newES384(t, "k1"))
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			for range 20 {
				if _, err := identify(g, token); err != nil {
					t.Error(err)
				}
				if _, err := identify(g, forged); err == nil {
					t.Error("a forged token is accepted")
				}
			}
		})
	}
	wait.Wait()
	asked(t, e, 1)
}

func TestNoErrorRepeatsWhatAnAccessTokenHolds(t *testing.T) {
	g, e, s, _ := access(t, withClaim("org"))
	const canary = "CANARY"
	for _, claims := range []object{{"sub": []string{canary}}, {"org": canary}, {"org": object{canary: 1}}, {"scope": object{canary: 1}}, {"iss": canary}, {"aud": canary}, {"org": "x", "scp": canary + "\x00"}} {
		_, err := identify(g, s.token(t, s.header(), e.claims(claims)))
		if err != nil && (strings.Contains(err.Error(), canary) || err.Cause != nil || len(err.Fields) > 0) {
			t.Errorf("%v", err)
		}
	}
}

// A credential comes from anybody: nothing that was not made for it gets in.
func FuzzIdentify(f *testing.F) {
	g, e, s, _ := access(f)
	v := &vault{}
	for range 3 {
		v.add(f, publishable(page), nil)
	}
	key := v.add(f, publishable(page), nil)
	c := newClock()
	runs := func() time.Time { c.move(time.Second); return c.now() } // so that nobody waits
	both := newGate(f, c, auth.GateOptions{Keys: v, Issuers: []auth.Issuer{e.issuerOf()}, Now: runs})
	knows(f, g, e.fresh(f, s))
	f.Add("Bearer "+otherSecret(f, key), page)
	f.Add("Bearer "+key, "https://evil.example")
	f.Add("Bearer "+s.token(f, s.header(), e.claims(object{"aud": feedback})), "")
	f.Add("Bearer "+strings.ToUpper(key), page)
	f.Add("Basic dXNlcjpwYXNz", "")
	f.Add("bearer  a.b.c ", "null")
	f.Fuzz(func(t *testing.T, header, origin string) {
		caller, err := both.Identify(t.Context(), []string{header}, origin)
		if err == nil && caller == nil {
			t.Fatal("neither somebody nor an error")
		}
		if err == nil && !(strings.Contains(header, key) && origin == page) {
			t.Fatalf("%+v", caller)
		}
		if challenge := auth.Challenge(cmpOr(err), "screen"); strings.ContainsAny(challenge, "\r\n\x00") {
			t.Fatalf("%q", challenge)
		}
	})
}

// cmpOr is the error, or another that is not nil.
func cmpOr(err *problem.Error) *problem.Error {
	if err != nil {
		return err
	}
	return problem.New(problem.Forbidden, "")
}
