package auth_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

const cannotSay = "the API keys cannot be read"

// inTime runs a test in a time of its own, which passes when all wait for it.
func inTime(t *testing.T, test func(t *testing.T, v *vault, o auth.GateOptions)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		v := &vault{}
		test(t, v, auth.GateOptions{Keys: v, Now: time.Now})
		time.Sleep(5 * time.Second) // until every read has ended
	})
}

func TestKeysAreReadOnceForManyCalls(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		if v.asked() != 0 {
			t.Error("asked before there was a call")
		}
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() { identify(g, key) })
		}
		wait.Wait()
		for range 9 {
			time.Sleep(time.Second)
			knows(t, g, key)
		}
		if n := v.asked(); n != 1 {
			t.Errorf("%d reads", n)
		}
	})
}

// The calls are those of somebody else, who presents no unknown key.
func TestARevokedKeyIsRefusedWithin30Seconds(t *testing.T) {
	for _, every := range []time.Duration{100 * time.Millisecond, time.Second, 9 * time.Second, 14 * time.Second, 29 * time.Second} {
		inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
			key, other := v.add(t, apikey.Key{}, nil), v.add(t, apikey.Key{}, nil)
			g := newGate(t, nil, o)
			knows(t, g, key)
			v.change(t, key, revoke)
			for began := time.Now(); time.Since(began)+every < 30*time.Second; {
				time.Sleep(every)
				knows(t, g, other)
			}
			time.Sleep(30 * time.Second % every)
			synctest.Wait()
			if caller, err := identify(g, key); err == nil || caller == nil || !strings.Contains(err.Detail, "revoked") {
				t.Errorf("with a call each %s: %v", every, err)
			}
		})
	}
}

func TestAKeyThatWasRevokedInAQuietNightIsRefusedInTheMorning(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, key)
		v.change(t, key, revoke)
		time.Sleep(8 * time.Hour)
		if _, err := identify(g, key); err == nil {
			t.Error("accepted")
		}
		if n := v.asked(); n != 2 {
			t.Errorf("%d reads: nobody called", n)
		}
	})
}

func TestANewKeyWorksAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		g := newGate(t, nil, o)
		began := time.Now()
		for range 3 { // each is made right after a read
			knows(t, g, v.add(t, apikey.Key{}, nil))
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("after %s", took)
		}
	})
}

func TestUnknownKeysCauseOneReadASecond(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		absent := (&vault{}).add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, key)
		began := time.Now()
		var wait sync.WaitGroup
		for range 1000 {
			wait.Go(func() {
				for range 5 {
					if _, err := identify(g, absent); err == nil || err.Kind != problem.Unauthenticated {
						t.Errorf("%v", err)
					}
				}
			})
		}
		wait.Go(func() {
			for range 10 {
				if _, err := identify(g, key); err != nil { // does not wait for them
					t.Error(err)
				}
			}
			if took := time.Since(began); took != 0 {
				t.Errorf("a known key took %s", took)
			}
		})
		wait.Wait()
		if n, most := v.asked(), int(time.Since(began)/time.Second)+1; n > most {
			t.Errorf("%d reads in %s", n, time.Since(began))
		}
	})
}

func TestRotationHasAnOverlap(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		old := v.add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, old)
		id, _, _ := apikey.Parse(old)
		v.change(t, old, func(k *apikey.Key) { k.ExpiresAt = time.Now().Add(time.Hour) })
		fresh := v.add(t, apikey.Key{Replaces: id}, nil)
		for range 59 {
			a, b := knows(t, g, old), knows(t, g, fresh)
			if a.Tenant != b.Tenant || a.ID == b.ID {
				t.Fatalf("%+v %+v", a, b)
			}
			time.Sleep(time.Minute)
		}
		time.Sleep(time.Minute)
		if _, err := identify(g, old); err == nil || !strings.Contains(err.Detail, "has expired") {
			t.Errorf("%v", err)
		}
		knows(t, g, fresh)
	})
}

func TestTheLastKeysServeForADayWhileTheyCannotBeRead(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		var log lines
		o.Log = log.logger()
		key := v.add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, key)
		v.fail(&problem.Error{Kind: problem.Unavailable, Detail: "Told to callers.", Cause: errDown})
		for range 23 {
			time.Sleep(time.Hour)
			knows(t, g, key)
			rejects(t, g, otherSecret(t, key), problem.Unavailable, cannotSay) // it may have been made meanwhile
			rejects(t, g, (&vault{}).add(t, apikey.Key{}, nil), problem.Unavailable, cannotSay)
		}
		time.Sleep(time.Hour)
		rejects(t, g, key, problem.Unavailable, cannotSay)
		if n := strings.Count(log.String(), errDown.Error()); n != 1 || strings.Contains(log.String(), "Told to callers") {
			t.Errorf("%d lines in the log: %s", n, &log)
		}
		v.fail(nil)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		knows(t, g, key)
	})
}

func TestUntilKeysCouldBeReadNoneCanBeJudged(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		o.Local = true
		key := v.add(t, apikey.Key{}, nil)
		v.fail(errDown)
		g := newGate(t, nil, o)
		rejects(t, g, key, problem.Unavailable, cannotSay)
		if g.Open() {
			t.Error("open, without knowing whether there are keys")
		}
		if _, err := g.Configured(t.Context()); err == nil {
			t.Error("it cannot be known")
		}
		caller, err := g.Identify(t.Context(), nil, "")
		if caller != nil || err != nil {
			t.Errorf("%+v %v", caller, err)
		}
		if err := g.Permit(caller, apikey.ScopeScreen); err == nil || err.Kind != problem.Unavailable || err.RetryAfter <= 0 {
			t.Errorf("%v", err)
		}
		v.fail(nil)
		time.Sleep(time.Second)
		knows(t, g, key)
	})
}

func TestASourceThatHangsHoldsNobodyUpForLong(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, key)
		v.mu.Lock()
		v.gate = make(chan struct{})
		v.mu.Unlock()
		time.Sleep(time.Minute)
		for i := range 100 {
			began := time.Now()
			knows(t, g, key)
			if took := time.Since(began); took > 2*time.Second || i > 0 && took > 0 {
				t.Errorf("call %d took %s", i, took)
			}
			time.Sleep(time.Second)
		}
		began := time.Now()
		rejects(t, g, otherSecret(t, key), problem.Unavailable, cannotSay)
		if took := time.Since(began); took > time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestACallWaitsForKeysNoLongerThanItsContext(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		v.gate = make(chan struct{})
		g := newGate(t, nil, o)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := g.Identify(ctx, []string{"Bearer " + key}, ""); err == nil || err.Kind != problem.Unavailable {
			t.Errorf("%v", err)
		}
		close(v.gate)
		synctest.Wait()
		knows(t, g, key) // the read went on without the call that began it
		if v.asked() != 1 {
			t.Errorf("%d reads", v.asked())
		}
	})
}

func TestTheFirstKeyClosesAnOpenServiceForGood(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		o.Local = true
		g := newGate(t, nil, o)
		caller, err := g.Identify(t.Context(), nil, "")
		if err != nil || caller == nil || !caller.Open || !g.Open() {
			t.Fatalf("%+v %v", caller, err)
		}
		v.add(t, apikey.Key{}, revoke)
		for began := time.Now(); g.Open(); time.Sleep(time.Second) {
			if time.Since(began) >= 30*time.Second {
				t.Fatal("still open")
			}
		}
		for range 2 {
			if err := g.Permit(caller, apikey.ScopeScreen); err == nil || err.Kind != problem.Unauthenticated {
				t.Errorf("the caller of before: %v", err)
			}
			if caller, err := g.Identify(t.Context(), nil, ""); caller != nil || err != nil || g.Open() {
				t.Errorf("%+v %v", caller, err)
			}
			v.mu.Lock()
			v.keys = nil // nobody can do that but with the database
			v.mu.Unlock()
			time.Sleep(time.Hour)
		}
	})
}

func TestTheFirstKeyClosesAnOpenServiceWhenItIsUsed(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		o.Local = true
		g := newGate(t, nil, o)
		if !g.Open() {
			t.Fatal("not open")
		}
		if caller := knows(t, g, v.add(t, apikey.Key{}, nil)); caller.Open || caller.Tenant != "clinic" || g.Open() {
			t.Errorf("%+v", caller)
		}
	})
}

func TestADatabaseThatIsDownDoesNotCloseWhatIsKnownToBeOpen(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		o.Local = true
		g := newGate(t, nil, o)
		if !g.Open() {
			t.Fatal("not open")
		}
		v.fail(errDown)
		time.Sleep(23 * time.Hour)
		if !g.Open() { // screening needs no database
			t.Error("closed")
		}
		time.Sleep(time.Hour)
		if g.Open() {
			t.Error("open after a day in which a key can have been made")
		}
	})
}

func TestKeysAreReadAgainAfterTheClockWasSetBack(t *testing.T) {
	c, v := newClock(), &vault{}
	key := v.add(t, apikey.Key{}, nil)
	g := newGate(t, c, auth.GateOptions{Keys: v})
	knows(t, g, key)
	v.change(t, key, revoke)
	c.move(-time.Hour)
	if _, err := identify(g, key); err == nil {
		t.Error("accepted")
	}
}

// All at once: known, unknown and revoked keys, a source that fails now and
// then, and keys that are made.
func TestManyAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		known, dead := v.add(t, apikey.Key{}, nil), v.add(t, apikey.Key{}, revoke)
		absent := otherSecret(t, known)
		g := newGate(t, nil, o)
		knows(t, g, known)
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				for n := range 50 {
					time.Sleep(time.Duration(i*7+n) * time.Millisecond * 10)
					if _, err := identify(g, known); err != nil {
						t.Error(err)
					}
					if _, err := identify(g, dead); err == nil {
						t.Error("a revoked key is accepted")
					}
					if caller, err := identify(g, absent); err == nil || caller != nil {
						t.Errorf("a wrong secret is accepted: %+v", caller)
					}
					g.Origins()(page)
				}
			})
		}
		wait.Go(func() {
			for i := range 20 {
				time.Sleep(time.Second)
				v.fail(map[bool]error{true: errDown}[i%3 == 0])
			}
			v.fail(nil)
			time.Sleep(2 * time.Second)
			if _, err := identify(g, v.add(t, apikey.Key{}, nil)); err != nil {
				t.Error(err)
			}
		})
		wait.Wait()
	})
}

// Who guesses at keys takes up to 64 calls that wait, and not any number.
func TestOnlySoManyCallsWaitForAKeyThatIsNotKnown(t *testing.T) {
	const calls, mostWaiting = 100, 64
	inTime(t, func(t *testing.T, v *vault, o auth.GateOptions) {
		key := v.add(t, apikey.Key{}, nil)
		absent := (&vault{}).add(t, apikey.Key{}, nil)
		g := newGate(t, nil, o)
		knows(t, g, key) // so that the next read is a second away
		began := time.Now()
		var wait sync.WaitGroup
		var waited atomic.Int32
		for range calls {
			wait.Go(func() {
				if _, err := identify(g, absent); err == nil || err.Kind != problem.Unauthenticated {
					t.Errorf("%v", err)
				}
				if time.Since(began) > 0 {
					waited.Add(1)
				}
			})
		}
		wait.Wait()
		if n := waited.Load(); n != mostWaiting {
			t.Errorf("%d of %d calls waited", n, calls)
		}
	})
}
