package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestChainsStayWholeWhenTwoStoresWriteAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		stores := []*store.Store{d.open(t), d.open(t)}
		tenants := []tenant.ID{"a", "b", "c"}
		var wait sync.WaitGroup
		for worker := range 12 {
			wait.Go(func() {
				for i := range 15 {
					name := tenants[(worker+i)%len(tenants)]
					c := d.create(t, name, fmt.Sprintf("rec_%d_%d", worker, i))
					if _, err := stores[worker%2].Commit(background(), name, c); err != nil {
						t.Errorf("worker %d: %v", worker, err)
					}
				}
			})
		}
		wait.Wait()
		verify(t, d, stores[0])
		total := int64(0)
		for _, name := range tenants {
			total += headOf(t, stores[1], name).Seq
		}
		if total != 12*15 {
			t.Errorf("%d entries, want %d", total, 12*15)
		}
	})
}

func TestOneIdempotencyKeyAtTheSameMomentStoresExactlyOneRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		stores := []*store.Store{d.open(t), d.open(t)}
		for round := range 10 {
			var first atomic.Int64
			var wait sync.WaitGroup
			for i := range 8 {
				c := d.create(t, ours, fmt.Sprintf("rec_%d_%d", round, i))
				c.Once = &store.Once{Key: []byte{'k', byte(round)}, Fingerprint: []byte("f"), Record: c.Insert.ID, Expires: d.clock.now().Add(time.Hour)}
				wait.Go(func() {
					got, err := stores[i%2].Commit(background(), ours, c)
					if err != nil {
						t.Errorf("%v", err)
					}
					if got.Earlier == nil {
						first.Add(1)
					}
				})
			}
			wait.Wait()
			list, err := stores[0].Records(t.Context(), ours, store.Filter{Limit: 100})
			if first.Load() != 1 || err != nil || len(list) != round+1 {
				t.Fatalf("round %d: %d were first, %d records, %v", round, first.Load(), len(list), err)
			}
		}
		verify(t, d, stores[0])
	})
}

func TestWhatIsTooMuchForTheQueueIsRefusedAtOnce(t *testing.T) {
	d := sqlite(t)
	o := d.options()
	hold := make(chan struct{})
	var once sync.Once
	o.Observe = func(int, time.Duration, error) { <-hold }
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	t.Cleanup(func() { once.Do(func() { close(hold) }) })
	const many = 1600
	errs := make(chan error, many)
	for range many {
		go func() {
			_, err := s.Commit(background(), ours, store.Change{Events: []audit.Event{d.event(audit.Listed, "")}})
			errs <- err
		}()
	}
	p := wantKind(t, <-errs, problem.Unavailable)
	if p.RetryAfter < 1 {
		t.Error("it does not say when to try again")
	}
	once.Do(func() { close(hold) })
	stored := 0
	for range many - 1 {
		if err := <-errs; err == nil {
			stored++
		}
	}
	if head := headOf(t, s, ours); head.Seq != int64(stored) {
		t.Errorf("%d were acknowledged, %d are stored", stored, head.Seq)
	}
}

func TestCloseStoresWhatWasAcceptedAndRefusesTheRest(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		const many = 200
		var stored atomic.Int64
		var wait sync.WaitGroup
		for i := range many {
			c := d.create(t, ours, fmt.Sprint("rec_", i))
			wait.Go(func() {
				if _, err := s.Commit(background(), ours, c); err == nil {
					stored.Add(1)
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		wait.Wait()
		_, err := s.Commit(background(), ours, d.create(t, ours, "rec_late"))
		wantKind(t, err, problem.Unavailable)
		if err := s.Close(); err != nil {
			t.Errorf("closed twice: %v", err)
		}
		if head := headOf(t, d.open(t), ours); head.Seq != stored.Load() {
			t.Errorf("%d were acknowledged, %d are stored", stored.Load(), head.Seq)
		}
	})
}

func TestStoresMayBeOpenedTogetherOnANewDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		var wait sync.WaitGroup
		stores := make([]*store.Store, 4)
		for i := range stores {
			wait.Go(func() {
				s, err := store.Open(t.Context(), d.options())
				if err != nil {
					t.Errorf("opening: %v", err)
					return
				}
				t.Cleanup(func() { s.Close() })
				stores[i] = s
			})
		}
		wait.Wait()
		for i, s := range stores {
			if s != nil {
				commit(t, s, ours, d.create(t, ours, fmt.Sprint("rec_", i)))
			}
		}
		verify(t, d, stores[0])
	})
}
