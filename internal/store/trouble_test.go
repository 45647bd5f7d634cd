package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/store/storetest"
)

// logged is what a store has told its operator.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// lines are those with a text in them.
func (l *logged) lines(with string) (lines []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, with) {
			lines = append(lines, line)
		}
	}
	return lines
}

// openLogged opens a store whose log can be read.
func (d *database) openLogged(t testing.TB) (*store.Store, *logged) {
	t.Helper()
	l := &logged{}
	o := d.options()
	o.Log = slog.New(slog.NewTextHandler(l, nil))
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s, l
}

// smallDisk is a folder on a disk of some MB. It skips the test where there can be
// none.
func smallDisk(t testing.TB, size int) string {
	t.Helper()
	folder := t.TempDir()
	if output, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", size), "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted: %s", output)
	}
	t.Cleanup(func() { exec.Command("umount", folder).Run() })
	return folder
}

func TestOnAFullDiskItIsNotReadyUntilSomethingWasStored(t *testing.T) {
	folder := smallDisk(t, 3)
	d := sqlite(t)
	d.dsn = filepath.Join(folder, "rlscreen.db")
	s, log := d.openLogged(t)
	once := d.create(t, ours, "rec_first")
	once.Once = &store.Once{Key: []byte("key"), Fingerprint: []byte("f"), Record: "rec_first", Expires: d.clock.now().Add(time.Hour)}
	commit(t, s, ours, once)
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(folder, "ballast")
	var err error
	for n := 0; ; n++ { // what is small may still fit into the journal
		os.WriteFile(ballast, make([]byte, 4<<20), 0o600) // as much of it as there is room for
		big := d.create(t, ours, fmt.Sprint("rec_big_", n))
		big.Insert.Sealed = make([]byte, 1<<20)
		_, err = s.Commit(t.Context(), ours, big)
		if p := wantKind(t, err, problem.Unavailable); !strings.HasPrefix(p.Detail, "The storage is full.") {
			t.Fatal(p)
		}
		d.clock.add(time.Second) // an answer is given again until then
		if err = s.Ping(t.Context()); err != nil || n > 1000 {
			break
		}
	}
	if err == nil {
		t.Fatal("it is always ready")
	}
	again := d.create(t, ours, "rec_again")
	again.Once = once.Once
	if c, err := s.Commit(t.Context(), ours, again); err != nil || c.Earlier == nil {
		t.Fatal(c, err)
	}
	d.clock.add(time.Second)
	if s.Ping(t.Context()) == nil {
		t.Error("a request that was answered before has made it ready, although it stored nothing")
	}
	if said := log.lines("changes cannot be stored"); len(said) != 1 || !strings.Contains(said[0], "level=WARN") || !strings.Contains(said[0], "full") {
		t.Errorf("%q", said)
	}
	before := len(log.lines("changes are stored again"))
	os.Remove(ballast)
	for range 50 { // the kernel may take its time to make room
		d.clock.add(time.Second)
		if err = s.Ping(t.Context()); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Errorf("there is room: %v", err)
	}
	commit(t, s, ours, d.create(t, ours, "rec_after"))
	if said := log.lines("changes are stored again"); len(said) > 1 || before == 0 && len(said) != 1 {
		t.Errorf("%q", said)
	}
}

func TestWhatKeepsChangesFromBeingStoredIsLoggedWhenItBeginsAndEnds(t *testing.T) {
	d := postgres(t)
	proxy := storetest.NewProxy(t, d.dsn)
	d.dsn = proxy.DSN
	s, log := d.openLogged(t)
	d.fill(t, s, ours, 1)
	counts := func(cannot, again int) {
		t.Helper()
		if a, b := log.lines("changes cannot be stored"), log.lines("changes are stored again"); len(a) != cannot || len(b) != again {
			t.Fatalf("%q\n%q", a, b)
		}
	}
	times := 2
	fails := func() {
		t.Helper()
		proxy.Silence()
		for ; times > 0; times-- {
			if _, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_fails")); err == nil {
				t.Fatal("stored")
			}
		}
		times = 1
		proxy.Reset()
		proxy.Talk()
	}
	stored := func(id string) {
		t.Helper()
		recovers(t, d, s, id)
	}
	counts(0, 0)
	fails()
	counts(1, 0)
	stored("rec_1")
	counts(1, 1)
	fails() // within a minute
	counts(1, 1)
	stored("rec_2")
	counts(1, 1)
	d.clock.add(time.Minute)
	fails()
	counts(2, 1)
	stored("rec_3")
	counts(2, 2)
}

func TestACauseHoldsNoValues(t *testing.T) {
	err := fmt.Errorf("storing: %w", &pgconn.PgError{Severity: "ERROR", Code: "23505", Message: "a message", Detail: "Key (id)=(value) exists.", Hint: "value", Where: "value", InternalQuery: "value"})
	wrapped := &problem.Error{Kind: problem.Unavailable, Detail: "Told to callers.", Cause: fmt.Errorf("two\n\tlines: %w", err)}
	if got := problem.Reason(fmt.Errorf("reading: %w", wrapped)); got != "two lines: storing: ERROR: a message (SQLSTATE 23505)" {
		t.Error(got)
	}
	if got := problem.Reason(problem.New(problem.NotFound, "There is none.")); got != "not_found: There is none." {
		t.Error(got)
	}
}

func TestClosingAtOnceWarnsOfNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		for range 20 {
			s, log := d.openLogged(t)
			s.Close()
			if said := log.lines(""); len(said) > 0 {
				t.Fatalf("%q", said)
			}
		}
	})
}

func TestReadersAreNotToldWhatWasNotStored(t *testing.T) {
	d := postgres(t)
	proxy := storetest.NewProxy(t, d.dsn)
	d.dsn = proxy.DSN
	s := d.open(t)
	proxy.Silence()
	for what, err := range map[string]error{
		"Record": second(s.Record(t.Context(), ours, "rec_a")),
		"Ping":   s.Ping(t.Context()),
		"Snapshot": s.Snapshot(t.Context(), func(*store.Snapshot) error {
			return nil
		}),
	} {
		if p := wantKind(t, err, problem.Unavailable); p.Detail != "The database cannot be reached, or does not answer in time. Try again later." {
			t.Errorf("%s: %s", what, p.Detail)
		}
	}
	_, err := s.Commit(t.Context(), ours, store.Change{Events: []audit.Event{d.event(audit.Listed, "")}})
	if p := wantKind(t, err, problem.Unavailable); !strings.Contains(p.Detail, "stored") {
		t.Error(p.Detail)
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhyAServerCannotBeReachedIsInTheCause(t *testing.T) {
	for rule, c := range map[string]struct{ dsn, want string }{
		"nobody listens":        {"postgres://somebody:hunter2@127.0.0.1:1/x", "connection refused"},
		"no such host":          {"postgres://somebody:hunter2@nowhere.invalid/x", "nowhere.invalid"},
		"a server without TLS":  {strings.Replace(storetest.Postgres(t), "sslmode=disable", "sslmode=verify-full", 1), "TLS"},
		"one that says nothing": {silent(t), "timeout"},
	} {
		d := sqlite(t)
		d.dsn = c.dsn
		s := d.open(t)
		for what, err := range map[string]error{"reading": s.Ping(t.Context()), "storing": second(s.Commit(t.Context(), ours, store.Change{}))} {
			wantKind(t, err, problem.Unavailable)
			reason := problem.Reason(err)
			if !strings.Contains(reason, c.want) || strings.Contains(reason, "hunter2") || strings.Contains(reason, "Nothing was stored") || strings.Contains(reason, "\n") {
				t.Errorf("%s, %s: %s", rule, what, reason)
			}
		}
	}
}

// silent is a server that accepts connections and says nothing.
func silent(t testing.TB) string {
	proxy := storetest.NewProxy(t, storetest.Postgres(t))
	proxy.Silence()
	return proxy.DSN
}

func TestOnlyWhatIsStoredProvesThatSomethingCanBe(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	once := d.create(t, ours, "rec_once")
	once.Once = &store.Once{Key: []byte("key"), Fingerprint: []byte("f"), Record: "rec_once", Expires: d.clock.now().Add(time.Hour)}
	commit(t, s, ours, once)
	commit(t, s, ours, d.create(t, ours, "rec_second")) // the writer has nothing else to do then
	other := d.sql(t)
	other.SetMaxOpenConns(1)
	for _, statement := range []string{"BEGIN IMMEDIATE", "ROLLBACK"} {
		if _, err := other.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if statement == "ROLLBACK" {
			break
		}
		_, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_refused"))
		if p := wantKind(t, err, problem.Unavailable); !strings.HasPrefix(p.Detail, "The database is busy.") {
			t.Fatal(p)
		}
	}
	again := d.create(t, ours, "rec_again")
	again.Once = once.Once
	if c := commit(t, s, ours, again); c.Earlier == nil {
		t.Fatal("stored once more")
	}
	for range 2 { // the first one stores something, the second one need not
		d.clock.add(time.Second) // an answer is given again until then
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		var probes int
		if err := other.QueryRow("SELECT probe FROM state").Scan(&probes); err != nil || probes != 1 {
			t.Errorf("%d probes, %v", probes, err)
		}
	}
}
