package auth_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// eventually waits for what is done beside the calls.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 500 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: not in time", what)
}

// asked checks how often the JWKS was asked for.
func asked(t *testing.T, e *ehr, want int32) {
	t.Helper()
	if n := e.requests.Load(); n != want {
		t.Errorf("the JWKS was asked for %d times; want %d", n, want)
	}
}

func TestKeysAreAskedForOnceForManyCalls(t *testing.T) {
	clients, e, s, c := one(t)
	asked(t, e, 0)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() { accepts(t, clients, e.fresh(t, s)) })
	}
	wait.Wait()
	for range 14 {
		c.move(time.Minute)
		accepts(t, clients, e.fresh(t, s))
	}
	asked(t, e, 1)
}

func TestANewKeyIsKnownWhenItIsFirstUsed(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	next := newES384(t, "k2")
	e.publish(s.jwk(), next.jwk())
	refuses(t, clients, e.fresh(t, next), problem.Unauthenticated, badKid) // asked for a moment ago
	c.move(59 * time.Second)
	refuses(t, clients, e.fresh(t, next), problem.Unauthenticated, badKid)
	c.move(time.Second)
	accepts(t, clients, e.fresh(t, next))
	accepts(t, clients, e.fresh(t, s))
	asked(t, e, 2)
}

func TestAWithdrawnKeyIsRefusedAfterTheNextRefresh(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	release := e.stuck(t, newES384(t, "k2").jwk())
	c.move(15*time.Minute - time.Second)
	accepts(t, clients, e.fresh(t, s))
	c.move(time.Second)
	accepts(t, clients, e.fresh(t, s)) // does not wait for the refresh that it begins
	release()
	eventually(t, "the key is refused", func() bool { _, err := verify(clients, e.fresh(t, s)); return err != nil })
	refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, badKid)
	asked(t, e, 2)
}

func TestAfterALongPauseTheFirstCallWaitsForTheKeys(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	e.publish(newES384(t, "k2").jwk())
	c.move(30 * time.Minute)
	refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, badKid)
}

func TestAnEmptySetWithdrawsEveryKey(t *testing.T) {
	var log lines
	c := newClock()
	e, s := newEHR(t, c, "ehr-1"), newES384(t, "k1")
	e.publish(s.jwk())
	clients := newClients(t, c, auth.Options{Log: log.logger()}, e)
	accepts(t, clients, e.fresh(t, s))
	e.publish()
	c.move(30 * time.Minute)
	refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, badKid)
	if !strings.Contains(log.String(), "ehr-1: none is of use") {
		t.Errorf("log: %s", &log)
	}
}

func TestTheLastKeysServeForADayWhileTheIssuerIsDown(t *testing.T) {
	var log lines
	c := newClock()
	e, s := newEHR(t, c, "ehr-1"), newES384(t, "k1")
	e.publish(s.jwk())
	clients := newClients(t, c, auth.Options{Log: log.logger()}, e)
	accepts(t, clients, e.fresh(t, s))
	e.answers(503, "")
	for range 47 {
		c.move(30 * time.Minute)
		accepts(t, clients, e.fresh(t, s))
	}
	c.move(30*time.Minute - time.Second)
	accepts(t, clients, e.fresh(t, s))
	c.move(time.Second)
	refuses(t, clients, e.fresh(t, s), problem.Unavailable, "cannot be read")
	if !strings.Contains(log.String(), e.url+": status 503") {
		t.Errorf("log: %s", &log)
	}
	e.publish(s.jwk())
	c.move(time.Minute)
	accepts(t, clients, e.fresh(t, s))
}

func TestWhileTheIssuerIsDownAnUnknownKeyIsNotCalledWrong(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	e.answers(503, "")
	c.move(time.Minute)
	refuses(t, clients, e.fresh(t, newES384(t, "k2")), problem.Unavailable, "cannot be read")
	refuses(t, clients, e.fresh(t, newES384(t, "k2")), problem.Unavailable, "cannot be read")
	accepts(t, clients, e.fresh(t, s))
	asked(t, e, 2)
}

func TestADownIssuerIsAskedOnceAMinute(t *testing.T) {
	clients, e, s, c := one(t)
	e.answers(503, "")
	for minute := range int32(5) {
		for range 10 {
			refuses(t, clients, e.fresh(t, s), problem.Unavailable, "cannot be read")
		}
		asked(t, e, minute+1)
		c.move(time.Minute)
	}
}

func TestAStormOfUnknownKeysAsksOnceAMinute(t *testing.T) {
	clients, e, s, c := one(t)
	other := newES384(t, "")
	for minute := range int32(5) {
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() {
				if _, err := verify(clients, other.token(t, other.header(object{"kid": "?" + text(e.claims()["jti"])}), e.claims())); err == nil {
					t.Error("accepted")
				}
			})
		}
		wait.Wait()
		asked(t, e, minute+1)
		c.move(time.Minute)
	}
	accepts(t, clients, e.fresh(t, s))
	asked(t, e, 5)
}

// stuck makes the JWKS hang until the function it returns is called.
func (e *ehr) stuck(t *testing.T, then ...object) (release func()) {
	t.Helper()
	gate := make(chan struct{})
	release = sync.OnceFunc(func() { close(gate) })
	t.Cleanup(release)
	body := set(then...)
	e.handle(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-gate:
			w.Write([]byte(body))
		case <-r.Context().Done():
		}
	})
	return release
}

func TestASlowIssuerConcernsNoOther(t *testing.T) {
	c := newClock()
	slow, quick, s := newEHR(t, c, "slow"), newEHR(t, c, "quick"), newES384(t, "k1")
	release := slow.stuck(t, s.jwk())
	quick.publish(s.jwk())
	clients := newClients(t, c, auth.Options{}, slow, quick)
	done := make(chan *problem.Error)
	token := slow.fresh(t, s)
	go func() { _, err := verify(clients, token); done <- err }()
	eventually(t, "the slow one is asked", func() bool { return slow.requests.Load() == 1 })
	for range 10 {
		accepts(t, clients, quick.fresh(t, s))
	}
	select {
	case err := <-done:
		t.Fatalf("did not wait: %v", err)
	default:
	}
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestKnownKeysServeWhileTheyAreReadAgain(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	release := e.stuck(t, s.jwk())
	c.move(20 * time.Minute)
	for range 10 {
		accepts(t, clients, e.fresh(t, s))
	}
	eventually(t, "the second request", func() bool { return e.requests.Load() == 2 })
	release()
}

func TestNobodyWaitsForAnIssuerThatIsKnownToBeDown(t *testing.T) {
	clients, e, s, c := one(t)
	accepts(t, clients, e.fresh(t, s))
	e.answers(503, "")
	c.move(30 * time.Minute)
	accepts(t, clients, e.fresh(t, s)) // waits, and is the last one that does
	e.stuck(t)
	c.move(time.Hour)
	began := time.Now()
	for range 10 {
		accepts(t, clients, e.fresh(t, s))
	}
	eventually(t, "the attempt beside the calls", func() bool { return e.requests.Load() == 3 })
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("waited %s", took)
	}
}

func TestACallWaitsNoLongerThanItsContext(t *testing.T) {
	clients, e, s, _ := one(t)
	release := e.stuck(t, s.jwk())
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := clients.Verify(ctx, e.fresh(t, s), service); err == nil || err.Kind != problem.Unavailable {
		t.Errorf("%v", err)
	}
	release() // the attempt goes on without the call that began it
	accepts(t, clients, e.fresh(t, s))
	asked(t, e, 1)
}

func TestAnAnswerThatTricklesIsGivenUp(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 5 s")
	}
	t.Parallel()
	clients, e, s, _ := one(t)
	e.handle(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			w.Write([]byte(" "))
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	})
	began := time.Now()
	refuses(t, clients, e.fresh(t, s), problem.Unavailable, "cannot be read")
	if took := time.Since(began); took < 4*time.Second || took > 15*time.Second {
		t.Errorf("given up after %s", took)
	}
}

func TestAFileOfKeysIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ehr.json")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := newClock()
	e := &ehr{issuer: "ehr-1", url: path, clock: c}
	s, next := newES384(t, "k1"), newES384(t, "k2")
	write(set(s.jwk()))
	clients := newClients(t, c, auth.Options{}, e)
	accepts(t, clients, e.fresh(t, s))
	refuses(t, clients, s.token(t, s.header(object{"jku": path}), e.claims()), problem.Unauthenticated, "jku")

	write(set(next.jwk()))
	refuses(t, clients, e.fresh(t, next), problem.Unauthenticated, badKid)
	c.move(time.Minute)
	accepts(t, clients, e.fresh(t, next))
	refuses(t, clients, e.fresh(t, s), problem.Unauthenticated, badKid)

	write("half a fi")
	c.move(30 * time.Minute)
	accepts(t, clients, e.fresh(t, next)) // the last good ones
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	c.move(23 * time.Hour)
	accepts(t, clients, e.fresh(t, next))
	c.move(time.Hour)
	refuses(t, clients, e.fresh(t, next), problem.Unavailable, "cannot be read")
	write(set(s.jwk()))
	c.move(time.Minute)
	accepts(t, clients, e.fresh(t, s))
}
