package records_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
)

func TestARecordHoldsTheVeryAnswerOfAScreening(t *testing.T) {
	full, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]app.Options{
		"as usual": {}, "for patients, in Spanish": {Audience: app.Patient, Lang: "es"}, "of a pinned ruleset": {Ruleset: evaluator(t).RulesetVersion()},
	} {
		for _, request := range []string{string(full), someRequest, `{}`, "{\n\"medications\": [ ] }"} {
			t.Run(name, func(t *testing.T) {
				b := newBench(t)
				made, fault := b.Create(t.Context(), us, body("héllo \\\"4711\\\"", request), o, "")
				if fault != nil {
					t.Fatal(fault, fault.Fields)
				}
				screening, fault := b.app.Screen(nil, []byte(request), o)
				if fault != nil {
					t.Fatal(fault)
				}
				tail := append(append([]byte(`,"result":`), screening...), '}')
				head := `{"id":"` + made.ID + `","subject":"héllo \"4711\"","created_at":"2026-11-20T09:30:00.123Z","request":{`
				if !bytes.HasPrefix(made.Answer, []byte(head)) || !bytes.HasSuffix(made.Answer, tail) {
					t.Errorf("got %s", made.Answer)
				}
				for _, s := range []*records.Service{b.Service, b.again()} {
					read, fault := s.Read(t.Context(), us, made.ID)
					if fault != nil {
						t.Fatal(fault, fault.Cause)
					}
					if !bytes.Equal(read.Answer, made.Answer) {
						t.Errorf("read\n%s\nafter\n%s", read.Answer, made.Answer)
					}
				}
			})
		}
	}
}

func TestWithoutASubjectThereIsNone(t *testing.T) {
	made := newBench(t).create(us, "", someRequest)
	if bytes.Contains(made.Answer, []byte(`"subject"`)) || !strings.HasPrefix(made.ID, "rec_") || len(made.ID) != 30 {
		t.Errorf("got %s", made.Answer[:200])
	}
}

func TestIDsAreNotRepeated(t *testing.T) {
	b, seen := newBench(t), map[string]bool{}
	for range 100 {
		seen[b.create(us, "", `{}`).ID] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d ids for 100 records", len(seen))
	}
}

func TestWhatCannotBeStoredIsRefused(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		name, body, want string
	}{
		{"no request", `{}`, "/request required"},
		{"no object", `[]`, " type"},
		{"an id that the client chose", `{"id":"rec_x","request":{}}`, "/id unknown_member"},
		{"a tenant that the client chose", `{"tenant":"clinic-b","request":{}}`, "/tenant unknown_member"},
		{"a time that the client chose", `{"created_at":"2020-01-01T00:00:00Z","request":{}}`, "/created_at unknown_member"},
		{"a result that the client made", `{"result":{},"request":{}}`, "/result unknown_member"},
		{"all of them at once", `{"request":{},"id":"1","seq":1}`, "/id unknown_member,/seq unknown_member"},
		{"a member in another case", `{"Subject":"x","request":{}}`, "/Subject unknown_member"},
		{"an empty subject", `{"subject":"","request":{}}`, "/subject required"},
		{"a subject of white space", `{"subject":"  ","request":{}}`, "/subject required"},
		{"a subject that is too long", `{"subject":"` + strings.Repeat("x", 201) + `","request":{}}`, "/subject too_long"},
		{"a subject with a control character", `{"subject":"a\u0000b","request":{}}`, "/subject control_character"},
		{"a subject that is a number", `{"subject":4711,"request":{}}`, "/subject type"},
		{"no subject, said with null", `{"subject":null,"request":{}}`, "/subject null"},
		{
			"faults of the request, with their place", `{"request":{"patient":{"sex":"male","pregnancy":"yes"},"labs":[{"test":"ferritin","value":1,"unit":"kg"}]}}`,
			"/request/patient/pregnancy inconsistent_answers,/request/labs/0/unit unit_not_supported",
		},
		{"a request that is a record", `{"request":{"request":{}}}`, "/request/request unknown_member"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := b.Create(t.Context(), us, []byte(c.body), app.Options{}, "")
			wants(t, err, problem.ValidationFailed)
			var got []string
			for _, f := range err.Fields {
				got = append(got, f.Pointer+" "+string(f.Code))
			}
			if strings.Join(got, ",") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
	_, err := b.Create(t.Context(), us, []byte(`{"request":{},"request":{}}`), app.Options{}, "")
	wants(t, err, problem.DuplicateMember)
	_, err = b.Create(t.Context(), us, []byte(`{"request":{}`), app.Options{}, "")
	wants(t, err, problem.MalformedJSON)
	_, err = b.Create(t.Context(), us, []byte(`{"request":{}}`), app.Options{Ruleset: "0.0.1"}, "")
	wants(t, err, problem.RulesetUnavailable)
	if b.store.commits > 0 {
		t.Error("something was stored")
	}
}

// The longest subject, and one of every script, are found again.
func TestSubjectsAreTakenAsTheyAre(t *testing.T) {
	b := newBench(t)
	for _, subject := range []string{"x", strings.Repeat("ß", 200), "日本 4711", "<script>&'", `a/b\\c`, "rec_x"} {
		made := b.create(us, subject, someRequest)
		plain := strings.ReplaceAll(subject, `\\`, `\`)
		list := b.list(us, records.Query{Subject: plain})
		if len(list.Items) != 1 || list.Items[0].ID != made.ID || list.Items[0].Subject != plain {
			t.Errorf("%q: got %+v", subject, list.Items)
		}
	}
}

func TestOutsideOfTheSealThereIsNothingOfThePatient(t *testing.T) {
	b := newBench(t)
	b.create(us, "MARKER-SUBJECT", `{"medications":[{"name":"MARKER-MEDICINE"}]}`)
	r := b.store.records[us.Tenant][0]
	for name, bytesOf := range map[string][]byte{"sealed": r.Sealed, "wrapped": r.Wrapped, "subject": r.Subject, "outcome": r.Outcome} {
		if bytes.Contains(bytesOf, []byte("MARKER")) || len(bytesOf) == 0 {
			t.Errorf("%s: %q", name, bytesOf)
		}
	}
	other := b.create(them, "MARKER-SUBJECT", someRequest)
	if bytes.Equal(r.Subject, b.store.records[them.Tenant][0].Subject) {
		t.Error("one subject looks alike with two tenants")
	}
	if r, s := r.CreatedAt, b.store.records[them.Tenant][0].CreatedAt; r.Nanosecond()%1e6 != 0 || !r.Equal(s) || other.Replayed {
		t.Errorf("times %v and %v", r, s)
	}
}

func TestARecordThatWasMovedDoesNotOpen(t *testing.T) {
	b := newBench(t)
	one, other := b.create(us, "", someRequest), b.create(us, "", someRequest)
	b.create(them, "", someRequest)
	list := b.store.records[us.Tenant]
	moved := *list[0]
	moved.ID = list[1].ID
	*list[1] = moved
	_, err := b.Read(t.Context(), us, other.ID)
	wants(t, err, problem.Internal)
	stolen := *list[0]
	b.store.records[them.Tenant][0] = &stolen // under its own id, at another tenant
	_, err = b.Read(t.Context(), them, one.ID)
	wants(t, err, problem.Internal)
}

func TestTheLogNamesTheMasterKeyThatIsMissing(t *testing.T) {
	b := newBench(t)
	made := b.create(us, "MARKER", someRequest)
	id, err := b.keys.Add(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.keys.Drop("k1"); err != nil {
		t.Fatal(err)
	}
	_, fault := b.Read(t.Context(), us, made.ID)
	wants(t, fault, problem.Internal)
	if cause := fault.Cause.Error(); !strings.Contains(cause, "lacks the master key k1") || strings.Contains(cause, "MARKER") || strings.Contains(cause, id) {
		t.Errorf("the log says %s", cause)
	}
	b.keys = seal.Memory([]byte("another"))
	b.Service = b.again()
	_, fault = b.Read(t.Context(), us, made.ID)
	wants(t, fault, problem.Internal)
	if !errors.Is(fault, seal.ErrBroken) || !strings.Contains(fault.Cause.Error(), "k1") {
		t.Errorf("the log says %v", fault.Cause)
	}
}

func TestWhatIsWrappedByARetiredKeyIsSealedAgain(t *testing.T) {
	for name, retired := range map[string]int{"once": 1, "for good": 9} {
		t.Run(name, func(t *testing.T) {
			b, tries := newBench(t), []string{}
			b.store.before = func(c *store.Change) error {
				tries = append(tries, c.Insert.ID)
				if len(tries) <= retired {
					if _, err := b.keys.Add(rand.Reader); err != nil {
						t.Fatal(err)
					}
					return &problem.Error{Kind: problem.Unavailable, Detail: "Try again.", RetryAfter: 1, Cause: store.ErrKeyRetired}
				}
				return nil
			}
			made, err := b.Create(t.Context(), us, body("", someRequest), app.Options{}, "")
			if len(tries) != 2 || tries[0] != tries[1] {
				t.Fatalf("tries %v", tries)
			}
			if retired > 1 {
				wants(t, err, problem.Unavailable)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if r := b.store.records[us.Tenant][0]; r.Master == "k1" || r.ID != made.ID {
				t.Errorf("stored %s under %s", r.ID, r.Master)
			}
			b.store.before = nil
			if read, err := b.Read(t.Context(), us, made.ID); err != nil || !bytes.Equal(read.Answer, made.Answer) {
				t.Errorf("read %s, error %v", read, err)
			}
		})
	}
}

func TestNothingElseIsTriedTwice(t *testing.T) {
	b := newBench(t)
	for want, failure := range map[problem.Kind]error{
		problem.Unavailable: &problem.Error{Kind: problem.Unavailable, Detail: "It may have been stored.", RetryAfter: 1},
		problem.Internal:    errors.New("constraint"),
		problem.Timeout:     fmt.Errorf("commit: %w", context.DeadlineExceeded),
	} {
		b.store.commits = 0
		b.store.before = func(*store.Change) error { return failure }
		_, err := b.Create(t.Context(), us, body("", someRequest), app.Options{}, "")
		wants(t, err, want)
		if b.store.commits != 1 {
			t.Errorf("%v: %d commits", failure, b.store.commits)
		}
	}
}

func TestWhatIsNotStoredIsNotAnswered(t *testing.T) {
	b := newBench(t)
	b.store.before = func(*store.Change) error {
		return &problem.Error{Kind: problem.Unavailable, Detail: "Try again.", RetryAfter: 3}
	}
	made, err := b.Create(t.Context(), us, body("", someRequest), app.Options{}, "key")
	wants(t, err, problem.Unavailable)
	if made.Answer != nil || err.RetryAfter != 3 {
		t.Errorf("answered %s, again after %d s", made.Answer, err.RetryAfter)
	}
}

func TestAClockThatIsSetBackKeepsTheOrder(t *testing.T) {
	b := newBench(t)
	first := b.create(us, "", someRequest)
	b.clock.move(-time.Hour)
	second := b.create(us, "", someRequest)
	list := b.list(us, records.Query{})
	if got := []string{list.Items[0].ID, list.Items[1].ID}; !slices.Equal(got, []string{second.ID, first.ID}) {
		t.Errorf("got %v", got)
	}
	if list.Items[0].CreatedAt != "2026-11-20T08:30:00.123Z" {
		t.Errorf("created at %s", list.Items[0].CreatedAt)
	}
}
