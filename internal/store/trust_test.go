package store_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// by changes the database as somebody does who has not the key file.
func (d *database) by(t testing.TB, hand func(*sql.DB)) {
	t.Helper()
	driver, dsn := "sqlite", d.dsn+"?_pragma=busy_timeout(5000)"
	if strings.HasPrefix(d.dsn, "postgres") {
		driver, dsn = "pgx", d.dsn
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hand(db)
}

// alter runs statements by another hand.
func (d *database) alter(t testing.TB, statements ...string) {
	t.Helper()
	d.by(t, func(db *sql.DB) {
		for _, statement := range statements {
			if _, err := db.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	})
}

// rechain writes the chain of our tenant anew as edit wants it, with hashes that
// fit, and leaves the signature of the head as it was.
func (d *database) rechain(t testing.TB, s *store.Store, edit func(*audit.Entry) bool) {
	t.Helper()
	head := audit.Head{Tenant: ours, Hash: audit.Genesis(ours)}
	var entries []audit.Entry
	for e, err := range s.Chain(t.Context(), ours) {
		if err != nil {
			t.Fatal(err)
		}
		if edit(&e) {
			e, head = head.Append(e.Event)
			entries = append(entries, e)
		}
	}
	d.by(t, func(db *sql.DB) {
		must := func(query string, args ...any) {
			if _, err := db.Exec(query, args...); err != nil {
				t.Fatal(err)
			}
		}
		must("DELETE FROM entry WHERE tenant = 'ours'")
		for _, e := range entries {
			must("INSERT INTO entry (tenant, seq, at, action, record, caller, outcome, request, detail, count, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
				string(e.Tenant), e.Seq, e.At.UnixMilli(), string(e.Action), e.Record, e.Caller, e.Outcome, e.Request, e.Detail, e.Count, e.Prev[:], e.Hash[:])
		}
		must("UPDATE head SET seq = $1, hash = $2 WHERE tenant = 'ours'", head.Seq, head.Hash[:])
	})
}

// logged is a log that can be read.
func (d *database) logged() (store.Options, *bytes.Buffer) {
	var text bytes.Buffer
	o := d.options()
	o.Log = slog.New(slog.NewTextHandler(&text, nil))
	return o, &text
}

func openWith(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestAServiceDoesNotGoOnWithAChainThatAnotherHandHasChanged(t *testing.T) {
	type change func(t *testing.T, d *database, s *store.Store)
	sqls := func(statements ...string) change {
		return func(t *testing.T, d *database, _ *store.Store) { t.Helper(); d.alter(t, statements...) }
	}
	for name, c := range map[string]struct {
		change  change
		said    string
		running bool // known only to a service that has seen the chain before
	}{
		"entries written anew": {change: func(t *testing.T, d *database, s *store.Store) {
			d.rechain(t, s, func(e *audit.Entry) bool { e.Caller = "somebody else"; return true })
		}, said: "is not signed by this service"},
		"an entry left out": {change: func(t *testing.T, d *database, s *store.Store) {
			d.rechain(t, s, func(e *audit.Entry) bool { return e.Seq != 2 })
		}, said: "is not signed by this service"},
		"an entry more": {change: func(t *testing.T, d *database, s *store.Store) {
			d.rechain(t, s, func(*audit.Entry) bool { return true })
			d.alter(t, "UPDATE head SET seq = seq + 1 WHERE tenant = 'ours'")
		}, said: "is not signed by this service"},
		"the head of another tenant": {
			change: sqls("UPDATE head SET seq = o.seq + 9, hash = o.hash, signature = o.signature FROM head o WHERE head.tenant = 'ours' AND o.tenant = 'theirs'"),
			said:   "is not signed by this service",
		},
		"an older head put back": {change: func(t *testing.T, d *database, s *store.Store) {
			h := headOf(t, s, ours)
			commit(t, s, ours, d.create(t, ours, "rec_later"))
			d.by(t, func(db *sql.DB) {
				db.Exec("DELETE FROM entry WHERE tenant = 'ours' AND seq > $1", h.Seq)
				db.Exec("UPDATE head SET seq = $1, hash = $2, signature = $3 WHERE tenant = 'ours'", h.Seq, h.Hash[:], h.Signature)
			})
		}, said: "was cut back or written anew", running: true},
		"the chain and its head gone": {change: sqls("DELETE FROM entry WHERE tenant = 'ours'", "DELETE FROM head WHERE tenant = 'ours'"), said: "is gone"},
		"the chain gone, of a tenant that has keys alone": {change: sqls("DELETE FROM entry WHERE tenant = 'ours'", "DELETE FROM head WHERE tenant = 'ours'",
			"DELETE FROM record_key WHERE record IN (SELECT seq FROM record WHERE tenant = 'ours')", "DELETE FROM record WHERE tenant = 'ours'"), said: "is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *database) {
				o, log := d.logged()
				running := openWith(t, o)
				d.fill(t, running, ours, 3)
				d.fill(t, running, theirs, 1)
				if err := running.SaveAPIKeys(t.Context(), ours, []apikey.Key{d.key("abcdefghijkl", ours)}, nil); err != nil {
					t.Fatal(err)
				}
				c.change(t, d, running)
				before := headOf(t, running, ours)
				distrusted(t, d, running, c.said, log)
				if !c.running {
					o, log := d.logged()
					distrusted(t, d, openWith(t, o), c.said, log)
				}
				if after := headOf(t, running, ours); after.Seq != before.Seq || after.Hash != before.Hash || !bytes.Equal(after.Signature, before.Signature) {
					t.Errorf("the head was %v and is %v", before, after)
				}
				commit(t, running, theirs, d.create(t, theirs, "rec_of_another"))
			})
		})
	}
}

// distrusted makes sure that nothing is stored, and that this is said once.
func distrusted(t *testing.T, d *database, s *store.Store, said string, log *bytes.Buffer) {
	t.Helper()
	for range 3 {
		_, err := s.Commit(t.Context(), ours, d.create(t, ours, "rec_refused"))
		if p := wantKind(t, err, problem.Unavailable); strings.Contains(p.Detail, "sign") || p.RetryAfter < 1 {
			t.Errorf("callers are told %v", p)
		}
		if err := s.SaveAPIKeys(t.Context(), ours, nil, []audit.Event{d.event(audit.KeyCreated, "")}); err == nil {
			t.Error("a key was stored")
		}
	}
	if text := log.String(); strings.Count(text, said) != 1 || !strings.Contains(text, "tenant=ours") || !strings.Contains(text, "level=ERROR") {
		t.Errorf("the log says %q, and not once %q", text, said)
	}
}

func TestAChainThatIsPutRightIsGoneOnWith(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		o, log := d.logged()
		s := openWith(t, o)
		d.fill(t, s, ours, 2)
		d.alter(t, "UPDATE head SET seq = 99 WHERE tenant = 'ours'")
		distrusted(t, d, s, "is not signed", log)
		d.alter(t, "UPDATE head SET seq = 2 WHERE tenant = 'ours'")
		commit(t, s, ours, d.create(t, ours, "rec_after"))
		verify(t, d, s)
	})
}

func TestServicesOnOneDatabaseGoOnFromEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		a, b := d.open(t), d.open(t)
		for range 5 {
			commit(t, a, ours, store.Change{Events: []audit.Event{d.event(audit.Listed, "")}})
			commit(t, b, ours, store.Change{Events: []audit.Event{d.event(audit.Listed, "")}})
		}
		verify(t, d, a)
	})
}

// key is an API key as apikey.New makes it.
func (d *database) key(id string, name tenant.ID) apikey.Key {
	hash := sha256.Sum256([]byte("secret of " + id))
	return apikey.Key{ID: id, Tenant: name, Name: "n", Hash: hash[:], Scopes: []string{"screen"}, CreatedAt: d.clock.now()}
}
