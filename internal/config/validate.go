package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/auth"
)

// Validate checks every setting and names each that is not acceptable. Kong
// calls it once the flags and the environment are read. No file is read yet,
// and whether there is a credential is known only once the database is open.
func (c *Config) Validate() error {
	errs := []error{
		c.checkPublicListener(),
		c.checkAdminListener(),
		c.Storage.Validate(),
		c.TLS.check(),
		c.Access.check(),
		c.checkAudience(),
		checkURL("public-url", c.PublicURL),
		checkFormURL(c.FormURL),
		checkURL("traces", c.Traces),
		c.checkTimes(),
	}
	for _, client := range c.CDSClients {
		errs = append(errs, checkCDSClient(client))
	}
	for _, origin := range c.CORSOrigins {
		errs = append(errs, checkOrigin("cors-origins", origin))
	}
	for _, origin := range c.FrameAncestors {
		errs = append(errs, checkOrigin("frame-ancestors", origin))
	}
	return errors.Join(errs...)
}

// wrong says what is wrong with a setting, by both of its names.
func wrong(flag, format string, args ...any) error {
	return fmt.Errorf("%s %s", named(flag), fmt.Sprintf(format, args...))
}

// named is a setting by both of its names.
func named(flag string) string { return Variable(flag) + " (--" + flag + ")" }

// checkPublicListener refuses an address that other machines can reach while
// nothing says that their credentials and answers are encrypted on the way.
func (c *Config) checkPublicListener() error {
	if err := checkAddress("addr", c.Addr); err != nil {
		return err
	}
	if c.InsecureListen || isLocal(c.Addr) || c.TLSCert != "" || strings.HasPrefix(c.PublicURL, "https://") {
		return nil
	}
	return wrong("addr", "is %q, which other machines can reach, and nothing says that it is encrypted. "+
		"Set %s and %s (--tls-cert, --tls-key), or, when a proxy before it ends TLS, the %s (--public-url) with https:// that callers use. "+
		"In a private network namespace, such as a container behind an authenticating proxy, set %s=true (--insecure-listen)",
		c.Addr, Variable("tls-cert"), Variable("tls-key"), Variable("public-url"), Variable("insecure-listen"))
}

// checkAdminListener refuses an address that other machines can reach unless
// that is said to be meant: metrics and profiles are shown to whoever asks.
func (c *Config) checkAdminListener() error {
	if c.AdminAddr == "" {
		return nil
	}
	if err := checkAddress("admin-addr", c.AdminAddr); err != nil {
		return err
	}
	if c.AdminAddr == c.Addr && !strings.HasSuffix(c.Addr, ":0") {
		return wrong("admin-addr", "is %q, as is %s: one of them must have another port", c.AdminAddr, named("addr"))
	}
	if c.InsecureListen || c.InsecureAdminListen || isLocal(c.AdminAddr) {
		return nil
	}
	return wrong("admin-addr", "is %q, which other machines can reach, and nobody identifies themselves there. "+
		"Listen on 127.0.0.1, or, where the network lets only the collector of metrics reach it, set %s=true (--insecure-admin-listen)",
		c.AdminAddr, Variable("insecure-admin-listen"))
}

func checkAddress(flag, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return wrong(flag, "is %q: it must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return wrong(flag, "is %q: the port must be a number from 0 to 65535", addr)
	}
	return nil
}

// Exposed reports whether other machines can reach the public listener.
func (c *Config) Exposed() bool { return !isLocal(c.Addr) }

// AdminExposed reports whether other machines can reach the admin listener.
func (c *Config) AdminExposed() bool { return c.AdminAddr != "" && !isLocal(c.AdminAddr) }

// Local reports whether only callers on this machine are meant to be served: a
// public URL elsewhere says that a proxy lets others in.
func (c *Config) Local() bool {
	if c.Exposed() {
		return false
	}
	u, err := url.Parse(c.PublicURL)
	return c.PublicURL == "" || err == nil && isLoopback(u.Hostname())
}

// Audience is the aud of tokens whose issuer has none of its own: the public URL,
// or else that of the public listener, as far as it is known beforehand.
func (c *Config) Audience() string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil || port == "0" {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	if c.TLSCert != "" {
		return "https://" + net.JoinHostPort(host, port)
	}
	return "http://" + net.JoinHostPort(host, port)
}

// checkAudience refuses issuers whose tokens nobody could address to this service.
func (c *Config) checkAudience() error {
	if c.Audience() != "" {
		return nil
	}
	for _, setting := range c.JWTIssuers {
		if issuer, err := auth.ParseIssuer(setting); err == nil && issuer.Audience == "" {
			return wrong("public-url", "is needed with port 0, as the audience of the tokens of %s; or give it one of its own with ;audience=AUDIENCE", issuer.Issuer)
		}
	}
	return nil
}

// NoCredential is the refusal to serve other machines when nobody could call:
// there has never been an API key, and there is no issuer of tokens.
func (c *Config) NoCredential() error {
	keys := "Make an API key with rlscreen keys create"
	if d, err := c.Database(); err == nil && d.IsNone() {
		keys = "Name a database for API keys with " + Variable("db") + " (--db)"
	}
	return wrong("addr", "is %q, which other machines can reach, and there is no credential that they could call with. "+
		"%s, or name an issuer of tokens in %s (--jwt-issuers). "+
		"In a private network namespace, such as a container behind an authenticating proxy, set %s=true (--insecure-listen)",
		c.Addr, keys, Variable("jwt-issuers"), Variable("insecure-listen"))
}

// isLocal reports whether only this machine can reach the address.
func isLocal(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && isLoopback(host)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func checkURL(flag, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return wrong(flag, "must be an absolute http or https URL without a query, such as https://rls.example.org")
	}
	return nil
}

// checkFormURL lets a query pass, which may hold a publishable key.
func checkFormURL(raw string) error {
	page, query, _ := strings.Cut(raw, "?")
	if _, err := url.ParseQuery(query); err != nil || strings.Contains(query, "#") {
		return wrong("form-url", "has a query that cannot be read")
	}
	return checkURL("form-url", page)
}

// originShape is what a policy can name without being read otherwise: no character
// that ends a source or a directive.
var originShape = regexp.MustCompile(`^https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?$`)

// defaultPort is what browsers leave out of an origin.
var defaultPort = map[string]string{"http": "80", "https": "443"}

func checkOrigin(flag, origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || origin != u.Scheme+"://"+u.Host ||
		!originShape.MatchString(origin) || defaultPort[u.Scheme] == u.Port() {
		return wrong(flag, "has %q: each must be an exact origin as browsers send it, scheme://host[:port] in lower case and "+
			"without the default port, such as https://clinic.example; * is never one", origin)
	}
	return nil
}

func checkCDSClient(client string) error {
	if _, err := auth.ParseClient(client); err != nil {
		return wrong("cds-clients", "is not acceptable: %v", err)
	}
	return nil
}

func (c *Config) checkTimes() error {
	if c.Drain < 0 {
		return wrong("drain", "is %s: it must not be negative", c.Drain)
	}
	if c.Retention < 0 {
		return wrong("retention", "is %s: it must not be negative; 0 keeps records", c.Retention)
	}
	if c.ShutdownTimeout <= c.Drain {
		return wrong("shutdown-timeout", "is %s: it must be longer than the %s of %s (--drain), which is part of it",
			c.ShutdownTimeout, c.Drain, Variable("drain"))
	}
	return nil
}
