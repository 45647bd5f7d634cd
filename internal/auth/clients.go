package auth

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Options are which clients are known, and how they are checked.
type Options struct {
	// Clients may call; each issuer once.
	Clients []Client
	// Algorithms are the signatures accepted: of ES384, RS384, ES256 and RS256.
	// None given: ES384 and RS384.
	Algorithms []string
	// Now is the clock.
	Now func() time.Time
	// HTTP reads the JWKS of clients; nil stands for one without settings. That
	// no redirect is followed and that an answer takes 5 s at most is added to it.
	HTTP *http.Client
	// Log takes what goes wrong with a JWKS; nil is none.
	Log *slog.Logger
}

// Clients verifies the tokens of CDS clients. It is safe for concurrent use.
type Clients struct {
	verifier *verifier
	// used has the tokens of each client. Clients share nothing: neither a slow
	// JWKS nor a flood of tokens of one is felt by another.
	used map[string]*used
}

// NewClients returns the clients of the options. Files of keys are read, so
// that one that cannot be is an error now; servers are asked with the first
// token. The error names what is not acceptable, and is for the operator.
func NewClients(o Options) (*Clients, error) {
	accepted, err := choose(o.Algorithms)
	if err != nil {
		return nil, err
	}
	var parties []party
	for _, one := range o.Clients {
		parties = append(parties, party{issuer: one.Issuer, jwks: one.JWKS, fault: one.check()})
	}
	v, err := newVerifier(clientRules(accepted), o.Now, reading{o.HTTP, o.Log}, parties)
	if err != nil {
		return nil, err
	}
	c := &Clients{verifier: v, used: make(map[string]*used, len(o.Clients))}
	for _, one := range o.Clients {
		c.used[one.Issuer] = newUsed(maxUsed)
	}
	return c, nil
}

// Verify returns the issuer of a token that is acceptable for one of the
// audiences, and remembers it: a second time it is not. audiences are the URLs
// that the caller may have meant, as the service is known from outside.
//
// The error is Unauthenticated, with a detail that names the check which
// failed, or Unavailable if that cannot be said because the keys of the issuer
// cannot be read, or too many of its tokens are in use. It never holds anything
// of the token. ctx bounds how long to wait for the keys.
//
// What costs nothing is checked first, so that only somebody who knows the name
// of a client and of its key can cause a signature to be computed.
func (c *Clients) Verify(ctx context.Context, token string, audiences ...string) (issuer string, err *problem.Error) {
	t, err := c.verifier.verify(ctx, token, audiences)
	if err != nil {
		return "", err
	}
	if err := c.used[t.claims.Issuer].take(t.claims.ID, t.claims.end(), at(c.verifier.now())); err != nil {
		return "", err
	}
	return t.claims.Issuer, nil
}
