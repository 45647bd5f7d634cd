package auth

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Issuer is an OAuth 2.0 authorization server whose access tokens are accepted.
type Issuer struct {
	// Issuer is the iss of its tokens, compared exactly.
	Issuer string
	// JWKS is where its public keys are: an https URL (http on a loopback
	// address only) or the path of a file.
	JWKS string
	// Audience is the aud of tokens for this service, compared exactly; "" is
	// that of GateOptions.
	Audience string
	// Tenant is whose records its tokens are for. With a TenantClaim it is what
	// the names of all its tenants begin with: Tenant, a colon, and the value of
	// the claim.
	Tenant string
	// TenantClaim is the claim that names the tenant within Tenant, "" none.
	TenantClaim string
	// TokenEndpoint is where its clients get tokens, to be published for them;
	// "" is not published.
	TokenEndpoint string
}

// ParseIssuer reads one entry of the setting,
// ISSUER=JWKS;tenant=NAME[;tenant-claim=CLAIM][;audience=AUD][;token-endpoint=URL]:
//
//	https://id.example.org=https://id.example.org/jwks.json;tenant=clinic
//	https://id.example.org=/etc/rlscreen/id.json;tenant=id;tenant-claim=org
//
// The first = divides issuer and JWKS, a semicolon what follows: neither can be
// part of what stands before it. Space around each is dropped. The error says
// what is accepted.
func ParseIssuer(s string) (Issuer, error) {
	place, rest, more := strings.Cut(s, ";")
	issuer, jwks, found := strings.Cut(place, "=")
	if !found {
		return Issuer{}, fmt.Errorf("%q is not an issuer: write ISSUER=JWKS;tenant=NAME, such as https://id.example.org=https://id.example.org/jwks.json;tenant=clinic", place)
	}
	i := Issuer{Issuer: strings.TrimSpace(issuer), JWKS: strings.TrimSpace(jwks)}
	if more {
		for part := range strings.SplitSeq(rest, ";") {
			if err := i.set(part); err != nil {
				return Issuer{}, err
			}
		}
	}
	if err := i.check(); err != nil {
		return Issuer{}, err
	}
	return i, nil
}

// set reads one NAME=VALUE of an entry.
func (i *Issuer) set(part string) error {
	name, value, _ := strings.Cut(part, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	into, known := map[string]*string{
		"tenant": &i.Tenant, "tenant-claim": &i.TenantClaim, "audience": &i.Audience, "token-endpoint": &i.TokenEndpoint,
	}[name]
	switch {
	case !known:
		return fmt.Errorf("%q is nothing that the issuer %s can have; there are tenant, tenant-claim, audience and token-endpoint, each with = and a value", name, i.Issuer)
	case value == "":
		return fmt.Errorf("the %s of the issuer %s has no value: write %s=VALUE, or leave it out", name, i.Issuer, name)
	case *into != "":
		return fmt.Errorf("the issuer %s has %s twice", i.Issuer, name)
	}
	*into = value
	return nil
}

// check returns an error that says what is accepted.
func (i *Issuer) check() error {
	if err := checkIssuer(i.Issuer, "issuer"); err != nil {
		return err
	}
	whose := "the issuer " + i.Issuer
	if err := checkJWKS(i.JWKS, whose); err != nil {
		return err
	}
	if err := i.checkTenant(whose); err != nil {
		return err
	}
	switch {
	case strings.ContainsFunc(i.Audience, isBlank):
		return fmt.Errorf("the audience of %s must be the aud of its tokens as it stands there, without spaces", whose)
	case strings.ContainsFunc(i.TenantClaim, isBlank):
		return fmt.Errorf("the tenant-claim of %s must be the name of a claim, without spaces", whose)
	case i.TokenEndpoint != "" && !isEndpoint(i.TokenEndpoint):
		return fmt.Errorf("the token-endpoint of %s must be an https URL without a user or a fragment: http is accepted on a loopback address only", whose)
	}
	return nil
}

func (i *Issuer) checkTenant(whose string) error {
	if i.Tenant == "" {
		return fmt.Errorf("%s has no tenant: write ;tenant=NAME, the tenant whose records its tokens are for", whose)
	}
	name := i.Tenant
	if i.TenantClaim != "" {
		name = joinTenant(name, "x") // room for the shortest value
	}
	if _, err := tenant.Parse(name); err != nil {
		return fmt.Errorf("the tenant of %s: %w", whose, err)
	}
	return nil
}

// joinTenant names a tenant within another.
func joinTenant(within, name string) string { return within + ":" + name }

// isEndpoint reports whether clients can be sent to a URL.
func isEndpoint(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Hostname() != "" && u.User == nil && u.Fragment == "" && !strings.ContainsFunc(s, isBlank) &&
		(u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()))
}
