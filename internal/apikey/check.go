package apikey

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// The scopes.
const (
	ScopeScreen = "screen"        // to screen, and store nothing
	ScopeRead   = "records:read"  // to read records
	ScopeWrite  = "records:write" // to store records
	ScopeErase  = "records:erase" // to erase records
	ScopeAdmin  = "admin"         // to read the audit trail of records
)

// Scopes are all of them.
func Scopes() []string { return []string{ScopeScreen, ScopeRead, ScopeWrite, ScopeErase, ScopeAdmin} }

const (
	maxName    = 100 // characters
	maxOrigins = 20
	maxHost    = 253 // bytes of a host name, as DNS has it
	maxLabel   = 63
)

// Check finds what a key that is kept must not be: New makes none such.
func (k *Key) Check() error {
	switch {
	case !isID(k.ID):
		return fmt.Errorf("the id of a key is %d characters, a-z and 2-7", idLength)
	case len(k.Hash) != sha256.Size:
		return errors.New("the hash of a key is a SHA-256")
	default:
		return k.check()
	}
}

// check finds what a key must not be.
func (k *Key) check() error {
	if _, err := tenant.Parse(string(k.Tenant)); err != nil {
		return err
	}
	if k.Replaces != "" && !isID(k.Replaces) {
		return errors.New("the key that this one replaces is not the id of a key")
	}
	if !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(k.CreatedAt) {
		return errors.New("a key must expire after it was made")
	}
	return errors.Join(checkName(k.Name), k.checkScopes(), k.checkOrigins())
}

func checkName(name string) error {
	if strings.TrimSpace(name) != name || name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("the name of a key is 1 to %d characters that can be printed, without spaces around it", maxName)
	}
	return nil
}

func (k *Key) checkScopes() error {
	for i, scope := range k.Scopes {
		switch {
		case !slices.Contains(Scopes(), scope):
			return fmt.Errorf("%q is not a scope; there are %s", scope, strings.Join(Scopes(), ", "))
		case slices.Contains(k.Scopes[:i], scope):
			return fmt.Errorf("the scope %s is given twice", scope)
		}
	}
	switch {
	case k.Publishable && !slices.Equal(k.Scopes, []string{ScopeScreen}):
		return fmt.Errorf("a publishable key has the scope %s and no other, since everybody can read it", ScopeScreen)
	case len(k.Scopes) == 0:
		return fmt.Errorf("a key needs a scope; there are %s", strings.Join(Scopes(), ", "))
	}
	return nil
}

func (k *Key) checkOrigins() error {
	switch {
	case !k.Publishable && len(k.Origins) > 0:
		return errors.New("origins are for publishable keys alone: a key that is secret does not belong into a page")
	case k.Publishable && len(k.Origins) == 0:
		return errors.New("a publishable key needs the origins of the pages that may use it")
	case len(k.Origins) > maxOrigins:
		return fmt.Errorf("a key has at most %d origins", maxOrigins)
	}
	for i, origin := range k.Origins {
		if !isOrigin(origin) {
			return fmt.Errorf("%q is not an exact origin as browsers send it: https://host[:port] in lower case and without the default port, "+
				"such as https://clinic.example; http is for this machine alone, and * is never one", origin)
		}
		if slices.Contains(k.Origins[:i], origin) {
			return fmt.Errorf("the origin %s is given twice", origin)
		}
	}
	return nil
}

// isOrigin reports whether a text is an origin in the one way that browsers
// write it, since it is compared with theirs as it is.
func isOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || origin != u.Scheme+"://"+u.Host || strings.HasSuffix(u.Host, ":") {
		return false
	}
	host, port := u.Hostname(), u.Port()
	if !isHost(host, strings.HasPrefix(u.Host, "[")) || port != "" && !isPort(port) {
		return false
	}
	switch u.Scheme {
	case "https":
		return port != "443"
	case "http":
		return port != "80" && isLoopback(host)
	}
	return false
}

func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0 && strconv.FormatUint(n, 10) == port
}

// isHost reports whether a host is an address or a name as browsers write it.
func isHost(host string, brackets bool) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String() == host && addr.Zone() == "" && addr.Is6() == brackets && !addr.Is4In6()
	}
	if brackets || len(host) > maxHost {
		return false
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	// A browser reads a name that ends in a number as an address, in whatever
	// form it is, and writes that in the usual one.
	_, err := strconv.ParseUint(strings.TrimPrefix(labels[len(labels)-1], "0x"), 16, 64)
	return err != nil || !isDigit(labels[len(labels)-1][0])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.IsLoopback()
}
