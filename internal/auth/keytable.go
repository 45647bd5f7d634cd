package auth

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// How long API keys are used, and how often their source is asked. A key that
// was revoked is refused after keysWaitAfter and one read at the latest.
const (
	// keysRefreshAfter is the age from which keys are read again, beside the calls.
	keysRefreshAfter = 10 * time.Second
	// keysWaitAfter is the age from which a call waits for that.
	keysWaitAfter = 2 * keysRefreshAfter
	// keysKeepFor is how long the last good keys serve while their source is down.
	keysKeepFor = 24 * time.Hour
	// keysCooldown is the least time between two reads, whatever the reason.
	keysCooldown = time.Second
	// keysReadTimeout is how long a read may take.
	keysReadTimeout = 2 * time.Second
	// keysPatience is how long a call waits for a source that is known to be down.
	keysPatience = 500 * time.Millisecond
	// maxWaiting is how many calls with a key that is not known wait for the next
	// read. Any more are refused at once.
	maxWaiting = 64
)

// table holds the API keys and keeps them fresh, while there are calls. At most
// one read of them runs at a time, apart from the calls that wait for it.
type table struct {
	ctx    context.Context //nolint:containedctx // of reads, which outlive calls
	source KeySource
	now    func() time.Time
	log    *slog.Logger

	mu      sync.Mutex
	keys    *keys         // the last good ones; nil: none were read yet
	read    time.Time     // when they were asked for
	tried   time.Time     // when the last read began
	failed  bool          // the last read did
	ever    bool          // there has been a key
	begun   int           // how many reads have begun
	ended   int           // and ended
	running chan struct{} // closed when the present read has ended; nil: none is to come
	waiting int           // calls that wait for a key that is not known
}

// keys are API keys as they were read once.
type keys struct {
	byID    map[string]*apikey.Key
	origins map[string][]*apikey.Key // publishable keys by origin
}

func newTable(ctx context.Context, o GateOptions) *table {
	return &table{ctx: ctx, source: o.Keys, now: o.Now, log: o.Log}
}

// find returns the key with the id and secret, live or not. It is
// Unauthenticated when there is none, and Unavailable when that cannot be said.
//
// A wrong secret and an unknown id take the same way: each is compared with a
// hash, and looked for once more in keys that are read after the call came. So
// neither answer nor time tells whether there is a key of that id, and a key
// works from the moment in which it was made.
func (t *table) find(ctx context.Context, id string, secret []byte) (*apikey.Key, *problem.Error) {
	all, err := t.current(ctx)
	if err != nil {
		return nil, err
	}
	if key := all.match(id, secret); key != nil {
		return key, nil
	}
	if all, err = t.next(ctx); err != nil {
		return nil, err
	}
	if key := all.match(id, secret); key != nil {
		return key, nil
	}
	return nil, refused("The API key is not known here: there is no key with this id and secret.")
}

// match returns the key with the id and secret, nil when there is none.
func (k *keys) match(id string, secret []byte) *apikey.Key {
	key, known := k.byID[id]
	if !known {
		key = &apikey.Key{Hash: make([]byte, sha256.Size)} // whose secret nobody can find
	}
	if !key.Is(secret) {
		return nil
	}
	return key
}

// hasEver reports whether there has been a key.
func (t *table) hasEver(ctx context.Context) (bool, *problem.Error) {
	if _, err := t.current(ctx); err != nil {
		return false, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ever, nil
}

// hasOrigin reports whether a publishable key is for pages of the origin.
func (t *table) hasOrigin(origin string, now time.Time) bool {
	t.mu.Lock()
	down := t.failed && t.keys == nil
	if down { // a page that may not call yet can wait; a probe cannot
		t.begin()
	}
	t.mu.Unlock()
	if down {
		return false
	}
	all, err := t.current(t.ctx)
	return err == nil && slices.ContainsFunc(all.origins[origin], func(k *apikey.Key) bool { return k.Live(now) })
}

// current returns the present keys, and sees to it that they are not too old.
func (t *table) current(ctx context.Context) (*keys, *problem.Error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	age := t.now().Sub(t.read)
	back := age < 0 // the clock was set back
	if t.keys == nil || age >= keysRefreshAfter || back {
		t.begin()
	}
	if !t.usable() || !t.failed && (age >= keysWaitAfter || back) {
		t.wait(ctx)
	}
	if !t.usable() {
		return nil, keysUnavailable()
	}
	return t.keys, nil
}

// next returns keys that are read from now on, or the present ones when too many
// calls wait for them already.
func (t *table) next(ctx context.Context) (*keys, *problem.Error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waiting < maxWaiting {
		t.waiting++
		defer func() { t.waiting-- }()
		for after := t.begun; t.ended <= after; {
			t.begin()
			if !t.wait(ctx) {
				return nil, keysUnavailable()
			}
		}
	}
	if t.failed || !t.usable() {
		return nil, keysUnavailable()
	}
	return t.keys, nil
}

func keysUnavailable() *problem.Error {
	err := problem.New(problem.Unavailable, "Credentials cannot be checked at present, because the API keys cannot be read. Try again in a moment.")
	err.RetryAfter = 2
	return err
}

// usable reports whether the present keys may still be used. t.mu is held.
func (t *table) usable() bool { return t.keys != nil && t.now().Sub(t.read) < keysKeepFor }

// begin sees to it that there is a read to wait for, which begins as soon as the
// cooldown is over. t.mu is held.
func (t *table) begin() {
	if t.running != nil {
		return
	}
	t.running = make(chan struct{})
	delay := keysCooldown - t.now().Sub(t.tried)
	if delay < 0 || delay > keysCooldown { // long ago, or the clock was set back
		delay = 0
	}
	go t.attempt(delay)
}

// wait waits for the read that is to come, and reports whether it ended in time.
// t.mu is held, but not meanwhile.
func (t *table) wait(ctx context.Context) bool {
	if t.failed {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, keysPatience)
		defer cancel()
	}
	attempt := t.running
	if attempt == nil { // cannot be: whoever waits has begun it
		return true
	}
	t.mu.Unlock()
	defer t.mu.Lock()
	select {
	case <-attempt:
		return true
	case <-ctx.Done():
		return false
	}
}

// attempt reads the keys once.
func (t *table) attempt(delay time.Duration) {
	time.Sleep(delay)
	t.mu.Lock()
	began := t.now()
	t.tried = began
	t.begun++
	t.mu.Unlock()

	ctx, cancel := context.WithTimeout(t.ctx, keysReadTimeout)
	defer cancel()
	list, err := t.source.APIKeys(ctx)

	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil && !t.failed {
		t.log.Warn("API keys cannot be read", slog.String("cause", problem.Reason(err)))
	}
	t.failed = err != nil
	if err == nil {
		t.keys, t.read, t.ever = newKeys(list), began, t.ever || len(list) > 0
	}
	t.ended++
	close(t.running)
	t.running = nil
}

func newKeys(list []apikey.Key) *keys {
	k := &keys{byID: make(map[string]*apikey.Key, len(list)), origins: make(map[string][]*apikey.Key)}
	for i := range list {
		key := &list[i]
		k.byID[key.ID] = key
		if !key.Publishable {
			continue
		}
		for _, origin := range key.Origins {
			k.origins[origin] = append(k.origins[origin], key)
		}
	}
	return k
}

// ofKey is the caller with a key.
func ofKey(k *apikey.Key) *Caller {
	return &Caller{Tenant: k.Tenant, ID: k.ID, Scopes: k.Scopes, Publishable: k.Publishable}
}

// checkOrigin refuses a publishable key elsewhere than on its pages.
func checkOrigin(k *apikey.Key, origin string) *problem.Error {
	switch {
	case origin == "":
		return problem.New(problem.Forbidden, "A publishable key is for pages in a browser, which send an Origin. Elsewhere, use an API key that is kept secret.")
	case !slices.Contains(k.Origins, origin):
		return problem.New(problem.Forbidden, "The publishable key is not for pages of this origin.")
	}
	return nil
}
