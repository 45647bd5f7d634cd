package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

func TestOnANearlyFullDiskRecordsAreRefusedAndErasingAndRevokingGoOn(t *testing.T) {
	folder := smallDisk(t, 32)
	d := sqlite(t)
	d.dsn = filepath.Join(folder, "rlscreen.db")
	s, _ := d.openLogged(t)
	ids := d.fill(t, s, ours, 60)
	once := &store.Once{Key: []byte("key"), Fingerprint: []byte("f"), Record: ids[0], Expires: d.clock.now().Add(time.Hour)}
	commit(t, s, ours, store.Change{Once: once})
	d.fillKeys(t, s, good)
	ballast, err := os.Create(filepath.Join(folder, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer ballast.Close()
	for free(t, folder) > 300<<10 {
		ballast.Write(make([]byte, 20<<10))
		_, err = s.Commit(t.Context(), ours, d.create(t, ours, fmt.Sprint("rec_more_", free(t, folder))))
	}
	if p := wantKind(t, err, problem.Unavailable); !strings.HasPrefix(p.Detail, "The storage is full.") || p.RetryAfter < 1 {
		t.Fatalf("got %v", p)
	}
	for _, id := range ids {
		commit(t, s, ours, d.erase(id))
		if d.clock.add(time.Second); s.Ping(t.Context()) == nil {
			t.Fatal("ready, although no record can be stored")
		}
	}
	key := d.key(good, ours)
	key.RevokedAt = d.clock.now()
	if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{key}, []audit.Event{d.event(audit.KeyRevoked, "")}); err != nil {
		t.Errorf("revoking: %v", err)
	}
	again := d.create(t, ours, "rec_again")
	again.Once = once
	if c := commit(t, s, ours, again); c.Earlier == nil {
		t.Error("what was stored before is not known")
	}
	mixed(t, d, s)
	ballast.Truncate(0)
	commit(t, s, ours, d.create(t, ours, "rec_after"))
	if d.clock.add(time.Second); s.Ping(t.Context()) != nil {
		t.Error("not ready, although there is room")
	}
	verify(t, d, s)
}

// mixed makes sure that who is refused does not take others along.
func mixed(t *testing.T, d *database, s *store.Store) {
	t.Helper()
	results := make([]chan error, 40)
	for i := range results {
		results[i] = make(chan error, 1)
		change := store.Change{Events: []audit.Event{d.event(audit.Listed, "")}}
		if i%2 == 0 {
			change = d.create(t, ours, fmt.Sprint("rec_mixed_", i))
		}
		go func() {
			_, err := s.Commit(background(), ours, change)
			results[i] <- err
		}()
	}
	for i := range results {
		if err := <-results[i]; (err != nil) != (i%2 == 0) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if list, _ := s.Records(t.Context(), ours, store.Filter{Limit: 1000}); slices.ContainsFunc(list, func(r store.Record) bool { return strings.HasPrefix(r.ID, "rec_mixed_") }) {
		t.Error("a record was stored that was refused")
	}
}

// free is how much of a disk is free.
func free(t testing.TB, folder string) uint64 {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		t.Fatal(err)
	}
	return s.Bavail * uint64(s.Bsize)
}
