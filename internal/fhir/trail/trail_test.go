package trail_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/fhir/trail"
)

const base = "https://rls.example"

// entries are a chain with an event of every kind.
func entries() []audit.Entry {
	const record = "rec_aaaaaaaaaaaaaaaaaaaaaaaaaa"
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := audit.Head{Tenant: "clinic-a", Hash: audit.Genesis("clinic-a")}
	var out []audit.Entry
	for _, e := range []audit.Event{
		{Action: audit.Created, Record: record, Caller: "abcdefghijkl", Outcome: audit.Done, Request: "req-1"},
		{Action: audit.Read, Record: record, Caller: "jwt:0123456789abcdef", Outcome: audit.Done, Request: "req-2"},
		{Action: audit.Listed, Record: record, Caller: "abcdefghijkl", Outcome: audit.Done},
		{Action: audit.Replayed, Record: record, Caller: "local", Outcome: audit.Done},
		{Action: audit.TrailRead, Record: record, Caller: "abcdefghijkl", Outcome: audit.Done},
		{Action: audit.Denied, Detail: "read", Record: record, Caller: "mnopqrstuvwx", Outcome: "not_found", Count: 12},
		{Action: audit.Denied, Detail: "erase", Record: record, Outcome: "unauthenticated"},
		{Action: audit.Denied, Detail: "create", Caller: "abcdefghijkl", Outcome: "unavailable"},
		{Action: audit.Denied, Caller: "abcdefghijkl", Outcome: "rate_limited"},
		{Action: audit.Erased, Record: record, Caller: "abcdefghijkl", Outcome: audit.Done},
		{Action: audit.Expired, Record: record, Caller: "service", Outcome: audit.Done},
		{Action: audit.KeyCreated, Caller: "cli", Outcome: audit.Done, Detail: "abcdefghijkl"},
		{Action: audit.KeyRotated, Caller: "cli", Outcome: audit.Done, Detail: "abcdefghijkl"},
		{Action: audit.KeyRevoked, Caller: "cli", Outcome: audit.Done, Detail: "abcdefghijkl"},
		{Action: audit.Rewrapped, Caller: "cli", Outcome: audit.Done, Count: 1000},
		{Action: audit.Restored, Caller: "cli", Outcome: audit.Done},
		{Action: audit.Exported, Caller: "cli", Outcome: audit.Done},
		{Action: audit.Begun, Caller: "service", Outcome: audit.Done},
		{Action: audit.Joined, Caller: "service", Outcome: audit.Done, Detail: "clinic-a"},
		{Action: audit.Denied, Detail: "read of tenant clinic-b", Caller: "unknown", Outcome: "unauthenticated"},
	} {
		e.At = at.Add(time.Duration(len(out)) * 1001 * time.Millisecond)
		var entry audit.Entry
		entry, h = h.Append(e)
		out = append(out, entry)
	}
	return out
}

func TestTheBundleIsAsWritten(t *testing.T) {
	got, err := json.MarshalIndent(trail.Bundle(entries(), base, "1.2.3"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join("testdata", "bundle.json")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(got) != string(want) {
		t.Errorf("differs from %s (%v); -update writes it", path, err)
	}
}

var update = flag.Bool("update", false, "write testdata")

func TestAnEventOfEveryActionHasItsCodes(t *testing.T) {
	seen := map[audit.Action]bool{}
	for _, e := range entries() {
		seen[e.Action] = true
		event := trail.AuditEvent(e, base, "1.2.3")
		if event.Type.Code == "" || event.Action == "" || e.Detail != "" && e.Action != audit.Joined && len(event.Subtype) != 1 {
			t.Errorf("%s %s: %+v", e.Action, e.Detail, event)
		}
		if (event.Outcome == "0") != (e.Outcome == audit.Done) || (event.OutcomeDesc == "") != (e.Outcome == audit.Done) {
			t.Errorf("%s: %s %s", e.Outcome, event.Outcome, event.OutcomeDesc)
		}
	}
	for _, a := range audit.Actions() {
		if !seen[a] {
			t.Errorf("no event of %s here", a)
		}
	}
}

func TestIdsAreTheSameEachTimeAndOfTheEntryAlone(t *testing.T) {
	ids := map[string]bool{}
	for _, e := range entries() {
		event := trail.AuditEvent(e, base, "1.2.3")
		if again := trail.AuditEvent(e, "https://other.example", "2"); event.ID != again.ID {
			t.Error(event.ID, again.ID)
		}
		if ids[event.ID] || !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(event.ID) {
			t.Error(event.ID)
		}
		ids[event.ID] = true
	}
	one, two := trail.Bundle(entries(), base, "1"), trail.Bundle(entries()[1:], base, "1")
	if one.ID == two.ID || !reflect.DeepEqual(one, trail.Bundle(entries(), base, "1")) {
		t.Error(one.ID, two.ID)
	}
}

func TestWhatWasRefusedDidNotHappenToTheRecord(t *testing.T) {
	for _, e := range entries() {
		for _, entity := range trail.AuditEvent(e, base, "").Entity {
			if e.Action == audit.Denied && entity.Lifecycle != nil {
				t.Errorf("%s of %s: %+v", e.Action, e.Detail, entity.Lifecycle)
			}
		}
	}
}

func TestNobodyIsUnknown(t *testing.T) {
	event := trail.AuditEvent(audit.Entry{}, base+"/", "")
	if who := event.Agent[0].Who; who.Display != "unknown" || who.Identifier != nil || event.Source.Observer.Display != "rlscreen" {
		t.Errorf("%+v", event)
	}
	if who := trail.AuditEvent(entries()[0], base+"/", "").Agent[0].Who; who.Identifier.System != base+"/v1/callers" {
		t.Errorf("%+v", who)
	}
}

func TestAnEmptyTrailIsABundleWithoutEntries(t *testing.T) {
	got, err := json.Marshal(trail.Bundle(nil, base, "1"))
	if err != nil || strings.Contains(string(got), "entry") || !strings.Contains(string(got), `"type":"collection"`) {
		t.Errorf("%s %v", got, err)
	}
}
