package auth

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"

	"github.com/lestrrat-go/jwx/v3/jwa"
)

// Bounds of the modulus of an RSA key, in bits. Below, it can be broken; above,
// a check takes so long that it serves to wear out the service.
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// algorithm is a signature algorithm that may be accepted (RFC 7518 section 3.1,
// RFC 8037 section 3.1).
type algorithm struct {
	name  string
	jwa   jwa.SignatureAlgorithm
	kind  keyKind
	curve elliptic.Curve // of an EC key
}

// keyKind is the kind of key that an algorithm takes.
type keyKind int

const (
	keyEC keyKind = iota
	keyRSA
	keyEd25519
)

// acceptable lists the algorithms there are for CDS clients, the defaults first.
// There is neither none nor an HMAC among them, and cannot be.
func acceptable() []algorithm {
	return []algorithm{
		{"ES384", jwa.ES384(), keyEC, elliptic.P384()},
		{"RS384", jwa.RS384(), keyRSA, nil},
		{"ES256", jwa.ES256(), keyEC, elliptic.P256()},
		{"RS256", jwa.RS256(), keyRSA, nil},
	}
}

// ofIssuers lists the algorithms that issuers of access tokens may use. They are
// more than those of CDS clients, for which CDS Hooks names its own.
func ofIssuers() []algorithm {
	return append(acceptable(),
		algorithm{"PS256", jwa.PS256(), keyRSA, nil},
		algorithm{"PS384", jwa.PS384(), keyRSA, nil},
		algorithm{"EdDSA", jwa.EdDSA(), keyEd25519, nil},
	)
}

// defaults is how many of acceptable are accepted unless configured: those
// that CDS Hooks recommends.
const defaults = 2

// choose returns the algorithms of the names given, the defaults for none.
func choose(names []string) ([]algorithm, error) {
	all := acceptable()
	if len(names) == 0 {
		return all[:defaults], nil
	}
	var chosen []algorithm
	for _, name := range names {
		i := slices.IndexFunc(all, func(a algorithm) bool { return a.name == name })
		if i < 0 {
			return nil, fmt.Errorf("%q is not an algorithm for signatures: accepted are %s", name, listed(all))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func listed(algorithms []algorithm) string {
	var names []string
	for _, a := range algorithms {
		names = append(names, a.name)
	}
	return strings.Join(names, ", ")
}

// fits reports whether a signature of the algorithm can be checked with the key.
func (a algorithm) fits(key any) bool {
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		return a.kind == keyEC && key.Curve == a.curve
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		return a.kind == keyRSA && bits >= minRSABits && bits <= maxRSABits
	case ed25519.PublicKey:
		return a.kind == keyEd25519 && len(key) == ed25519.PublicKeySize
	default:
		return false
	}
}
