package auth

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// How long keys are used, and how often their source is asked.
const (
	// refreshAfter is the age from which keys are read again, beside the calls.
	refreshAfter = 15 * time.Minute
	// waitAfter is the age from which a call waits for that, so that a key which
	// was withdrawn in a quiet night is not accepted in the morning.
	waitAfter = 2 * refreshAfter
	// keepFor is how long the last good keys serve while their source is down.
	keepFor = 24 * time.Hour
	// cooldown is the least time between two attempts, whatever the reason:
	// anybody can make up a kid.
	cooldown = 60 * time.Second
)

// keyring holds the keys of one issuer and keeps them fresh. At most one
// attempt to read them runs at a time, apart from the calls that wait for it.
type keyring struct {
	issuer   string
	whose    string // what the log calls the issuer: "a CDS client"
	load     source
	accepted []algorithm
	now      func() time.Time
	log      *slog.Logger

	mu      sync.Mutex
	keys    keySet
	read    time.Time     // when the keys were asked for
	tried   time.Time     // when the last attempt began
	failed  bool          // the last attempt did
	running chan struct{} // closed when the present attempt has ended; nil: none runs
}

// find returns the key that a token names. It is Unauthenticated when there is
// no such key, and Unavailable when that cannot be said.
func (r *keyring) find(ctx context.Context, id keyID) (any, *problem.Error) {
	if attempt := r.refresh(ctx, id); attempt != nil {
		select {
		case <-attempt:
		case <-ctx.Done():
			return nil, unavailable()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	key := r.usable(r.now())[id]
	switch {
	case key != nil:
		return key, nil
	case r.failed:
		return nil, unavailable()
	default:
		return nil, refused("The kid of the token names no key of its issuer that fits its alg.")
	}
}

func unavailable() *problem.Error {
	err := problem.New(problem.Unavailable, "The keys of the token's issuer cannot be read at present. Try again in a minute.")
	err.RetryAfter = int(cooldown.Seconds())
	return err
}

// usable are the keys that may still be used; none if they are too old.
func (r *keyring) usable(now time.Time) keySet {
	if now.Sub(r.read) >= keepFor {
		return nil
	}
	return r.keys
}

// refresh begins an attempt to read the keys if one is due, and returns what to
// wait for: nil if the answer is to be given from the present keys.
func (r *keyring) refresh(ctx context.Context, id keyID) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	age, known := now.Sub(r.read), r.usable(now)[id] != nil
	if (!known || age >= refreshAfter) && r.running == nil && now.Sub(r.tried) >= cooldown {
		r.tried, r.running = now, make(chan struct{})
		go r.attempt(context.WithoutCancel(ctx), now) // others wait for it too
	}
	// While the source is known to be down, nobody waits for it to stay so.
	if !known || (age >= waitAfter && !r.failed) {
		return r.running
	}
	return nil
}

// attempt reads the keys once.
func (r *keyring) attempt(ctx context.Context, now time.Time) {
	keys, err := r.fetch(ctx)
	switch {
	case err != nil:
		r.log.Warn("keys of "+r.whose+" cannot be read", slog.String("cause", err.Error()))
	case len(keys) == 0:
		r.log.Warn(r.whose+" has no keys", slog.String("cause", r.useless().Error()))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = err != nil
	if err == nil {
		r.keys, r.read = keys, now
	}
	close(r.running)
	r.running = nil
}

func (r *keyring) fetch(ctx context.Context) (keySet, error) {
	content, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := parseKeys(content, r.accepted)
	if err != nil {
		return nil, fmt.Errorf("keys of %s: %w", r.issuer, err)
	}
	return keys, nil
}

// open reads the keys before there are any calls. Unlike later, it is an error
// if none of them is of use.
func (r *keyring) open(ctx context.Context) error {
	now := r.now()
	keys, err := r.fetch(ctx)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return r.useless()
	}
	r.keys, r.read, r.tried = keys, now, now
	return nil
}

func (r *keyring) useless() error {
	return fmt.Errorf("keys of %s: none is of use: one must have a kid, be public, be there to verify, and fit %s", r.issuer, listed(r.accepted))
}
