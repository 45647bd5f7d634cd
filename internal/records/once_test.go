package records_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
)

// resend sends a request with a key, as often as it is called.
func resend(t *testing.T, s *records.Service, by records.By, key string) (records.Created, *problem.Error) {
	t.Helper()
	return s.Create(t.Context(), by, body("4711", someRequest), app.Options{}, key)
}

func TestARequestSentAgainIsStoredOnce(t *testing.T) {
	b := newBench(t)
	first, err := resend(t, b.Service, us, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*records.Service{"by the same process": b.Service, "after a restart, or by another replica": b.again()} {
		t.Run(name, func(t *testing.T) {
			b.clock.move(time.Minute) // which the answer must not show
			second, err := resend(t, s, us, "key-1")
			if err != nil {
				t.Fatal(err)
			}
			if !second.Replayed || second.ID != first.ID || !bytes.Equal(second.Answer, first.Answer) {
				t.Errorf("got %+v", second)
			}
		})
	}
	want := []string{"key-a create " + first.ID + " done×1", "key-a read " + first.ID + " done×1", "key-a read " + first.ID + " done×1"}
	if got := b.acts(us, 0); !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v", got)
	}
	if first.Replayed || len(b.store.records[us.Tenant]) != 1 {
		t.Errorf("%d records", len(b.store.records[us.Tenant]))
	}
}

func TestAKeyStandsForOneRequest(t *testing.T) {
	b := newBench(t)
	if _, err := resend(t, b.Service, us, "key-1"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body string
		o    app.Options
	}{
		"another body":                         {`{"subject":"4712","request":` + someRequest + `}`, app.Options{}},
		"another audience":                     {string(body("4711", someRequest)), app.Options{Audience: app.Patient}},
		"another language":                     {string(body("4711", someRequest)), app.Options{Lang: "es"}},
		"a ruleset that was not pinned before": {string(body("4711", someRequest)), app.Options{Ruleset: b.app.RulesetVersion()}},
		"the same in other bytes":              {string(body("4711", someRequest)) + " ", app.Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.Create(t.Context(), us, []byte(c.body), c.o, "key-1")
			wants(t, err, problem.IdempotencyMismatch)
		})
	}
	usual, err := b.Create(t.Context(), us, body("4711", someRequest), app.Options{Audience: app.Clinician, Lang: "en"}, "key-1")
	if err != nil || !usual.Replayed {
		t.Errorf("said outright, the usual options are others: %v", err)
	}
	if len(b.store.records[us.Tenant]) != 1 {
		t.Errorf("%d records", len(b.store.records[us.Tenant]))
	}
}

func TestKeysOfTenantsAreApart(t *testing.T) {
	b := newBench(t)
	ours, err := resend(t, b.Service, us, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := resend(t, b.Service, them, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	if theirs.Replayed || theirs.ID == ours.ID {
		t.Error("one tenant got the record of another")
	}
}

func TestAKeyIsForgottenAfterADay(t *testing.T) {
	for name, c := range map[string]struct {
		after    time.Duration
		replayed bool
	}{
		"a second before": {24*time.Hour - time.Second, true}, "at the end of the day": {24 * time.Hour, false},
		"with a clock that was set back": {-48 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			first, err := resend(t, b.Service, us, "key-1")
			if err != nil {
				t.Fatal(err)
			}
			b.clock.move(c.after)
			second, err := resend(t, b.Service, us, "key-1")
			if err != nil {
				t.Fatal(err)
			}
			if second.Replayed != c.replayed || (second.ID == first.ID) != c.replayed {
				t.Errorf("replayed: %t", second.Replayed)
			}
		})
	}
}

func TestWhatWasErasedIsNotStoredAgain(t *testing.T) {
	b := newBench(t)
	first, err := resend(t, b.Service, us, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Erase(t.Context(), us, first.ID); err != nil {
		t.Fatal(err)
	}
	_, err = resend(t, b.Service, us, "key-1")
	wants(t, err, problem.NotFound)
	if !strings.Contains(err.Detail, "erased") || !strings.Contains(err.Detail, "Idempotency-Key") {
		t.Errorf("the answer says %q", err.Detail)
	}
}

func TestARequestThatIsRefusedLeavesItsKeyFree(t *testing.T) {
	b := newBench(t)
	_, err := b.Create(t.Context(), us, []byte(`{}`), app.Options{}, "key-1")
	wants(t, err, problem.ValidationFailed)
	if made, err := resend(t, b.Service, us, "key-1"); err != nil || made.Replayed {
		t.Errorf("the corrected request: %v", err)
	}
}

func TestWhileARequestIsBeingStoredItsKeyIsInUse(t *testing.T) {
	b := newBench(t)
	started, finish := make(chan struct{}), make(chan struct{})
	var waits atomic.Int32
	b.store.wait = func() {
		if waits.Add(1) == 1 { // the first only
			close(started)
			<-finish
		}
	}
	done := make(chan records.Created)
	go func() {
		made, _ := resend(t, b.Service, us, "key-1")
		done <- made
	}()
	<-started
	_, err := resend(t, b.Service, us, "key-1")
	wants(t, err, problem.IdempotencyInProgress)
	if err.RetryAfter != 1 {
		t.Errorf("try again after %d s", err.RetryAfter)
	}
	_, err = b.Create(t.Context(), us, body("4712", someRequest), app.Options{}, "key-1")
	wants(t, err, problem.IdempotencyMismatch)
	if theirs, err := b.again().Create(t.Context(), them, body("4711", someRequest), app.Options{}, "key-1"); err != nil || theirs.Replayed {
		t.Errorf("another tenant waits: %v", err)
	}
	close(finish)
	first := <-done
	if second, err := resend(t, b.Service, us, "key-1"); err != nil || second.ID != first.ID {
		t.Errorf("afterwards: %v", err)
	}
}

func TestManyWithOneKeyStoreOneRecord(t *testing.T) {
	b := newBench(t)
	replicas := []*records.Service{b.Service, b.again()}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			made, err := replicas[i%2].Create(t.Context(), us, body("4711", someRequest), app.Options{}, "key-1")
			switch {
			case err != nil && err.Kind != problem.IdempotencyInProgress:
				t.Error(err)
			case err == nil && made.ID == "":
				t.Error("an answer without an id")
			}
		})
	}
	all.Wait()
	if n := len(b.store.records[us.Tenant]); n != 1 {
		t.Errorf("%d records", n)
	}
}

func TestTheFormOfTheKey(t *testing.T) {
	for _, c := range []struct {
		name, header, same string // same is another way to write it
	}{
		{"as it is", "8e03978e-40d5-43dd-bc93-6894a57f9324", `"8e03978e-40d5-43dd-bc93-6894a57f9324"`},
		{"with escapes", `a"b\c`, `"a\"b\\c"`},
		{"the longest", strings.Repeat("x", 255), `"` + strings.Repeat("x", 255) + `"`},
		{"one character", "~", `"~"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			first, err := resend(t, b.Service, us, c.header)
			if err != nil {
				t.Fatal(err)
			}
			if second, err := resend(t, b.Service, us, c.same); err != nil || second.ID != first.ID {
				t.Errorf("%s is another key", c.same)
			}
		})
	}
	b := newBench(t)
	for _, header := range []string{
		`""`, `"`, `"a`, `"a"b`, `"a\x"`, `"a\`, "a b", `"a b"`, "ä", "a\x00", "a\x7f", strings.Repeat("x", 256), `"` + strings.Repeat("x", 256) + `"`, " ",
	} {
		_, err := resend(t, b.Service, us, header)
		wants(t, err, problem.BadQuery)
		if len(err.Fields) != 1 || err.Fields[0].Pointer != "Idempotency-Key" {
			t.Errorf("%q: %+v", header, err.Fields)
		}
	}
	if b.store.commits > 0 {
		t.Error("something was stored")
	}
}
