package auth_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestATokenIsGoodOnce(t *testing.T) {
	clients, e, s, c := one(t)
	token := e.fresh(t, s)
	accepts(t, clients, token)
	refuses(t, clients, token, problem.Unauthenticated, "used before")
	c.move(5*time.Minute + 59*time.Second)
	refuses(t, clients, token, problem.Unauthenticated, "used before")
	c.move(time.Second)
	refuses(t, clients, token, problem.Unauthenticated, "expired")
}

func TestAUsedTokenIsRememberedAsLongAsItIsAccepted(t *testing.T) {
	clients, e, s, c := one(t)
	token := e.fresh(t, s)
	accepts(t, clients, token)
	for range 11 {
		c.move(30 * time.Second) // when the expired are forgotten
		accepts(t, clients, e.fresh(t, s))
		refuses(t, clients, token, problem.Unauthenticated, "used before")
	}
}

func TestATokenThatExpiresWhileItsKeyIsReadIsRefused(t *testing.T) {
	clients, e, s, c := one(t)
	release := e.stuck(t, s.jwk())
	token := e.fresh(t, s)
	done := make(chan *problem.Error)
	go func() { _, err := verify(clients, token); done <- err }()
	eventually(t, "the keys are asked for", func() bool { return e.requests.Load() == 1 })
	c.move(6 * time.Minute)
	release()
	if err := <-done; err == nil || !strings.Contains(err.Detail, "expired") {
		t.Errorf("%v", err)
	}
}

func TestAnotherTokenWithTheSameJTIIsTheSame(t *testing.T) {
	clients, e, s, c := one(t)
	again := func(audience string) string {
		return s.token(t, s.header(), e.claims(object{"jti": "1", "aud": audience}))
	}
	accepts(t, clients, again(service))
	c.move(time.Minute)
	refuses(t, clients, again(service), problem.Unauthenticated, "used before")
	if _, err := clients.Verify(t.Context(), again(feedback), feedback); err == nil {
		t.Error("a jti is good once at all URLs together")
	}
	c.move(5 * time.Minute) // the first has expired
	accepts(t, clients, again(service))
}

func TestEachIssuerHasItsOwnJTIs(t *testing.T) {
	c := newClock()
	a, b, s := newEHR(t, c, "ehr-a"), newEHR(t, c, "ehr-b"), newES384(t, "k1")
	a.publish(s.jwk())
	b.publish(s.jwk())
	clients := newClients(t, c, auth.Options{}, a, b)
	for _, e := range []*ehr{a, b} {
		accepts(t, clients, s.token(t, s.header(), e.claims(object{"jti": "1"})))
	}
}

func TestARefusedTokenDoesNotUseUpItsJTI(t *testing.T) {
	clients, e, s, _ := one(t)
	claims := e.claims()
	other := newES384(t, s.kid)
	refuses(t, clients, other.token(t, other.header(), claims), problem.Unauthenticated, badSign)
	refuses(t, clients, s.token(t, s.header(), with(claims, object{"aud": feedback})), problem.Unauthenticated, badAud)
	accepts(t, clients, s.token(t, s.header(), claims))
}

func TestOfManyCallsWithOneTokenOneIsAccepted(t *testing.T) {
	clients, e, s, _ := one(t)
	for range 5 {
		token := e.fresh(t, s)
		var accepted, replayed atomic.Int32
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if _, err := verify(clients, token); err == nil {
					accepted.Add(1)
				} else if err.Kind == problem.Unauthenticated {
					replayed.Add(1)
				}
			})
		}
		wait.Wait()
		if accepted.Load() != 1 || replayed.Load() != 19 {
			t.Fatalf("%d accepted, %d refused", accepted.Load(), replayed.Load())
		}
	}
}

func TestAFullMemoryForgetsNothingAndConcernsOneIssuer(t *testing.T) {
	c := newClock()
	a, b, s := newEHR(t, c, "ehr-a"), newEHR(t, c, "ehr-b"), newES384(t, "k1")
	a.publish(s.jwk())
	b.publish(s.jwk())
	clients := newClients(t, c, auth.Options{}, a, b)
	clients.Remember("ehr-a", 3)
	used := []string{a.fresh(t, s), a.fresh(t, s), a.fresh(t, s)}
	for _, token := range used {
		accepts(t, clients, token)
	}
	waiting := a.fresh(t, s)
	refuses(t, clients, waiting, problem.Unavailable, "too many")
	for _, token := range used {
		refuses(t, clients, token, problem.Unauthenticated, "used before")
	}
	accepts(t, clients, b.fresh(t, s))
	c.move(6 * time.Minute) // all of them have expired
	refuses(t, clients, waiting, problem.Unauthenticated, "expired")
	for range 3 {
		accepts(t, clients, a.fresh(t, s))
	}
	refuses(t, clients, a.fresh(t, s), problem.Unavailable, "too many")
}
