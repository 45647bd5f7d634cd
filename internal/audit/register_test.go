package audit_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// registered is a chain of the service with these events.
func registered(t *testing.T, events ...audit.Event) *audit.Register {
	t.Helper()
	h := audit.Head{Tenant: tenant.Service, Hash: audit.Genesis(tenant.Service)}
	var entries []audit.Entry
	for _, e := range events {
		var entry audit.Entry
		entry, h = h.Append(e)
		entries = append(entries, entry)
	}
	h.Sign(key(1))
	var r audit.Register
	for range 2 { // as often as it is read, it says the same
		faults, err := audit.Verify(r.Follow(seq(entries)), h, public(1), audit.Head{})
		if err != nil || faults != nil {
			t.Fatal(faults, err)
		}
	}
	return &r
}

func joined(name string) audit.Event { return audit.Event{Action: audit.Joined, Detail: name} }

func TestTheChainOfTheServiceSaysWhichChainsThereMustBe(t *testing.T) {
	begun := audit.Event{Action: audit.Begun}
	whole := registered(t, begun, joined("a"), audit.Event{Action: audit.Denied, Detail: "read"}, joined("b"))
	heads := func(names ...tenant.ID) (list []audit.Head) {
		for _, name := range names {
			list = append(list, audit.Head{Tenant: name})
		}
		return list
	}
	for _, c := range []struct {
		rule   string
		r      *audit.Register
		heads  []audit.Head
		needed map[tenant.ID]string
		want   string
	}{
		{"all are there", whole, heads("_service", "a", "b", "c"), nil, ""},
		{
			"the chain of a tenant is gone", whole, heads("_service", "b"), nil,
			"Chain of a: it is missing, although entry 2 of the chain of _service names this tenant.\n",
		},
		{
			"the chain of the service is gone", new(audit.Register), heads("a"), nil,
			"Chain of _service: it is missing, although every database has it.\n",
		},
		{
			"needed for another reason", whole, heads("_service", "a", "b"),
			map[tenant.ID]string{"a": "there is one", "d": "it has records"},
			"Chain of d: it is missing, although it has records.\n",
		},
		{
			"the chain of a tenant was begun anew", registered(t, begun, joined("a"), joined("b"), joined("a")), heads("_service", "a", "b"), nil,
			"Chain of a: it was removed and begun anew: entry 2 of the chain of _service names this tenant, and entry 4 once more.\n",
		},
		{
			"the chain of the service was begun anew", registered(t, joined("a")), heads("_service", "a"), nil,
			"Chain of _service, entry 1: it is not that of the making of the database, with which this chain begins.\n",
		},
		{
			"a beginning that is not the first", registered(t, joined("a"), begun), heads("_service", "a"), nil,
			"Chain of _service, entry 1: it is not that of the making of the database, with which this chain begins.\n",
		},
	} {
		faults := c.r.Missing(c.heads, c.needed)
		for _, h := range c.heads {
			faults = append(faults, c.r.Faults(h.Tenant)...)
		}
		if got := lines(faults); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", c.rule, got, c.want)
		}
	}
	if !whole.Named("b") || whole.Named("c") {
		t.Error("b is named, and c is not")
	}
}
