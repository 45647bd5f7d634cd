package auth_test

import (
	"crypto/elliptic"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Nobody but the client can make a token that is accepted. The seeds that it
// has signed are expired or for somebody else, and what is made of them is
// not signed.
func FuzzVerify(f *testing.F) {
	c := newClock()
	path := filepath.Join(f.TempDir(), "ehr.json")
	s := newES384(f, "k1")
	if err := os.WriteFile(path, []byte(set(s.jwk())), 0o600); err != nil {
		f.Fatal(err)
	}
	e := &ehr{issuer: "ehr-1", url: path, clock: c}
	clients := newClients(f, c, auth.Options{}, e)
	good := e.fresh(f, s)
	accepts(f, clients, good)
	for _, seed := range []string{
		good, s.token(f, s.header(), e.claims(object{"aud": []string{feedback, "x"}})),
		s.token(f, s.header(object{"crit": []string{"b64"}, "b64": false}), e.claims()),
		"", "..", "e30.e30.AAAA", strings.Repeat(".", 20), good[:len(good)/2],
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		issuer, err := verify(clients, token)
		if err == nil || issuer != "" || err.Kind != problem.Unauthenticated {
			t.Fatalf("%q %v", issuer, err)
		}
	})
}

// The claims of a token come from a client, which can be wrong about them: of
// what it signs, only a token of five minutes for this service is accepted.
func FuzzClaims(f *testing.F) {
	c := newClock()
	path := filepath.Join(f.TempDir(), "ehr.json")
	s := newEC(f, "k1", "ES256", elliptic.P256()) // the fastest there is
	if err := os.WriteFile(path, []byte(set(s.jwk())), 0o600); err != nil {
		f.Fatal(err)
	}
	e := &ehr{issuer: "ehr-1", url: path, clock: c}
	clients := newClients(f, c, auth.Options{Algorithms: []string{"ES256"}}, e)
	clients.Remember(e.issuer, 1<<30)
	f.Add(text(s.header()), text(e.claims()))
	f.Add(text(s.header(object{"crit": []string{}})), text(e.claims(object{"aud": []string{service}})))
	f.Add("{}", `{"iss":"ehr-1","aud":"x","exp":1e3,"iat":-0,"nbf":null,"jti":"\ud800"}`)
	f.Fuzz(func(t *testing.T, header, claims string) {
		_, err := verify(clients, s.raw(t, header, claims))
		if err != nil {
			if err.Kind != problem.Unauthenticated {
				t.Fatal(err)
			}
			return
		}
		for _, must := range []string{"ES256", "k1"} {
			if !strings.Contains(header, must) && !strings.Contains(header, `\u`) {
				t.Fatalf("accepted with the header %s", header)
			}
		}
		for _, must := range []string{"ehr-1", "iat", "exp", "jti", "aud", service} {
			if !strings.Contains(claims, must) && !strings.Contains(claims, `\`) {
				t.Fatalf("accepted with the claims %s", claims)
			}
		}
	})
}

// A JWKS is that of a client, but what is made of it must not end the service.
func FuzzJWKS(f *testing.F) {
	path := filepath.Join(f.TempDir(), "ehr.json")
	s := newES384(f, "k1")
	f.Add([]byte(set(s.jwk(), numbered("rsa", 2048, 65537))))
	f.Add([]byte(set(s.jwk(object{"x5c": []string{"AAAA"}, "key_ops": []string{"verify"}}))))
	f.Add([]byte(`{"keys":[{"kty":"RSA","kid":"1","n":"AA","e":"AQ"},{"kty":"EC","kid":"2","crv":"P-384","x":"","y":""}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := auth.NewClients(auth.Options{Now: time.Now, Clients: []auth.Client{{Issuer: "ehr-1", JWKS: path}}})
		if err != nil && len(err.Error()) > 1000 {
			t.Fatal("the error holds the file")
		}
	})
}

func FuzzParseClient(f *testing.F) {
	f.Add("https://ehr.example.org=https://ehr.example.org/jwks.json")
	f.Add("a=http://127.0.0.1/k")
	f.Fuzz(func(t *testing.T, entry string) {
		c, err := auth.ParseClient(entry)
		if err != nil {
			return
		}
		if again, err := auth.ParseClient(c.Issuer + "=" + c.JWKS); err != nil || again != c {
			t.Fatalf("%+v %+v %v", c, again, err)
		}
		if strings.HasPrefix(c.JWKS, "http://") && !strings.Contains(c.JWKS, "localhost") && !strings.Contains(c.JWKS, "127.") && !strings.Contains(c.JWKS, "[") {
			t.Fatalf("%s is not on this machine", c.JWKS)
		}
	})
}
