package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/store/storetest"
)

// answerWithin is the 2 s that callers are promised, whatever the database does,
// and as much again for a busy machine.
const answerWithin = 4 * time.Second

// withoutDatabase makes sure that every method is Unavailable in time, also when
// many ask at once.
func withoutDatabase(t *testing.T, d *database, s *store.Store) {
	t.Helper()
	var wait sync.WaitGroup
	defer wait.Wait()
	for name, call := range map[string]func() error{
		"Commit":  func() error { _, err := s.Commit(background(), ours, d.create(t, ours, "rec_outage")); return err },
		"Record":  func() error { _, err := s.Record(background(), ours, "rec_a"); return err },
		"Records": func() error { _, err := s.Records(background(), ours, store.Filter{Limit: 1}); return err },
		"Trail":   func() error { _, err := s.Trail(background(), ours, "rec_a", 0, 1); return err },
		"Expired": func() error { _, err := s.Expired(background(), d.clock.now(), 1); return err },
		"APIKeys": func() error { _, err := s.APIKeys(background()); return err },
		"Heads":   func() error { _, err := s.Heads(background()); return err },
		"Ping":    func() error { return s.Ping(background()) },
		"Save": func() error {
			return s.SaveAPIKeys(background(), ours, nil, []audit.Event{d.event(audit.KeyRevoked, "")})
		},
	} {
		for range 5 {
			wait.Go(func() {
				started := time.Now()
				err := call()
				if took := time.Since(started); took > answerWithin {
					t.Errorf("%s took %v", name, took)
				}
				var p *problem.Error
				if !errors.As(err, &p) || p.Kind != problem.Unavailable || p.RetryAfter < 1 {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
}

// recovers waits until a change can be stored again.
func recovers(t *testing.T, d *database, s *store.Store, id string) {
	t.Helper()
	var err error
	for range 50 {
		if _, err = s.Commit(t.Context(), ours, d.create(t, ours, id)); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("it does not recover: %v", err)
	}
	if _, err := s.Record(t.Context(), ours, id); err != nil {
		t.Errorf("reading afterwards: %v", err)
	}
	verify(t, d, s)
}

func TestASilentNetworkIsUnavailableInTimeAndIsRecoveredFrom(t *testing.T) {
	d := postgres(t)
	proxy := storetest.NewProxy(t, d.dsn)
	d.dsn = proxy.DSN
	s := d.open(t)
	d.fill(t, s, ours, 3)
	proxy.Silence()
	withoutDatabase(t, d, s)
	proxy.Talk()
	recovers(t, d, s, "rec_after")
	proxy.Reset()
	recovers(t, d, s, "rec_after_reset")
}

func TestWhatIsAcknowledgedWhileConnectionsBreakIsThere(t *testing.T) {
	d := postgres(t)
	proxy := storetest.NewProxy(t, d.dsn)
	d.dsn = proxy.DSN
	s := d.open(t)
	stop := make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Duration(1+i%10) * 10 * time.Millisecond):
				proxy.Reset()
			}
		}
	}()
	var stored []string
	tried := 0 // until some were stored and some were not
	for ; tried < 300 || tried < 5000 && (len(stored) == 0 || len(stored) == tried); tried++ {
		id := fmt.Sprintf("rec_%d", tried)
		_, err := s.Commit(t.Context(), ours, d.create(t, ours, id))
		if err == nil {
			stored = append(stored, id)
			continue
		}
		p := wantKind(t, err, problem.Unavailable)
		time.Sleep(time.Millisecond)
		if strings.Contains(p.Detail, "Nothing was stored") {
			defer func() {
				if _, err := s.Record(background(), ours, id); err == nil {
					t.Errorf("%s was stored after all", id)
				}
			}()
		}
	}
	close(stop)
	recovers(t, d, s, "rec_after")
	for _, id := range stored {
		if _, err := s.Record(t.Context(), ours, id); err != nil {
			t.Errorf("%s was acknowledged: %v", id, err)
		}
	}
	if len(stored) == 0 || len(stored) == tried {
		t.Errorf("%d of %d were stored: nothing was proven", len(stored), tried)
	}
}

func TestAServerThatIsNotThereAtFirstOrGoesAwayIsWaitedFor(t *testing.T) {
	server := storetest.Own(t)
	d := sqlite(t)
	d.dsn = server.Database(t)
	server.Stop(t)
	s := d.open(t)
	withoutDatabase(t, d, s)
	if _, err := s.Secret(t.Context(), "audit"); err == nil {
		t.Error("there is a secret")
	}
	server.Start(t)
	recovers(t, d, s, "rec_first")
	server.Stop(t)
	withoutDatabase(t, d, s)
	server.Start(t)
	recovers(t, d, s, "rec_second")
	if _, err := s.Record(t.Context(), ours, "rec_first"); err != nil {
		t.Errorf("what was acknowledged before the crash: %v", err)
	}
}

func TestAWrongPasswordIsSaidAtOnceAndNotRepeated(t *testing.T) {
	d := postgres(t)
	d.dsn = strings.Replace(d.dsn, "/test_", "/none_", 1)
	d.dsn = strings.Replace(d.dsn, "postgres@", "postgres:hunter2@", 1)
	_, err := store.Open(t.Context(), d.options())
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestClosingDoesNotWaitForASilentServer(t *testing.T) {
	d := postgres(t)
	proxy := storetest.NewProxy(t, d.dsn)
	d.dsn = proxy.DSN
	s := d.open(t)
	for _, id := range d.fill(t, s, ours, 3) {
		s.Record(t.Context(), ours, id)
	}
	proxy.Silence()
	started := time.Now()
	s.Close()
	if took := time.Since(started); took > answerWithin {
		t.Errorf("it took %v", took)
	}
}
