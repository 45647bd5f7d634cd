package records_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// largeRequest has the most medicines and results there may be.
func largeRequest() string {
	var medicines, labs []string
	for i := range 100 {
		medicines = append(medicines, fmt.Sprintf(`{"name":"medicine %d of a long name %s"}`, i, strings.Repeat("x", 100)))
	}
	for i := range 200 {
		labs = append(labs, fmt.Sprintf(`{"test":"ferritin","value":%d,"unit":"ng/mL","collected_on":"%d-%02d-%02d"}`, i+1, 2020+i/336, i/28%12+1, i%28+1))
	}
	return `{"medications":[` + strings.Join(medicines, ",") + `],"labs":[` + strings.Join(labs, ",") + `]}`
}

// portions is a store that says how much it was asked for at once.
type portions struct {
	*fake
	most int
}

func (p *portions) Records(ctx context.Context, t tenant.ID, f store.Filter) ([]store.Record, error) {
	p.most = max(p.most, f.Limit)
	return p.fake.Records(ctx, t, f)
}

func TestAPageOfLargeRecordsEndsEarly(t *testing.T) {
	b := newBench(t)
	var all []string
	for range 100 {
		all = append(all, b.create(us, "4711", largeRequest()).ID)
	}
	slices.Reverse(all)
	kept := &portions{fake: b.store}
	b.Service = records.New(b.options(kept))
	var got []string
	pages, q := 0, records.Query{Subject: "4711", Limit: 100}
	for {
		list := b.list(us, q)
		got, pages = append(got, ids(list)...), pages+1
		if len(list.Items) == 0 || len(list.IronResults) != 200 {
			t.Fatalf("a page of %d records and %d results", len(list.Items), len(list.IronResults))
		}
		if q.Cursor = list.NextCursor; q.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, all) || pages < 2 {
		t.Errorf("%d records on %d pages", len(got), pages)
	}
	if kept.most > 16 {
		t.Errorf("%d sealed records at once", kept.most)
	}
}

func TestAPageOfUsualRecordsIsFull(t *testing.T) {
	b := newBench(t)
	full, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	for range 101 {
		b.create(us, "4711", string(full))
	}
	if list := b.list(us, records.Query{Limit: 100}); len(list.Items) != 100 || list.NextCursor == "" {
		t.Errorf("%d records", len(list.Items))
	}
}

// Everything that a list takes, also what is free again at once, is bounded,
// however large the records are.
func TestTheMemoryOfAListIsBounded(t *testing.T) {
	b := newBench(t)
	for range 100 {
		b.create(us, "4711", largeRequest())
	}
	q := records.Query{Subject: "4711", Limit: 100}
	b.list(us, q)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	must(b.List(t.Context(), us, q))
	runtime.ReadMemStats(&after)
	taken := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d KiB", taken>>10)
	if taken > 16<<20 {
		t.Errorf("%d MiB for a list", taken>>20)
	}
}

// blocked is a store whose lists wait until they may go on.
type blocked struct {
	*fake
	open chan struct{}
}

func (s blocked) Records(ctx context.Context, t tenant.ID, f store.Filter) ([]store.Record, error) {
	<-s.open
	return s.fake.Records(ctx, t, f)
}

func (s blocked) Trail(ctx context.Context, t tenant.ID, record string, after int64, limit int) ([]audit.Entry, error) {
	<-s.open
	return s.fake.Trail(ctx, t, record, after, limit)
}

func TestAFewListsAreMadeAtOnce(t *testing.T) {
	for _, c := range []struct {
		name          string
		tenants, each int
		made          int
	}{
		{"two of a tenant", 1, 5, 2},
		{"eight of all", 10, 1, 8},
		{"two of each tenant up to eight", 5, 2, 8},
		{"those that there is room for", 3, 2, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				kept := blocked{b.store, make(chan struct{})}
				s := records.New(b.options(kept))
				answers := make(chan *problem.Error, c.tenants*c.each)
				for i := range c.tenants * c.each {
					go func() {
						_, err := s.List(t.Context(), records.By{Tenant: tenant.ID(fmt.Sprint("clinic-", i%c.tenants))}, records.Query{})
						answers <- err
					}()
				}
				time.Sleep(1100 * time.Millisecond)
				synctest.Wait()
				late := len(answers)
				for range late {
					if err := <-answers; err == nil || err.Kind != problem.Unavailable || err.RetryAfter != 1 {
						t.Errorf("who waited got %v", err)
					}
				}
				if made := c.tenants*c.each - late; made != c.made {
					t.Errorf("%d at once", made)
				}
				close(kept.open)
				for range c.made {
					if err := <-answers; err != nil {
						t.Error(err)
					}
				}
				if _, err := s.List(t.Context(), us, records.Query{}); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		})
	}
}

func TestWhoWaitsForAListGetsItWhenAnotherIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.create(us, "", someRequest).ID
		kept := blocked{b.store, make(chan struct{})}
		s := records.New(b.options(kept))
		answers := make(chan *problem.Error, 4)
		for i := range 4 {
			go func() {
				var err *problem.Error
				if i%2 == 0 {
					_, err = s.List(t.Context(), us, records.Query{})
				} else {
					_, err = s.TrailEntries(t.Context(), us, id)
				}
				answers <- err
			}()
		}
		synctest.Wait()
		given, cancel := context.WithCancel(t.Context())
		gone := make(chan *problem.Error)
		go func() {
			_, err := s.List(given, us, records.Query{})
			gone <- err
		}()
		time.Sleep(500 * time.Millisecond)
		cancel()
		wants(t, <-gone, problem.Timeout)
		close(kept.open)
		for range 4 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestARecordThatCannotBeOpenedHidesNoOther(t *testing.T) {
	b := newBench(t)
	one, broken, three := b.create(us, "4711", someRequest).ID, b.create(us, "4711", someRequest).ID, b.create(us, "4711", someRequest).ID
	b.store.records[us.Tenant][1].Sealed[20] ^= 1
	out := must(b.List(t.Context(), us, records.Query{Subject: "4711"}))
	if !strings.Contains(string(out), `{"id":"`+broken+`","created_at":"2026-11-20T09:30:00.123Z","unreadable":true}`) {
		t.Errorf("got %s", out)
	}
	list := decoded[v1.RecordList](t, out)
	if got := ids(list); !slices.Equal(got, []string{three, broken, one}) || list.Items[0].Unreadable || list.Items[0].Outcome == "" {
		t.Errorf("got %s", out)
	}
	want := []string{"key-a list " + three + " done×1", "key-a denied " + broken + " internallist×1", "key-a list " + one + " done×1"}
	if got := b.acts(us, 3); !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v", got)
	}
	if log := b.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, broken) || strings.Contains(log, "4711") {
		t.Errorf("the log says %s", log)
	}
	_, err := b.Read(t.Context(), us, broken)
	wants(t, err, problem.Internal)
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.acts(us, 6), []string{"key-a denied " + broken + " internalread×1"}; !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v", got)
	}
}

func TestWithoutTheKeyFileAListSaysWhichRecordsThereAre(t *testing.T) {
	b := newBench(t)
	for range 3 {
		b.create(us, "4711", someRequest)
	}
	b.keys = seal.Memory([]byte("another"))
	b.Service = b.again()
	list := b.list(us, records.Query{Limit: 2})
	rest := b.list(us, records.Query{Cursor: list.NextCursor})
	for _, item := range append(list.Items, rest.Items...) {
		if !item.Unreadable || item.Subject != "" || item.Outcome != "" || item.Alerts != nil {
			t.Errorf("got %+v", item)
		}
	}
	if len(list.Items) != 2 || len(rest.Items) != 1 {
		t.Errorf("%d and %d", len(list.Items), len(rest.Items))
	}
}

// Somebody who can write to the database points the blind index of one patient
// to the record of another.
func TestARecordIsListedUnderItsOwnSubjectAndOutcomeOnly(t *testing.T) {
	alices := `{"labs":[{"test":"ferritin","value":5,"unit":"ng/mL","collected_on":"2026-10-30"}]}`
	for name, c := range map[string]struct {
		forge func(forged, other *store.Record)
		q     records.Query
	}{
		"a subject":  {func(forged, other *store.Record) { forged.Subject = other.Subject }, records.Query{Subject: "bob"}},
		"an outcome": {func(forged, other *store.Record) { forged.Outcome = other.Outcome }, records.Query{Outcome: "positive_provisional"}},
		"both": {
			func(forged, other *store.Record) { forged.Subject, forged.Outcome = other.Subject, other.Outcome },
			records.Query{Subject: "bob", Outcome: "positive_provisional"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			alice, bob := b.create(us, "alice", alices).ID, b.create(us, "bob", someRequest).ID
			kept := b.store.records[us.Tenant]
			c.forge(kept[0], kept[1])
			out := string(must(b.List(t.Context(), us, c.q)))
			list := decoded[v1.RecordList](t, []byte(out))
			if got := ids(list); !slices.Equal(got, []string{bob}) || strings.Contains(out, "alice") || len(list.IronResults) > 0 {
				t.Errorf("got %s", out)
			}
			if log := b.log.String(); !strings.Contains(log, "level=ERROR") || !strings.Contains(log, alice) || strings.Contains(log, "bob") {
				t.Errorf("the log says %s", log)
			}
			if got := b.acts(us, 2); !slices.Contains(got, "key-a denied "+alice+" internallist×1") {
				t.Errorf("the audit trail has %v", got)
			}
			c.q.Limit = 1
			first := b.list(us, c.q)
			if rest := b.list(us, records.Query{Subject: c.q.Subject, Outcome: c.q.Outcome, Cursor: first.NextCursor}); len(rest.Items) > 0 || rest.NextCursor != "" {
				t.Errorf("the next page has %+v", rest)
			}
		})
	}
}

// Somebody who can write to the database points a key to another record.
func TestARepeatedKeyAnswersWithItsOwnRecordOnly(t *testing.T) {
	for name, other := range map[string]struct {
		subject, request string
		o                app.Options
	}{
		"of another subject": {"bob", someRequest, app.Options{}}, "of no subject": {"", someRequest, app.Options{}},
		"of other answers": {"4711", `{}`, app.Options{}}, "in other words": {"4711", someRequest, app.Options{Audience: app.Patient}},
		"in another language": {"4711", someRequest, app.Options{Lang: "es"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			if _, err := resend(t, b.Service, us, "key-1"); err != nil {
				t.Fatal(err)
			}
			made, err := b.Create(t.Context(), us, body(other.subject, other.request), other.o, "")
			if err != nil {
				t.Fatal(err)
			}
			b.store.onces[us.Tenant][0].Record = made.ID
			again, err := resend(t, b.Service, us, "key-1")
			wants(t, err, problem.Internal)
			if cause := err.Cause.Error(); again.Answer != nil || !strings.Contains(cause, made.ID) || strings.Contains(cause, "4711") {
				t.Errorf("answered %s, the log says %s", again.Answer, cause)
			}
			if err := b.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, want := b.acts(us, 2), []string{"key-a denied " + made.ID + " internalcreate×1"}; !slices.Equal(got, want) {
				t.Errorf("the audit trail has %v", got)
			}
		})
	}
}
