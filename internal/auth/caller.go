package auth

import (
	"context"
	"slices"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Caller is who calls. It is shared by requests, and not to be changed.
type Caller struct {
	// Tenant is whose records the caller may see.
	Tenant tenant.ID
	// ID is the id of an API key, "jwt:" and 16 hexadecimal digits of a hash of
	// issuer and subject, or "local".
	ID string
	// Scopes are what the credential allows, of apikey.Scopes.
	Scopes []string
	// Publishable says that the credential is shown to everybody, in a page.
	Publishable bool
	// Open says that there was no credential and none is needed: the service is
	// open to this machine alone, and the caller may do everything.
	Open bool
}

// localID is the ID of an open service's callers: that of their tenant.
const localID = string(tenant.Local)

// Allows reports whether the caller may do what the scope stands for. No scope
// implies another. A publishable credential never allows more than to screen.
func (c *Caller) Allows(scope string) bool {
	switch {
	case scope == "" || c.Open:
		return true
	case c.Publishable && scope != apikey.ScopeScreen:
		return false
	}
	return slices.Contains(c.Scopes, scope)
}

// callerKey is what a Caller stands under in a context.
type callerKey struct{}

// WithCaller returns a context that has the caller, nil for none.
func WithCaller(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom returns the caller of WithCaller, nil when there is none.
func CallerFrom(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}
