// Package authtest makes CDS clients and issuers of access tokens for tests: an
// issuer with a key, whose JWKS is served on loopback, and tokens that it signs.
// It is for tests only; nothing that ships imports it. It shares no code with
// what it tests.
package authtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// kid is the name of an issuer's only key.
const kid = "authtest-1"

// Issuer is a CDS client, or an authorization server, with one EC key on P-384.
type Issuer struct {
	// Name is the iss of its tokens.
	Name string
	// JWKS is the http URL of its keys, on loopback.
	JWKS string
	// Server serves the JWKS; closed, it is an outage.
	Server *httptest.Server

	t   testing.TB
	now func() time.Time
	key *ecdsa.PrivateKey
}

// New returns an issuer whose tokens are issued at the time of now, which is
// to be the clock of the service under test. Its server ends with the test.
func New(t testing.TB, now func() time.Time) *Issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{t: t, now: now, key: key}
	keys := i.keys()
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jwk-set+json")
		if _, err := w.Write(keys); err != nil {
			t.Log(err)
		}
	}))
	t.Cleanup(i.Server.Close)
	i.Name, i.JWKS = i.Server.URL, i.Server.URL+"/jwks.json"
	return i
}

// keys is the JWKS.
func (i *Issuer) keys() []byte {
	i.t.Helper()
	point, err := i.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		i.t.Fatal(err)
	}
	x, y := point[1:1+len(point)/2], point[1+len(point)/2:]
	return i.json(map[string]any{"keys": []any{map[string]any{
		"kty": "EC", "crv": "P-384", "kid": kid, "use": "sig", "alg": "ES384", "x": encode(x), "y": encode(y),
	}}})
}

// Setting is the issuer as it is written in the setting of CDS clients.
func (i *Issuer) Setting() string { return i.Name + "=" + i.JWKS }

// Token returns a token for the audience, good for five minutes and one call.
func (i *Issuer) Token(audience string) string {
	i.t.Helper()
	return i.Sign(i.Header(), i.Claims(audience))
}

// Header is that of Token, to be changed and passed to Sign.
func (i *Issuer) Header() map[string]any {
	return map[string]any{"alg": "ES384", "typ": "JWT", "kid": kid, "jku": i.JWKS}
}

// Claims are those of a new Token, to be changed and passed to Sign.
func (i *Issuer) Claims(audience string) map[string]any {
	now := i.now().Unix()
	return map[string]any{"iss": i.Name, "aud": audience, "iat": now, "exp": now + 300, "jti": rand.Text()}
}

// Sign returns a token of the header and claims, signed with ES384 by the key
// of the issuer whatever the header says.
func (i *Issuer) Sign(header, claims map[string]any) string {
	i.t.Helper()
	input := encode(i.json(header)) + "." + encode(i.json(claims))
	digest := sha512.Sum384([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, i.key, digest[:])
	if err != nil {
		i.t.Fatal(err)
	}
	signature := make([]byte, 96) // r and s of 48 bytes each: RFC 7518 section 3.4
	r.FillBytes(signature[:48])
	s.FillBytes(signature[48:])
	return input + "." + encode(signature)
}

func (i *Issuer) json(value any) []byte {
	i.t.Helper()
	text, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		i.t.Fatal(err)
	}
	return text
}

func encode(content []byte) string { return base64.RawURLEncoding.EncodeToString(content) }
