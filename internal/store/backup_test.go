package store_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// acrossEngines runs a test from each engine to each, with one key file.
func acrossEngines(t *testing.T, test func(t *testing.T, from, to *database)) {
	engines := map[string]func(testing.TB) *database{"SQLite": sqlite, "PostgreSQL": postgres}
	for a, from := range engines {
		for b, to := range engines {
			t.Run(a+" to "+b, func(t *testing.T) {
				from, to := from(t), to(t)
				to.keys, to.clock = from.keys, from.clock
				test(t, from, to)
			})
		}
	}
}

func backup(t testing.TB, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func restore(t testing.TB, s *store.Store, backup []byte, replace bool) store.Restored {
	t.Helper()
	got, err := s.Restore(background(), bytes.NewReader(backup), store.RestoreOptions{Replace: replace})
	if err != nil {
		t.Fatalf("restoring: %v", err)
	}
	return got
}

func TestABackupIsRestoredIntoANewDatabaseOfAnyEngine(t *testing.T) {
	acrossEngines(t, func(t *testing.T, from, to *database) {
		s := from.open(t)
		ids := from.fill(t, s, ours, 12)
		from.fill(t, s, theirs, 3)
		with := from.create(t, ours, "rec_with")
		with.Insert.Subject = []byte("subject")
		with.Once = &store.Once{Key: []byte("key"), Fingerprint: []byte("f"), Record: "rec_with", Expires: from.clock.now().Add(time.Hour)}
		commit(t, s, ours, with)
		commit(t, s, ours, from.erase(ids[4]))
		key := from.key("abcdefghijkl", ours)
		if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{key}, nil); err != nil {
			t.Fatal(err)
		}

		r := to.open(t)
		got := restore(t, r, backup(t, s), false)
		if got.Records != 15 || got.KeptErased != 0 {
			t.Errorf("got %+v", got)
		}
		verify(t, to, r)
		sameRecords(t, to, s, r)
		if a, b := headOf(t, s, ours), headOf(t, r, ours); a.Seq != b.Seq || a.Hash != b.Hash {
			t.Errorf("the chain is %v, was %v", b, a)
		}
		if list, err := r.Records(t.Context(), ours, store.Filter{Subject: []byte("subject"), Limit: 5}); err != nil || len(list) != 1 {
			t.Errorf("found by its subject: %v, %v", list, err)
		}
		if keys, err := r.APIKeys(t.Context()); err != nil || len(keys) != 1 || fmt.Sprint(keys[0]) != fmt.Sprint(key) {
			t.Errorf("keys: %v, %v", keys, err)
		}
		again := to.create(t, ours, "rec_again")
		again.Once = &store.Once{Key: []byte("key"), Fingerprint: []byte("f"), Record: "rec_again", Expires: from.clock.now().Add(time.Hour)}
		if c := commit(t, r, ours, again); c.Earlier == nil {
			t.Error("the idempotency key is lost")
		}
		commit(t, r, ours, to.create(t, ours, "rec_new"))
		if list, _ := r.Records(t.Context(), ours, store.Filter{Limit: 1}); list[0].ID != "rec_new" {
			t.Error("what is stored afterwards is not the newest")
		}
		verify(t, to, r)
	})
}

// sameRecords compares what two stores have of our tenant.
func sameRecords(t testing.TB, d *database, a, b *store.Store) {
	t.Helper()
	left, err := a.Records(background(), ours, store.Filter{Limit: 1000})
	right, err2 := b.Records(background(), ours, store.Filter{Limit: 1000})
	if err != nil || err2 != nil || len(left) != len(right) {
		t.Fatalf("%d and %d records, %v, %v", len(left), len(right), err, err2)
	}
	for i := range left {
		if left[i].ID != right[i].ID || d.contents(t, ours, left[i]) != d.contents(t, ours, right[i]) {
			t.Errorf("%s is %s", left[i].ID, right[i].ID)
		}
	}
}

func TestARestoreRefusesADatabaseThatIsNotEmpty(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fill(t, s, ours, 2)
		_, err := s.Restore(t.Context(), bytes.NewReader(backup(t, s)), store.RestoreOptions{})
		if !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReplacingKeepsWhatWasErasedRevokedAndAuditedSince(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		ids := d.fill(t, s, ours, 6)
		key, rotated := d.key("abcdefghijkl", ours), d.key("mnopqrstuvwx", ours)
		if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{key, rotated}, nil); err != nil {
			t.Fatal(err)
		}
		saved := backup(t, s)
		commit(t, s, ours, d.erase(ids[1]))
		commit(t, s, ours, d.create(t, ours, "rec_later"))
		commit(t, s, ours, d.create(t, ours, "rec_brief"))
		commit(t, s, ours, d.erase("rec_brief"))
		d.fill(t, s, theirs, 2)
		key.RevokedAt, rotated.ExpiresAt = d.clock.now(), d.clock.now().Add(time.Hour)
		if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{key, rotated}, nil); err != nil {
			t.Fatal(err)
		}
		before := headOf(t, s, ours)

		got := restore(t, s, saved, true)
		if got.Records != 5 || got.KeptErased != 1 {
			t.Errorf("got %+v", got)
		}
		for _, id := range []string{ids[1], "rec_brief"} {
			if r, err := s.Record(t.Context(), ours, id); err != nil || r.ErasedAt.IsZero() {
				t.Errorf("%s: %+v, %v", id, r, err)
			}
		}
		if r, err := s.Record(t.Context(), ours, ids[2]); err != nil || d.contents(t, ours, r) != "contents of "+ids[2] {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := s.Record(t.Context(), ours, "rec_later"); err == nil {
			t.Error("what the backup does not have is still there")
		}
		if after := headOf(t, s, ours); after.Seq != before.Seq || after.Hash != before.Hash {
			t.Errorf("the chain is %v, was %v", after, before)
		}
		if keys, _ := s.APIKeys(t.Context()); len(keys) != 2 || keys[0].RevokedAt.IsZero() || !keys[1].ExpiresAt.Equal(rotated.ExpiresAt.Truncate(time.Millisecond)) {
			t.Errorf("keys: %+v", keys)
		}
		commit(t, s, ours, store.Change{Events: []audit.Event{d.event(audit.Restored, "")}})
		commit(t, s, ours, d.create(t, ours, "rec_new"))
		verify(t, d, s)
	})
}

func TestReplacingDoesNotCutAChainThatDiffers(t *testing.T) {
	acrossEngines(t, func(t *testing.T, from, to *database) {
		a, b := from.open(t), to.open(t)
		from.fill(t, a, ours, 2)
		to.fill(t, b, ours, 5)
		before := headOf(t, b, ours)
		_, err := b.Restore(t.Context(), bytes.NewReader(backup(t, a)), store.RestoreOptions{Replace: true})
		if err == nil || !strings.Contains(err.Error(), "would cut it off") {
			t.Errorf("got %v", err)
		}
		if after := headOf(t, b, ours); after.Hash != before.Hash {
			t.Error("something has changed")
		}
		// The other way the chain of the backup is the longer one.
		restore(t, a, backup(t, b), true)
		verify(t, from, a)
		sameRecords(t, from, a, b)
	})
}

func TestABackupThatIsNotWholeChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fill(t, s, ours, 5)
		whole := backup(t, s)
		text := unzip(t, whole)
		lines := bytes.SplitAfter(text, []byte("\n"))
		other := func(old, new string) []byte { return zip(bytes.Replace(text, []byte(old), []byte(new), 1)) }
		for name, damaged := range map[string][]byte{
			"empty":                    {},
			"not gzip":                 []byte("rlscreen"),
			"cut":                      whole[:len(whole)/2],
			"cut before the trailer":   zip(bytes.Join(lines[:len(lines)-2], nil)),
			"cut to the header":        zip(lines[0]),
			"a line left out":          zip(bytes.Join(append(slices.Clone(lines[:4]), lines[5:]...), nil)),
			"a value changed":          other(`"caller":"tester"`, `"caller":"teaser"`),
			"goes on after its end":    zip(append(slices.Clone(text), lines[1]...)),
			"another member":           other(`"caller":`, `"called":`),
			"of a newer program":       other(`"version":1`, `"version":2`),
			"of a newer schema":        other(`"schema":1`, `"schema":9`),
			"of something else":        other("rlscreen backup", "rlscreen bakcup"),
			"something after the gzip": append(slices.Clone(whole), "more"...),
		} {
			to := *d
			fresh := sqlite(t)
			to.dsn = fresh.dsn
			r := to.open(t)
			if _, err := r.Restore(t.Context(), bytes.NewReader(damaged), store.RestoreOptions{}); err == nil {
				t.Errorf("%s: it was restored", name)
			}
			commit(t, r, ours, to.create(t, ours, "rec_a"))
			if head := headOf(t, r, ours); head.Seq != 1 {
				t.Errorf("%s: something is left of it: %v", name, head)
			}
		}
	})
}

func unzip(t testing.TB, b []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func zip(text []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(text)
	w.Close()
	return b.Bytes()
}

func TestABackupIsRefusedWithAnotherKeyFile(t *testing.T) {
	d, other := sqlite(t), sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 2)
	_, err := other.open(t).Restore(t.Context(), bytes.NewReader(backup(t, s)), store.RestoreOptions{})
	if err == nil || !strings.Contains(err.Error(), "the key file does not fit the backup") {
		t.Errorf("got %v", err)
	}
}

func TestABackupShowsNoSecretAndNoContents(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 2)
	if bytes.Contains(unzip(t, backup(t, s)), []byte("contents of")) {
		t.Error("it can be read")
	}
}

func TestAStoreThatIsOpenNoticesThatABackupWasRestored(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		service, tool := d.open(t), d.open(t)
		d.fill(t, service, ours, 2)
		restore(t, tool, backup(t, tool), true)
		commit(t, service, ours, d.create(t, ours, "rec_same_secrets"))
		verify(t, d, service)

		foreign := sqlite(t)
		foreign.keys, foreign.clock = d.keys, d.clock
		other := foreign.open(t)
		foreign.fill(t, other, ours, 9)
		restore(t, tool, backup(t, other), true)
		_, err := service.Commit(t.Context(), ours, d.create(t, ours, "rec_other_secrets"))
		wantKind(t, err, problem.Unavailable)
		if !strings.Contains(err.Error(), "must be started again") {
			t.Errorf("got %v", err)
		}
		commit(t, tool, ours, d.create(t, ours, "rec_after"))
		commit(t, d.open(t), ours, d.create(t, ours, "rec_again"))
		verify(t, d, tool)
	})
}

// A fuzz target would take in all of SQLite, which makes it too slow to find
// anything.
func TestABackupWithAnyByteChangedOrLeftOutIsRefused(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 2)
	text := unzip(t, backup(t, s))
	if lines, err := store.CopyBackup(bytes.NewReader(zip(text)), io.Discard); err != nil || lines < 8 {
		t.Fatalf("%d lines, %v", lines, err)
	}
	random := rand.New(rand.NewPCG(4, 4))
	for range 1000 {
		damaged := slices.Clone(text)
		at := random.IntN(len(text) - 1) // the line feed at the end is not needed
		switch change := byte(1 + random.IntN(255)); {
		case random.IntN(2) == 0 && change != 'a'^'A': // names are read in either case
			damaged[at] ^= change
		default:
			damaged = slices.Delete(damaged, at, at+1)
		}
		if _, err := store.CopyBackup(bytes.NewReader(zip(damaged)), io.Discard); err == nil {
			t.Fatalf("it was read although byte %d was %q", at, text[at])
		}
	}
}
