package records_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/store"
)

const ironRequest = `{"as_of":"2026-11-20","criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"},
	"labs":[{"test":"ferritin","value":60,"unit":"ng/mL","collected_on":"2026-10-30"}]}`

// otherRules is an evaluator under rules of which something is changed.
func otherRules(t *testing.T, change func(*knowledge.Ruleset)) *app.Service {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	rules.Digest, rules.Manifest.Version = "sha256:other", "9.0.0"
	change(rules)
	return app.New(rules, "US")
}

func TestUnderTheSameRulesTheSameComesOut(t *testing.T) {
	b := newBench(t)
	for name, o := range map[string]app.Options{
		"as usual": {}, "for patients, in Spanish": {Audience: app.Patient, Lang: "es"}, "of a pinned ruleset": {Ruleset: b.app.RulesetVersion()},
	} {
		t.Run(name, func(t *testing.T) {
			made, err := b.Create(t.Context(), us, body("4711", ironRequest), o, "")
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				replay := decoded[v1.RecordReplay](t, must(b.Replay(t.Context(), us, made.ID)))
				if !replay.Identical || replay.Differences == nil || len(replay.Differences) > 0 || replay.Stored != replay.Current ||
					replay.ID != made.ID || replay.Stored.Version != b.app.RulesetVersion() || replay.Stored.EvidenceStatus != "current" {
					t.Errorf("got %+v", replay)
				}
			}
		})
	}
	if b.log.Len() > 0 {
		t.Errorf("the log says %s", b.log)
	}
}

func TestUnderOtherRulesTheDifferencesAreNamed(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", ironRequest).ID
	b.app = otherRules(t, func(rules *knowledge.Ruleset) { rules.Core.Limits.FerritinCofactor = 50 })
	b.Service = b.again()
	first := must(b.Replay(t.Context(), us, id))
	replay := decoded[v1.RecordReplay](t, first)
	pointers := []string{}
	for _, d := range replay.Differences {
		pointers = append(pointers, d.Pointer)
	}
	if replay.Identical || replay.Stored.Digest == replay.Current.Digest || replay.Current.Version != "9.0.0" {
		t.Errorf("got %s", first)
	}
	for _, want := range []string{"/ruleset/digest", "/ruleset/version", "/classification/contributors/0"} {
		if !slices.Contains(pointers, want) {
			t.Errorf("%s is not among %v", want, pointers)
		}
	}
	if second := must(b.Replay(t.Context(), us, id)); string(second) != string(first) {
		t.Error("the second time the differences are others")
	}
	read := decoded[v1.Record](t, must(b.Read(t.Context(), us, id)).Answer)
	if read.Result.Ruleset.Version == "9.0.0" {
		t.Error("the stored result was changed")
	}
}

// The same digest with another answer is a fault of the program, which somebody
// has to hear of.
func TestAnotherAnswerUnderTheSameDigestIsLogged(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "MARKER", ironRequest).ID
	before := b.app
	b.app = otherRules(t, func(rules *knowledge.Ruleset) {
		same, err := loaded()
		if err != nil {
			t.Fatal(err)
		}
		rules.Digest, rules.Manifest.Version = same.Digest, before.RulesetVersion()
		rules.Core.Limits.FerritinCofactor = 50
	})
	b.Service = b.again()
	replay := decoded[v1.RecordReplay](t, must(b.Replay(t.Context(), us, id)))
	if replay.Identical || !strings.Contains(b.log.String(), `cause="record `+id+`, `) || strings.Contains(b.log.String(), "MARKER") {
		t.Errorf("got %+v, the log says %s", replay, b.log)
	}
}

func TestWhatTheRulesNoLongerAcceptIsNotReplayed(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "", ironRequest).ID
	b.app = otherRules(t, func(rules *knowledge.Ruleset) { rules.Tests[screen.Ferritin].Plausible.Max = 50 })
	b.Service = b.again()
	_, err := b.Replay(t.Context(), us, id)
	wants(t, err, problem.ValidationFailed)
	if len(err.Fields) != 1 || err.Fields[0].Pointer != "/request/labs/0/value" {
		t.Errorf("got %+v", err.Fields)
	}
	if _, err := b.Read(t.Context(), us, id); err != nil {
		t.Errorf("read: %v", err)
	}
}

func TestWhatOtherRulesWouldChange(t *testing.T) {
	b := newBench(t)
	id := b.create(us, "4711", ironRequest).ID
	of := store.Of{Tenant: us.Tenant, ID: id}
	same, err := b.WouldChange(t.Context(), of, b.app)
	if err != nil || !same.Identical {
		t.Errorf("under the same rules: %+v, error %v", same, err)
	}
	other, err := b.WouldChange(t.Context(), of, otherRules(t, func(rules *knowledge.Ruleset) { rules.Core.Limits.FerritinCofactor = 50 }))
	if err != nil || other.Identical || other.Current.Version != "9.0.0" {
		t.Errorf("under others: %+v, error %v", other, err)
	}
	if got, want := b.acts(us, 1), []string{"cli replay " + id + " done×1", "cli replay " + id + " done×1"}; !slices.Equal(got, want) {
		t.Errorf("the audit trail has %v", got)
	}
	var fault *problem.Error
	if _, err := b.WouldChange(t.Context(), store.Of{Tenant: us.Tenant, ID: unknownID}, b.app); !errors.As(err, &fault) || fault.Kind != problem.NotFound {
		t.Errorf("of an unknown record: %v", err)
	}
}
