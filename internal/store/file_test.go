package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
)

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 1)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(d.dsn + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v, %v", suffix, info.Mode(), err)
		}
	}
}

func TestAPathThatCannotBeIsSaidClearly(t *testing.T) {
	d := sqlite(t)
	for dsn, want := range map[string]string{
		"":                                    "is not named",
		":memory:":                            "must be a file",
		"mysql://host/db":                     "neither the path of a file nor postgres://",
		filepath.Join(t.TempDir(), "no", "x"): "the folder of the database does not exist",
		t.TempDir():                           "cannot be opened",
		"postgres://host:port/db":             "the address of the database",
	} {
		o := d.options()
		o.DSN = dsn
		if _, err := store.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

func TestAPathWithUnusualCharactersIsThatFile(t *testing.T) {
	d := sqlite(t)
	d.dsn = filepath.Join(t.TempDir(), "50% of? a#name.db")
	d.fill(t, d.open(t), ours, 1)
	if _, err := os.Stat(d.dsn); err != nil {
		t.Error(err)
	}
}

func TestAFileThatIsNoDatabaseIsRefused(t *testing.T) {
	d := sqlite(t)
	os.WriteFile(d.dsn, bytes.Repeat([]byte("text "), 1000), 0o600)
	if _, err := store.Open(t.Context(), d.options()); err == nil {
		t.Error("it was opened")
	}
}

// Of a subject, a keyed hash may stay in a part of an index page that SQLite no
// longer uses: it moves entries between pages without clearing where they were.
func TestWhatWasErasedIsInNoFile(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	var erased []string
	var gone, kept [][]byte
	for i := range 600 {
		c := d.create(t, ours, fmt.Sprintf("rec_%04d", i))
		c.Insert.Sealed = append(c.Insert.Sealed, bytes.Repeat([]byte{byte(i)}, (i*37)%6000)...)
		c.Insert.Subject = fmt.Appendf(nil, "subject %08d", i)
		commit(t, s, ours, c)
		if i%3 == 0 {
			erased = append(erased, c.Insert.ID)
			gone = append(gone, c.Insert.Wrapped, c.Insert.Sealed[:40])
		} else {
			kept = append(kept, c.Insert.Wrapped)
		}
	}
	for i := 0; i < len(erased); i += 10 {
		commit(t, s, ours, d.erase(erased[i:i+10]...))
	}
	holds := func() (left, there int) {
		var all []byte
		for _, suffix := range []string{"", "-wal"} {
			content, _ := os.ReadFile(d.dsn + suffix)
			all = append(all, content...)
		}
		for _, secret := range gone {
			if bytes.Contains(all, secret) {
				left++
			}
		}
		for _, secret := range kept {
			if bytes.Contains(all, secret) {
				there++
			}
		}
		return left, there
	}
	var left, there int
	for range 40 {
		if left, there = holds(); left == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left > 0 || there != len(kept) {
		t.Errorf("%d of %d are left, %d of %d are there", left, len(gone), there, len(kept))
	}
}

func TestAFullDiskIsSaidAndRecoveredFrom(t *testing.T) {
	folder := t.TempDir()
	if output, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted: %s", output)
	}
	t.Cleanup(func() { exec.Command("umount", folder).Run() })
	d := sqlite(t)
	d.dsn = filepath.Join(folder, "rlscreen.db")
	s := d.open(t)
	ballast := filepath.Join(folder, "ballast")
	os.WriteFile(ballast, make([]byte, 1<<20), 0o600)
	var stored []string
	var err error
	for i := 0; i < 5000 && err == nil; i++ {
		c := d.create(t, ours, fmt.Sprintf("rec_%04d", i))
		c.Insert.Sealed = append(c.Insert.Sealed, make([]byte, 3000)...)
		if _, err = s.Commit(t.Context(), ours, c); err == nil {
			stored = append(stored, c.Insert.ID)
		}
	}
	p := wantKind(t, err, problem.Unavailable)
	if !strings.HasPrefix(p.Detail, "The storage is full.") || p.RetryAfter < 1 {
		t.Errorf("got %v", p)
	}
	if _, err := s.Record(t.Context(), ours, stored[0]); err != nil {
		t.Errorf("reading meanwhile: %v", err)
	}
	os.Remove(ballast)
	commit(t, s, ours, d.create(t, ours, "rec_after"))
	verify(t, d, s)
	if head := headOf(t, s, ours); head.Seq != int64(len(stored)+1) {
		t.Errorf("%d entries of %d", head.Seq, len(stored)+1)
	}
	s.Close()
	verify(t, d, d.open(t))
}

func TestANewerSchemaIsRefusedWithBothVersions(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		d.open(t).Close()
		driver := "sqlite"
		if strings.HasPrefix(d.dsn, "postgres") {
			driver = "pgx"
		}
		db, err := sql.Open(driver, d.dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (7, true)"); err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), d.options())
		var newer *store.NewerSchema
		if !errors.As(err, &newer) || newer.Found != 7 || !strings.Contains(err.Error(), "version 7") || !strings.Contains(err.Error(), fmt.Sprint(newer.Known)) {
			t.Errorf("got %v", err)
		}
	})
}

// victim names the environment variable with the database of a process that is
// killed.
const victim = "RLSCREEN_TEST_VICTIM"

func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		d.keys = seal.Memory([]byte(victim))
		for round := range 3 {
			c := exec.Command(os.Args[0], "-test.run=^TestVictim$", "-test.count=1")
			c.Env = append(os.Environ(), victim+"="+d.dsn, fmt.Sprintf("%s_ROUND=%d", victim, round))
			said, err := c.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(said)
			var stored []string
			for len(stored) < 50 && lines.Scan() {
				stored = append(stored, lines.Text())
			}
			c.Process.Kill()
			for lines.Scan() {
				stored = append(stored, lines.Text())
			}
			c.Wait()
			s := d.open(t)
			for _, id := range stored {
				if _, err := s.Record(t.Context(), ours, id); err != nil {
					t.Errorf("%q was acknowledged: %v", id, err)
				}
			}
			if len(stored) < 50 {
				t.Errorf("only %d were stored", len(stored))
			}
			verify(t, d, s)
			s.Close()
		}
	})
}

// TestVictim stores until it is killed, and says what was acknowledged.
func TestVictim(t *testing.T) {
	dsn := os.Getenv(victim)
	if dsn == "" {
		t.Skip("another test runs it")
	}
	d := &database{dsn: dsn, keys: seal.Memory([]byte(victim)), clock: newClock()}
	s := d.open(t)
	for i := range 100_000 {
		id := fmt.Sprintf("rec_%s_%d", os.Getenv(victim+"_ROUND"), i)
		commit(t, s, ours, d.create(t, ours, id))
		fmt.Fprintln(os.Stderr, id)
	}
}

func TestReadinessKnowsThatNothingCanBeStored(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	other, err := sql.Open("sqlite", d.dsn+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_refused")); err == nil {
		t.Fatal("stored while another process writes")
	}
	soon, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if s.Ping(soon) == nil {
		t.Error("ready, although nothing can be stored")
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if err = s.Ping(t.Context()); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Errorf("not ready again: %v", err)
	}
	commit(t, s, ours, d.create(t, ours, "rec_after"))
}
