package records_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
)

// uses are all use cases that take the id of a record.
func uses(s *records.Service) map[string]func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
	return map[string]func(t *testing.T, by records.By, id string) ([]byte, *problem.Error){
		"read": func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
			stored, err := s.Read(t.Context(), by, id)
			return stored.Answer, err
		},
		"replay": func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
			return s.Replay(t.Context(), by, id)
		},
		"erase": func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
			return nil, s.Erase(t.Context(), by, id)
		},
		"trail": func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
			return s.Trail(t.Context(), by, id, "", 0)
		},
		"entries": func(t *testing.T, by records.By, id string) ([]byte, *problem.Error) {
			entries, err := s.TrailEntries(t.Context(), by, id)
			return fmt.Append(nil, entries), err
		},
	}
}

const unknownID = "rec_aaaaaaaaaaaaaaaaaaaaaaaaaa"

func TestAnotherTenantsRecordIsNotThere(t *testing.T) {
	for name := range uses(newBench(t).Service) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			use := uses(b.Service)[name]
			id, before := b.create(us, "4711", someRequest).ID, 1
			b.chained(them)
			_, theirs := use(t, them, id)
			wants(t, theirs, problem.NotFound)
			_, unknown := use(t, them, unknownID)
			wants(t, unknown, problem.NotFound)
			if theirs.Detail != unknown.Detail || fmt.Sprint(theirs.Fields) != fmt.Sprint(unknown.Fields) {
				t.Errorf("%q is not %q", theirs.Detail, unknown.Detail)
			}
			if err := b.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := b.acts(us, before); len(got) > 0 {
				t.Errorf("the trail of the owner has %v", got)
			}
			action := strings.Replace(name, "entries", "trail", 1)
			want := []string{"key-b denied " + unknownID + " not_found" + action + "×1", "key-b denied " + id + " not_found" + action + "×1"}
			slices.Sort(want)
			if got := b.acts(them, 1); !slices.Equal(got, want) {
				t.Errorf("the trail of the caller has %v, want %v", got, want)
			}
			if _, err := use(t, us, id); err != nil {
				t.Errorf("the owner: %v", err)
			}
		})
	}
}

func TestARefusalNamesTheID(t *testing.T) {
	b := newBench(t)
	b.chained(them)
	_, _ = b.Read(t.Context(), them, unknownID)
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.acts(them, 1), []string{"key-b denied " + unknownID + " not_foundread×1"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if e := b.store.chain(them.Tenant)[1]; e.Request != them.Request || !e.At.Equal(b.clock.Now().Truncate(time.Millisecond)) {
		t.Errorf("got %+v", e.Event)
	}
}

func TestIDsOfAnotherFormAreNotThere(t *testing.T) {
	b := newBench(t)
	made := b.create(us, "", `{}`).ID
	for _, id := range []string{
		"", "rec_", made[4:], made[:29], made + "a", strings.ToUpper(made), "rec_" + strings.Repeat("1", 26), "rec_" + strings.Repeat("ä", 13), made + "\n", "' OR 1=1 --",
	} {
		for name, use := range uses(b.Service) {
			_, err := use(t, us, id)
			if err == nil || err.Kind != problem.NotFound {
				t.Errorf("%s of %q: %v", name, id, err)
			}
		}
	}
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, e := range b.store.chain(us.Tenant)[1:] {
		if e.Record != "" {
			t.Errorf("the audit trail has %q", e.Record)
		}
	}
}

func TestWhatIsErasedIsGone(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", someRequest).ID
	for range 2 {
		if err := b.Erase(t.Context(), us, id); err != nil {
			t.Fatal(err)
		}
	}
	for name, use := range uses(b.Service) {
		_, err := use(t, us, id)
		if gone := name == "read" || name == "replay"; gone != (err != nil && err.Kind == problem.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list := b.list(us, records.Query{}); len(list.Items) > 0 {
		t.Errorf("listed: %v", list.Items)
	}
	if r := b.store.records[us.Tenant][0]; r.Sealed != nil || r.Wrapped != nil {
		t.Error("its key is still there")
	}
	if got, want := b.acts(us, 0)[:3], []string{"key-a create " + id + " done×1", "key-a erase " + id + " done×1", "key-a erase " + id + " done×1"}; !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v", got)
	}
}

func TestTheTrailSaysWhoDidWhat(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "MARKER", someRequest).ID
	b.create(us, "MARKER", someRequest)
	other := records.By{Tenant: us.Tenant, Caller: "jwt:0123456789abcdef"}
	_, _ = b.Read(t.Context(), other, id)
	_, _ = b.Replay(t.Context(), us, id)
	b.Denied(other, "erase", id, "forbidden")
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = b.Erase(t.Context(), us, id)
	out := must(b.Trail(t.Context(), us, id, "", 0))
	trail := decoded[v1.AuditTrail](t, out)
	const at = "2026-11-20T09:30:00.123Z"
	want := []v1.AuditItem{
		{Seq: 1, At: at, Action: "create", Caller: "key-a", Outcome: "done", RequestID: requestA, Count: 1},
		{Seq: 3, At: at, Action: "read", Caller: "jwt:0123456789abcdef", Outcome: "done", Count: 1},
		{Seq: 4, At: at, Action: "replay", Caller: "key-a", Outcome: "done", RequestID: requestA, Count: 1},
		{Seq: 5, At: at, Action: "denied", Caller: "jwt:0123456789abcdef", Outcome: "forbidden", Detail: "erase", Count: 1},
		{Seq: 6, At: at, Action: "erase", Caller: "key-a", Outcome: "done", RequestID: requestA, Count: 1},
	}
	if trail.ID != id || !slices.Equal(trail.Items, want) || trail.NextCursor != "" {
		t.Errorf("got %s", out)
	}
	if got := b.acts(us, 6); !slices.Equal(got, []string{"key-a trail " + id + " done×1"}) {
		t.Errorf("afterwards the trail has %v", got)
	}
	if strings.Contains(string(out), "MARKER") {
		t.Error("the trail names the subject")
	}
}

func TestATrailHasPages(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "", someRequest).ID
	for range 250 {
		_, _ = b.Read(t.Context(), us, id)
	}
	entries, err := b.TrailEntries(t.Context(), us, id)
	if err != nil || len(entries) != 251 {
		t.Fatalf("%d entries, error %v", len(entries), err)
	}
	var got []int64
	for cursor := ""; ; {
		trail := decoded[v1.AuditTrail](t, must(b.Trail(t.Context(), us, id, cursor, 100)))
		for _, item := range trail.Items {
			got = append(got, item.Seq)
		}
		if cursor = trail.NextCursor; cursor == "" {
			break
		}
	}
	// The trail was read before, and two pages of it before the last one.
	if len(got) != 254 || !slices.IsSorted(got) || len(slices.Compact(got)) != 254 {
		t.Errorf("%d entries in pages", len(got))
	}
	other := b.create(us, "", someRequest).ID
	cursor := decoded[v1.AuditTrail](t, must(b.Trail(t.Context(), us, id, "", 1))).NextCursor
	_, err = b.Trail(t.Context(), us, other, cursor, 0)
	wants(t, err, problem.BadQuery)
	_, err = b.Trail(t.Context(), us, id, "", 101)
	wants(t, err, problem.BadQuery)
}

func TestATrailWithoutEndIsNotAnsweredAtOnce(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "", someRequest).ID
	for range 999 {
		_, _ = b.Read(t.Context(), us, id)
	}
	entries, err := b.TrailEntries(t.Context(), us, id)
	if err != nil || len(entries) != 1000 {
		t.Errorf("%d entries, error %v", len(entries), err)
	}
	_, err = b.TrailEntries(t.Context(), us, id) // of which the one above is the 1,001st
	wants(t, err, problem.NotAcceptable)
}

// A database that does not take the entry gets no answer out either.
func TestNothingIsShownBeforeTheAuditTrailHasIt(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", someRequest).ID
	b.store.before = func(*store.Change) error {
		return &problem.Error{Kind: problem.Unavailable, Detail: "Try again.", RetryAfter: 2}
	}
	for name, use := range uses(b.Service) {
		out, err := use(t, us, id)
		wants(t, err, problem.Unavailable)
		if strings.Contains(string(out), "rec_") || err.RetryAfter != 2 {
			t.Errorf("%s: %s, again after %d s", name, out, err.RetryAfter)
		}
	}
	out, err := b.List(t.Context(), us, records.Query{})
	wants(t, err, problem.Unavailable)
	if out != nil {
		t.Errorf("listed %s", out)
	}
}

// The secret of the index is in the database, which may be away at the start.
func TestUntilThereIsAnIndexWhatNeedsItIsUnavailable(t *testing.T) {
	b := newBench(t)
	id, index := b.create(us, "4711", someRequest).ID, seal.NewIndex([]byte("0123456789abcdef0123456789abcdef"))
	o := b.options(b.store)
	o.Index = nil
	s := records.New(o)
	calls := map[string]func() *problem.Error{
		"create": func() *problem.Error {
			_, err := s.Create(t.Context(), us, body("", `{}`), app.Options{}, "key")
			return err
		},
		"list":  func() *problem.Error { _, err := s.List(t.Context(), us, records.Query{Subject: "4711"}); return err },
		"trail": func() *problem.Error { _, err := s.Trail(t.Context(), us, id, "x", 0); return err },
	}
	for name, call := range calls {
		if err := call(); err == nil || err.Kind != problem.Unavailable || err.RetryAfter == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, use := range uses(s) {
		if _, err := use(t, us, unknownID); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	s.UseIndex(index)
	for name, call := range calls {
		if err := call(); err != nil && name != "trail" {
			t.Errorf("then %s: %v", name, err)
		}
	}
}

func TestWhatOneTenantStoresNoOtherLists(t *testing.T) {
	b := newBench(t)
	b.create(us, "4711", someRequest)
	if list := b.list(them, records.Query{Subject: "4711"}); len(list.Items) > 0 || len(list.IronResults) > 0 {
		t.Errorf("got %+v", list)
	}
}

// What a patient said, and what a client made up, is in no error and no log.
func TestNothingThatWasSentIsInErrorsOrLogs(t *testing.T) {
	const marker = "MARKER4711"
	b := newBench(t)
	var errs []*problem.Error
	keep := func(err *problem.Error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	post := func(text, key string) {
		_, err := b.Create(t.Context(), us, []byte(text), app.Options{}, key)
		keep(err)
	}
	full := `{"subject":"` + marker + `","request":{"medications":[{"name":"` + marker + `"}],"labs":[{"test":"ferritin","value":22,"unit":"ng/mL"}]}}`
	post(full, marker)
	post(full+" ", marker)
	post(full, marker+" "+marker)
	post(strings.ReplaceAll(full, "ng/mL", marker), "")
	post(strings.ReplaceAll(full, "22", `"`+marker+`"`), "")
	post(strings.ReplaceAll(full, marker, marker+`\u0000`), "")
	post(full[:len(full)-3], "")
	for name, use := range uses(b.Service) {
		_, err := use(t, us, marker)
		keep(err)
		if err == nil {
			t.Errorf("%s of no record", name)
		}
	}
	for _, q := range []records.Query{{Cursor: marker}, {Subject: marker, Cursor: marker}, {Outcome: marker}} {
		_, err := b.List(t.Context(), us, q)
		keep(err)
	}
	id := b.list(us, records.Query{}).Items[0].ID
	_, err := b.Trail(t.Context(), us, id, marker, 0)
	keep(err)
	r := b.store.records[us.Tenant][0]
	r.Sealed[20] ^= 1
	_, err = b.Read(t.Context(), us, id)
	keep(err)
	b.store.before = func(*store.Change) error { return fmt.Errorf("insert: constraint") }
	post(full, "another")
	b.Denied(us, "read", marker, "forbidden")
	_ = b.Flush(t.Context())
	if len(errs) < 15 {
		t.Errorf("%d errors only", len(errs))
	}
	for _, err := range errs {
		if text := fmt.Sprint(err.Error(), err.Fields, err.Cause); strings.Contains(text, marker) {
			t.Errorf("an error says %s", text)
		}
	}
	if strings.Contains(b.log.String(), marker) {
		t.Errorf("the log says %s", b.log)
	}
	for _, e := range b.store.chain(us.Tenant) {
		if strings.Contains(fmt.Sprintf("%+v", e), marker) {
			t.Errorf("the audit trail says %+v", e)
		}
	}
}
