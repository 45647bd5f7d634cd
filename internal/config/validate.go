package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/auth"
)

// Validate checks every setting and names each that is not acceptable. Kong
// calls it once the flags and the environment are read.
func (c *Config) Validate() error {
	errs := []error{
		c.checkListener("addr", c.Addr),
		checkURL("public-url", c.PublicURL),
		checkURL("form-url", c.FormURL),
		c.checkTimes(),
	}
	if c.AdminAddr != "" {
		errs = append(errs, c.checkListener("admin-addr", c.AdminAddr))
	}
	for _, client := range c.CDSClients {
		errs = append(errs, checkCDSClient(client))
	}
	for _, origin := range c.CORSOrigins {
		errs = append(errs, checkOrigin(origin))
	}
	return errors.Join(errs...)
}

// wrong says what is wrong with a setting, by both of its names.
func wrong(flag, format string, args ...any) error {
	return fmt.Errorf("%s (--%s) %s", Variable(flag), flag, fmt.Sprintf(format, args...))
}

// checkListener refuses an address that other machines could reach: nobody has
// to identify themselves to this service yet.
func (c *Config) checkListener(flag, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return wrong(flag, "is %q: it must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return wrong(flag, "is %q: the port must be a number from 0 to 65535", addr)
	}
	if c.InsecureListen || isLoopback(host) {
		return nil
	}
	return wrong(flag, "is %q, which other machines can reach, and callers are not identified. "+
		"Listen on 127.0.0.1, and let a proxy that authenticates stand before it. "+
		"In a private network namespace, such as a container behind such a proxy, set %s=true (--insecure-listen)",
		addr, Variable("insecure-listen"))
}

// Exposed reports whether a listener can be reached by other machines.
func (c *Config) Exposed() bool {
	for _, addr := range []string{c.Addr, c.AdminAddr} {
		if host, _, err := net.SplitHostPort(addr); err == nil && !isLoopback(host) {
			return true
		}
	}
	return false
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

// defaultPort is what browsers leave out of an origin.
var defaultPort = map[string]string{"http": "80", "https": "443"}

func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || origin != u.Scheme+"://"+u.Host ||
		strings.Contains(origin, "*") || origin != strings.ToLower(origin) || defaultPort[u.Scheme] == u.Port() {
		return wrong("cors-origins", "has %q: each must be an exact origin as browsers send it, scheme://host[:port] in lower case and "+
			"without the default port, such as https://clinic.example; * is never one", origin)
	}
	return nil
}

func checkCDSClient(client string) error {
	if _, err := auth.ParseClient(client); err != nil {
		return wrong("cds-clients", "%v", err)
	}
	return nil
}

func (c *Config) checkTimes() error {
	if c.Drain < 0 {
		return wrong("drain", "is %s: it must not be negative", c.Drain)
	}
	if c.ShutdownTimeout <= c.Drain {
		return wrong("shutdown-timeout", "is %s: it must be longer than the %s of %s (--drain), which is part of it",
			c.ShutdownTimeout, c.Drain, Variable("drain"))
	}
	return nil
}
