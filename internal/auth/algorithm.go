package auth

import (
	"crypto/ecdsa"
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

// algorithm is a signature algorithm of RFC 7518 section 3.1 that may be accepted.
type algorithm struct {
	name  string
	jwa   jwa.SignatureAlgorithm
	curve elliptic.Curve // of the key; nil: the key is RSA
}

// acceptable lists the algorithms there are, the defaults first. There is
// neither none nor an HMAC among them, and cannot be.
func acceptable() []algorithm {
	return []algorithm{
		{"ES384", jwa.ES384(), elliptic.P384()},
		{"RS384", jwa.RS384(), nil},
		{"ES256", jwa.ES256(), elliptic.P256()},
		{"RS256", jwa.RS256(), nil},
	}
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
		return a.curve != nil && key.Curve == a.curve
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		return a.curve == nil && bits >= minRSABits && bits <= maxRSABits
	default:
		return false
	}
}
