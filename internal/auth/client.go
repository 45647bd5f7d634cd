package auth

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"
)

// Client is an EHR that may call the CDS services.
type Client struct {
	// Issuer is the iss of its tokens, compared exactly.
	Issuer string
	// JWKS is where its public keys are: an https URL (http on a loopback
	// address only) or the path of a file. No other place is ever looked at.
	JWKS string
}

// ParseClient reads one entry of the setting, ISSUER=JWKS:
//
//	https://ehr.example.org=https://ehr.example.org/jwks.json
//	https://ehr.example.org=/etc/rlscreen/ehr.json
//
// The first = divides them: an issuer with a = in it cannot be written, a URL
// with one in its query can. Space around either is dropped. The error says
// what is accepted.
func ParseClient(s string) (Client, error) {
	issuer, jwks, found := strings.Cut(s, "=")
	if !found {
		return Client{}, fmt.Errorf("%q is not a client: write ISSUER=JWKS, such as https://ehr.example.org=https://ehr.example.org/jwks.json", s)
	}
	c := Client{Issuer: strings.TrimSpace(issuer), JWKS: strings.TrimSpace(jwks)}
	return c, c.check()
}

// check returns an error that says what is accepted.
func (c Client) check() error {
	if err := checkIssuer(c.Issuer, "client"); err != nil {
		return err
	}
	return checkJWKS(c.JWKS, "the client "+c.Issuer)
}

// checkIssuer judges an iss as it is configured.
func checkIssuer(issuer, kind string) error {
	if issuer == "" || strings.ContainsFunc(issuer, isBlank) {
		return fmt.Errorf("%q is not an issuer: it must be the iss of the %s's tokens as it stands there, without spaces", issuer, kind)
	}
	return nil
}

// checkJWKS judges the place of keys.
func checkJWKS(jwks, whose string) error {
	switch {
	case jwks == "":
		return fmt.Errorf("%s has no JWKS: it must be an https URL or the path of a file", whose)
	case !isURL(jwks):
		return nil
	}
	u, err := url.Parse(jwks)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("the JWKS of %s must be an https URL without a user or a fragment, such as https://ehr.example.org/jwks.json, or the path of a file", whose)
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return fmt.Errorf("the JWKS of %s must be an https URL: http is accepted on a loopback address only", whose)
	}
	return nil
}

// isURL reports whether the place of a JWKS is a URL, else it is a path.
func isURL(jwks string) bool { return strings.Contains(jwks, "://") }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
