package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// KeySource has the API keys, also those that are expired or revoked.
type KeySource interface {
	APIKeys(ctx context.Context) ([]apikey.Key, error)
}

// GateOptions are whose credentials are accepted, and how they are checked.
type GateOptions struct {
	// Keys has the API keys; nil: there are none.
	Keys KeySource
	// Issuers are those whose access tokens are accepted; each once.
	Issuers []Issuer
	// Audience is the aud of tokens whose issuer has none of its own: the public
	// URL of the service.
	Audience string
	// Local says that only this machine is served, so that no credential is
	// needed while none has ever been configured.
	Local bool
	// Now is the clock.
	Now func() time.Time
	// HTTP reads the JWKS of issuers; nil stands for one without settings. That
	// no redirect is followed and that an answer takes 5 s at most is added to it.
	HTTP *http.Client
	// Log takes what goes wrong with keys; nil is none.
	Log *slog.Logger
}

// Gate says who calls, and what they may do. It is safe for concurrent use.
type Gate struct {
	table   *table   // nil: no API keys
	issuers *issuers // nil: no access tokens
	local   bool
	now     func() time.Time
}

// NewGate returns the gate of the options. Files of keys are read, so that one
// that cannot be is an error now; servers and the source of API keys are asked
// with the first call. The error names what is not acceptable, and is for the
// operator. Of ctx the values are used, also later on.
func NewGate(ctx context.Context, o GateOptions) (*Gate, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	g := &Gate{local: o.Local, now: o.Now}
	if o.Keys != nil {
		g.table = newTable(context.WithoutCancel(ctx), o)
	}
	if len(o.Issuers) == 0 {
		return g, nil
	}
	issuers, err := newIssuers(o)
	if err != nil {
		return nil, err
	}
	g.issuers = issuers
	return g, nil
}

// Identify returns who calls. authorization are the values of the Authorization
// headers, origin that of Origin, "" none. Without an Authorization header it is
// the caller of the open service, or nil when the service is not open: whether
// that matters is for Permit to say.
//
// The error is Unauthenticated, with a detail that names the check which failed;
// Forbidden for a publishable key elsewhere than on its pages; or Unavailable if
// neither can be said because keys cannot be read. It never holds anything of
// the credential, and tells nobody without the secret of a key whether there is
// one of that id.
//
// Together with an error, a caller that is not nil is known, but may do nothing:
// the secret was right, and the key is expired, revoked, or publishable and used
// from elsewhere. It is for the audit trail.
func (g *Gate) Identify(ctx context.Context, authorization []string, origin string) (*Caller, *problem.Error) {
	token, err := bearer(authorization)
	switch {
	case err != nil:
		return nil, err
	case token == "":
		return g.anonymous(ctx), nil
	case strings.HasPrefix(token, "rls_"):
		return g.identifyKey(ctx, token, origin)
	case strings.Count(token, ".") == 2 && g.issuers == nil:
		return nil, refused("Access tokens are not accepted here: no issuer of them is configured. Send an API key.")
	case strings.Count(token, ".") == 2:
		return g.issuers.identify(ctx, token)
	}
	return nil, refused("The credential is neither an API key, which begins with rls_, nor an access token in the form of a JWT.")
}

// anonymous is the caller without a credential.
func (g *Gate) anonymous(ctx context.Context) *Caller {
	if open, err := g.isOpen(ctx); err != nil || !open {
		return nil
	}
	return &Caller{Tenant: tenant.Local, ID: localID, Scopes: apikey.Scopes(), Open: true}
}

func (g *Gate) identifyKey(ctx context.Context, text, origin string) (*Caller, *problem.Error) {
	id, secret, ok := apikey.Parse(text)
	switch {
	case !ok:
		return nil, refused("The API key is incomplete or has a typing error: it is not of the form rls_… with the checksum that belongs to it.")
	case g.table == nil:
		return nil, refused("API keys are not accepted here: the service has no database that holds them.")
	}
	key, err := g.table.find(ctx, id, secret)
	if err != nil {
		return nil, err
	}
	caller := ofKey(key)
	switch {
	case !key.RevokedAt.IsZero():
		return caller, refused("The API key has been revoked.")
	case !key.Live(g.now()):
		return caller, refused("The API key has expired.")
	case key.Publishable:
		return caller, checkOrigin(key, origin)
	}
	return caller, nil
}

// Open reports whether nobody needs a credential: only this machine is served,
// there is no issuer, and there has never been an API key. While that cannot be
// said, because no keys could be read yet, it is not open.
func (g *Gate) Open() bool {
	open, err := g.isOpen(context.Background())
	return err == nil && open
}

func (g *Gate) isOpen(ctx context.Context) (bool, *problem.Error) {
	switch {
	case !g.local || g.issuers != nil:
		return false, nil
	case g.table == nil:
		return true, nil
	}
	ever, err := g.table.hasEver(ctx)
	return !ever, err
}

// Permit judges whether a caller, who may be nil, may do what the scope stands
// for; "" is open to everybody. The error is Unauthenticated when a credential
// is needed, Forbidden, naming the scope, when this one does not suffice, or
// Unavailable when it cannot be said whether one is needed.
func (g *Gate) Permit(c *Caller, scope string) *problem.Error {
	switch {
	case scope == "":
		return nil
	case c == nil || c.Open: // the first key may have been made since
		open, err := g.isOpen(context.Background())
		if err == nil && !open {
			err = refused(noneGiven)
		}
		return err
	case !c.Allows(scope):
		return problem.New(problem.Forbidden, "The credential does not allow this: it lacks the scope "+scope+".")
	}
	return nil
}

// Configured reports whether there is an issuer, or has ever been an API key.
// The error says that the keys cannot be read.
func (g *Gate) Configured(ctx context.Context) (bool, error) {
	switch {
	case g.issuers != nil:
		return true, nil
	case g.table == nil:
		return false, nil
	}
	ever, err := g.table.hasEver(ctx)
	if err != nil {
		return false, errors.New(err.Detail)
	}
	return ever, nil
}

// Origins returns whether a page of an origin can use one of the publishable
// keys, which is what a preflight asks: it has no credential yet.
func (g *Gate) Origins() func(origin string) bool {
	return func(origin string) bool { return g.table != nil && g.table.hasOrigin(origin, g.now()) }
}
