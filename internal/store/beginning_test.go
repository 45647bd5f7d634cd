package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// registered reads the chain of the service, and says what it names, in order.
func registered(t testing.TB, s *store.Store) (*audit.Register, []string) {
	t.Helper()
	var r audit.Register
	var said []string
	for e, err := range r.Follow(s.Chain(background(), tenant.Service)) {
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, strings.TrimSpace(fmt.Sprint(e.Action, " ", e.Detail)))
	}
	return &r, said
}

// fitting makes sure that all chains are there which must be.
func fitting(t testing.TB, s *store.Store) {
	t.Helper()
	heads, err := s.Heads(background())
	if err != nil {
		t.Fatal(err)
	}
	r, said := registered(t, s)
	faults := r.Missing(heads, nil)
	for i := range heads {
		faults = append(faults, r.Faults(heads[i].Tenant)...)
		if of := heads[i].Tenant; of != tenant.Service && !r.Named(of) {
			t.Errorf("%s is not named in %q", of, said)
		}
	}
	if len(faults) > 0 {
		t.Error(faults)
	}
}

func noted(d *database) store.Change {
	return store.Change{Events: []audit.Event{d.event(audit.Listed, "")}}
}

func TestTheFirstChainBeginsWithTheDatabaseAndNamesEachTenantOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		commit(t, s, ours, noted(d))
		commit(t, s, ours, noted(d))
		key := apikey.Key{ID: "abcdefghijkl", Tenant: theirs, Name: "n", Hash: []byte("h"), Scopes: []string{"screen"}, CreatedAt: d.clock.now()}
		if err := s.SaveAPIKeys(t.Context(), theirs, []apikey.Key{key}, nil); err != nil {
			t.Fatal(err)
		}
		commit(t, s, tenant.Service, noted(d))
		s = d.open(t)
		commit(t, s, theirs, noted(d))
		_, said := registered(t, s)
		if want := []string{"begin", "tenant ours", "tenant theirs", "list"}; !slices.Equal(said, want) {
			t.Errorf("%q", said)
		}
		fitting(t, s)
		verify(t, d, s)
	})
}

func TestProgramsThatStartTogetherBeginOneChain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		stores := make([]*store.Store, 4)
		var all sync.WaitGroup
		for i := range stores {
			all.Go(func() {
				var err error
				if stores[i], err = store.Open(background(), d.options()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		for i, s := range stores {
			t.Cleanup(func() { s.Close() })
			for n := range 10 { // all make chains, in different orders, also of the service
				all.Go(func() {
					for _, name := range []tenant.ID{tenant.ID(fmt.Sprint("t", (n*7+i*3)%10)), tenant.Service, tenant.ID(fmt.Sprint("t", n))} {
						commit(t, s, name, noted(d))
					}
				})
			}
		}
		all.Wait()
		_, said := registered(t, stores[0])
		if said[0] != "begin" || len(said) != 1+10+40 {
			t.Errorf("%q", said)
		}
		fitting(t, stores[0])
		verify(t, d, stores[0])
	})
}

func TestAChainThatIsBegunAnewIsKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		commit(t, s, ours, noted(d))
		s.Close()
		db := d.sql(t)
		for _, statement := range []string{"DELETE FROM entry WHERE tenant = 'ours'", "DELETE FROM head WHERE tenant = 'ours'"} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		s = d.open(t)
		if _, err := s.Commit(t.Context(), ours, noted(d)); err != nil {
			return // better still
		}
		verify(t, d, s)
		r, _ := registered(t, s)
		if faults := r.Faults(ours); len(faults) != 1 || !strings.Contains(faults[0].String(), "was removed and begun anew") {
			t.Error(faults)
		}
	})
}

func TestARestoreNamesTheTenantsThatStay(t *testing.T) {
	acrossEngines(t, func(t *testing.T, from, to *database) {
		a, b := from.open(t), to.open(t)
		from.fill(t, a, ours, 2)
		commit(t, a, "third", noted(from))
		commit(t, b, theirs, noted(to)) // a chain that stays
		commit(t, b, ours, noted(to))
		restore(t, b, backup(t, a), true)
		fitting(t, b)
		verify(t, to, b)
		commit(t, b, "fourth", noted(to))
		if _, said := registered(t, b); !slices.Equal(said, []string{"begin", "tenant ours", "tenant third", "tenant theirs", "tenant fourth"}) {
			t.Errorf("%q", said)
		}
		fitting(t, b)
		verify(t, to, b)
	})
}

func TestABackupWithoutAChainIsRefused(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 2)
	commit(t, s, theirs, noted(d))
	text := unzip(t, backup(t, s))
	for name, want := range map[string]string{"theirs": "Chain of theirs: it is missing, although", "_service": "lacks the chain of _service"} {
		var kept []byte
		for line := range bytes.Lines(text) {
			if !bytes.Contains(line, []byte(`"tenant":"`+name+`"`)) {
				kept = append(kept, line...)
			}
		}
		to := *d
		to.dsn = sqlite(t).dsn
		r := to.open(t)
		before := headOf(t, r, tenant.Service)
		_, err := r.Restore(t.Context(), bytes.NewReader(zip(store.Whole(kept))), store.RestoreOptions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if after := headOf(t, r, tenant.Service); after.Hash != before.Hash {
			t.Errorf("%s: something has changed", name)
		}
	}
}
