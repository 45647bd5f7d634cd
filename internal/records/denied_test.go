package records_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestRefusalsAreWrittenWithinASecondAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for range 500 {
			b.Denied(us, audit.Read, unknownID, "not_found")
		}
		b.Denied(us, audit.Erased, "", "forbidden")
		b.Denied(records.By{Tenant: us.Tenant, Caller: "key-c"}, audit.Read, "", "not_found")
		b.Denied(records.By{Tenant: tenant.Service}, audit.Created, "", "unauthenticated")
		b.Denied(records.By{}, audit.Created, "", "unauthenticated")
		if len(b.store.chain(us.Tenant)) > 0 {
			t.Error("written while the request waits")
		}
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		want := []string{"key-a denied  forbiddenerase×1", "key-a denied " + unknownID + " not_foundread×500", "key-c denied  not_foundread×1"}
		if got := b.acts(us, 0); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if got := b.acts(records.By{Tenant: tenant.Service}, 0); !slices.Equal(got, []string{" denied  unauthenticatedcreate×2"}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestARaidOnIDsIsOneEntryASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for i := range 3000 {
			by := us
			by.Request = fmt.Sprint("request-", i)
			_, _ = b.Read(t.Context(), by, fmt.Sprintf("rec_%s%c", strings.Repeat("a", 25), 'a'+i%26))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		chain, count := b.store.chain(us.Tenant), 0
		for _, e := range chain {
			count += e.Count
			if e.Record != "" || e.Request != "" {
				t.Errorf("an entry for several names %q and %q", e.Record, e.Request)
			}
		}
		if count != 3000 || len(chain) > 4 {
			t.Errorf("%d refusals in %d entries", count, len(chain))
		}
	})
}

func TestManyCallersAreCountedTogether(t *testing.T) {
	b := newBench(t)
	for i := range 1000 {
		b.Denied(records.By{Tenant: us.Tenant, Caller: fmt.Sprint("jwt:", i)}, audit.Read, "", "forbidden")
	}
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	chain, count := b.store.chain(us.Tenant), 0
	for _, e := range chain {
		count += e.Count
	}
	if count != 1000 || len(chain) > 260 {
		t.Errorf("%d refusals in %d entries", count, len(chain))
	}
}

func TestRefusalsWaitForTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var down atomic.Bool
		down.Store(true)
		b.store.before = func(*store.Change) error {
			if down.Load() {
				return errors.New("down")
			}
			return nil
		}
		b.Denied(us, audit.Read, unknownID, "not_found")
		time.Sleep(3500 * time.Millisecond)
		b.Denied(us, audit.Read, unknownID, "not_found")
		down.Store(false)
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		if got, want := b.acts(us, 0), []string{"key-a denied " + unknownID + " not_foundread×2"}; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if n := strings.Count(b.log.String(), "cannot be written"); n != 1 {
			t.Errorf("said %d times: %s", n, b.log)
		}
	})
}

func TestFlushWritesWhatWaits(t *testing.T) {
	b := newBench(t)
	if err := b.Flush(t.Context()); err != nil || b.store.commits > 0 {
		t.Errorf("nothing waits: %d commits, error %v", b.store.commits, err)
	}
	failure := errors.New("down")
	b.store.before = func(*store.Change) error { return failure }
	b.Denied(us, audit.Read, unknownID, "not_found")
	if err := b.Flush(t.Context()); !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
	b.store.before = nil
	if err := b.Flush(t.Context()); err != nil || len(b.acts(us, 0)) != 1 {
		t.Errorf("error %v, written %v", err, b.acts(us, 0))
	}
}
