package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// numbered is an RSA key of so many bits. Nobody can sign with it.
func numbered(kid string, bits, e int) object {
	n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	n.Add(n, big.NewInt(1))
	return object{"kty": "RSA", "kid": kid, "n": b64(n.Bytes()), "e": b64(big.NewInt(int64(e)).Bytes())}
}

func TestAKeyThatIsNotToVerifyWithIsIgnored(t *testing.T) {
	s := newES384(t, "k1")
	private, err := s.key.(*ecdsa.PrivateKey).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	jwk := s.jwk()
	for _, c := range []struct {
		rule string
		key  object
		want string // "" is accepted
	}{
		{"as it should be", jwk, ""},
		{"no use and no alg", s.jwk(object{"use": nil, "alg": nil}), ""},
		{"key_ops instead of use", s.jwk(object{"use": nil, "key_ops": []string{"verify"}}), ""},
		{"members that are not known", s.jwk(object{"exp": 1, "x-vendor": object{}}), ""},
		{"to encrypt", s.jwk(object{"use": "enc"}), badKid},
		{"of a use that is not known", s.jwk(object{"use": "SIG"}), badKid},
		{"an empty use", s.jwk(object{"use": ""}), badKid},
		{"for another alg", s.jwk(object{"alg": "ES512"}), badKid},
		{"for an alg to encrypt", s.jwk(object{"alg": "ECDH-ES"}), badKid},
		{"operations without verify", s.jwk(object{"key_ops": []string{"sign"}}), badKid},
		{"no operations", s.jwk(object{"key_ops": []string{}}), badKid},
		{"without a kid", s.jwk(object{"kid": nil}), badKid},
		{"with its private part", s.jwk(object{"d": b64(private)}), badKid},
		{"with a private part that is null", s.jwk(object{"d": jsontext.Value("null")}), badKid},
		{"symmetric", object{"kty": "oct", "kid": "k1", "k": b64(make([]byte, 48)), "use": "sig"}, badKid},
		{"symmetric, for this alg", object{"kty": "oct", "kid": "k1", "k": b64(make([]byte, 48)), "alg": "ES384"}, badKid},
		{"of a kind that is not known", object{"kty": "AKP", "kid": "k1", "pub": "abc"}, badKid},
		{"Ed25519", object{"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": b64(make([]byte, 32))}, badKid},
		{"without kty", s.jwk(object{"kty": nil}), badKid},
		{"a point that is not on the curve", s.jwk(object{"x": jwk["y"], "y": jwk["x"]}), badKid},
		{"the point at infinity", s.jwk(object{"x": b64(make([]byte, 48)), "y": b64(make([]byte, 48))}), badKid},
		{"without a coordinate", s.jwk(object{"y": nil}), badKid},
		{"a coordinate that is longer", s.jwk(object{"x": b64(make([]byte, 4096))}), badKid},
		{"a point of another curve", s.jwk(object{"crv": "P-256"}), badKid},
		{"a coordinate that is a number", s.jwk(object{"x": 1}), badKid},
		{"a text", object{"not": "a key"}, badKid},
	} {
		t.Run(c.rule, func(t *testing.T) {
			clock := newClock()
			e := newEHR(t, clock, "ehr-1")
			other := newES384(t, "other") // a key that cannot be read does not harm those beside it
			e.publish(c.key, other.jwk())
			clients := newClients(t, clock, auth.Options{}, e)
			accepts(t, clients, e.fresh(t, other))
			if c.want == "" {
				accepts(t, clients, e.fresh(t, s))
			} else {
				refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, c.want)
			}
		})
	}
}

func TestKeysThatAreTooWeakOrTooCostlyAreIgnored(t *testing.T) {
	clock := newClock()
	e := newEHR(t, clock, "ehr-1")
	p256, p521 := newEC(t, "p256", "ES256", elliptic.P256()), newEC(t, "p521", "ES384", elliptic.P521())
	e.publish(
		numbered("1024", 1024, 65537), numbered("2047", 2047, 65537), numbered("2048", 2048, 65537),
		numbered("8192", 8192, 65537), numbered("8193", 8193, 65537), numbered("e=1", 2048, 1), numbered("even e", 2048, 4),
		p256.jwk(object{"alg": nil}), p521.jwk(),
	)
	clients := newClients(t, clock, auth.Options{Algorithms: []string{"ES384", "RS384"}}, e)
	rsa := newRSA(t, "", "RS384")
	for kid, want := range map[string]string{
		"1024": badKid, "2047": badKid, "2048": badSign, "8192": badSign, "8193": badKid, "e=1": badKid, "even e": badKid,
	} {
		t.Run(kid, func(t *testing.T) {
			refuses(t, clients, rsa.token(t, rsa.header(object{"kid": kid}), e.claims()), problem.Unauthenticated, want)
		})
	}
	for _, s := range []signer{p256, p521} {
		refuses(t, clients, s.token(t, s.header(object{"alg": "ES384"}), e.claims()), problem.Unauthenticated, badKid)
	}
}

func TestTwoKeysOfOneNameAreNeitherOfThem(t *testing.T) {
	clock := newClock()
	e := newEHR(t, clock, "ehr-1")
	a, b, third := newES384(t, "k1"), newES384(t, "k1"), newES384(t, "k1")
	e.publish(a.jwk(), b.jwk(), third.jwk())
	clients := newClients(t, clock, auth.Options{}, e)
	for _, s := range []signer{a, b, third} {
		refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, badKid)
	}
}

func TestOneNameForKeysOfDifferentKindsIsClear(t *testing.T) {
	clock := newClock()
	e := newEHR(t, clock, "ehr-1")
	ec, rsa, old := newES384(t, "k1"), newRSA(t, "k1", "RS384"), newES384(t, "k1")
	e.publish(ec.jwk(), rsa.jwk(), old.jwk(object{"use": "enc"}))
	clients := newClients(t, clock, auth.Options{}, e)
	accepts(t, clients, e.fresh(t, ec))
	accepts(t, clients, e.fresh(t, rsa))
}

func TestWhatIsNoJWKSIsAnOutage(t *testing.T) {
	s := newES384(t, "k1")
	good := set(s.jwk())
	for rule, answer := range map[string]http.HandlerFunc{
		"an error":                  status(500, good),
		"not found":                 status(404, good),
		"no content":                status(204, ""),
		"created":                   status(201, good),
		"nothing":                   status(200, ""),
		"a page":                    status(200, "<html>maintenance</html>"),
		"null":                      status(200, "null"),
		"a list":                    status(200, "["+text(s.jwk())+"]"),
		"a key instead of a set":    status(200, text(s.jwk())),
		"keys that are null":        status(200, `{"keys":null}`),
		"keys in other case":        status(200, strings.Replace(good, "keys", "Keys", 1)),
		"keys twice":                status(200, strings.Replace(good, "{", `{"keys":[],`, 1)),
		"a member of a key twice":   status(200, strings.Replace(good, `"kid"`, `"x":1,"x":1,"kid"`, 1)),
		"something behind":          status(200, good+"{}"),
		"a set that is cut":         status(200, good[:len(good)-2]),
		"invalid UTF-8":             status(200, strings.Replace(good, `"kid"`, "\"x\":\"\xff\",\"kid\"", 1)),
		"more than 256 KiB":         status(200, good+strings.Repeat(" ", 256<<10)),
		"a connection that is lost": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(rule, func(t *testing.T) {
			clock := newClock()
			e := newEHR(t, clock, "ehr-1")
			e.handle(answer)
			clients := newClients(t, clock, auth.Options{}, e)
			refuses(t, clients, e.fresh(t, s), problem.Unavailable, "cannot be read")
			e.publish(s.jwk())
			clock.move(time.Minute)
			accepts(t, clients, e.fresh(t, s))
		})
	}
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		w.Write([]byte(body))
	}
}

func TestASetMayBeAsLongAsTheLimit(t *testing.T) {
	clients, e, s, _ := one(t)
	good := set(s.jwk())
	e.answers(200, good+strings.Repeat(" ", 256<<10-len(good)))
	accepts(t, clients, e.fresh(t, s))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	clock := newClock()
	e, target := newEHR(t, clock, "ehr-1"), newEHR(t, clock, "")
	s := newES384(t, "k1")
	target.publish(s.jwk())
	for _, code := range []int{301, 302, 303, 307, 308} {
		e.handle(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target.url, code) })
		clients := newClients(t, clock, auth.Options{HTTP: &http.Client{}}, e)
		refuses(t, clients, e.fresh(t, s), problem.Unavailable, "cannot be read")
	}
	if n := target.requests.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

func TestTheClientThatIsPassedInIsUsedAndLeftAsItIs(t *testing.T) {
	clock := newClock()
	e, s := newEHR(t, clock, "ehr-1"), newES384(t, "k1")
	e.publish(s.jwk())
	var used int
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		used++
		return http.DefaultTransport.RoundTrip(r)
	})}
	accepts(t, newClients(t, clock, auth.Options{HTTP: client}, e), e.fresh(t, s))
	if used != 1 || client.CheckRedirect != nil {
		t.Errorf("used %d times", used)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
