package audit_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestAChainAsItWasWrittenHasNoFault(t *testing.T) {
	entries, heads := chain(clinic, 6)
	for n := range heads {
		for _, expect := range append([]audit.Head{{}}, heads[:n+1]...) {
			if faults := verify(t, entries[:n], heads[n], expect); faults != nil {
				t.Errorf("%d entries, %d expected: %s", n, expect.Seq, lines(faults))
			}
		}
	}
}

func TestAHeadNotedWithoutItsSignatureWillDo(t *testing.T) {
	entries, heads := chain(clinic, 3)
	noted := heads[2]
	noted.Signature = nil
	if faults := verify(t, entries, heads[3], noted); faults != nil {
		t.Error(lines(faults))
	}
}

// planted is a chain of 5 entries that somebody tampers with.
type planted struct {
	entries      []audit.Entry
	head, expect audit.Head
	heads        []audit.Head
}

// rehash gives an entry the hash that fits it, as somebody would who can
// compute it.
func rehash(e audit.Entry) audit.Entry {
	made, _ := audit.Head{Tenant: e.Tenant, Seq: e.Seq - 1, Hash: e.Prev}.Append(e.Event)
	return made
}

func TestWhatWasTamperedWithIsFound(t *testing.T) {
	for _, c := range []struct {
		rule   string
		tamper func(p *planted)
		want   string
	}{
		{"an entry was edited", func(p *planted) { p.entries[2].Caller = "someone" }, `
Chain of clinic-a, entry 3: it is not what was written: its contents do not fit its hash.
`},
		{"an entry was edited, and its hash with it", func(p *planted) {
			p.entries[2].Caller = "someone"
			p.entries[2] = rehash(p.entries[2])
		}, `
Chain of clinic-a, entry 4: it does not follow from the entry before it.
`},
		{"the last entry was edited, and its hash with it", func(p *planted) {
			p.entries[4].Outcome = audit.Done
			p.entries[4] = rehash(p.entries[4])
		}, `
Chain of clinic-a: its last entry is not the one that the head names.
`},
		{"everything from an entry on was written anew", func(p *planted) {
			h := p.heads[2]
			for i := 2; i < 5; i++ {
				p.entries[i], h = h.Append(audit.Event{At: midnight, Action: audit.Listed})
			}
			h.Signature = p.head.Signature
			p.head = h
		}, `
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"an entry is missing", func(p *planted) { p.entries = slices.Delete(p.entries, 1, 2) }, `
Chain of clinic-a, entry 2: it is missing.
`},
		{"the first entries are missing", func(p *planted) { p.entries = slices.Delete(p.entries, 0, 3) }, `
Chain of clinic-a, entry 1: it is missing, and so are those after it up to entry 3.
`},
		{"an entry is missing, and those after it moved up", func(p *planted) {
			p.entries = slices.Delete(p.entries, 1, 2)
			for i := 1; i < 4; i++ {
				p.entries[i].Seq--
			}
		}, `
Chain of clinic-a, entry 2: it is not what was written: its contents do not fit its hash.
Chain of clinic-a, entry 2: it does not follow from the entry before it.
Chain of clinic-a, entry 3: it is not what was written: its contents do not fit its hash.
Chain of clinic-a, entry 4: it is not what was written: its contents do not fit its hash.
Chain of clinic-a: its tail is missing: the head names entry 5, the last one is 4.
`},
		{"two entries have changed places", func(p *planted) {
			p.entries[1], p.entries[2] = p.entries[2], p.entries[1]
			p.entries[1].Seq, p.entries[2].Seq = 2, 3
		}, `
Chain of clinic-a, entry 2: it is not what was written: its contents do not fit its hash.
Chain of clinic-a, entry 2: it does not follow from the entry before it.
Chain of clinic-a, entry 3: it is not what was written: its contents do not fit its hash.
Chain of clinic-a, entry 3: it does not follow from the entry before it.
Chain of clinic-a, entry 4: it does not follow from the entry before it.
`},
		{"two entries come in the wrong order", func(p *planted) {
			p.entries[1], p.entries[2] = p.entries[2], p.entries[1]
		}, `
Chain of clinic-a, entry 2: it is missing.
Chain of clinic-a, entry 2: it is there twice, or out of order.
`},
		{"an entry was inserted", func(p *planted) {
			made, _ := p.heads[2].Append(audit.Event{At: midnight, Action: audit.Erased})
			p.entries = slices.Insert(p.entries, 2, made)
		}, `
Chain of clinic-a, entry 3: it is there twice, or out of order.
Chain of clinic-a, entry 4: it does not follow from the entry before it.
`},
		{"an entry was inserted before the first", func(p *planted) {
			e := p.entries[0]
			e.Seq = 0
			p.entries = slices.Insert(p.entries, 0, rehash(e))
		}, `
Chain of clinic-a: an entry has the place 0, and the first one is 1.
`},
		{"an entry was added at the end", func(p *planted) {
			made, _ := p.head.Append(audit.Event{At: midnight, Action: audit.Erased})
			p.entries = append(p.entries, made)
		}, `
Chain of clinic-a: it goes on after its head: the head names entry 5, the last one is 6.
`},
		{"the tail was cut", func(p *planted) { p.entries = p.entries[:3] }, `
Chain of clinic-a: its tail is missing: the head names entry 5, the last one is 3.
`},
		{"everything was cut", func(p *planted) { p.entries = nil }, `
Chain of clinic-a: its tail is missing: the head names entry 5, the last one is 0.
`},
		{"the tail was cut, and the head set back without the key", func(p *planted) {
			p.entries = p.entries[:3]
			p.head.Seq, p.head.Hash = 3, p.entries[2].Hash
		}, `
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"the chain was emptied, and its head too", func(p *planted) {
			p.entries, p.head = nil, audit.Head{Tenant: clinic, Hash: audit.Genesis(clinic)}
		}, `
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"an empty chain that does not begin where it must", func(p *planted) {
			p.entries, p.head = nil, audit.Head{Tenant: clinic}
			p.head.Sign(key(1))
		}, `
Chain of clinic-a: its last entry is not the one that the head names.
`},
		{"the head is signed with another key", func(p *planted) { p.head.Sign(key(2)) }, `
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"the head is not signed", func(p *planted) { p.head.Signature = nil }, `
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"chain and head of another tenant", func(p *planted) {
			p.entries, p.heads = chain("clinic-b", 5)
			p.head = p.heads[5]
			p.head.Tenant = clinic
		}, `
Chain of clinic-a, entry 1: it belongs to another tenant.
Chain of clinic-a, entry 1: it does not follow from the entry before it.
Chain of clinic-a, entry 2: it belongs to another tenant.
Chain of clinic-a, entry 3: it belongs to another tenant.
Chain of clinic-a, entry 4: it belongs to another tenant.
Chain of clinic-a, entry 5: it belongs to another tenant.
Chain of clinic-a: the signature of its head is not of this head and this key.
`},
		{"an older copy was put back", func(p *planted) {
			p.expect = p.head
			p.entries, p.head = p.entries[:3], p.heads[3]
		}, `
Chain of clinic-a: it ends before the head noted earlier, which names entry 5: it was cut, or is of an older copy.
`},
		{"an older copy was put back and went on from there", func(p *planted) {
			p.expect = p.heads[4]
			h := p.heads[3]
			for i := 3; i < 5; i++ {
				p.entries[i], h = h.Append(audit.Event{At: midnight, Action: audit.Listed})
			}
			h.Sign(key(1))
			p.head = h
		}, `
Chain of clinic-a: entry 4 is not the one that the head noted earlier names: the chain was written anew.
`},
		{"the chain was written anew, with a key of its own", func(p *planted) {
			p.head.Sign(key(1))
			p.expect = p.heads[2]
			p.expect.Sign(key(2))
		}, `
Chain of clinic-a: the head noted earlier is not signed with this key.
`},
		{"the head noted earlier is not of this chain", func(p *planted) {
			p.expect = audit.Head{Tenant: "clinic-b", Hash: audit.Genesis("clinic-b")}
		}, `
Chain of clinic-a: the head noted earlier is of another tenant.
`},
		{"what was noted of the empty chain is not of this tenant", func(p *planted) {
			p.expect = audit.Head{Tenant: clinic, Hash: audit.Genesis("clinic-b")}
		}, `
Chain of clinic-a: entry 0 is not the one that the head noted earlier names: the chain was written anew.
`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			entries, heads := chain(clinic, 5)
			p := planted{entries: entries, head: heads[5], heads: heads}
			c.tamper(&p)
			if got := lines(verify(t, p.entries, p.head, p.expect)); got != c.want[1:] {
				t.Errorf("got\n%swant%s", got, c.want)
			}
		})
	}
}

func TestSeveralFaultsAreAllFound(t *testing.T) {
	entries, heads := chain(clinic, 9)
	entries[1].Count++
	entries[6].Detail = ""
	entries = slices.Delete(entries, 3, 5)
	got := lines(verify(t, entries[:6], heads[9], audit.Head{}))
	for _, want := range []string{"entry 2: it is not", "entry 4: it is missing, and so are those after it up to entry 5", "entry 7: it is not", "tail is missing"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestOfVeryManyFaultsTheFirstAreListedAndTheHeadIsStillLookedAt(t *testing.T) {
	entries, heads := chain(clinic, 300)
	for i := range entries {
		entries[i].Caller = "someone"
	}
	faults := verify(t, entries[:299], heads[300], audit.Head{})
	if len(faults) != 102 || faults[99].Seq != 100 || faults[100].What != "199 more faults of entries are not listed" ||
		!strings.Contains(faults[101].What, "tail") {
		t.Error(len(faults), lines(faults[99:]))
	}
}

func TestAChainThatCannotBeReadToItsEndIsAnErrorAndNoFault(t *testing.T) {
	entries, heads := chain(clinic, 3)
	gone := errors.New("connection lost")
	faults, err := audit.Verify(func(yield func(audit.Entry, error) bool) {
		_ = yield(entries[0], nil) && yield(audit.Entry{}, gone)
	}, heads[3], public(1), audit.Head{})
	if faults != nil || !errors.Is(err, gone) {
		t.Error(faults, err)
	}
}

func TestAKeyThatIsNoneIsAFault(t *testing.T) {
	entries, heads := chain(clinic, 1)
	faults, err := audit.Verify(seq(entries), heads[1], nil, audit.Head{})
	if err != nil || len(faults) != 1 {
		t.Error(faults, err)
	}
}

// stringFields are the fields that hold text.
func stringFields(e *audit.Entry) []*string {
	return []*string{(*string)(&e.Action), &e.Record, &e.Caller, &e.Outcome, &e.Request, &e.Detail, (*string)(&e.Tenant)}
}

func TestAnySingleByteOfAnyEntryThatIsChangedIsFound(t *testing.T) {
	entries, heads := chain(clinic, 4)
	found := func(i int, what string, change func(e *audit.Entry)) {
		t.Helper()
		changed := slices.Clone(entries)
		change(&changed[i])
		if verify(t, changed, heads[4], audit.Head{}) == nil {
			t.Errorf("entry %d: a change of %s is not found", i+1, what)
		}
	}
	for i := range entries {
		for f := range len(stringFields(&audit.Entry{})) {
			eachByteOfText(*stringFields(&entries[i])[f], func(text string) {
				found(i, text, func(e *audit.Entry) { *stringFields(e)[f] = text })
			})
		}
		for bit := range 64 {
			found(i, "Seq", func(e *audit.Entry) { e.Seq ^= 1 << bit })
			found(i, "Count", func(e *audit.Entry) { e.Count ^= 1 << bit })
			if bit < 53 { // beyond, seconds are no more a time
				found(i, "At", func(e *audit.Entry) { e.At = time.UnixMilli(e.At.UnixMilli() ^ 1<<bit).UTC() })
			}
		}
		found(i, "At, by less than a millisecond", func(e *audit.Entry) { e.At = e.At.Add(1) })
		for b := range len(audit.Hash{}) {
			for bit := range 8 {
				found(i, "Prev", func(e *audit.Entry) { e.Prev[b] ^= 1 << bit })
				found(i, "Hash", func(e *audit.Entry) { e.Hash[b] ^= 1 << bit })
			}
		}
	}
}

// eachByteOfText calls with a text that differs in one byte, is one byte
// shorter, or one byte longer.
func eachByteOfText(text string, try func(string)) {
	for b := range len(text) {
		for bit := range 8 {
			changed := []byte(text)
			changed[b] ^= 1 << bit
			try(string(changed))
		}
		try(text[:b] + text[b+1:])
	}
	try(text + "\x00")
}

func TestAByteThatMovesToTheNextFieldIsFound(t *testing.T) {
	entries, heads := chain(clinic, 2)
	for f := range len(stringFields(&audit.Entry{})) - 1 {
		changed := slices.Clone(entries)
		from, to := stringFields(&changed[1])[f], stringFields(&changed[1])[f+1]
		*to = (*from)[len(*from)-1:] + *to
		*from = (*from)[:len(*from)-1]
		if verify(t, changed, heads[2], audit.Head{}) == nil {
			t.Errorf("from field %d to the next", f)
		}
	}
}

func TestAnySingleByteOfTheHeadThatIsChangedIsFound(t *testing.T) {
	entries, heads := chain(clinic, 2)
	for b := range heads[2].Signature {
		head := heads[2]
		head.Signature = slices.Clone(head.Signature)
		head.Signature[b] ^= 0x10
		if verify(t, entries, head, audit.Head{}) == nil {
			t.Errorf("byte %d of the signature", b)
		}
	}
	for b := range len(audit.Hash{}) {
		head := heads[2]
		head.Hash[b] ^= 1
		if verify(t, entries, head, audit.Head{}) == nil {
			t.Errorf("byte %d of the hash", b)
		}
	}
	head := heads[2]
	head.Tenant = tenant.Local
	if verify(t, entries, head, audit.Head{}) == nil {
		t.Error("tenant")
	}
}
