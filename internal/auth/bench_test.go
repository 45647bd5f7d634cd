package auth_test

import (
	"crypto/elliptic"
	"testing"

	"github.com/rlscreen/rlscreen/internal/auth"
)

// What a call costs is almost all the signature.
func BenchmarkVerify(b *testing.B) {
	for _, s := range []signer{newES384(b, "k1"), newRSA(b, "k1", "RS384"), newEC(b, "k1", "ES256", elliptic.P256()), newRSA(b, "k1", "RS256")} {
		b.Run(s.alg, func(b *testing.B) {
			clients, e := benchmarked(b, s)
			tokens := make([]string, b.N)
			for i := range tokens {
				tokens[i] = e.fresh(b, s)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for _, token := range tokens {
				if _, err := verify(clients, token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What is refused before its signature is computed costs little.
func BenchmarkRefuse(b *testing.B) {
	s := newES384(b, "k1")
	clients, e := benchmarked(b, s)
	for rule, token := range map[string]string{
		"expired":     s.token(b, s.header(), e.claims(object{"exp": 2, "iat": 1})),
		"unknown kid": s.token(b, s.header(object{"kid": "k2"}), e.claims()),
		"forged":      newES384(b, "k1").token(b, s.header(), e.claims()),
	} {
		b.Run(rule, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := verify(clients, token); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}

func benchmarked(b *testing.B, s signer) (*auth.Clients, *ehr) {
	b.Helper()
	c := newClock()
	e := newEHR(b, c, "ehr-1")
	e.publish(s.jwk())
	clients := newClients(b, c, auth.Options{Algorithms: []string{s.alg}}, e)
	clients.Remember(e.issuer, 1<<30)
	accepts(b, clients, e.fresh(b, s))
	return clients, e
}
