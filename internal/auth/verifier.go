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

// verifier checks tokens of several issuers under one set of rules.
type verifier struct {
	rules
	byIssuer map[string]*party
	now      func() time.Time
}

// party is one whose tokens are accepted. Parties share nothing: a slow JWKS of
// one is not felt by another.
type party struct {
	issuer   string // iss of its tokens
	jwks     string // where its keys are
	audience string // aud of its tokens; "" is what the call expects
	fault    error  // what is wrong with how it is configured
	keys     *keyring
}

// reading is how the keys of issuers are read.
type reading struct {
	http *http.Client // nil: one without settings
	log  *slog.Logger // nil: none
}

// newVerifier returns a verifier of the parties. Files of keys are read. The
// error names everything that is not acceptable.
func newVerifier(r rules, now func() time.Time, how reading, parties []party) (*verifier, error) {
	if how.http == nil {
		how.http = &http.Client{}
	}
	if how.log == nil {
		how.log = slog.New(slog.DiscardHandler)
	}
	v := &verifier{rules: r, byIssuer: make(map[string]*party, len(parties)), now: now}
	var errs []error
	for _, p := range parties {
		if err := v.add(p, how); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return v, nil
}

func (v *verifier) add(p party, how reading) error {
	if p.fault != nil {
		return p.fault
	}
	if _, twice := v.byIssuer[p.issuer]; twice {
		return fmt.Errorf("the issuer %s is given twice", p.issuer)
	}
	p.keys = &keyring{issuer: p.issuer, whose: v.whose, accepted: v.accepted, now: v.now, log: how.log}
	v.byIssuer[p.issuer] = &p
	if isURL(p.jwks) {
		p.keys.load = fromURL(*how.http, p.jwks)
		return nil
	}
	p.keys.load = fromFile(p.jwks)
	if err := p.keys.open(context.Background()); err != nil {
		return fmt.Errorf("read the JWKS of %s: %w", p.issuer, err)
	}
	return nil
}

// verify returns a token of which everything is right but, perhaps, that it was
// used before. It may be for any one of the audiences. Errors are those of
// Clients.Verify.
func (v *verifier) verify(ctx context.Context, raw string, audiences []string) (*token, *problem.Error) {
	t, err := parse(raw)
	if err != nil {
		return nil, err
	}
	alg, from, err := v.judge(t, audiences)
	if err != nil {
		return nil, err
	}
	key, err := from.keys.find(ctx, keyID{t.header.Kid, alg.name})
	if err != nil {
		return nil, err
	}
	if !t.signedBy(key, alg) {
		return nil, refused("The signature of the token is not that of the key it names.")
	}
	// To wait for keys may have taken seconds, in which this very token can have
	// expired and been forgotten.
	if err := t.claims.checkExpiry(at(v.now())); err != nil {
		return nil, err
	}
	return t, nil
}

// judge checks all of a token but its signature, and that it is new.
func (v *verifier) judge(t *token, audiences []string) (algorithm, *party, *problem.Error) {
	i := slices.IndexFunc(v.accepted, func(a algorithm) bool { return a.name == t.header.Alg })
	if i < 0 {
		return algorithm{}, nil, refused("The alg of the token is not accepted; accepted: " + listed(v.accepted) + ".")
	}
	if err := v.checkHeader(t.header); err != nil {
		return algorithm{}, nil, err
	}
	from, known := v.byIssuer[t.claims.Issuer]
	if !known {
		return algorithm{}, nil, refused(v.otherIssuer)
	}
	if t.header.JKU != nil && (!isURL(from.jwks) || *t.header.JKU != from.jwks) {
		return algorithm{}, nil, refused("The jku of the token is not the URL that is configured for its iss.")
	}
	if from.audience != "" {
		audiences = []string{from.audience}
	}
	return v.accepted[i], from, v.checkClaims(t.claims, at(v.now()), audiences)
}
