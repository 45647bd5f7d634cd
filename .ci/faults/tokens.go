package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// object is a JSON object. A nil member is left out.
type object map[string]any

// issuer signs access tokens.
type issuer struct {
	t    *trial
	key  *ecdsa.PrivateKey
	file string // its JWKS
}

const (
	issuerName = "https://id.example.org"
	audience   = "https://rlscreen.example.org"
)

func (t *trial) newIssuer() *issuer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	t.must("make a key", err)
	i := &issuer{t: t, key: key, file: filepath.Join(t.dir, "jwks.json")}
	set, err := json.Marshal(object{"keys": []object{i.jwk()}})
	t.must("write the keys", err)
	t.must("write the keys", os.WriteFile(i.file, set, 0o600))
	return i
}

// setting makes a service accept its tokens.
func (i *issuer) setting() string {
	return "--jwt-issuers=" + issuerName + "=" + i.file + ";tenant=clinic;audience=" + audience
}

func (i *issuer) jwk() object {
	point, err := i.key.PublicKey.Bytes()
	i.t.must("encode a key", err)
	return object{"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig", "x": b64(point[1:33]), "y": b64(point[33:])}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// input is what of a token is signed: a good one but for the changes.
func (i *issuer) input(header, claims object) string {
	now := time.Now().Unix()
	h := object{"typ": "at+jwt", "alg": "ES256", "kid": "k1"}
	c := object{
		"iss": issuerName, "aud": audience, "sub": "somebody", "client_id": "portal", "iat": now, "exp": now + 300, "jti": rand.Text(),
		"scope": strings.Join(scopes(), " "),
	}
	return i.encode(h, header) + "." + i.encode(c, claims)
}

func (i *issuer) encode(o, changes object) string {
	maps.Copy(o, changes)
	maps.DeleteFunc(o, func(_ string, value any) bool { return value == nil })
	text, err := json.Marshal(o)
	i.t.must("encode a token", err)
	return b64(text)
}

// token is a signed token, a good one but for the changes.
func (i *issuer) token(header, claims object) string {
	return sign(i.t, i.key, i.input(header, claims))
}

func sign(t *trial, key *ecdsa.PrivateKey, input string) string {
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	t.must("sign a token", err)
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return input + "." + b64(signature)
}

// hostileTokens calls with tokens that are not what they say.
func hostileTokens(t *trial) {
	i := t.newIssuer()
	s := t.start(file(t.dir), i.setting())
	c := newClient(s)
	t.expect(c.with(i.token(nil, nil)).get("/v1/records").status == 200, "a good token is accepted")
	t.expect(c.with(i.token(object{"typ": "JWT"}, nil)).get("/v1/records").status == 200, "a good token of the type JWT is accepted")
	fetched := t.trap()
	all := i.hostile(fetched)
	for what, token := range all {
		t.refused(what, c.with(token).get("/v1/records"), 401, "unauthenticated")
		t.refused(what, c.with(token).screen(), 401, "unauthenticated")
	}
	t.refused("no token", c.get("/v1/records"), 401, "unauthenticated")
	t.refused("a token without the scope", c.with(i.token(nil, object{"scope": "records:write openid"})).get("/v1/records"), 403, "forbidden")
	t.refused("a token without any scope", c.with(i.token(nil, object{"scope": nil})).get("/v1/records"), 403, "forbidden")
	t.expect(c.with(i.token(nil, object{"scope": nil, "scp": []string{"records:read"}})).get("/v1/records").status == 200, "scopes may be a list")
	t.expect(c.with(i.token(nil, nil)).get("/v1/records").status == 200, "a good token is still accepted")
	t.expect(fetched.calls.Load() == 0, "no URL of a token is fetched: %d were", fetched.calls.Load())
	t.note("%d hostile tokens refused", len(all))
	s.stop()
}

// hostile are tokens that must not be accepted.
func (i *issuer) hostile(fetched *trap) map[string]string {
	thief, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	i.t.must("make a key", err)
	stolen := *i
	stolen.key = thief
	now := time.Now().Unix()
	good := i.token(nil, nil)
	part := strings.Split(good, ".")
	der, err := x509.MarshalPKIXPublicKey(i.key.Public())
	i.t.must("encode a key", err)
	digest := sha256.Sum256([]byte(part[0] + "." + part[1]))
	asn1, err := ecdsa.SignASN1(rand.Reader, i.key, digest[:])
	i.t.must("sign a token", err)
	return map[string]string{
		"alg none":                          i.input(object{"alg": "none"}, nil) + ".",
		"alg nOnE with a signature":         i.token(object{"alg": "nOnE"}, nil),
		"the public key as a shared secret": shared(i.input(object{"alg": "HS256"}, nil), der),
		"the same in PEM":                   shared(i.input(object{"alg": "HS256"}, nil), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		"another algorithm than the key's":  i.token(object{"alg": "ES384"}, nil),
		"another's signature":               stolen.token(nil, nil),
		"a key that brings itself":          stolen.token(object{"jwk": stolen.jwk()}, nil),
		"a URL of keys":                     stolen.token(object{"jku": fetched.url, "x5u": fetched.url}, nil),
		"an unknown kid":                    stolen.token(object{"kid": "k2"}, nil),
		"a kid that is a path":              stolen.token(object{"kid": "../../../../dev/null"}, nil),
		"no kid":                            i.token(object{"kid": nil}, nil),
		"an unknown critical header":        i.token(object{"crit": []string{"b64"}, "b64": false}, nil),
		"a type that is no access token":    i.token(object{"typ": "logout+jwt"}, nil),
		"another issuer":                    i.token(nil, object{"iss": issuerName + ".evil.example"}),
		"an issuer with a slash more":       i.token(nil, object{"iss": issuerName + "/"}),
		"no issuer":                         i.token(nil, object{"iss": nil}),
		"another audience":                  i.token(nil, object{"aud": audience + ".evil.example"}),
		"two audiences":                     i.token(nil, object{"aud": []string{audience, "https://other.example"}}),
		"no audience":                       i.token(nil, object{"aud": nil}),
		"expired":                           i.token(nil, object{"exp": now - 120, "iat": now - 420}),
		"never expiring":                    i.token(nil, object{"exp": nil}),
		"an end that is a text":             i.token(nil, object{"exp": "2099-01-01"}),
		"not yet valid":                     i.token(nil, object{"nbf": now + 600}),
		"issued in the future":              i.token(nil, object{"iat": now + 600}),
		"changed claims":                    part[0] + "." + strings.Split(i.input(nil, object{"scope": "admin"}), ".")[1] + "." + part[2],
		"a signature of zeros":              part[0] + "." + part[1] + "." + b64(make([]byte, 64)),
		"a signature in DER":                part[0] + "." + part[1] + "." + b64(asn1),
		"no signature":                      part[0] + "." + part[1] + ".",
		"more than 8 KiB":                   i.token(nil, object{"padding": strings.Repeat("x", 8<<10)}),
		"two tokens":                        good + "." + good,
	}
}

// shared is a token signed with an HMAC.
func shared(input string, secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

// trap is an address that nobody has a reason to call.
type trap struct {
	url   string
	calls atomic.Int32
}

func (t *trial) trap() *trap {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	t.must("listen", err)
	t.later(func() { _ = l.Close() })
	set := &trap{url: "http://" + l.Addr().String() + "/jwks.json"}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			set.calls.Add(1)
			_ = conn.Close()
		}
	}()
	return set
}
