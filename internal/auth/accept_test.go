package auth_test

import (
	"context"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/auth/authtest"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestATokenAsCDSHooksHasItIsAccepted(t *testing.T) {
	clients, e, s, _ := one(t)
	for _, c := range []struct {
		rule           string
		header, claims object
	}{
		{"a token with everything", object{"jku": e.url}, object{"nbf": e.clock.now().Unix(), "tenant": "west"}},
		{"no jku", nil, nil},
		{"no typ", object{"typ": nil}, nil},
		{"typ is a media type, which has no case", object{"typ": "jwt"}, nil},
		{"aud as a list of one", nil, object{"aud": []string{service}}},
		{"seconds with a fraction", nil, object{"iat": float64(e.clock.now().Unix()) - 0.25, "exp": float64(e.clock.now().Unix()) + 299.75}},
		{"members that are not known", object{"x-vendor": object{"a": 1}}, object{"sub": "dr-1", "acr": []int{1}}},
		{"a fingerprint of a certificate, which names a key and gives none", object{"x5t": "abc", "x5c": []string{"MII"}}, nil},
		{"a jti as long as it can be", nil, object{"jti": rand.Text() + fmt.Sprintf("%04000d", 7)}},
	} {
		issuer, err := verify(clients, s.token(t, s.header(c.header), e.claims(c.claims)))
		if err != nil || issuer != e.issuer {
			t.Errorf("%s: %q %v", c.rule, issuer, err)
		}
	}
}

func TestAnyOfTheAudiencesWillDo(t *testing.T) {
	clients, e, s, _ := one(t)
	for _, aud := range []string{service, feedback} {
		if _, err := clients.Verify(context.Background(), s.token(t, s.header(), e.claims(object{"aud": aud})), service, feedback); err != nil {
			t.Errorf("%s: %v", aud, err)
		}
	}
}

func TestWithoutAnAudienceNothingIsAccepted(t *testing.T) {
	clients, e, s, _ := one(t)
	for _, audiences := range [][]string{nil, {}, {""}} {
		for _, aud := range []any{nil, "", []string{}, []string{""}, service} {
			_, err := clients.Verify(context.Background(), s.token(t, s.header(), e.claims(object{"aud": aud})), audiences...)
			if err == nil || err.Kind != problem.Unauthenticated {
				t.Errorf("%q for %q: %v", aud, audiences, err)
			}
		}
	}
}

func TestEveryAlgorithmThatIsConfiguredIsAcceptedAndNoOther(t *testing.T) {
	signers := []signer{
		newES384(t, "ec-384"), newEC(t, "ec-256", "ES256", elliptic.P256()),
		newRSA(t, "rsa-384", "RS384"), newRSA(t, "rsa-256", "RS256"),
	}
	for _, algorithms := range [][]string{nil, {"ES384"}, {"RS384"}, {"ES256"}, {"RS256"}, {"ES384", "RS384", "ES256", "RS256"}} {
		c := newClock()
		e := newEHR(t, c, "ehr-1")
		e.publish(signers[0].jwk(), signers[1].jwk(), signers[2].jwk(), signers[3].jwk())
		clients := newClients(t, c, auth.Options{Algorithms: algorithms}, e)
		accepted := map[string]bool{"ES384": algorithms == nil, "RS384": algorithms == nil}
		for _, a := range algorithms {
			accepted[a] = true
		}
		for _, s := range signers {
			_, err := verify(clients, e.fresh(t, s))
			if (err == nil) != accepted[s.alg] {
				t.Errorf("%v: %s: %v", algorithms, s.alg, err)
			}
		}
	}
}

func TestTheBoundsOfTime(t *testing.T) {
	clients, e, s, c := one(t)
	now := float64(c.now().Unix())
	for _, c := range []struct {
		rule     string
		iat, exp float64
		nbf      any
		want     string // "" is accepted
	}{
		{rule: "the longest life", iat: now, exp: now + 300},
		{rule: "a life that is too long", iat: now, exp: now + 301, want: "at most 5 minutes"},
		{rule: "a life too long by a fraction", iat: now, exp: now + 300.001, want: "at most 5 minutes"},
		{rule: "a long life that is nearly over", iat: now - 3600, exp: now + 10, want: "at most 5 minutes"},
		{rule: "just expired on a clock that is ahead", iat: now - 300, exp: now - 59.9},
		{rule: "expired", iat: now - 300, exp: now - 60, want: "expired"},
		{rule: "long expired", iat: now - 90000, exp: now - 89900, want: "expired"},
		{rule: "issued on a clock that is ahead", iat: now + 60, exp: now + 360},
		{rule: "issued in the future", iat: now + 60.1, exp: now + 360, want: "iat of the token is in the future"},
		{rule: "issued in the far future", iat: now + 90000, exp: now + 90300, want: "iat of the token is in the future"},
		{rule: "expires as it is issued", iat: now, exp: now, want: "must be after its iat"},
		{rule: "expires before it is issued", iat: now, exp: now - 1, want: "must be after its iat"},
		{rule: "valid from now on", iat: now, exp: now + 300, nbf: now + 60},
		{rule: "not valid yet", iat: now, exp: now + 300, nbf: now + 61, want: "nbf of the token is in the future"},
		{rule: "milliseconds", iat: now * 1000, exp: now*1000 + 300, want: "in the future"},
		{rule: "numbers that overflow", iat: -1.7e308, exp: 1.7e308, want: "at most 5 minutes"},
		{rule: "the end of time", iat: 1.7e308, exp: 1.7e308, want: "must be after"},
		{rule: "the beginning of time", iat: -200, exp: 0, want: "expired"},
	} {
		token := s.token(t, s.header(), e.claims(object{"iat": c.iat, "exp": c.exp, "nbf": c.nbf}))
		t.Run(c.rule, func(t *testing.T) {
			if c.want == "" {
				accepts(t, clients, token)
			} else {
				refuses(t, clients, token, problem.Unauthenticated, c.want)
			}
		})
	}
}

func TestNobodyIsAcceptedWithoutClients(t *testing.T) {
	_, e, s, c := one(t)
	clients := newClients(t, c, auth.Options{})
	refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, "not a client")
	if e.requests.Load() != 0 {
		t.Error("the keys of somebody unknown were asked for")
	}
}

func TestTheIssuerForOtherTestsIsAccepted(t *testing.T) {
	c := newClock()
	i := authtest.New(t, c.now)
	client, err := auth.ParseClient(i.Setting())
	if err != nil {
		t.Fatal(err)
	}
	clients, err := auth.NewClients(auth.Options{Now: c.now, Clients: []auth.Client{client}})
	if err != nil {
		t.Fatal(err)
	}
	if issuer, fault := verify(clients, i.Token(service)); fault != nil || issuer != i.Name {
		t.Errorf("%q %v", issuer, fault)
	}
	refuses(t, clients, i.Token(feedback), problem.Unauthenticated, "aud")
}
