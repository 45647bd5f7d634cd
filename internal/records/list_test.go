package records_test

import (
	"fmt"
	"slices"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
)

func ids(list v1.RecordList) []string {
	out := []string{}
	for _, item := range list.Items {
		out = append(out, item.ID)
	}
	return out
}

func TestAListShowsWhatMattersNewestFirst(t *testing.T) {
	b := newBench(t)
	if list := b.list(us, records.Query{}); list.Items == nil || len(list.Items) > 0 || list.NextCursor != "" || list.IronResults != nil {
		t.Errorf("an empty list is %+v", list)
	}
	first := b.create(us, "4711", someRequest)
	second := b.create(us, "", `{"safety":{"suicidal_thoughts":"yes"}}`)
	list := b.list(us, records.Query{})
	want := []v1.RecordSummary{
		{ID: second.ID, CreatedAt: "2026-11-20T09:30:00.123Z", Outcome: "indeterminate", Label: "deferred", Alerts: []string{"suicidal_thoughts"}, Ruleset: b.app.RulesetVersion()},
		{
			ID: first.ID, Subject: "4711", CreatedAt: "2026-11-20T09:30:00.123Z", AsOf: "2026-11-20", Outcome: "positive_provisional",
			Label: "indeterminate", Alerts: []string{}, Ruleset: b.app.RulesetVersion(),
		},
	}
	if fmt.Sprint(list.Items) != fmt.Sprint(want) {
		t.Errorf("got  %+v\nwant %+v", list.Items, want)
	}
	wantActs := []string{"key-a list  done×1", "key-a create " + first.ID + " done×1", "key-a create " + second.ID + " done×1", "key-a list " + second.ID + " done×1", "key-a list " + first.ID + " done×1"}
	if got := b.acts(us, 0); !slices.Equal(got, wantActs) {
		t.Errorf("the audit trail has %v", got)
	}
}

func TestFilters(t *testing.T) {
	b := newBench(t)
	provisional, open := b.create(us, "4711", someRequest).ID, b.create(us, "4711", `{}`).ID
	other, erased := b.create(us, "4712", someRequest).ID, b.create(us, "4711", someRequest).ID
	b.create(them, "4711", someRequest)
	if err := b.Erase(t.Context(), us, erased); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		q    records.Query
		want []string
	}{
		{"none", records.Query{}, []string{other, open, provisional}},
		{"a subject", records.Query{Subject: "4711"}, []string{open, provisional}},
		{"an outcome", records.Query{Outcome: "positive_provisional"}, []string{other, provisional}},
		{"both", records.Query{Subject: "4711", Outcome: "indeterminate"}, []string{open}},
		{"a subject that there is not", records.Query{Subject: "471"}, []string{}},
		{"an outcome that no record has", records.Query{Outcome: "out_of_scope"}, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ids(b.list(us, c.q)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	for name, q := range map[string]records.Query{
		"outcome": {Outcome: "Positive"}, "limit": {Limit: 101}, "cursor": {Cursor: "AAAA"},
	} {
		_, err := b.List(t.Context(), us, q)
		wants(t, err, problem.BadQuery)
		if len(err.Fields) != 1 || err.Fields[0].Pointer != name {
			t.Errorf("%s: %+v", name, err.Fields)
		}
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	b := newBench(t)
	var all []string
	for range 45 {
		all = append(all, b.create(us, "4711", `{}`).ID)
	}
	slices.Reverse(all)
	for _, limit := range []int{0, 1, 7, 44, 45, 100} {
		var got []string
		q := records.Query{Subject: "4711", Limit: limit}
		for {
			list := b.list(us, q)
			if want := max(limit, 20*(1-min(limit, 1))); len(list.Items) > want || len(list.Items) == 0 {
				t.Fatalf("a page of %d, asked for %d", len(list.Items), want)
			}
			got = append(got, ids(list)...)
			if q.Cursor = list.NextCursor; q.Cursor == "" {
				break
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("in pages of %d: %d records, out of order or not all", limit, len(got))
		}
	}
}

// What is stored or erased meanwhile moves no other record to another page.
func TestPagesStayWhenTheListChanges(t *testing.T) {
	b := newBench(t)
	one, two, three := b.create(us, "", `{}`).ID, b.create(us, "", `{}`).ID, b.create(us, "", `{}`).ID
	page := b.list(us, records.Query{Limit: 1})
	b.create(us, "", `{}`)
	if err := b.Erase(t.Context(), us, three); err != nil {
		t.Fatal(err)
	}
	rest := b.list(us, records.Query{Cursor: page.NextCursor})
	if got := append(ids(page), ids(rest)...); !slices.Equal(got, []string{three, two, one}) {
		t.Errorf("got %v", got)
	}
}

func TestACursorIsOfOneList(t *testing.T) {
	b := newBench(t)
	var id string
	for range 3 {
		id = b.create(us, "4711", someRequest).ID
		b.create(them, "4711", someRequest)
	}
	cursor := b.list(us, records.Query{Subject: "4711", Limit: 1}).NextCursor
	trail := decoded[v1.AuditTrail](t, must(b.Trail(t.Context(), us, id, "", 1)))
	for _, c := range []struct {
		name string
		by   records.By
		q    records.Query
	}{
		{"of another tenant", them, records.Query{Subject: "4711", Cursor: cursor}},
		{"of another subject", us, records.Query{Subject: "4712", Cursor: cursor}},
		{"without its filter", us, records.Query{Cursor: cursor}},
		{"with another filter", us, records.Query{Subject: "4711", Outcome: "positive_provisional", Cursor: cursor}},
		{"cut", us, records.Query{Subject: "4711", Cursor: cursor[:len(cursor)-1]}},
		{"lengthened", us, records.Query{Subject: "4711", Cursor: cursor + "A"}},
		{"altered", us, records.Query{Subject: "4711", Cursor: "B" + cursor[1:]}},
		{"of a trail", us, records.Query{Subject: "4711", Cursor: trail.NextCursor}},
		{"that a client made up", us, records.Query{Subject: "4711", Cursor: "MTA"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := b.List(t.Context(), c.by, c.q)
			wants(t, err, problem.BadQuery)
			if len(err.Fields) != 1 || err.Fields[0].Pointer != "cursor" {
				t.Errorf("got %+v", err.Fields)
			}
		})
	}
	if list := b.list(us, records.Query{Subject: "4711", Limit: 2, Cursor: cursor}); len(list.Items) != 2 {
		t.Errorf("with another limit there are %d", len(list.Items))
	}
}

// must is the answer of what has to succeed.
func must[T any](out T, err *problem.Error) T {
	if err != nil {
		panic(err)
	}
	return out
}
