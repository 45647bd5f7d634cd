package auth

import (
	"encoding/base64"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/lestrrat-go/jwx/v3/jws"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// maxToken is the longest token that is looked at, in bytes.
const maxToken = 8 << 10

// token is a JWS in compact form as it came: nothing in it is true before
// signedBy has said so.
type token struct {
	signed    string // what the signature is of: header, dot, payload, as they came
	header    header
	claims    claims
	payload   []byte // what claims was read from
	signature []byte
}

// header is what is read of a JOSE header (RFC 7515 section 4.1). Members that
// offer a key or a place of one (jwk, x5c, x5u) are ignored, as any other: the
// key is always that of the issuer's own JWKS.
type header struct {
	Alg  string         `json:"alg"`
	Kid  string         `json:"kid"`
	Typ  *string        `json:"typ"`
	JKU  *string        `json:"jku"`
	Crit jsontext.Value `json:"crit"` // nil: absent
}

// refused is the answer to a token that is not accepted. The detail says which
// check failed, and holds nothing of the token.
func refused(detail string) *problem.Error { return problem.New(problem.Unauthenticated, detail) }

// parse reads a token and checks what can be told from its form alone. A
// member that occurs twice is refused in header and claims, at any depth:
// programs differ in which of the two they believe.
func parse(raw string) (*token, *problem.Error) {
	if len(raw) > maxToken {
		return nil, refused("The token is longer than 8 KiB.")
	}
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || parts[2] == "" || strings.ContainsFunc(raw, isForeign) {
		return nil, refused("The token is not a signed JWT in compact form: three parts in base64url without padding, divided by dots.")
	}
	t := &token{signed: raw[:strings.LastIndexByte(raw, '.')]}
	if _, ok := decodeObject(parts[0], &t.header); !ok {
		return nil, refused("The header of the token is not base64url of a JSON object with unique members of the types in RFC 7515.")
	}
	var ok bool
	if t.payload, ok = decodeObject(parts[1], &t.claims); !ok {
		return nil, refused("The payload of the token is not base64url of a JSON object with unique members of the types in RFC 7519.")
	}
	signature, err := encoding().DecodeString(parts[2])
	if err != nil {
		return nil, refused("The signature of the token is not base64url.")
	}
	t.signature = signature
	return t, nil
}

// isForeign reports what neither base64url nor the compact form has: padding,
// space, and line ends, which the standard library would skip.
func isForeign(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

// encoding has one way only to write what it encodes.
func encoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

func decodeObject(part string, into any) (content []byte, ok bool) {
	content, err := encoding().DecodeString(part)
	return content, err == nil && json.Unmarshal(content, into) == nil
}

// signedBy reports whether the signature is that of the key, which fits the
// algorithm. jwx is given what was signed and nothing to parse, so that it
// cannot read the token in another way than it was read here.
func (t *token) signedBy(key any, a algorithm) bool {
	verifier, err := jws.VerifierFor(a.jwa)
	return err == nil && verifier.Verify(key, []byte(t.signed), t.signature) == nil
}
