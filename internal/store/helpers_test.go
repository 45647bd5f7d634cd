package store_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/store/storetest"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	ours   = tenant.ID("ours")
	theirs = tenant.ID("theirs")
)

// onBoth runs a test on either engine, each time with a new database.
func onBoth(t *testing.T, test func(t *testing.T, d *database)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, sqlite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgres(t)) })
}

// database is where stores are opened, and with what.
type database struct {
	dsn   string
	keys  *seal.Keys
	clock *clock
}

func sqlite(t testing.TB) *database {
	return &database{dsn: filepath.Join(t.TempDir(), "rlscreen.db"), keys: newKeys(), clock: newClock()}
}

func postgres(t testing.TB) *database {
	return &database{dsn: storetest.Postgres(t), keys: newKeys(), clock: newClock()}
}

// sql is the database, behind the back of the store.
func (d *database) sql(t testing.TB) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(d.dsn, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, d.dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func newKeys() *seal.Keys {
	secret := make([]byte, 32)
	rand.Read(secret)
	return seal.Memory(secret)
}

func (d *database) options() store.Options {
	return store.Options{DSN: d.dsn, Keys: d.keys, Now: d.clock.now, Rand: rand.Reader}
}

func (d *database) open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), d.options())
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// clock goes on by a millisecond whenever it is read, unless it is set.
type clock struct{ millis atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.millis.Store(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) now() time.Time { return time.UnixMilli(c.millis.Add(1)).UTC() }

func (c *clock) add(d time.Duration) { c.millis.Add(d.Milliseconds()) }

// sealed is a new record with contents that say which one it is.
func (d *database) sealed(t testing.TB, name tenant.ID, id string) *store.Record {
	t.Helper()
	s, err := d.keys.Seal([]byte("contents of "+id), []byte(string(name)+"/"+id))
	if err != nil {
		t.Fatal(err)
	}
	return &store.Record{ID: id, CreatedAt: d.clock.now(), Master: s.Master, Wrapped: s.Wrapped, Sealed: s.Text}
}

// contents opens a record.
func (d *database) contents(t testing.TB, name tenant.ID, r store.Record) string {
	t.Helper()
	text, err := d.keys.Unseal(seal.Sealed{Master: r.Master, Wrapped: r.Wrapped, Text: r.Sealed}, []byte(string(name)+"/"+r.ID))
	if err != nil {
		t.Fatalf("opening %s: %v", r.ID, err)
	}
	return string(text)
}

func (d *database) event(action audit.Action, record string) audit.Event {
	return audit.Event{At: d.clock.now(), Action: action, Record: record, Caller: "tester", Outcome: audit.Done, Request: "request", Count: 1}
}

// create is the change that stores a new record.
func (d *database) create(t testing.TB, name tenant.ID, id string) store.Change {
	t.Helper()
	return store.Change{Insert: d.sealed(t, name, id), Events: []audit.Event{d.event(audit.Created, id)}}
}

func (d *database) erase(ids ...string) store.Change {
	c := store.Change{Erase: ids}
	for _, id := range ids {
		c.Events = append(c.Events, d.event(audit.Erased, id))
	}
	return c
}

// commit stores a change that must succeed.
func commit(t testing.TB, s *store.Store, name tenant.ID, c store.Change) store.Committed {
	t.Helper()
	committed, err := s.Commit(t.Context(), name, c)
	if err != nil {
		t.Fatalf("committing: %v", err)
	}
	return committed
}

// fill stores so many records, and returns their ids in order.
func (d *database) fill(t testing.TB, s *store.Store, name tenant.ID, count int) []string {
	t.Helper()
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprintf("rec_%s_%04d", name, i)
		commit(t, s, name, d.create(t, name, ids[i]))
	}
	return ids
}

func background() context.Context { return context.Background() }

// publicKey is that with which heads can be checked.
func publicKey(t testing.TB, s *store.Store) ed25519.PublicKey {
	t.Helper()
	seed, err := s.Secret(background(), "audit")
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
}
