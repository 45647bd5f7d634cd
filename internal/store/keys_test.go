package store_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

func TestRewrapAndRetireLetAKeyOfTheKeyFileGo(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		ids := d.fill(t, s, ours, 30)
		commit(t, s, ours, d.erase(ids[3]))
		old := d.keys.Newest()
		if err := s.Retire(t.Context(), old); err == nil {
			t.Error("the newest key was retired")
		}
		if _, err := d.keys.Add(rand.Reader); err != nil {
			t.Fatal(err)
		}
		if err := s.Retire(t.Context(), old); err == nil || !strings.Contains(err.Error(), "rewrap first") {
			t.Errorf("retired while needed: %v", err)
		}
		late := d.sealed(t, ours, "rec_new")
		n, err := s.Rewrap(t.Context())
		if err != nil || n != 29+2 {
			t.Errorf("rewrapped %d, %v", n, err)
		}
		if n, err := s.Rewrap(t.Context()); err != nil || n != 0 {
			t.Errorf("again: %d, %v", n, err)
		}
		if err := s.Retire(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		if err := d.keys.Drop(old); err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			r, err := s.Record(t.Context(), ours, id)
			if err != nil || i != 3 && d.contents(t, ours, r) != "contents of "+id {
				t.Errorf("%s: %v", id, err)
			}
		}
		if late.Master == old {
			t.Fatal("it should be wrapped by the new key")
		}
		commit(t, s, ours, store.Change{Insert: late})
		late = d.sealed(t, ours, "rec_late")
		late.Master = old
		_, err = s.Commit(t.Context(), ours, store.Change{Insert: late})
		wantKind(t, err, problem.Unavailable)
		if !errors.Is(err, store.ErrKeyRetired) {
			t.Errorf("the cause is %v", err)
		}
		d.open(t) // the secrets can be read with the new key alone
	})
}

func TestRewrapIsSafeBesideAServiceThatStillHasTheOldKey(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s, tool := d.open(t), d.open(t)
		d.fill(t, s, ours, 50)
		old := d.keys.Newest()
		stop, done := make(chan struct{}), make(chan int)
		first := make([]*store.Record, 500)
		for i := range first { // sealed by a program that has not read the file again
			first[i] = d.sealed(t, ours, fmt.Sprint("rec_old_", i))
		}
		go func() {
			stored := 0
			defer func() { done <- stored }()
			for _, r := range first {
				select {
				case <-stop:
					return
				default:
				}
				_, err := s.Commit(background(), ours, store.Change{Insert: r})
				if err != nil {
					if !errors.Is(err, store.ErrKeyRetired) {
						t.Errorf("storing: %v", err)
					}
					return
				}
				stored++
			}
		}()
		if _, err := d.keys.Add(rand.Reader); err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := tool.Rewrap(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := tool.Retire(t.Context(), old); err == nil {
				break
			} else if !strings.Contains(err.Error(), "rewrap first") {
				t.Fatal(err)
			}
		}
		close(stop)
		stored := <-done
		if err := d.keys.Drop(old); err != nil {
			t.Fatal(err)
		}
		list, err := s.Records(t.Context(), ours, store.Filter{Limit: 1000})
		if err != nil || len(list) != 50+stored {
			t.Fatalf("%d of %d, %v", len(list), 50+stored, err)
		}
		for _, r := range list {
			d.contents(t, ours, r)
		}
	})
}

func TestABackupFromBeforeAKeyWasRetiredIsWrappedAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fill(t, s, ours, 5)
		saved := backup(t, s)
		old := d.keys.Newest()
		d.keys.Add(rand.Reader)
		if _, err := s.Rewrap(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Retire(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		restore(t, s, saved, true)
		list, err := s.Records(t.Context(), ours, store.Filter{Limit: 10})
		if err != nil || len(list) != 5 {
			t.Fatal(list, err)
		}
		for _, r := range list {
			if d.contents(t, ours, r); r.Master == old {
				t.Error("it is wrapped by a key that is retired")
			}
		}
		if err := d.keys.Drop(old); err != nil {
			t.Fatal(err)
		}
		_, err = s.Restore(t.Context(), bytes.NewReader(saved), store.RestoreOptions{Replace: true})
		if err == nil || !strings.Contains(err.Error(), "the key file does not fit the backup") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAKeyFileThatDoesNotFitIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		d.open(t)
		o := d.options()
		o.Keys = newKeys()
		_, err := store.Open(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), "the key file does not fit the database") {
			t.Errorf("got %v", err)
		}
	})
}
