package limit

import (
	"crypto/sha256"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Bounds of what is remembered of callers, in about 15 MB.
const (
	// maxYoung is how many callers one generation has; there are two.
	maxYoung = 50_000
	// maxKey is how long a key may be to be kept as it is.
	maxKey = 64
)

// Limiter counts the requests of callers. It is safe for concurrent use.
type Limiter struct {
	rate Rate
	now  func() time.Time

	mu sync.Mutex
	// Callers are in two generations. When the young one is full, or all buckets
	// of the old one have filled up again, it becomes the old one, and the old one
	// is forgotten: so nobody waits for a sweep.
	young, old map[string]*rate.Limiter
	turned     time.Time     // when the young one began
	last       time.Time     // the present, as it is counted here
	ahead      time.Duration // of the clock, which was set back by so much
}

// New returns a limiter with one rate for all.
func New(r Rate, now func() time.Time) *Limiter {
	return &Limiter{rate: r, now: now, young: make(map[string]*rate.Limiter)}
}

// Rate returns the rate of all.
func (l *Limiter) Rate() Rate { return l.rate }

// Decision is whether a request is within the rate of its caller.
type Decision struct {
	// OK says that it is.
	OK bool
	// Remaining is how many requests the caller could send at once now.
	Remaining int
	// Reset is when it could send a whole period's again, if it sends none till
	// then.
	Reset time.Duration
	// RetryAfter is when it can send the next one; 0 when OK.
	RetryAfter time.Duration
}

// Take counts a request of the caller that key names.
func (l *Limiter) Take(key string) Decision {
	if l.rate.IsOff() {
		return Decision{OK: true}
	}
	if len(key) > maxKey {
		hash := sha256.Sum256([]byte(key))
		key = string(hash[:])
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.time()
	bucket := l.bucket(key, now)
	d := Decision{OK: bucket.AllowN(now, 1)}
	tokens := bucket.TokensAt(now)
	d.Remaining = int(max(tokens, 0))
	d.Reset = l.lasts(float64(l.rate.Requests) - tokens)
	if !d.OK {
		d.RetryAfter = l.lasts(1 - tokens)
	}
	return d
}

// lasts is how long it takes until so many requests have come back.
func (l *Limiter) lasts(requests float64) time.Duration {
	return time.Duration(math.Ceil(requests * float64(l.rate.Per) / float64(l.rate.Requests)))
}

// time is the present. It stands still when the clock is set back, and goes on
// from there: a bucket that had been emptied would not fill up before the clock
// has caught up, which can be an hour.
func (l *Limiter) time() time.Time {
	now := l.now().Add(l.ahead)
	if back := l.last.Sub(now); back > 0 {
		l.ahead += back
		now = l.last
	}
	l.last = now
	return now
}

// bucket returns the bucket of a caller, a full one for a new caller.
func (l *Limiter) bucket(key string, now time.Time) *rate.Limiter {
	if len(l.young) >= maxYoung || now.Sub(l.turned) >= l.rate.Per {
		l.old, l.young, l.turned = l.young, make(map[string]*rate.Limiter), now
	}
	bucket := l.young[key]
	if bucket == nil {
		bucket = l.old[key]
	}
	if bucket == nil {
		bucket = rate.NewLimiter(rate.Limit(float64(l.rate.Requests)/l.rate.Per.Seconds()), l.rate.Requests)
	}
	l.young[key] = bucket
	return bucket
}
