package auth_test

import (
	"crypto/elliptic"
	"testing"

	"github.com/rlscreen/rlscreen/internal/apikey"
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

// What who calls costs each request: a hash and a look-up for an API key, and
// for an access token that was seen within a minute.
func BenchmarkIdentify(b *testing.B) {
	c, v := newClock(), &vault{}
	e, s := newEHR(b, c, "https://id.example.org"), newES384(b, "k1")
	e.publish(s.jwk())
	key := v.add(b, apikey.Key{}, nil)
	for range 1000 {
		v.add(b, apikey.Key{}, nil)
	}
	g := newGate(b, c, auth.GateOptions{Keys: v, Issuers: []auth.Issuer{e.issuerOf()}})
	for name, credential := range map[string]string{"API key": key, "access token, seen before": e.fresh(b, s)} {
		headers := []string{"Bearer " + credential}
		run := func(b *testing.B) {
			if _, err := g.Identify(b.Context(), headers, ""); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b)
			}
		})
		b.Run(name+", all processors", func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					run(b)
				}
			})
		})
	}
	b.Run("access token, new", func(b *testing.B) {
		tokens := make([]string, b.N)
		for i := range tokens {
			tokens[i] = e.fresh(b, s)
		}
		b.ReportAllocs()
		b.ResetTimer()
		for _, token := range tokens {
			knows(b, g, token)
		}
	})
}
