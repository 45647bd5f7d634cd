package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// locality tells this machine's own callers from others. A service that asks for
// no credential because it is on loopback is reached by two kinds of strangers all
// the same: a page of another origin in a browser of this machine, whose name may
// lead here (DNS rebinding), and whoever a proxy on this machine lets in.
type locality struct {
	host    string // of the public URL
	origin  string // of the public URL
	origins []string
}

func newLocality(baseURL string, origins []string) *locality {
	l := &locality{origins: origins}
	if u, err := url.Parse(baseURL); err == nil {
		l.host, l.origin = u.Hostname(), u.Scheme+"://"+u.Host
	}
	return l
}

// check refuses a request that does not come from this machine, or from a page
// of somebody else.
func (l *locality) check(r *http.Request) *problem.Error {
	switch {
	case !l.isOurs(hostOf(r.Host)):
		return foreign("The request is for another host than this machine.")
	case r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" || r.Header.Get("X-Forwarded-Host") != "":
		return foreign("A proxy has passed the request on.")
	case !l.isWelcome(r.Header["Origin"]):
		return foreign("The page that sends the request is of another origin.")
	case r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "cross-site":
		return foreign("The page that causes the request is of another site.")
	}
	return nil
}

func foreign(what string) *problem.Error {
	return problem.New(problem.Forbidden, what+" While nobody needs a credential, this service is for this machine alone. "+
		"To let others in, make an API key, and name the address they use in RLSCREEN_PUBLIC_URL and the origins of pages in RLSCREEN_CORS_ORIGINS.")
}

// isOurs reports whether a host is this machine, or what the public URL calls it.
func (l *locality) isOurs(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || host == l.host || err == nil && address.IsLoopback()
}

// isWelcome reports whether a page of the origin may call: it is ours, of this
// machine, or listed.
func (l *locality) isWelcome(origin []string) bool {
	if len(origin) == 0 {
		return true
	}
	if len(origin) > 1 {
		return false
	}
	u, err := url.Parse(origin[0])
	if err != nil || u.Host == "" {
		return false
	}
	return origin[0] == l.origin || slices.Contains(l.origins, origin[0]) || l.isOurs(u.Hostname())
}

// hostOf is a Host header without its port.
func hostOf(header string) string {
	if host, _, err := net.SplitHostPort(header); err == nil {
		return host
	}
	if len(header) > 2 && header[0] == '[' && header[len(header)-1] == ']' {
		return header[1 : len(header)-1]
	}
	return header
}
