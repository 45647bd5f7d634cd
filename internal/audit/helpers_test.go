package audit_test

import (
	"crypto/ed25519"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const clinic tenant.ID = "clinic-a"

var midnight = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(slices.Repeat([]byte{seed}, ed25519.SeedSize))
}

func public(seed byte) ed25519.PublicKey { return key(seed).Public().(ed25519.PublicKey) }

// event is one with something in every field.
func event(n int) audit.Event {
	return audit.Event{
		At: midnight.Add(time.Duration(n) * 1001 * time.Millisecond), Action: audit.Denied, Record: fmt.Sprintf("rec_%026d", n),
		Caller: "jwt:0123456789abcdef", Outcome: "not_found", Request: fmt.Sprintf("req-%d", n), Detail: string(audit.Read), Count: n + 1,
	}
}

// chain is one of n entries, with a signed head after each.
func chain(t tenant.ID, n int) (entries []audit.Entry, heads []audit.Head) {
	h := audit.Head{Tenant: t, Hash: audit.Genesis(t)}
	h.Sign(key(1))
	heads = append(heads, h)
	for i := range n {
		var e audit.Entry
		e, h = h.Append(event(i))
		h.Sign(key(1))
		entries, heads = append(entries, e), append(heads, h)
	}
	return entries, heads
}

func seq(entries []audit.Entry) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func verify(t *testing.T, entries []audit.Entry, head, expect audit.Head) []audit.Fault {
	t.Helper()
	faults, err := audit.Verify(seq(entries), head, public(1), expect)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func lines(faults []audit.Fault) string {
	var b strings.Builder
	for _, f := range faults {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}
