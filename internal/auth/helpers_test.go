package auth_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// service and feedback are URLs of this service that a token can be for.
const (
	service  = "https://rls.example.org/cds-services/rls-patient-view"
	feedback = service + "/feedback"
)

type object = map[string]any

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// signer is a private key with the name it is published under.
type signer struct {
	kid, alg string
	key      crypto.Signer
}

func newEC(t testing.TB, kid, alg string, curve elliptic.Curve) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{kid, alg, key}
}

func newES384(t testing.TB, kid string) signer { return newEC(t, kid, "ES384", elliptic.P384()) }

func newRSA(t testing.TB, kid, alg string) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return signer{kid, alg, key}
}

func newEd25519(t testing.TB, kid string) signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{kid, "EdDSA", key}
}

// jwk is the public key; changes are laid over it, nil takes a member away.
func (s signer) jwk(changes ...object) object {
	jwk := object{"kid": s.kid, "alg": s.alg, "use": "sig"}
	switch key := s.key.Public().(type) {
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			panic(err)
		}
		half := len(point) / 2
		jwk["kty"], jwk["crv"], jwk["x"], jwk["y"] = "EC", key.Params().Name, b64(point[1:1+half]), b64(point[1+half:])
	case *rsa.PublicKey:
		jwk["kty"], jwk["n"], jwk["e"] = "RSA", b64(key.N.Bytes()), b64(big.NewInt(int64(key.E)).Bytes())
	case ed25519.PublicKey:
		jwk["kty"], jwk["crv"], jwk["x"] = "OKP", "Ed25519", b64(key)
	}
	return with(jwk, changes...)
}

// sign returns the signature of input under the algorithm alg.
func (s signer) sign(t testing.TB, alg, input string) string {
	t.Helper()
	if key, is := s.key.(ed25519.PrivateKey); is {
		return b64(ed25519.Sign(key, []byte(input)))
	}
	hash := crypto.SHA256
	if strings.HasSuffix(alg, "384") {
		hash = crypto.SHA384
	}
	h := hash.New()
	h.Write([]byte(input))
	digest := h.Sum(nil)
	if key, is := s.key.(*rsa.PrivateKey); is {
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, hash, digest)
		if strings.HasPrefix(alg, "PS") {
			signature, err = rsa.SignPSS(rand.Reader, key, hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		if err != nil {
			t.Fatal(err)
		}
		return b64(signature)
	}
	key := s.key.(*ecdsa.PrivateKey)
	r, v, err := ecdsa.Sign(rand.Reader, key, digest)
	if err != nil {
		t.Fatal(err)
	}
	size := (key.Params().BitSize + 7) / 8
	signature := make([]byte, 2*size)
	r.FillBytes(signature[:size])
	v.FillBytes(signature[size:])
	return b64(signature)
}

// token signs header and claims, with the algorithm of the signer whatever the header says.
func (s signer) token(t testing.TB, header, claims object) string {
	t.Helper()
	return s.raw(t, text(header), text(claims))
}

func (s signer) raw(t testing.TB, header, claims string) string {
	t.Helper()
	input := b64([]byte(header)) + "." + b64([]byte(claims))
	return input + "." + s.sign(t, s.alg, input)
}

func (s signer) header(changes ...object) object {
	return with(object{"alg": s.alg, "typ": "JWT", "kid": s.kid}, changes...)
}

// with lays changes over an object; nil takes a member away.
func with(base object, changes ...object) object {
	all := maps.Clone(base)
	for _, c := range changes {
		maps.Copy(all, c)
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

func b64(content []byte) string { return base64.RawURLEncoding.EncodeToString(content) }

func text(value any) string {
	b, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	return string(b)
}

// set is a JWKS.
func set(keys ...object) string {
	list := make([]object, 0)
	return text(object{"keys": append(list, keys...)})
}

// ehr is a client whose JWKS answers as it is told, and counts.
type ehr struct {
	issuer, url string
	clock       *clock
	requests    atomic.Int32
	answer      atomic.Pointer[http.HandlerFunc]
}

func newEHR(t testing.TB, c *clock, issuer string) *ehr {
	t.Helper()
	e := &ehr{issuer: issuer, clock: c}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.requests.Add(1)
		(*e.answer.Load())(w, r)
	}))
	t.Cleanup(server.Close)
	e.url = server.URL + "/jwks.json"
	return e
}

func (e *ehr) publish(keys ...object) { e.answers(200, set(keys...)) }

func (e *ehr) answers(status int, body string) {
	e.handle(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		w.Write([]byte(body))
	})
}

func (e *ehr) handle(h http.HandlerFunc) { e.answer.Store(&h) }

func (e *ehr) client() auth.Client { return auth.Client{Issuer: e.issuer, JWKS: e.url} }

// claims are those of a token for service that was issued just now.
func (e *ehr) claims(changes ...object) object {
	now := e.clock.now().Unix()
	return with(object{"iss": e.issuer, "aud": service, "iat": now, "exp": now + 300, "jti": rand.Text(), "sub": "app"}, changes...)
}

// fresh is a token of the EHR that nothing is wrong with.
func (e *ehr) fresh(t testing.TB, s signer) string {
	t.Helper()
	return s.token(t, s.header(), e.claims())
}

func newClients(t testing.TB, c *clock, o auth.Options, ehrs ...*ehr) *auth.Clients {
	t.Helper()
	o.Now = c.now
	for _, e := range ehrs {
		o.Clients = append(o.Clients, e.client())
	}
	clients, err := auth.NewClients(o)
	if err != nil {
		t.Fatal(err)
	}
	return clients
}

// one is a client with one key, and what verifies its tokens.
func one(t testing.TB) (*auth.Clients, *ehr, signer, *clock) {
	t.Helper()
	c := newClock()
	e, s := newEHR(t, c, "https://ehr.example.org"), newES384(t, "k1")
	e.publish(s.jwk())
	return newClients(t, c, auth.Options{}, e), e, s, c
}

// verify is Verify for service.
func verify(c *auth.Clients, token string) (string, *problem.Error) {
	return c.Verify(context.Background(), token, service)
}

func accepts(t testing.TB, c *auth.Clients, token string) {
	t.Helper()
	if _, err := verify(c, token); err != nil {
		t.Errorf("refused: %v", err)
	}
}

// refuses checks that a token is refused for the reason in want.
func refuses(t testing.TB, c *auth.Clients, token string, kind problem.Kind, want string) {
	t.Helper()
	issuer, err := verify(c, token)
	if err == nil {
		t.Fatal("accepted")
	}
	if err.Kind != kind || !strings.Contains(err.Detail, want) {
		t.Errorf("%v; want %s: %s", err, kind, want)
	}
	if issuer != "" {
		t.Errorf("a refused token has the issuer %q", issuer)
	}
}

// lines is a log that can be read.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *lines) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }
