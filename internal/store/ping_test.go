package store_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestHoweverManyAskWhetherItIsReadyTheDatabaseIsAskedOnceASecond(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		if err := s.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.by(t, func(db *sql.DB) { db.Exec("ALTER TABLE state RENAME TO hidden") })
		for range 100 { // in which the clock goes on by 0.1 s
			if err := s.Ping(t.Context()); err != nil {
				t.Fatalf("asked again: %v", err)
			}
		}
		d.clock.add(time.Second)
		if s.Ping(t.Context()) == nil {
			t.Error("not asked again")
		}
		d.alter(t, "ALTER TABLE hidden RENAME TO state")
		if s.Ping(t.Context()) == nil {
			t.Error("asked again after a failure")
		}
		d.clock.add(time.Second)
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		d.clock.add(-time.Hour)
		d.alter(t, "ALTER TABLE state RENAME TO hidden")
		if s.Ping(t.Context()) == nil {
			t.Error("not asked again after the clock was set back")
		}
	})
}

func TestWhoAsksWhetherItIsReadyDoesNotFillTheQueue(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	commit(t, s, ours, d.create(t, ours, "rec_a"))
	d.by(t, func(db *sql.DB) {
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_b")); err == nil {
			t.Error("stored while another process writes")
		}
		var wait sync.WaitGroup
		for range 2000 {
			wait.Go(func() {
				soon, cancel := context.WithTimeout(background(), 200*time.Millisecond)
				defer cancel()
				if s.Ping(soon) == nil {
					t.Error("ready, although nothing can be stored")
				}
			})
		}
		_, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_c"))
		if p := wantKind(t, err, problem.Unavailable); p.Detail[:8] == "Too much" {
			t.Errorf("got %v", p)
		}
		wait.Wait()
	})
}
