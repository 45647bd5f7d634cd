package records_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// fake is a store in memory. It keeps the rules of the real one that the use
// cases rely on.
type fake struct {
	mu      sync.Mutex
	now     func() time.Time
	records map[tenant.ID][]*store.Record
	onces   map[tenant.ID][]store.Once
	entries map[tenant.ID][]audit.Entry
	commits int
	// before is asked before a commit; an error refuses it.
	before func(c *store.Change) error
	// away is why a chain cannot be read, nil it can.
	away error
	// wait is called inside of a commit, before anything is stored.
	wait func()
}

func newFake(now func() time.Time) *fake {
	return &fake{
		now: now, records: map[tenant.ID][]*store.Record{}, onces: map[tenant.ID][]store.Once{}, entries: map[tenant.ID][]audit.Entry{},
	}
}

func (f *fake) Commit(_ context.Context, t tenant.ID, c store.Change) (store.Committed, error) {
	if f.wait != nil {
		f.wait()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commits++
	if f.before != nil {
		if err := f.before(&c); err != nil {
			return store.Committed{}, err
		}
	}
	if c.Once != nil {
		for _, o := range f.onces[t] {
			if bytes.Equal(o.Key, c.Once.Key) && o.Expires.After(f.now()) {
				return store.Committed{Earlier: &o}, nil
			}
		}
		f.onces[t] = append(f.onces[t], *c.Once)
	}
	if c.Insert != nil {
		r := *c.Insert
		r.Seq = int64(len(f.records[t]) + 1)
		f.records[t] = append(f.records[t], &r)
	}
	for _, r := range f.records[t] {
		if slices.Contains(c.Erase, r.ID) && r.ErasedAt.IsZero() {
			*r = store.Record{ID: r.ID, CreatedAt: r.CreatedAt, Seq: r.Seq, ErasedAt: f.now()}
		}
	}
	for _, e := range c.Events {
		head := audit.Head{Tenant: t, Hash: audit.Genesis(t)}
		if n := len(f.entries[t]); n > 0 {
			head = audit.Head{Tenant: t, Seq: f.entries[t][n-1].Seq, Hash: f.entries[t][n-1].Hash}
		}
		entry, _ := head.Append(e)
		f.entries[t] = append(f.entries[t], entry)
	}
	return store.Committed{}, nil
}

func (f *fake) Record(_ context.Context, t tenant.ID, id string) (store.Record, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.records[t] {
		if r.ID == id {
			return *r, nil
		}
	}
	return store.Record{}, problem.New(problem.NotFound, "There is no such record.")
}

func (f *fake) Records(_ context.Context, t tenant.ID, q store.Filter) ([]store.Record, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []store.Record
	for _, r := range slices.Backward(f.records[t]) {
		switch {
		case !r.ErasedAt.IsZero(), q.Before > 0 && r.Seq >= q.Before, q.Subject != nil && !bytes.Equal(q.Subject, r.Subject),
			q.Outcome != nil && !bytes.Equal(q.Outcome, r.Outcome), len(found) == q.Limit:
		default:
			found = append(found, *r)
		}
	}
	return found, nil
}

func (f *fake) Trail(_ context.Context, t tenant.ID, record string, after int64, limit int) ([]audit.Entry, error) {
	var found []audit.Entry
	for _, e := range f.chain(t) {
		if e.Record == record && e.Seq > after && len(found) < limit {
			found = append(found, e)
		}
	}
	return found, nil
}

func (f *fake) Expired(_ context.Context, before time.Time, limit int) ([]store.Of, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []store.Of
	for t, all := range f.records {
		for _, r := range all {
			if r.ErasedAt.IsZero() && r.CreatedAt.Before(before) && len(found) < limit {
				found = append(found, store.Of{Tenant: t, ID: r.ID})
			}
		}
	}
	slices.SortFunc(found, func(a, b store.Of) int { return cmp.Compare(a.ID, b.ID) })
	return found, nil
}

func (f *fake) Chain(_ context.Context, t tenant.ID) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		if f.away != nil {
			yield(audit.Entry{}, f.away)
			return
		}
		for _, e := range f.chain(t) {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// chain is the audit trail of a tenant.
func (f *fake) chain(t tenant.ID) []audit.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.entries[t])
}

// bench is a service with all that it stands on.
type bench struct {
	*records.Service
	t     testing.TB
	app   *app.Service
	store *fake
	clock *clock
	log   *bytes.Buffer
	keys  *seal.Keys
}

// clock stands still until it is set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newBench(t testing.TB) *bench {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 20, 9, 30, 0, 123456789, time.UTC)}
	b := &bench{t: t, app: evaluator(t), store: newFake(c.Now), clock: c, log: new(bytes.Buffer), keys: seal.Memory([]byte("master"))}
	b.Service = b.again()
	return b
}

// again is another service on the same store, as after a restart or in another
// replica.
func (b *bench) again() *records.Service { return records.New(b.options(b.store)) }

func (b *bench) options(s records.Store) records.Options {
	return records.Options{
		App: b.app, Store: s, Keys: b.keys, Index: seal.NewIndex([]byte("0123456789abcdef0123456789abcdef")),
		Now: b.clock.Now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(b.log, nil)),
	}
}

var loaded = sync.OnceValues(knowledge.Load)

func evaluator(t testing.TB) *app.Service {
	t.Helper()
	rules, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return app.New(rules, "US")
}

// Ids of requests: one of the service, and one that a caller gave.
const (
	requestA = "LJ3XQ5C7NVK2ZP4AWGOTRD6BYM"
	requestB = "018f3f8e-6c1b-7e5a-9d2b-5a0c4e7f1b23"
)

var (
	us   = records.By{Tenant: "clinic-a", Caller: "key-a", Request: requestA}
	them = records.By{Tenant: "clinic-b", Caller: "key-b", Request: requestB}
)

const someRequest = `{"as_of":"2026-11-20","criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"}}`

// body asks to store a request for a subject.
func body(subject, request string) []byte {
	if subject == "" {
		return []byte(`{"request":` + request + `}`)
	}
	return []byte(`{"subject":"` + subject + `","request":` + request + `}`)
}

// create stores a request, and has to succeed.
func (b *bench) create(by records.By, subject, request string) records.Created {
	b.t.Helper()
	made, err := b.Create(b.t.Context(), by, body(subject, request), app.Options{}, "")
	if err != nil {
		b.t.Fatal(err, err.Fields, err.Cause)
	}
	return made
}

// chained gives a tenant a chain, as making an API key does.
func (b *bench) chained(by records.By) {
	b.t.Helper()
	change := store.Change{Events: []audit.Event{{At: b.clock.Now(), Action: audit.KeyCreated, Caller: "cli", Outcome: audit.Done, Count: 1}}}
	if _, err := b.store.Commit(b.t.Context(), by.Tenant, change); err != nil {
		b.t.Fatal(err)
	}
}

// list lists, and has to succeed.
func (b *bench) list(by records.By, q records.Query) v1.RecordList {
	b.t.Helper()
	out, err := b.List(b.t.Context(), by, q)
	if err != nil {
		b.t.Fatal(err, err.Fields, err.Cause)
	}
	return decoded[v1.RecordList](b.t, out)
}

// acts are the entries of a chain in short, from one on.
func (b *bench) acts(by records.By, from int) []string {
	out := []string{}
	for _, e := range b.store.chain(by.Tenant)[from:] {
		out = append(out, fmt.Sprintf("%s %s %s %s%s×%d", e.Caller, e.Action, e.Record, e.Outcome, e.Detail, e.Count))
	}
	return out
}

func decoded[T any](t testing.TB, text []byte) T {
	t.Helper()
	var out T
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

// wants fails unless an error is of a kind.
func wants(t testing.TB, err *problem.Error, kind problem.Kind) {
	t.Helper()
	switch {
	case err == nil:
		t.Fatalf("no error, want %s", kind)
	case err.Kind != kind:
		t.Fatalf("%v (%v), want %s", err, err.Cause, kind)
	case kind != problem.Internal && err.Detail == "":
		t.Errorf("%s says nothing", kind)
	}
}
