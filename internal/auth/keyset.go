package auth

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/lestrrat-go/jwx/v3/jwk"
)

// keyID is what a token names its key by.
type keyID struct{ kid, algorithm string }

// keySet holds the public keys of one issuer: *ecdsa.PublicKey, *rsa.PublicKey
// or ed25519.PublicKey. A nil key is one that cannot be told from another.
type keySet map[keyID]any

// entry is what is read of a JWK (RFC 7517 section 4) to judge whether it is
// of use; jwx reads the key itself.
type entry struct {
	Kty    string         `json:"kty"`
	Kid    string         `json:"kid"`
	Use    *string        `json:"use"`
	Alg    *string        `json:"alg"`
	KeyOps []string       `json:"key_ops"` // nil: absent
	D      jsontext.Value `json:"d"`       // nil: absent, as it must be
}

// parseKeys reads a JWKS. Keys that are of no use here are ignored, so that an
// issuer can add kinds of keys that are not known yet. The error never holds
// any of the content.
func parseKeys(content []byte, accepted []algorithm) (keySet, error) {
	var document struct {
		Keys *[]jsontext.Value `json:"keys"`
	}
	if err := json.Unmarshal(content, &document); err != nil || document.Keys == nil {
		return nil, fmt.Errorf("not a JWKS: it must be a JSON object with a list of keys, and unique members")
	}
	set := make(keySet)
	for _, raw := range *document.Keys {
		set.add(raw, accepted)
	}
	return set, nil
}

func (s keySet) add(raw jsontext.Value, accepted []algorithm) {
	var e entry
	if json.Unmarshal(raw, &e) != nil || !e.verifies() {
		return
	}
	key, err := publicKey(raw)
	if err != nil {
		return
	}
	for _, a := range accepted {
		if !a.fits(key) || (e.Alg != nil && *e.Alg != a.name) {
			continue
		}
		id := keyID{e.Kid, a.name}
		if _, taken := s[id]; taken {
			s[id] = nil // neither: which one is meant would depend on their order
		} else {
			s[id] = key
		}
	}
}

// verifies reports whether the key is published to check signatures with. One
// that was published with its private part is no longer of its owner alone.
func (e entry) verifies() bool {
	return (e.Kty == "EC" || e.Kty == "RSA" || e.Kty == "OKP") && e.Kid != "" && e.D == nil &&
		(e.Use == nil || *e.Use == "sig") && (e.KeyOps == nil || slices.Contains(e.KeyOps, "verify"))
}

// publicKey returns the key, of which jwx has checked that its point is on the
// curve, or that its modulus and exponent are in range.
func publicKey(raw jsontext.Value) (any, error) {
	parsed, err := jwk.ParseKey(raw)
	if err != nil {
		return nil, err
	}
	var key any
	err = jwk.Export(parsed, &key)
	return key, err
}
