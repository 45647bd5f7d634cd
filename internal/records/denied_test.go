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
		b.chained(us)
		for range 500 {
			b.Denied(us, audit.Read, unknownID, "not_found")
		}
		b.Denied(us, audit.Erased, "", "forbidden")
		b.Denied(records.By{Tenant: us.Tenant, Caller: "key-c"}, audit.Read, "", "not_found")
		b.Denied(records.By{Tenant: tenant.Service}, audit.Created, "", "unauthenticated")
		b.Denied(records.By{}, audit.Created, "", "unauthenticated")
		if len(b.store.chain(us.Tenant)) > 1 {
			t.Error("written while the request waits")
		}
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		want := []string{"key-a denied  forbiddenerase×1", "key-a denied " + unknownID + " not_foundread×500", "key-c denied  not_foundread×1"}
		if got := b.acts(us, 1); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if got := b.acts(records.By{Tenant: tenant.Service}, 0); !slices.Equal(got, []string{" denied  unauthenticatedcreate×2"}) {
			t.Errorf("got %v", got)
		}
	})
}

// someID is one of a number that nobody has.
func someID(n int) string {
	const digits = "abcdefghijklmnopqrstuvwxyz234567"
	return "rec_" + strings.Repeat("b", 24) + string(digits[n/32%32]) + string(digits[n%32])
}

func TestARaidOnIDsIsAFewEntriesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.chained(us)
		for i := range 3000 {
			by := us
			by.Request = fmt.Sprint("request-", i)
			_, _ = b.Read(t.Context(), by, someID(i))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		chain, count := b.store.chain(us.Tenant)[1:], 0
		for _, e := range chain {
			count += e.Count
			if e.Count > 1 && (e.Record != "" || e.Request != "") {
				t.Errorf("an entry for several names %q and %q", e.Record, e.Request)
			}
		}
		if count != 3000 || len(chain) > 4*17 {
			t.Errorf("%d refusals in %d entries", count, len(chain))
		}
	})
}

func TestManyCallersAreCountedTogether(t *testing.T) {
	b := newBench(t)
	b.chained(us)
	for i := range 1000 {
		b.Denied(records.By{Tenant: us.Tenant, Caller: fmt.Sprint("jwt:", i)}, audit.Read, someID(i), "forbidden")
	}
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	chain, count := b.store.chain(us.Tenant)[1:], 0
	for _, e := range chain {
		count += e.Count
	}
	if last := chain[len(chain)-1]; count != 1000 || len(chain) != 65 || last.Record != "" {
		t.Errorf("%d refusals in %d entries", count, len(chain))
	}
}

func TestRefusalsWaitForTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var down atomic.Bool
		down.Store(true)
		b.chained(us)
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
		if got, want := b.acts(us, 1), []string{"key-a denied " + unknownID + " not_foundread×2"}; !slices.Equal(got, want) {
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
	b.chained(us)
	failure := errors.New("down")
	b.store.before = func(*store.Change) error { return failure }
	b.Denied(us, audit.Read, unknownID, "not_found")
	if err := b.Flush(t.Context()); !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
	b.store.before = nil
	if err := b.Flush(t.Context()); err != nil || len(b.acts(us, 1)) != 1 {
		t.Errorf("error %v, written %v", err, b.acts(us, 0))
	}
}

// Somebody who knows the id of a record and is refused cannot hide that behind
// other ids, nor behind what callers of other tenants do.
func TestTheTrailOfAProbedRecordHasTheAttempt(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", someRequest).ID
	for n := range 10 {
		b.chained(records.By{Tenant: tenant.ID(fmt.Sprint("clinic-", n))})
	}
	for i := range 1000 {
		b.Denied(records.By{Tenant: tenant.ID(fmt.Sprint("clinic-", i%10)), Caller: fmt.Sprint("jwt:", i)}, audit.Read, someID(i), "forbidden")
	}
	for n := range 15 {
		b.Denied(us, audit.Read, someID(n), "forbidden")
	}
	b.Denied(us, audit.Read, id, "forbidden")
	b.Denied(us, audit.Erased, "", "forbidden")
	for n := range 30 {
		b.Denied(us, audit.Read, someID(32+n), "forbidden")
	}
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := b.acts(us, 1)
	if want := "key-a denied " + id + " forbiddenread×1"; len(got) != 18 || !slices.Contains(got, want) || !slices.Contains(got, "key-a denied  forbiddenread×30") {
		t.Errorf("got %v", got)
	}
}

// An issuer may vouch for any number of tenants, of which none has anything here.
func TestARefusedStrangerGetsNoChain(t *testing.T) {
	b := newBench(t)
	stranger := records.By{Tenant: "clinic-z", Caller: "jwt:1"}
	service := records.By{Tenant: tenant.Service}
	_, _ = b.Read(t.Context(), stranger, unknownID)
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.acts(service, 0), []string{"jwt:1 denied " + unknownID + " not_foundread of tenant clinic-z×1"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	for i := range 3000 {
		b.Denied(records.By{Tenant: tenant.ID(fmt.Sprint("clinic-", i)), Caller: fmt.Sprint("jwt:", i)}, audit.Read, "", "forbidden")
	}
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.acts(service, 1); !slices.Equal(got, []string{"several denied  forbidden×3000"}) || len(b.store.entries) != 1 {
		t.Errorf("%d chains, got %v", len(b.store.entries), got)
	}
	b.list(stranger, records.Query{}) // now it is none any more
	_, _ = b.Read(t.Context(), stranger, unknownID)
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.acts(stranger, 1); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestATenantIsKnownAfterARestart(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", someRequest).ID
	s := b.again()
	b.store.away = errors.New("down")
	s.Denied(us, audit.Read, id, "forbidden")
	if err := s.Flush(t.Context()); !errors.Is(err, b.store.away) {
		t.Errorf("error %v", err)
	}
	b.store.away = nil
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.acts(us, 1), []string{"key-a denied " + id + " forbiddenread×1"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// What a caller makes up as id of a request would stay for ever.
func TestTheAuditTrailHasNoWordsOfCallers(t *testing.T) {
	for name, c := range map[string]struct {
		id   string
		kept bool
	}{
		"one of the service": {requestA, true}, "a UUID": {requestB, true}, "the id of a trace": {"4BF92F3577B34DA6A3CE929D0E0E4736", true},
		"a name": {"Erika.Mustermann", false}, "a number": {"1234567890", false}, "a word of hexadecimal digits": {"abe-dade", false},
		"a name in the letters of ours": {"ERIKAMUSTERMANN", false}, "more than that": {requestA + "A", false},
	} {
		t.Run(name, func(t *testing.T) {
			b, by := newBench(t), us
			by.Request = c.id
			b.create(by, "", someRequest)
			if got := b.store.chain(us.Tenant)[0].Request; (got == c.id) != c.kept || !c.kept && got != "" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestNoMoreTenantsAreRememberedThanThereIsRoomFor(t *testing.T) {
	b := newBench(t)
	for i := range records.MostChains + 10 {
		b.Remembered(tenant.ID(fmt.Sprint("clinic-", i)))
	}
	if n := b.Remembered(); n != records.MostChains {
		t.Errorf("%d are remembered", n)
	}
}
