package auth

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Bounds of the memory for used tokens of one client.
const (
	// maxUsed is how many unexpired tokens are remembered: 250 a second, in
	// about 8 MB.
	maxUsed = 100_000
	// sweepEvery is how often the expired are forgotten.
	sweepEvery = 30 * time.Second
)

// used remembers the tokens of one client until they expire. It is of this
// process: two instances behind one address each accept a token once.
type used struct {
	capacity int

	mu    sync.Mutex
	until map[[sha256.Size]byte]instant // by hash of jti, which may be long
	swept instant
}

func newUsed(capacity int) *used {
	return &used{capacity: capacity, until: make(map[[sha256.Size]byte]instant)}
}

// take marks a token as used, and refuses it if it was before. When there is
// no room it is Unavailable: to forget a token would be to accept it again.
func (u *used) take(jti string, until, now instant) *problem.Error {
	id := sha256.Sum256([]byte(jti))
	u.mu.Lock()
	defer u.mu.Unlock()
	if end, known := u.until[id]; known && now < end {
		return refused("The token was used before: its jti must be new in each call.")
	}
	if now >= u.swept.add(sweepEvery) {
		u.sweep(now)
	}
	if len(u.until) >= u.capacity {
		return problem.New(problem.Unavailable, "The client has too many unexpired tokens in use. Try again in a minute.")
	}
	u.until[id] = until
	return nil
}

func (u *used) sweep(now instant) {
	u.swept = now
	for id, until := range u.until {
		if now >= until {
			delete(u.until, id)
		}
	}
}
