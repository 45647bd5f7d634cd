package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"hash"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// scene is a service that accepts all algorithms, with one EHR that has a key
// for each, and an attacker who knows all that is public.
type scene struct {
	t        testing.TB
	clients  *auth.Clients
	ehr      *ehr
	ec, rsa  signer // keys of the EHR
	attacker signer // the attacker's own key, under the name of the EHR's
}

func newScene(t *testing.T) *scene {
	c := newClock()
	s := &scene{t: t, ehr: newEHR(t, c, "https://ehr.example.org"), ec: newES384(t, "ec"), rsa: newRSA(t, "rsa", "RS384"), attacker: newES384(t, "ec")}
	small := newEC(t, "small", "ES256", elliptic.P256())
	s.ehr.publish(s.ec.jwk(), s.rsa.jwk(object{"alg": nil}), small.jwk())
	s.clients = newClients(t, c, auth.Options{Algorithms: []string{"ES384", "RS384", "ES256", "RS256"}}, s.ehr)
	return s
}

// token is one of the EHR but for the changes.
func (s *scene) token(header, claims object) string {
	return s.ec.token(s.t, s.ec.header(header), s.ehr.claims(claims))
}

// forged is one that the attacker has signed.
func (s *scene) forged(header object) string {
	return s.attacker.token(s.t, s.attacker.header(header), s.ehr.claims())
}

// raw is one of the EHR with header and claims as they are written.
func (s *scene) raw(header, claims string) string { return s.ec.raw(s.t, header, claims) }

func (s *scene) header() string { return text(s.ec.header()) }
func (s *scene) claims() string { return text(s.ehr.claims()) }

// insert puts a member into an object, before all others.
func insert(object, member string) string { return "{" + member + "," + object[1:] }

// sealed is a token signed with an HMAC.
func sealed(alg string, h func() hash.Hash, secret []byte, header, claims object) string {
	input := b64([]byte(text(with(header, object{"alg": alg})))) + "." + b64([]byte(text(claims)))
	mac := hmac.New(h, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

// public is what an attacker would take for the secret of an HMAC.
func public(s signer) (der, asPEM []byte) {
	der, err := x509.MarshalPKIXPublicKey(s.key.Public())
	if err != nil {
		panic(err)
	}
	return der, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

const (
	notCompact = "not a signed JWT in compact form"
	badHeader  = "The header of the token is not"
	badPayload = "The payload of the token is not"
	badAlg     = "The alg of the token is not accepted"
	badKid     = "names no key of its issuer"
	badSign    = "The signature of the token is not that of the key"
	badAud     = "The aud of the token"
)

func TestHostileTokensAreRefused(t *testing.T) {
	s := newScene(t)
	for rule, c := range hostile(s) {
		t.Run(rule, func(t *testing.T) {
			refuses(t, s.clients, c.token, problem.Unauthenticated, c.want)
		})
	}
	accepts(t, s.clients, s.token(nil, nil))
}

type hostileCase struct{ token, want string }

func hostile(s *scene) map[string]hostileCase {
	all := map[string]hostileCase{}
	for _, group := range []map[string]hostileCase{forms(s), algorithms(s), keys(s), headers(s), members(s), claims(s)} {
		for rule, c := range group {
			all[rule] = c
		}
	}
	return all
}

func forms(s *scene) map[string]hostileCase {
	good := s.token(nil, nil)
	part := strings.Split(good, ".")
	flattened := text(object{"protected": part[0], "payload": part[1], "signature": part[2]})
	general := text(object{"payload": part[1], "signatures": []object{{"protected": part[0], "signature": part[2]}}})
	jwe := b64([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT","kid":"rsa"}`))
	last := part[2][:len(part[2])-2]
	padded := func(i int) string {
		p := strings.Split(good, ".")
		content, err := base64.RawURLEncoding.DecodeString(p[i])
		if err != nil {
			panic(err)
		}
		p[i] = base64.URLEncoding.EncodeToString(append(content, ' ', ' ')[:len(content)+(4-len(content)%3)%3])
		return strings.Join(p, ".")
	}
	return map[string]hostileCase{
		"nothing":                                {"", notCompact},
		"dots":                                   {"..", notCompact},
		"two parts":                              {part[0] + "." + part[1], notCompact},
		"four parts":                             {good + "." + part[2], notCompact},
		"no signature":                           {part[0] + "." + part[1] + ".", notCompact},
		"no header":                              {"." + part[1] + "." + part[2], badHeader},
		"a detached payload":                     {part[0] + ".." + part[2], badPayload},
		"a JWE":                                  {strings.Join([]string{jwe, "a", "b", "c", "d"}, "."), notCompact},
		"the JSON form":                          {flattened, notCompact},
		"the general JSON form":                  {general, notCompact},
		"Bearer before it":                       {"Bearer " + good, notCompact},
		"space around":                           {" " + good, notCompact},
		"a line end behind":                      {good + "\n", notCompact},
		"a line end within, which decoders skip": {part[0] + ".\r\n" + part[1] + "." + part[2], notCompact},
		"a padded header":                        {padded(0), notCompact},
		"a padded payload":                       {padded(1), notCompact},
		"padding behind":                         {good + "==", notCompact},
		"the alphabet of plain base64":           {part[0] + "." + part[1] + "." + strings.Repeat("+/", 64), notCompact},
		"letters outside of ASCII":               {part[0] + "." + part[1] + ".ä" + part[2], notCompact},
		"a NUL":                                  {part[0] + "." + part[1] + "." + part[2] + "\x00", notCompact},
		"base64 of a length there is not":        {good + "A", "signature of the token is not base64url"},
		"a signature with spare bits set":        {spare(s.rsa.token(s.t, s.rsa.header(), s.ehr.claims())), "signature of the token is not base64url"},
		"a payload with spare bits set":          {part[0] + "." + spare(b64([]byte(s.claims()+strings.Repeat(" ", (4-len(s.claims())%3)%3)))) + "." + part[2], badPayload},
		"a signature that is cut":                {part[0] + "." + part[1] + "." + last[:len(last)-2], badSign},
		"a signature that is longer":             {good + "AAAA", badSign},
		"a signature of zeros":                   {part[0] + "." + part[1] + "." + b64(make([]byte, 96)), badSign},
		"a signature in ASN.1":                   {part[0] + "." + part[1] + "." + asn1(s, part[0]+"."+part[1]), badSign},
		"the signature of another token":         {part[0] + "." + part[1] + "." + strings.Split(s.token(nil, nil), ".")[2], badSign},
		"claims that were changed":               {part[0] + "." + b64([]byte(text(s.ehr.claims(object{"sub": "root"})))) + "." + part[2], badSign},
		"a header that was changed":              {b64([]byte(text(s.ec.header(object{"sub": "root"})))) + "." + part[1] + "." + part[2], badSign},
		"too long":                               {s.token(nil, object{"more": strings.Repeat("x", 8<<10)}), "longer than 8 KiB"},
		"far too long, of dots":                  {strings.Repeat(".", 1<<20), "longer than 8 KiB"},
	}
}

// spare sets the lowest bit of the last letter, which encodes nothing.
func spare(encoded string) string {
	last := encoded[len(encoded)-1]
	if !strings.ContainsRune("AEIMQUYcgkosw048", rune(last)) {
		panic("all bits of the last letter are of use")
	}
	return encoded[:len(encoded)-1] + string(last+1)
}

func asn1(s *scene, input string) string {
	digest := sha512.Sum384([]byte(input))
	signature, err := ecdsa.SignASN1(nil, s.ec.key.(*ecdsa.PrivateKey), digest[:])
	if err != nil {
		panic(err)
	}
	return b64(signature)
}

func algorithms(s *scene) map[string]hostileCase {
	all := map[string]hostileCase{}
	unsigned := func(alg any) string {
		return b64([]byte(text(s.ec.header(object{"alg": alg})))) + "." + b64([]byte(s.claims())) + "."
	}
	for _, none := range []string{"none", "None", "NONE", "nOnE", ""} {
		all["alg "+none+" without a signature"] = hostileCase{unsigned(none), notCompact}
		all["alg "+none+" with a signature"] = hostileCase{unsigned(none) + "AAAA", badAlg}
	}
	for _, key := range []signer{s.ec, s.rsa} {
		der, asPEM := public(key)
		for name, secret := range map[string][]byte{
			"the key": der, "the PEM": asPEM, "the PEM without its last line end": asPEM[:len(asPEM)-1], "the JWK": []byte(text(key.jwk())), "nothing": nil,
		} {
			all["HS256 of "+name+" of "+key.kid] = hostileCase{sealed("HS256", sha256.New, secret, key.header(), s.ehr.claims()), badAlg}
			all["HS384 of "+name+" of "+key.kid] = hostileCase{sealed("HS384", sha512.New384, secret, key.header(), s.ehr.claims()), badAlg}
			all["an HMAC of "+name+" of "+key.kid+" under the name of its alg"] = hostileCase{sealed(key.alg, sha512.New384, secret, key.header(), s.ehr.claims()), badSign}
		}
	}
	for _, alg := range []any{"ES512", "PS384", "EdDSA", "RSA-OAEP", "es384", "ES384 ", "dir", nil} {
		all["alg "+text(alg)] = hostileCase{s.token(object{"alg": alg}, nil), badAlg}
	}
	for _, alg := range []any{384, true, []string{"ES384"}, object{}} {
		all["alg "+text(alg)+", which is no text"] = hostileCase{s.token(object{"alg": alg}, nil), badHeader}
	}
	all["the alg of a shorter curve for this key"] = hostileCase{s.token(object{"alg": "ES256"}, nil), badKid}
	all["the alg of another kind of key"] = hostileCase{s.token(object{"alg": "RS384"}, nil), badKid}
	all["the alg of a longer curve for a short key"] = hostileCase{s.token(object{"kid": "small"}, nil), badKid}
	all["the hash of another alg"] = hostileCase{s.rsa.token(s.t, s.rsa.header(object{"alg": "RS256"}), s.ehr.claims()), badSign}
	return all
}

func keys(s *scene) map[string]hostileCase {
	der, _ := public(s.attacker)
	return map[string]hostileCase{
		"the attacker's key":                               {s.forged(nil), badSign},
		"the attacker's key in jwk":                        {s.forged(object{"jwk": s.attacker.jwk()}), badSign},
		"the attacker's key in jwk, and no kid":            {s.forged(object{"jwk": s.attacker.jwk(), "kid": nil}), "no kid"},
		"the attacker's key in jwk, with a kid of its own": {s.forged(object{"jwk": s.attacker.jwk(), "kid": "mine"}), badKid},
		"the attacker's key in x5c":                        {s.forged(object{"x5c": []string{base64.StdEncoding.EncodeToString(der)}}), badSign},
		"another kid":                                      {s.token(object{"kid": "rsa"}, nil), badKid},
		"an unknown kid":                                   {s.token(object{"kid": "ec2"}, nil), badKid},
		"a kid in other letters":                           {s.token(object{"kid": "EC"}, nil), badKid},
		"a kid that is a path":                             {s.token(object{"kid": "../../dev/null"}, nil), badKid},
		"a kid that is SQL":                                {s.token(object{"kid": "x' UNION SELECT 'k"}, nil), badKid},
		"no kid":                                           {s.token(object{"kid": nil}, nil), "no kid"},
		"an empty kid":                                     {s.token(object{"kid": ""}, nil), "no kid"},
		"a kid that is a number":                           {s.token(object{"kid": 1}, nil), badHeader},
	}
}

func headers(s *scene) map[string]hostileCase {
	nested := s.token(nil, nil)
	return map[string]hostileCase{
		"another type":                        {s.token(object{"typ": "at+jwt"}, nil), "typ"},
		"an empty type":                       {s.token(object{"typ": ""}, nil), "typ"},
		"a type that is no text":              {s.token(object{"typ": 1}, nil), badHeader},
		"a crit that is not known":            {s.token(object{"crit": []string{"x"}, "x": 1}, nil), "crit"},
		"a crit of what every header has":     {s.token(object{"crit": []string{"alg"}}, nil), "crit"},
		"a crit that is empty":                {s.token(object{"crit": []string{}}, nil), "crit"},
		"a crit that is null":                 {s.raw(insert(s.header(), `"crit":null`), s.claims()), "crit"},
		"a payload that is not encoded":       {s.token(object{"crit": []string{"b64"}, "b64": false}, nil), "crit"},
		"a jku with a slash more":             {s.token(object{"jku": s.ehr.url + "/"}, nil), "jku"},
		"a jku with a query":                  {s.token(object{"jku": s.ehr.url + "?x"}, nil), "jku"},
		"an empty jku":                        {s.token(object{"jku": ""}, nil), "jku"},
		"a jku that is a list":                {s.token(object{"jku": []string{s.ehr.url}}, nil), badHeader},
		"a token as the payload":              {s.raw(text(s.ec.header(object{"cty": "JWT"})), nested), badPayload},
		"an encrypted token as the payload":   {s.raw(text(s.ec.header(object{"cty": "JWT"})), "e30.a.b.c.d"), badPayload},
		"a header that is null":               {s.raw("null", s.claims()), badAlg},
		"a header that is a list":             {s.raw("["+s.header()+"]", s.claims()), badHeader},
		"a header that is a text":             {s.raw(`"x"`, s.claims()), badHeader},
		"a header with something behind it":   {s.raw(s.header()+"{}", s.claims()), badHeader},
		"a header that is cut":                {s.raw(s.header()[:20], s.claims()), badHeader},
		"a header that is deep":               {s.raw(insert(s.header(), `"x":`+strings.Repeat("[", 3000)), s.claims()), badHeader},
		"a header with invalid UTF-8":         {s.raw(insert(s.header(), "\"x\":\"\xff\""), s.claims()), badHeader},
		"a header with half a surrogate":      {s.raw(insert(s.header(), `"x":"\ud800"`), s.claims()), badHeader},
		"members of the header in other case": {s.raw(strings.Replace(s.header(), `"alg"`, `"ALG"`, 1), s.claims()), badAlg},
	}
}

// Of two members of one name, programs differ in which they believe.
func members(s *scene) map[string]hostileCase {
	all := map[string]hostileCase{
		"alg twice, none first":                          {s.raw(insert(s.header(), `"alg":"none"`), s.claims()), badHeader},
		"alg twice, the same":                            {s.raw(insert(s.header(), `"alg":"ES384"`), s.claims()), badHeader},
		"alg twice, once with an escape":                 {s.raw(insert(s.header(), `"\u0061lg":"none"`), s.claims()), badHeader},
		"a member of the header twice that is not known": {s.raw(insert(s.header(), `"x":1,"x":2`), s.claims()), badHeader},
		"a member deep in the header twice":              {s.raw(insert(s.header(), `"x":[{"y":1,"y":2}]`), s.claims()), badHeader},
		"a member deep in the claims twice":              {s.raw(s.header(), insert(s.claims(), `"x":[{"y":1,"y":2}]`)), badPayload},
		"a member of the claims twice that is not known": {s.raw(s.header(), insert(s.claims(), `"x":1,"x":2`)), badPayload},
	}
	for name, value := range with(s.ehr.claims(), object{"nbf": 1}) {
		claims := text(with(s.ehr.claims(), object{"nbf": 1}))
		all[name+" twice"] = hostileCase{s.raw(s.header(), insert(claims, `"`+name+`":`+text(value))), badPayload}
	}
	return all
}

func claims(s *scene) map[string]hostileCase {
	all := map[string]hostileCase{
		"another issuer":                    {s.token(nil, object{"iss": "https://other.example.org"}), "iss"},
		"an issuer with a slash more":       {s.token(nil, object{"iss": s.ehr.issuer + "/"}), "iss"},
		"an issuer in other letters":        {s.token(nil, object{"iss": strings.ToUpper(s.ehr.issuer)}), "iss"},
		"no issuer":                         {s.token(nil, object{"iss": nil}), "iss"},
		"an empty issuer":                   {s.token(nil, object{"iss": ""}), "iss"},
		"an issuer that is a list":          {s.token(nil, object{"iss": []string{s.ehr.issuer}}), badPayload},
		"no jti":                            {s.token(nil, object{"jti": nil}), "no jti"},
		"an empty jti":                      {s.token(nil, object{"jti": ""}), "no jti"},
		"a jti that is a number":            {s.token(nil, object{"jti": 7}), badPayload},
		"no exp":                            {s.token(nil, object{"exp": nil}), "both exp and iat"},
		"no iat":                            {s.token(nil, object{"iat": nil}), "both exp and iat"},
		"an exp that is null":               {s.raw(s.header(), strings.Replace(s.claims(), `"exp":`, `"exp":null,"x":`, 1)), "both exp and iat"},
		"an exp that is a text":             {s.token(nil, object{"exp": "1795166100"}), badPayload},
		"an exp that is a list":             {s.token(nil, object{"exp": []int{1}}), badPayload},
		"an exp beyond all numbers":         {s.raw(s.header(), strings.Replace(s.claims(), `"exp":`, `"exp":1e999,"x":`, 1)), badPayload},
		"an nbf that is a text":             {s.token(nil, object{"nbf": "now"}), badPayload},
		"claims that are null":              {s.raw(s.header(), "null"), "iss"},
		"claims that are nothing":           {s.raw(s.header(), "{}"), "iss"},
		"claims that are a list":            {s.raw(s.header(), "["+s.claims()+"]"), badPayload},
		"claims with something behind them": {s.raw(s.header(), s.claims()+" {}"), badPayload},
		"claims with invalid UTF-8":         {s.raw(s.header(), insert(s.claims(), "\"x\":\"\xff\"")), badPayload},
		"claims with a byte order mark":     {s.raw(s.header(), "\uFEFF"+s.claims()), badPayload},
		"claims that are compressed":        {s.raw(text(s.ec.header(object{"zip": "DEF"})), "\x1f\x8b\x08"), badPayload},
	}
	for rule, aud := range map[string]any{
		"a slash more": service + "/", "a slash less": service[:len(service)-1], "the base": "https://rls.example.org",
		"another service": service + "2", "feedback": feedback, "http": strings.Replace(service, "https", "http", 1),
		"capitals": strings.ToUpper(service), "a port": strings.Replace(service, ".org", ".org:443", 1), "a query": service + "?", "a fragment": service + "#",
		"a percent escape": strings.Replace(service, "rls-", "%72ls-", 1), "space": service + " ", "a NUL": service + "\x00",
		"nothing": "", "null in a list": []any{nil}, "an empty list": []string{}, "an absent value": nil,
		"two, the other first": []string{"https://other.example.org", service}, "two, the other last": []string{service, "https://other.example.org"},
		"two, the same": []string{service, service},
	} {
		all["aud with "+rule] = hostileCase{s.token(nil, object{"aud": aud}), badAud}
	}
	for rule, aud := range map[string]any{"an object": object{service: true}, "a number": 1, "a list in a list": [][]string{{service}}, "truth": true} {
		all["aud that is "+rule] = hostileCase{s.token(nil, object{"aud": aud}), badPayload}
	}
	return all
}

func TestNoAddressOfATokenIsEverAsked(t *testing.T) {
	s := newScene(t)
	var asked atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Write([]byte(set(s.attacker.jwk(), s.attacker.jwk(object{"kid": "mine"}))))
	}))
	t.Cleanup(trap.Close)
	url := trap.URL + "/jwks.json"
	for _, header := range []object{{"jku": url}, {"x5u": url}, {"jku": url, "kid": "mine"}, {"x5u": url, "kid": "mine"}, {"jwk": object{"jku": url}}, {"kid": url}} {
		if _, err := verify(s.clients, s.forged(header)); err == nil {
			t.Errorf("%v: accepted", header)
		}
	}
	claims := s.ehr.claims(object{"iss": trap.URL})
	if _, err := verify(s.clients, s.attacker.token(t, s.attacker.header(), claims)); err == nil {
		t.Error("an issuer of its own: accepted")
	}
	accepts(t, s.clients, s.token(object{"x5u": url}, nil))
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests to an address out of a token", n)
	}
}

func TestNoErrorRepeatsWhatATokenHolds(t *testing.T) {
	s := newScene(t)
	const canary = "CANARY"
	for _, token := range []string{
		canary, canary + "." + canary + "." + canary,
		s.token(object{"alg": canary}, nil), s.token(object{"kid": canary}, nil), s.token(object{"typ": canary}, nil),
		s.token(object{"jku": "https://" + canary}, nil), s.token(object{"crit": []string{canary}}, nil),
		s.raw(`{"alg":`+canary, s.claims()), s.raw(s.header(), `{"iss":`+canary),
		s.raw(s.header(), insert(s.claims(), `"`+canary+`":1,"`+canary+`":1`)),
		s.token(nil, object{"iss": canary}), s.token(nil, object{"aud": canary}), s.token(nil, object{"exp": canary}),
		s.token(nil, object{"jti": object{canary: 1}}), s.forged(object{"x": canary}),
	} {
		_, err := verify(s.clients, token)
		if err == nil || strings.Contains(err.Error(), canary) || err.Cause != nil || len(err.Fields) > 0 {
			t.Errorf("%v", err)
		}
	}
}

func TestAClientCannotSpeakForAnother(t *testing.T) {
	c := newClock()
	a, b := newEHR(t, c, "https://a.example.org"), newEHR(t, c, "https://b.example.org")
	keyA, keyB := newES384(t, "key-1"), newES384(t, "key-1") // one name for two keys
	a.publish(keyA.jwk())
	b.publish(keyB.jwk(), newES384(t, "only-b").jwk())
	clients := newClients(t, c, auth.Options{}, a, b)
	accepts(t, clients, a.fresh(t, keyA))
	accepts(t, clients, b.fresh(t, keyB))
	refuses(t, clients, a.fresh(t, keyB), problem.Unauthenticated, badSign)
	refuses(t, clients, b.fresh(t, keyA), problem.Unauthenticated, badSign)
	refuses(t, clients, keyB.token(t, keyB.header(object{"kid": "only-b"}), a.claims()), problem.Unauthenticated, badKid)
	refuses(t, clients, keyB.token(t, keyB.header(object{"jku": b.url}), a.claims()), problem.Unauthenticated, "jku")
}
