package auth

// Remember makes the memory for used tokens of an issuer hold n of them, so
// that a test can fill it.
func (c *Clients) Remember(issuer string, n int) { c.used[issuer].capacity = n }

// Cached is how many access tokens are remembered.
func (g *Gate) Cached() int {
	g.issuers.verified.mu.Lock()
	defer g.issuers.verified.mu.Unlock()
	return len(g.issuers.verified.callers)
}
