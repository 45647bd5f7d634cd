package records_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/store/storetest"
)

// real is a service on a real database, with a key file.
type real struct {
	*records.Service
	store *store.Store
	keys  *seal.Keys
}

// site is where a database and its key file are.
type site struct {
	dsn, keyFile string
	clock        *clock
}

// onBoth runs a test on a new database of each engine.
func onBoth(t *testing.T, test func(t *testing.T, p site)) {
	t.Helper()
	for name, dsn := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "rlscreen.db") },
		"PostgreSQL": func(t *testing.T) string { return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			p := site{dsn(t), filepath.Join(t.TempDir(), "rlscreen.key"), &clock{now: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)}}
			if err := seal.Create(p.keyFile, rand.Reader); err != nil {
				t.Fatal(err)
			}
			test(t, p)
		})
	}
}

// start is one process of the service.
func (p site) start(t *testing.T) *real {
	t.Helper()
	keys, err := seal.Open(p.keyFile, p.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), store.Options{DSN: p.dsn, Keys: keys, Now: p.clock.Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	secret, err := kept.Secret(t.Context(), "index")
	if err != nil {
		t.Fatal(err)
	}
	return &real{
		records.New(records.Options{
			App: evaluator(t), Store: kept, Keys: keys, Index: seal.NewIndex(secret), Now: p.clock.Now, Rand: rand.Reader,
		}), kept, keys,
	}
}

func (r *real) create(t *testing.T, by records.By, subject, key string) records.Created {
	t.Helper()
	made, err := r.Create(t.Context(), by, body(subject, ironRequest), app.Options{}, key)
	if err != nil {
		t.Fatal(err, err.Fields, err.Cause)
	}
	return made
}

func (r *real) list(t *testing.T, by records.By, q records.Query) v1.RecordList {
	t.Helper()
	return decoded[v1.RecordList](t, must(r.List(t.Context(), by, q)))
}

func TestTheLifeOfARecord(t *testing.T) {
	onBoth(t, func(t *testing.T, p site) {
		r := p.start(t)
		made := r.create(t, us, "4711", "key-1")
		other := r.create(t, us, "4712", "")
		r.create(t, them, "4711", "key-1")
		if err := r.store.Close(); err != nil {
			t.Fatal(err)
		}
		r = p.start(t)
		again := r.create(t, us, "4711", "key-1")
		read := must(r.Read(t.Context(), us, made.ID)).Answer
		if !again.Replayed || !bytes.Equal(again.Answer, made.Answer) || !bytes.Equal(read, made.Answer) {
			t.Errorf("after a restart: %s\n%s\n%s", made.Answer, again.Answer, read)
		}
		list := r.list(t, us, records.Query{Limit: 1})
		rest := r.list(t, us, records.Query{Limit: 1, Cursor: list.NextCursor})
		if got := append(ids(list), ids(rest)...); !slices.Equal(got, []string{other.ID, made.ID}) || rest.NextCursor != "" {
			t.Errorf("listed %v", got)
		}
		if list := r.list(t, us, records.Query{Subject: "4711", Outcome: list.Items[0].Outcome}); !slices.Equal(ids(list), []string{made.ID}) || len(list.IronResults) != 1 {
			t.Errorf("of the subject: %+v", list)
		}
		if replay := decoded[v1.RecordReplay](t, must(r.Replay(t.Context(), us, made.ID))); !replay.Identical {
			t.Errorf("replayed %+v", replay)
		}
		_, err := r.Read(t.Context(), them, made.ID)
		wants(t, err, problem.NotFound)
		for range 2 {
			if err := r.Erase(t.Context(), us, made.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, err = r.Read(t.Context(), us, made.ID)
		wants(t, err, problem.NotFound)
		_, err = r.Create(t.Context(), us, body("4711", ironRequest), app.Options{}, "key-1")
		wants(t, err, problem.NotFound)
		p.clock.move(time.Hour)
		if n, err := r.Expire(t.Context(), time.Minute); err != nil || n != 2 {
			t.Errorf("%d expired, error %v", n, err)
		}
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		trail := decoded[v1.AuditTrail](t, must(r.Trail(t.Context(), us, made.ID, "", 0)))
		actions := []string{}
		for _, item := range trail.Items {
			actions = append(actions, item.Action+item.Detail)
		}
		if got, want := fmt.Sprint(actions), "[create read read list list replay erase erase deniedcreate deniedread]"; got != want {
			t.Errorf("the trail is %s, want %s", got, want)
		}
		p.clock.move(24 * time.Hour)
		if anew := r.create(t, us, "4711", "key-1"); anew.Replayed || anew.ID == made.ID {
			t.Error("a key is remembered for more than a day")
		}
		chainsHold(t, r)
	})
}

// chainsHold verifies the audit chains of all tenants.
func chainsHold(t *testing.T, r *real) {
	t.Helper()
	seed, err := r.store.Secret(t.Context(), "audit")
	if err != nil {
		t.Fatal(err)
	}
	heads, err := r.store.Heads(t.Context())
	if err != nil || len(heads) == 0 {
		t.Fatal(heads, err)
	}
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	for _, head := range heads {
		faults, err := audit.Verify(r.store.Chain(t.Context(), head.Tenant), head, public, audit.Head{})
		if err != nil || len(faults) > 0 {
			t.Errorf("%v, error %v", faults, err)
		}
	}
}

func TestReplicasStoreOnceWhatIsSentToAll(t *testing.T) {
	onBoth(t, func(t *testing.T, p site) {
		replicas := []*real{p.start(t), p.start(t)}
		var all sync.WaitGroup
		var mu sync.Mutex
		stored := map[string]int{}
		for i := range 20 {
			all.Go(func() {
				made, err := replicas[i%2].Create(t.Context(), us, body("4711", ironRequest), app.Options{}, "key-1")
				switch {
				case err == nil:
					mu.Lock()
					defer mu.Unlock()
					stored[made.ID]++
				case err.Kind != problem.IdempotencyInProgress:
					t.Error(err, err.Cause)
				}
			})
		}
		all.Wait()
		if list := replicas[0].list(t, us, records.Query{}); len(list.Items) != 1 || len(stored) != 1 {
			t.Errorf("%d records, answered %v", len(list.Items), stored)
		}
	})
}

// Somebody changes the key file and retires the old key while the service runs.
func TestTheMasterKeyChangesWhileTheServiceRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, p site) {
		r, command := p.start(t), p.start(t)
		before := r.create(t, us, "4711", "")
		old := command.keys.Newest()
		if _, err := command.keys.Add(rand.Reader); err != nil {
			t.Fatal(err)
		}
		if _, err := command.store.Rewrap(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := command.store.Retire(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		if err := command.keys.Drop(old); err != nil {
			t.Fatal(err)
		}
		after := r.create(t, us, "4711", "") // its clock stands still: it has not looked at the file since
		for _, made := range []records.Created{before, after} {
			if read, err := r.Read(t.Context(), us, made.ID); err != nil || !bytes.Equal(read.Answer, made.Answer) {
				t.Errorf("read %s, error %v", read.Answer, err)
			}
		}
	})
}
