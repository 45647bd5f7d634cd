package audit

import (
	"crypto/ed25519"
	"fmt"
	"iter"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// maxFaults is how many faults of entries Verify lists: of a chain that was
// destroyed the first ones say enough.
const maxFaults = 100

// Fault is something in a chain that does not fit.
type Fault struct {
	Tenant tenant.ID
	// Seq is the place of the entry concerned, 0 the chain or its head.
	Seq int64
	// What is wrong, as a clause without a full stop.
	What string
}

// String is a sentence.
func (f Fault) String() string {
	if f.Seq == 0 {
		return fmt.Sprintf("Chain of %s: %s.", f.Tenant, f.What)
	}
	return fmt.Sprintf("Chain of %s, entry %d: %s.", f.Tenant, f.Seq, f.What)
}

// Verify reads a chain in order of Seq and compares it with its head.
//
// Entries and head must be of one moment: an entry that was added after the head
// was read is a fault. Expect, unless zero, is a head noted earlier, outside the
// database: it must lie on the chain, which finds a chain that was put back to
// an older copy. If it has a signature, that must be of the same key.
//
// Faults come in the order of the chain, those of the head last. Of very many
// the first ones are listed. The error is one of reading, with the faults found
// until then.
func Verify(entries iter.Seq2[Entry, error], head Head, by ed25519.PublicKey, expect Head) ([]Fault, error) {
	v := verifier{head: head, expect: expect, prev: Genesis(head.Tenant)}
	for e, err := range entries {
		if err != nil {
			return v.faults, fmt.Errorf("reading the chain of %s: %w", head.Tenant, err)
		}
		v.entry(&e)
	}
	if v.unlisted > 0 {
		v.faults = append(v.faults, Fault{head.Tenant, 0, fmt.Sprintf("%d more faults of entries are not listed", v.unlisted)})
	}
	v.end(by)
	if !expect.zero() {
		v.expected(by)
	}
	return v.faults, nil
}

// verifier is how far a chain has been read.
type verifier struct {
	head, expect Head
	last         int64 // highest place so far
	prev         Hash  // of the entry at last
	atHead       bool  // the entry that the head names was there
	atExpect     bool  // the entry that expect names was there
	faults       []Fault
	unlisted     int
}

// entry compares an entry with itself and with the one before it. After a fault
// the chain is followed from the entry as it is, so that one change is one
// fault, or two.
func (v *verifier) entry(e *Entry) {
	if e.Tenant != v.head.Tenant {
		v.fault(e.Seq, "it belongs to another tenant")
	}
	if e.digest() != e.Hash {
		v.fault(e.Seq, "it is not what was written: its contents do not fit its hash")
	}
	if e.Seq < 1 {
		v.fault(0, fmt.Sprintf("an entry has the place %d, and the first one is 1", e.Seq))
		return
	}
	if e.Seq <= v.last {
		v.fault(e.Seq, "it is there twice, or out of order")
		return
	}
	switch missing := e.Seq - v.last - 1; {
	case missing == 1:
		v.fault(v.last+1, "it is missing")
	case missing > 1:
		v.fault(v.last+1, fmt.Sprintf("it is missing, and so are those after it up to entry %d", e.Seq-1))
	case e.Prev != v.prev:
		v.fault(e.Seq, "it does not follow from the entry before it")
	}
	v.last, v.prev = e.Seq, e.Hash
	v.atHead = v.atHead || e.Seq == v.head.Seq && e.Hash == v.head.Hash
	v.atExpect = v.atExpect || e.Seq == v.expect.Seq && e.Hash == v.expect.Hash
}

func (v *verifier) fault(seq int64, what string) {
	if len(v.faults) >= maxFaults {
		v.unlisted++
		return
	}
	v.faults = append(v.faults, Fault{v.head.Tenant, seq, what})
}

// end compares the end of the chain with its head.
func (v *verifier) end(by ed25519.PublicKey) {
	add := func(format string, args ...any) {
		v.faults = append(v.faults, Fault{v.head.Tenant, 0, fmt.Sprintf(format, args...)})
	}
	if !v.head.Signed(by) {
		add("the signature of its head is not of this head and this key")
	}
	switch {
	case v.head.Seq > v.last:
		add("its tail is missing: the head names entry %d, the last one is %d", v.head.Seq, v.last)
	case v.head.Seq < v.last:
		add("it goes on after its head: the head names entry %d, the last one is %d", v.head.Seq, v.last)
	case !v.atHead && !v.head.empty():
		add("its last entry is not the one that the head names")
	}
}

// expected looks for the head that was noted earlier.
func (v *verifier) expected(by ed25519.PublicKey) {
	add := func(format string, args ...any) {
		v.faults = append(v.faults, Fault{v.head.Tenant, 0, fmt.Sprintf(format, args...)})
	}
	switch {
	case v.expect.Tenant != v.head.Tenant:
		add("the head noted earlier is of another tenant")
		return
	case v.expect.Seq > v.last:
		add("it ends before the head noted earlier, which names entry %d: it was cut, or is of an older copy", v.expect.Seq)
	case !v.atExpect && !v.expect.empty():
		add("entry %d is not the one that the head noted earlier names: the chain was written anew", v.expect.Seq)
	}
	if len(v.expect.Signature) > 0 && !v.expect.Signed(by) {
		add("the head noted earlier is not signed with this key")
	}
}

// empty reports whether the head is that of a chain without entries.
func (h Head) empty() bool { return h.Seq == 0 && h.Hash == Genesis(h.Tenant) }

func (h Head) zero() bool {
	return h.Tenant == "" && h.Seq == 0 && h.Hash == Hash{} && len(h.Signature) == 0
}
