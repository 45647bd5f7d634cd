package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// model is what a store should know of one tenant, in plain memory.
type model struct {
	order  []string // ids in the order of storing
	rows   map[string]*modelRow
	once   map[string]*store.Once
	events []audit.Event
}

type modelRow struct {
	contents         string
	subject, outcome byte
	erased           bool
}

// A store does what the model does, whatever is done in whatever order, also
// when it is closed and opened again, and backed up and replaced.
func TestAnyRunOfOperationsDoesWhatTheModelDoes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
				run := &modelRun{
					t: t, d: d, s: d.open(t), random: rand.New(rand.NewPCG(seed, 4)),
					tenants: map[tenant.ID]*model{},
				}
				for _, name := range []string{"a", "b"} {
					run.tenants[tenant.ID(fmt.Sprint(name, seed))] = &model{rows: map[string]*modelRow{}, once: map[string]*store.Once{}}
				}
				for step := range 150 {
					run.step(step)
				}
				run.compare()
				verify(t, d, run.s)
			})
		}
	})
}

type modelRun struct {
	t       *testing.T
	d       *database
	s       *store.Store
	random  *rand.Rand
	tenants map[tenant.ID]*model
}

func (r *modelRun) any() (tenant.ID, *model) {
	names := make([]tenant.ID, 0, len(r.tenants))
	for name := range r.tenants {
		names = append(names, name)
	}
	slices.Sort(names)
	name := names[r.random.IntN(len(names))]
	return name, r.tenants[name]
}

func (r *modelRun) step(step int) {
	name, m := r.any()
	switch r.random.IntN(12) {
	case 0, 1, 2, 3, 4:
		r.create(name, m, step)
	case 5, 6:
		r.erase(name, m)
	case 7:
		event := r.d.event(audit.Denied, "")
		event.Count = 1 + r.random.IntN(5)
		r.change(name, m, store.Change{Events: []audit.Event{event, event}})
	case 8:
		r.d.clock.add(time.Duration(r.random.IntN(40)-20) * time.Minute)
	case 9:
		r.s.Close()
		r.s = r.d.open(r.t)
	case 10:
		restore(r.t, r.s, backup(r.t, r.s), true)
	case 11:
		r.compare()
	}
}

func (r *modelRun) change(name tenant.ID, m *model, c store.Change) store.Committed {
	got := commit(r.t, r.s, name, c)
	if got.Earlier == nil {
		m.events = append(m.events, c.Events...)
	}
	return got
}

func (r *modelRun) create(name tenant.ID, m *model, step int) {
	id := fmt.Sprint("rec_", step)
	c := r.d.create(r.t, name, id)
	row := &modelRow{contents: "contents of " + id, subject: byte(r.random.IntN(3)), outcome: byte(r.random.IntN(3))}
	c.Insert.Subject, c.Insert.Outcome = []byte{'s', row.subject}, []byte{'o', row.outcome}
	var earlier *store.Once
	if r.random.IntN(2) == 0 {
		key := fmt.Sprint("key ", r.random.IntN(4))
		now := time.UnixMilli(r.d.clock.millis.Load())
		c.Once = &store.Once{Key: []byte(key), Fingerprint: []byte(id), Record: id, Expires: now.Add(time.Duration(1+r.random.IntN(30)) * time.Minute)}
		if known := m.once[key]; known != nil && known.Expires.After(now.Add(time.Second)) {
			earlier = known
		}
		if earlier == nil {
			m.once[key] = c.Once
		}
	}
	got := r.change(name, m, c)
	switch {
	case (earlier == nil) != (got.Earlier == nil):
		r.t.Fatalf("%s: earlier is %v, want %v", id, got.Earlier, earlier)
	case earlier != nil && got.Earlier.Record != earlier.Record:
		r.t.Fatalf("%s: earlier is %v, want %v", id, got.Earlier, earlier)
	case earlier == nil:
		m.order, m.rows[id] = append(m.order, id), row
	}
}

func (r *modelRun) erase(name tenant.ID, m *model) {
	var ids []string
	for range r.random.IntN(3) {
		if len(m.order) > 0 {
			id := m.order[r.random.IntN(len(m.order))]
			m.rows[id].erased = true
			ids = append(ids, id)
		}
	}
	r.change(name, m, r.d.erase(ids...))
}

// compare asks the store all that the model knows.
func (r *modelRun) compare() {
	for name, m := range r.tenants {
		for id, row := range m.rows {
			got, err := r.s.Record(background(), name, id)
			switch {
			case err != nil:
				r.t.Errorf("%s: %v", id, err)
			case row.erased != !got.ErasedAt.IsZero():
				r.t.Errorf("%s: erased is %v, want %v", id, got.ErasedAt, row.erased)
			case !row.erased && r.d.contents(r.t, name, got) != row.contents:
				r.t.Errorf("%s has other contents", id)
			}
		}
		_, err := r.s.Record(background(), name, "rec_none")
		wantKind(r.t, err, problem.NotFound)
		r.compareLists(name, m)
		r.compareChain(name, m)
	}
}

func (r *modelRun) compareLists(name tenant.ID, m *model) {
	for filter := range 16 {
		f := store.Filter{Limit: 1000}
		subject, outcome := byte(filter%4), byte(filter/4)
		if subject < 3 {
			f.Subject = []byte{'s', subject}
		}
		if outcome < 3 {
			f.Outcome = []byte{'o', outcome}
		}
		var want, got []string
		for _, id := range slices.Backward(m.order) {
			row := m.rows[id]
			if !row.erased && (subject == 3 || row.subject == subject) && (outcome == 3 || row.outcome == outcome) {
				want = append(want, id)
			}
		}
		list, err := r.s.Records(background(), name, f)
		for _, record := range list {
			got = append(got, record.ID)
		}
		if err != nil || !slices.Equal(got, want) {
			r.t.Errorf("filter %d: got %v, want %v, %v", filter, got, want, err)
		}
	}
}

func (r *modelRun) compareChain(name tenant.ID, m *model) {
	i := 0
	for e, err := range r.s.Chain(background(), name) {
		if err != nil || i >= len(m.events) || e.Event != m.events[i] || e.Seq != int64(i+1) {
			r.t.Fatalf("entry %d of %s is %+v, %v", i, name, e, err)
		}
		i++
	}
	if i != len(m.events) {
		r.t.Errorf("%d entries, want %d", i, len(m.events))
	}
}
