package auth

import (
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// rules is what is asked of a token beside a good signature: all in which the
// tokens of CDS clients and those of issuers differ.
type rules struct {
	// accepted are the signatures.
	accepted []algorithm
	// types are those that a typ may be, apart from the case of letters. None
	// is accepted always.
	types []string
	// once says that a token is good for one call: it must have a jti.
	once bool
	// lifetime is the longest from iat to exp, both of which must be there; 0 is
	// any, and an exp alone suffices.
	lifetime time.Duration
	// whose is what the log calls the issuer.
	whose string
	// What is said of a token with another typ, iss or aud; {aud} stands for the
	// one that is expected, which is no secret.
	otherType, otherIssuer, otherAudience string
}

// clientRules are those of CDS clients (CDS Hooks 2.0.1, "Trusting CDS
// Clients"). A client makes a token for each call.
func clientRules(accepted []algorithm) rules {
	return rules{
		accepted: accepted, types: []string{"JWT"}, once: true, lifetime: maxLifetime, whose: "a CDS client",
		otherType:     "The typ of the token is not JWT.",
		otherIssuer:   "The iss of the token is not a client that is known here.",
		otherAudience: "The aud of the token is not exactly the URL that was called, and no other.",
	}
}

// issuerRules are those of OAuth access tokens (RFC 9068, with what common
// servers leave out). A token is used for as long as its issuer thinks fit.
func issuerRules() rules {
	return rules{
		accepted: ofIssuers(), types: []string{"JWT", "at+jwt", "application/at+jwt"}, whose: "an issuer",
		otherType:     "The typ of the token is neither JWT nor at+jwt.",
		otherIssuer:   "The iss of the token is not an issuer that is known here.",
		otherAudience: "The aud of the token is not exactly what is expected of its issuer here, {aud}, and nothing else.",
	}
}

// checkHeader judges a header, except for alg and for what depends on the issuer.
func (r *rules) checkHeader(h header) *problem.Error {
	switch {
	case h.Typ != nil && !slices.ContainsFunc(r.types, func(t string) bool { return strings.EqualFold(t, *h.Typ) }): // a media type: RFC 7515 section 4.1.9
		return refused(r.otherType)
	case h.Crit != nil:
		return refused("The token has a crit: no extension is understood here.")
	case h.Kid == "":
		return refused("The token has no kid.")
	}
	return nil
}

// checkClaims judges the claims, except for iss, and for whether jti was used
// before.
//
// A token for two recipients is refused even if one of them is this service:
// the other could pass it on and be taken for the caller.
func (r *rules) checkClaims(c claims, now instant, audiences []string) *problem.Error {
	switch {
	case len(c.Audience) != 1 || c.Audience[0] == "" || !slices.Contains(audiences, c.Audience[0]):
		return refused(strings.ReplaceAll(r.otherAudience, "{aud}", strings.Join(audiences, " ")))
	case r.once && c.ID == "":
		return refused("The token has no jti.")
	}
	if err := r.checkLifetime(c); err != nil {
		return err
	}
	switch {
	case c.IssuedAt != nil && *c.IssuedAt > now.add(skew):
		return refused("The iat of the token is in the future.")
	case c.NotBefore != nil && *c.NotBefore > now.add(skew):
		return refused("The nbf of the token is in the future.")
	}
	return c.checkExpiry(now)
}

func (r *rules) checkLifetime(c claims) *problem.Error {
	switch {
	case r.lifetime == 0 && c.Expires == nil:
		return refused("The token must have an exp, in seconds since 1970.")
	case r.lifetime == 0 && c.IssuedAt != nil && *c.Expires <= *c.IssuedAt:
		return refused("The exp of the token must be after its iat.")
	case r.lifetime == 0:
		return nil
	case c.Expires == nil || c.IssuedAt == nil:
		return refused("The token must have both exp and iat, in seconds since 1970.")
	case *c.Expires <= *c.IssuedAt || *c.Expires-*c.IssuedAt > instant(r.lifetime.Seconds()):
		return refused("The exp of the token must be after its iat, by at most 5 minutes.")
	}
	return nil
}
