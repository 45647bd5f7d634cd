package store

import (
	"net/netip"
	"strings"

	"github.com/jackc/pgx/v5"
)

// unverified reports whether the address of a server leaves it open whether the
// connection is encrypted, although it goes over a network: then nobody checks
// whose server it is. So it is when sslmode is not given.
func unverified(config *pgx.ConnConfig) bool {
	plain, encrypted := config.TLSConfig == nil, config.TLSConfig != nil
	remote := !isHere(config.Host)
	for _, other := range config.Fallbacks {
		plain, encrypted = plain || other.TLSConfig == nil, encrypted || other.TLSConfig != nil
		remote = remote || !isHere(other.Host)
	}
	return plain && encrypted && remote
}

// isHere reports whether a host is this machine: a folder with a socket, or a
// loopback address.
func isHere(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") || err == nil && addr.IsLoopback()
}
