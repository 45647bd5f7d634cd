package server

import "net/http"

// cors tells browsers which origins' pages may call: those configured, and
// those of publishable keys; none by default. A preflight needs nothing else:
// Echo answers OPTIONS on every route.
type cors struct {
	origins map[string]bool
	// published reports whether a publishable key names the origin; nil: none does.
	published func(origin string) bool
}

func newCORS(origins []string, published func(string) bool) cors {
	c := cors{origins: make(map[string]bool, len(origins)), published: published}
	for _, origin := range origins {
		c.origins[origin] = true
	}
	return c
}

// permit adds what a browser needs to see. An origin that is not listed gets
// nothing, and its browser refuses.
func (c cors) permit(r *http.Request, answer http.Header) {
	if len(c.origins) == 0 && c.published == nil {
		return
	}
	answer.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" || !c.origins[origin] && (c.published == nil || !c.published(origin)) {
		return
	}
	answer.Set("Access-Control-Allow-Origin", origin)
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		answer.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE")
		answer.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Prefer, X-Request-Id")
		answer.Set("Access-Control-Max-Age", "600")
		return
	}
	answer.Set("Access-Control-Expose-Headers", "Content-Language, ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Ruleset-Version")
}
