package store_test

import (
	"crypto/rand"
	"testing"

	"github.com/rlscreen/rlscreen/internal/store"
)

func TestADatabaseSaysByWhichKeyItIsSealedWithoutTheKeyFile(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		master := func(want string) {
			t.Helper()
			if got, err := store.Master(t.Context(), d.dsn); err != nil || got != want {
				t.Errorf("%q, %v; want %q", got, err, want)
			}
		}
		master("") // of a new one
		s := d.open(t)
		first := d.keys.Newest()
		master(first)
		second, err := d.keys.Add(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Rewrap(t.Context()); err != nil {
			t.Fatal(err)
		}
		master(second)
		if err := s.Retire(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]bool{first: true, second: true, "kffffffff": false} {
			if got, err := s.KnowsMaster(t.Context(), id); err != nil || got != want {
				t.Errorf("%s: %t, %v", id, got, err)
			}
		}
	})
	if _, err := store.Master(t.Context(), "mysql://db/rlscreen"); err == nil {
		t.Error("another kind of database is asked")
	}
}
