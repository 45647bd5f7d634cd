package config

import (
	"errors"
	"net/netip"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/limit"
)

// Access is who may call, and how often.
type Access struct {
	// JWTIssuers are those whose tokens are accepted. auth.ParseIssuer reads each.
	JWTIssuers []string `name:"jwt-issuers" group:"Settings" placeholder:"ISSUER=JWKS;tenant=NAME" help:"Issuers of OAuth 2.0 tokens that may call: the issuer, the https URL or the file of its keys, and whose records its callers see. Optional: ;tenant-claim=CLAIM (a tenant for each value), ;audience=AUDIENCE (default: the public URL), ;token-endpoint=URL (for the descriptions)."`
	// RateLimit is how often one credential may call. limit.Parse reads it.
	RateLimit string `group:"Settings" default:"100/s" placeholder:"REQUESTS/s" help:"How often one credential may call, else one address: 100/s, 6000/m or off. Off on loopback while nobody needs a credential. Default: ${default}."`
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []string `group:"Settings" placeholder:"ADDRESS" help:"Proxies whose X-Forwarded-For is believed, as addresses or networks: 10.0.0.0/8. Default: none."`
}

// check names every setting that is not acceptable.
func (a *Access) check() error {
	var errs []error
	for _, issuer := range a.JWTIssuers {
		if _, err := auth.ParseIssuer(issuer); err != nil {
			errs = append(errs, wrong("jwt-issuers", "is not acceptable: %v", err))
		}
	}
	if _, err := limit.Parse(a.RateLimit); err != nil {
		errs = append(errs, wrong("rate-limit", "is not acceptable: %v", err))
	}
	for _, proxy := range a.TrustedProxies {
		if _, ok := parseProxy(proxy); !ok {
			errs = append(errs, wrong("trusted-proxies", "has %q: each must be an address or a network that is not every address, such as 10.0.0.7 or 10.0.0.0/8", proxy))
		}
	}
	return errors.Join(errs...)
}

// Issuers are those whose tokens are accepted.
func (a *Access) Issuers() ([]auth.Issuer, error) {
	var issuers []auth.Issuer
	for _, setting := range a.JWTIssuers {
		issuer, err := auth.ParseIssuer(setting)
		if err != nil {
			return nil, wrong("jwt-issuers", "is not acceptable: %v", err)
		}
		issuers = append(issuers, issuer)
	}
	return issuers, nil
}

// Rate is how often one credential may call.
func (a *Access) Rate() (limit.Rate, error) {
	rate, err := limit.Parse(a.RateLimit)
	if err != nil {
		return limit.Rate{}, wrong("rate-limit", "is not acceptable: %v", err)
	}
	return rate, nil
}

// Proxies are the addresses whose X-Forwarded-For is believed.
func (a *Access) Proxies() []netip.Prefix {
	var proxies []netip.Prefix
	for _, setting := range a.TrustedProxies {
		if prefix, ok := parseProxy(setting); ok {
			proxies = append(proxies, prefix)
		}
	}
	return proxies
}

// parseProxy reads an address or a network. To believe everybody would let
// callers choose their addresses.
func parseProxy(s string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err == nil && prefix.Bits() > 0
}

// TLS is the certificate of the public listener.
type TLS struct {
	// TLSCert and TLSKey are PEM files; "" is a listener without TLS.
	TLSCert string `name:"tls-cert" group:"Settings" placeholder:"FILE" help:"Certificate of the public listener with those that vouch for it, in PEM. Read again when it changes."`
	TLSKey  string `name:"tls-key" group:"Settings" placeholder:"FILE" help:"Private key of the certificate, in PEM."`
}

func (t *TLS) check() error {
	if (t.TLSCert == "") == (t.TLSKey == "") {
		return nil
	}
	given, missing := "tls-cert", "tls-key"
	if t.TLSCert == "" {
		given, missing = missing, given
	}
	return wrong(missing, "is needed with %s (--%s)", Variable(given), given)
}
