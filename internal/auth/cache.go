package auth

import (
	"crypto/sha256"
	"sync"
	"time"
)

// Bounds of the memory for tokens that were found to be good.
const (
	// cacheFor is how long a token is believed without another look: for so long
	// it also outlives a key that its issuer has withdrawn.
	cacheFor = 60 * time.Second
	// maxCached is how many tokens are remembered, in about 4 MB.
	maxCached = 10_000
)

// cache remembers verified tokens by their hash, so that a signature is computed
// once a minute and not for each call.
type cache struct {
	mu      sync.Mutex
	callers map[[sha256.Size]byte]cached
	swept   time.Time
}

type cached struct {
	caller      *Caller
	from, until time.Time
}

func newCache() *cache { return &cache{callers: make(map[[sha256.Size]byte]cached)} }

// get returns whose token it is, nil when that must be verified. A token from
// the future, after a clock was set back, is verified again.
func (c *cache) get(id [sha256.Size]byte, now time.Time) *Caller {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.callers[id]; !now.Before(e.from) && now.Before(e.until) {
		return e.caller
	}
	return nil
}

// put remembers a token until it ends, but for at most a minute. When there is
// no room, it takes that of any other.
func (c *cache) put(id [sha256.Size]byte, caller *Caller, now, end time.Time) {
	until := now.Add(cacheFor)
	if end.Before(until) {
		until = end
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.swept) >= cacheFor || now.Before(c.swept) {
		c.sweep(now)
	}
	if len(c.callers) >= maxCached {
		for other := range c.callers {
			delete(c.callers, other)
			break
		}
	}
	c.callers[id] = cached{caller, now, until}
}

func (c *cache) sweep(now time.Time) {
	c.swept = now
	for id, e := range c.callers {
		if now.Before(e.from) || !now.Before(e.until) {
			delete(c.callers, id)
		}
	}
}
