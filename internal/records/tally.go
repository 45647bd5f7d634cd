package records

import (
	"cmp"
	"slices"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Limits of the refusals of one second, so that nobody fills the disk, and
// nobody hides what others did in the chain of another tenant.
const (
	// mostTenants are those with a count of their own; those of further ones go to
	// the chain of the service.
	mostTenants = 1024
	// mostDenials are the entries of a tenant; its further callers are counted
	// together.
	mostDenials = 64
	// mostNamed are the entries of a caller that name a record; what is refused of
	// further ones is counted together.
	mostNamed = 16
	// several stands for callers that are counted together.
	several = "several"
)

// tally counts the refusals that wait to be written to one chain.
type tally struct {
	// coarse: by outcome alone. It is for strangers, of whom there are any number.
	coarse  bool
	waiting map[denialKey]*audit.Event
	named   map[string]int // entries that name a record, of each caller
}

// denialKey is what is counted together.
type denialKey struct{ caller, action, outcome, record string }

func newTally(t tenant.ID) *tally {
	return &tally{coarse: t == tenant.Service, waiting: map[denialKey]*audit.Event{}, named: map[string]int{}}
}

// add counts a refusal.
func (t *tally) add(e *audit.Event) {
	key := denialKey{e.Caller, e.Detail, e.Outcome, e.Record}
	_, known := t.waiting[key]
	switch {
	case t.coarse:
		key = denialKey{outcome: e.Outcome}
	case known:
	case len(t.waiting) >= mostDenials:
		key.caller, key.record = several, ""
	case t.named[e.Caller] >= mostNamed:
		key.record = ""
	}
	if first, known := t.waiting[key]; known {
		merge(first, e)
		return
	}
	t.waiting[key] = e
	if key.record != "" {
		t.named[key.caller]++
	}
}

// merge counts a refusal with another. What they do not share is left out.
func merge(into, e *audit.Event) {
	into.Count += e.Count
	if into.Caller != e.Caller {
		into.Caller = several
	}
	if into.Detail != e.Detail {
		into.Detail = ""
	}
	if into.Record != e.Record {
		into.Record = ""
	}
	if into.Request != e.Request {
		into.Request = ""
	}
	if e.At.Before(into.At) {
		into.At = e.At
	}
}

// events are the entries to write, in the order of their times.
func (t *tally) events() []audit.Event {
	out := make([]audit.Event, 0, len(t.waiting))
	for _, e := range t.waiting {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b audit.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Caller, b.Caller), cmp.Compare(a.Detail, b.Detail),
			cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Record, b.Record))
	})
	return out
}
