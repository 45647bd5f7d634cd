package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// limited calls faster than it may.
func limited(t *trial) {
	at := file(t.dir)
	one, two := t.makeKey(at, "one", "--scopes", "screen"), t.makeKey(at, "two", "--scopes", "screen")
	s := t.start(at, "--rate-limit", "20/s")
	c := newClient(s).with(one.Key)
	n, began := 0, time.Now()
	load := func(c *client, headers func(n int) []string) *load {
		return clients(1, 200, http.StatusOK, func() *answer {
			n++
			a := c.call(http.MethodPost, "/v1/screenings", []byte(request), headers(n)...)
			if a.status == http.StatusTooManyRequests {
				t.limitSaid(a)
				a.status = 0 // as it should be
			}
			return a
		})
	}
	forged := func(n int) []string {
		return []string{"X-Forwarded-For", fmt.Sprintf("10.0.%d.%d", n/250, n%250), "Forwarded", fmt.Sprintf("for=10.1.0.%d", n%250), "X-Real-Ip", fmt.Sprintf("10.2.0.%d", n%250)}
	}
	work := load(c, forged)
	work.done()
	seconds := time.Since(began).Seconds()
	most := 20*seconds + 25
	t.note("a key: %d of 200 calls in %.1f s, each from another forged address; the rest were refused", work.of("200"), seconds)
	t.expect(float64(work.of("200")) <= most, "no more than %.0f are answered: %d", most, work.of("200"))
	t.expect(work.of("no answer") > 50, "the rest are refused with 429")
	t.expect(c.with(two.Key).screen().status == 200, "another key is not concerned")
	t.expect(c.get("/livez").status == 200, "the service is alive")

	guesses := clients(1, 200, http.StatusUnauthorized, func() *answer {
		n++
		return c.with(one.Key[:len(one.Key)-8]+fmt.Sprintf("%08x", n)).call(http.MethodPost, "/v1/screenings", []byte(request), forged(n)...)
	})
	guesses.done()
	t.note("guesses: %s", guesses.tally)
	t.expect(guesses.of("429") > 50, "whoever guesses keys is refused with 429, forged addresses or not")
	t.within(3*time.Second, "the key works again", func() bool { return c.screen().status == 200 })
	s.stop()
	t.verifyAudit(at)
}

// limitSaid expects what a 429 has to say.
func (t *trial) limitSaid(a *answer) {
	if a.header.Get("Retry-After") == "" || a.header.Get("RateLimit") == "" || a.header.Get("RateLimit-Policy") == "" || a.code() != "rate_limited" {
		t.expect(false, "a 429 says when to come back: %s %v", a, a.header)
	}
}

// exposed starts services that other machines could reach, and lack something.
func exposed(t *trial) {
	at := file(t.dir)
	keyless := storage{filepath.Join(t.dir, "other.db"), filepath.Join(t.dir, "none.key")}
	t.makeKeyFile(filepath.Join(t.dir, "made.key"))
	t.refusesToServe("without a credential", storage{keyless.db, filepath.Join(t.dir, "made.key")}, "RLSCREEN_JWT_ISSUERS", "--public-url", "https://rlscreen.example.org")
	t.makeKey(at, "one", "--scopes", "screen")
	t.refusesToServe("without TLS", at, "RLSCREEN_TLS_CERT")
	t.refusesToServe("without a key file", keyless, "RLSCREEN_KEY_FILE", "--public-url", "https://rlscreen.example.org")
	s := t.start(at, "--addr", "0.0.0.0:0", "--public-url", "https://rlscreen.example.org")
	c := newClient(s)
	t.refused("a call without a credential", c.screen(), 401, "unauthenticated")
	t.expect(c.get("/metrics").status == 404, "metrics are not shown to other machines")
	s.stop()
}

// refusesToServe expects that a service does not start, and that it names a setting.
func (t *trial) refusesToServe(what string, at storage, names string, flags ...string) {
	args := append([]string{"serve", "--addr", "0.0.0.0:0", "--drain", "0s"}, at.flags()...)
	ended := make(chan error, 1)
	go func() {
		_, err := t.rlscreenOutput(append(args, flags...)...)
		ended <- err
	}()
	select {
	case err := <-ended:
		t.expect(err != nil && strings.Contains(err.Error(), names), "%s it does not serve other machines, and names %s: %v", what, names, err)
	case <-time.After(10 * time.Second):
		t.must("start "+what, fmt.Errorf("it serves other machines"))
	}
}
