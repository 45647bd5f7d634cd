package server

import "net/http"

// cors tells browsers which origins' pages may call; none unless configured.
// A preflight needs nothing else: Echo answers OPTIONS on every route.
type cors struct {
	origins map[string]bool
}

func newCORS(origins []string) cors {
	c := cors{origins: make(map[string]bool, len(origins))}
	for _, origin := range origins {
		c.origins[origin] = true
	}
	return c
}

// permit adds what a browser needs to see. An origin that is not listed gets
// nothing, and its browser refuses.
func (c cors) permit(r *http.Request, answer http.Header) {
	if len(c.origins) == 0 {
		return
	}
	answer.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !c.origins[origin] {
		return
	}
	answer.Set("Access-Control-Allow-Origin", origin)
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		answer.Set("Access-Control-Allow-Methods", "GET, HEAD, POST")
		answer.Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match, Prefer, X-Request-Id")
		answer.Set("Access-Control-Max-Age", "600")
		return
	}
	answer.Set("Access-Control-Expose-Headers", "Content-Language, ETag, X-Request-Id, X-Ruleset-Version")
}
