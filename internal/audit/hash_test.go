package audit_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
)

// What is on disk anywhere was hashed in this way: it must never change.
func TestTheFormOfWhatIsHashedStaysTheSame(t *testing.T) {
	entries, heads := chain(clinic, 1)
	for _, c := range []struct{ what, got, want string }{
		{"genesis", audit.Genesis(clinic).String(), "01f18ab79ead237f18b231dff0332333edf841432f9fbd2634339210101a8363"},
		{"entry", entries[0].Hash.String(), "6385b7b33a90280fa077d46108e192e2baf810b1eaec7c242d41b3fbd7f8ec92"},
		{"signature", audit.Hash(heads[1].Signature[:32]).String(), "1558a3e230d716d087f10e3b9bdafb6d6dff4bfbb54d390cfd2ab469e7df565a"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, not %s", c.what, c.got, c.want)
		}
	}
}

func TestAnEntryIsInWholeMillisecondsOfUTC(t *testing.T) {
	at := time.Date(2026, 3, 1, 1, 2, 3, 4_567_890, time.FixedZone("", 3600))
	e, _ := audit.Head{Tenant: clinic}.Append(audit.Event{At: at})
	if want := time.Date(2026, 3, 1, 0, 2, 3, 4_000_000, time.UTC); e.At != want || e.Count != 1 {
		t.Error(e.At, e.Count)
	}
}

func TestTheHeadAfterAnEntryIsNotSignedYet(t *testing.T) {
	_, heads := chain(clinic, 1)
	if _, next := heads[1].Append(event(1)); next.Signature != nil || next.Signed(public(1)) || next.Seq != 2 {
		t.Error(next)
	}
}

func TestAHeadGoesThroughJSON(t *testing.T) {
	_, heads := chain(clinic, 2)
	text, err := json.Marshal(heads[2])
	if err != nil {
		t.Fatal(err)
	}
	var back audit.Head
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, heads[2]) || !back.Signed(public(1)) {
		t.Errorf("%s: %+v %v", text, back, err)
	}
}

func TestAHashThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "00", "zz", audit.Hash{}.String() + "00"} {
		if err := new(audit.Hash).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// Two events that differ have different hashes, whatever is in their fields.
func FuzzTheHashTellsEventsApart(f *testing.F) {
	f.Add("read", "rec_a", "k", "done", "r", "", int64(0), 1, "read", "rec_", "ak", "done", "r", "", int64(0), 1)
	f.Fuzz(func(t *testing.T, a1, r1, c1, o1, q1, d1 string, t1 int64, n1 int, a2, r2, c2, o2, q2, d2 string, t2 int64, n2 int) {
		one := audit.Event{At: time.UnixMilli(t1), Action: audit.Action(a1), Record: r1, Caller: c1, Outcome: o1, Request: q1, Detail: d1, Count: n1}
		two := audit.Event{At: time.UnixMilli(t2), Action: audit.Action(a2), Record: r2, Caller: c2, Outcome: o2, Request: q2, Detail: d2, Count: n2}
		h := audit.Head{Tenant: clinic, Hash: audit.Genesis(clinic)}
		x, head := h.Append(one)
		y, _ := h.Append(two)
		if (x.Event == y.Event) != (x.Hash == y.Hash) {
			t.Fatalf("%+v and %+v", x, y)
		}
		head.Sign(key(1))
		if faults := verify(t, []audit.Entry{x}, head, audit.Head{}); faults != nil {
			t.Fatal(faults)
		}
		// The one in the place of the other, with its hash or with its own.
		forged := y
		forged.Hash = x.Hash
		if x.Event != y.Event && (verify(t, []audit.Entry{y}, head, audit.Head{}) == nil || verify(t, []audit.Entry{forged}, head, audit.Head{}) == nil) {
			t.Fatalf("%+v is taken for %+v", y, x)
		}
	})
}
