// Package auth says who calls. So far these are the EHRs that call the CDS
// services, each with a JWT that it has signed (CDS Hooks 2.0.1, "Trusting CDS
// Clients").
//
// A token is accepted when all of this holds:
//   - it is a JWS in compact form of at most 8 KiB, without a crit and with a
//     typ of JWT or none; no member occurs twice;
//   - its alg is accepted, its kid names a key of its iss that fits the alg (RSA
//     of 2048 to 8192 bits, P-384 for ES384, P-256 for ES256), and the signature
//     is that key's;
//   - its iss is a client, and a jku, if it has one, is the URL of that client's
//     JWKS to the letter. Keys are read from there alone, whatever a token says;
//     with the keys of a client in a file, there is no jku to be accepted;
//   - its aud is one of the URLs expected, to the letter, and nothing else;
//   - exp and iat are there, exp lies at most 5 minutes after iat, and with a
//     skew of 60 s exp is in the future, iat and nbf are not;
//   - its jti was not used before by the same client.
//
// Keys are read again after 15 minutes, and when a token names one that is not
// known, but not within 60 s of the last attempt. If they cannot be read, the
// last ones serve for 24 hours.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
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
	accepted []algorithm
	byIssuer map[string]*client
	now      func() time.Time
}

// client is a Client with what is known of it. Clients share nothing: neither
// a slow JWKS nor a flood of tokens of one is felt by another.
type client struct {
	jwks string
	keys *keyring
	used *used
}

// NewClients returns the clients of the options. Files of keys are read, so
// that one that cannot be is an error now; servers are asked with the first
// token. The error names what is not acceptable, and is for the operator.
func NewClients(o Options) (*Clients, error) {
	accepted, err := choose(o.Algorithms)
	if err != nil {
		return nil, err
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &Clients{accepted: accepted, byIssuer: make(map[string]*client, len(o.Clients)), now: o.Now}
	var errs []error
	for _, one := range o.Clients {
		if err := c.add(one, o); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

func (c *Clients) add(one Client, o Options) error {
	if err := one.check(); err != nil {
		return err
	}
	if _, twice := c.byIssuer[one.Issuer]; twice {
		return fmt.Errorf("the client %s is given twice", one.Issuer)
	}
	keys := &keyring{issuer: one.Issuer, accepted: c.accepted, now: o.Now, log: o.Log}
	c.byIssuer[one.Issuer] = &client{jwks: one.JWKS, keys: keys, used: newUsed(maxUsed)}
	if isURL(one.JWKS) {
		keys.load = fromURL(*o.HTTP, one.JWKS)
		return nil
	}
	keys.load = fromFile(one.JWKS)
	if err := keys.open(context.Background()); err != nil {
		return fmt.Errorf("read the JWKS of the client %s: %w", one.Issuer, err)
	}
	return nil
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
	t, err := parse(token)
	if err != nil {
		return "", err
	}
	alg, from, err := c.judge(t, audiences)
	if err != nil {
		return "", err
	}
	key, err := from.keys.find(ctx, keyID{t.header.Kid, alg.name})
	if err != nil {
		return "", err
	}
	if !t.signedBy(key, alg) {
		return "", refused("The signature of the token is not that of the key it names.")
	}
	// To wait for keys may have taken seconds, in which this very token can have
	// expired and been forgotten.
	now := at(c.now())
	if err := t.claims.checkExpiry(now); err != nil {
		return "", err
	}
	if err := from.used.take(t.claims.ID, t.claims.end(), now); err != nil {
		return "", err
	}
	return t.claims.Issuer, nil
}

// judge checks all of a token but its signature, and that it is new.
func (c *Clients) judge(t *token, audiences []string) (algorithm, *client, *problem.Error) {
	i := slices.IndexFunc(c.accepted, func(a algorithm) bool { return a.name == t.header.Alg })
	if i < 0 {
		return algorithm{}, nil, refused("The alg of the token is not accepted; accepted: " + listed(c.accepted) + ".")
	}
	if err := t.header.check(); err != nil {
		return algorithm{}, nil, err
	}
	from, known := c.byIssuer[t.claims.Issuer]
	if !known {
		return algorithm{}, nil, refused("The iss of the token is not a client that is known here.")
	}
	if t.header.JKU != nil && (!isURL(from.jwks) || *t.header.JKU != from.jwks) {
		return algorithm{}, nil, refused("The jku of the token is not the URL that is configured for its iss.")
	}
	return c.accepted[i], from, t.claims.check(at(c.now()), audiences)
}
