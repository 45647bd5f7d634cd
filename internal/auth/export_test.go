package auth

// Remember makes the memory for used tokens of an issuer hold n of them, so
// that a test can fill it.
func (c *Clients) Remember(issuer string, n int) { c.byIssuer[issuer].used.capacity = n }
