package screen_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

const trials = 20_000

// forRandomInputs calls check with inputs of a fixed seed: a failure repeats.
func forRandomInputs(t *testing.T, check func(t *testing.T, in screen.Input, rs *screen.Ruleset)) {
	t.Helper()
	rs := rules(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range trials {
		check(t, inputOf(randomBytes(r), rs), rs)
		if t.Failed() {
			return
		}
	}
}

func TestRemovingAnAnswerNeverTurnsOneFirmOutcomeIntoAnother(t *testing.T) {
	// Scope and body_parts are left in place: without them the outcome speaks
	// of somebody else, and outcome_settled says that it may.
	kind := func(r screen.Result) string {
		if r.Outcome.AnyPositive() {
			return "positive"
		}
		return r.Outcome.Code
	}
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		before := kind(screen.Evaluate(in, rs))
		for q := screen.UrgeToMove; q <= screen.OneSided; q++ {
			less := in
			less.Answers[q] = screen.Unknown
			after := kind(screen.Evaluate(less, rs))
			if after != before && after != screen.Indeterminate && !(before == screen.Indeterminate && q >= screen.CrampsOnly) {
				if before == screen.Negative && after == "positive" || before == "positive" && after == screen.Negative || before == screen.Indeterminate {
					t.Errorf("without %s %s becomes %s: %+v", q, before, after, in)
				}
			}
		}
	})
}

func TestTheOrderOfResultsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		in.Labs = distinct(in.Labs)
		shuffled := in
		shuffled.Labs = slices.Clone(in.Labs)
		r.Shuffle(len(shuffled.Labs), func(i, j int) {
			shuffled.Labs[i], shuffled.Labs[j] = shuffled.Labs[j], shuffled.Labs[i]
		})
		a, b := screen.Evaluate(in, rs), screen.Evaluate(shuffled, rs)
		sortWarnings(&a)
		sortWarnings(&b)
		if !reflect.DeepEqual(comparable(a), comparable(b)) {
			t.Errorf("order of labs matters: %+v", in)
		}
	})
}

// distinct leaves one result a test and day, as a request must.
func distinct(labs []screen.Lab) []screen.Lab {
	type key struct {
		test screen.Test
		day  screen.Day
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(labs, func(l screen.Lab) bool {
		k := key{l.Test, l.Day}
		twice := seen[k]
		seen[k] = true
		return twice
	})
}

// sortWarnings: warnings on results stand in the order of the request.
func sortWarnings(r *screen.Result) {
	slices.SortFunc(r.Warnings, func(a, b screen.Warning) int {
		if a.Code != b.Code {
			return slices.Compare([]byte(a.Code), []byte(b.Code))
		}
		return a.Path.Index - b.Path.Index
	})
}

// comparable leaves out the arena of facts, which reflect would compare too.
func comparable(r screen.Result) map[string]any {
	v := reflect.ValueOf(r)
	out := map[string]any{}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			out[f.Name] = v.Field(i).Interface()
		}
	}
	return out
}

func TestTheOrderOfMedicinesChangesOnlyOrder(t *testing.T) {
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		reversed := in
		reversed.Medications = slices.Clone(in.Medications)
		slices.Reverse(reversed.Medications)
		a, b := screen.Evaluate(in, rs), screen.Evaluate(reversed, rs)
		if a.Outcome.Code != b.Outcome.Code || a.Classification.Label != b.Classification.Label ||
			a.Classification.Provisional != b.Classification.Provisional || a.Course.Code != b.Course.Code ||
			a.Standards[screen.DSM5TR].Status != b.Standards[screen.DSM5TR].Status || !slices.Equal(alertIDs(a), alertIDs(b)) {
			t.Errorf("order of medicines matters: %+v", in)
		}
		if !slices.Equal(tiers(a), tiers(b)) {
			t.Errorf("contributors differ: %v and %v", tiers(a), tiers(b))
		}
	})
}

func alertIDs(r screen.Result) (ids []string) {
	for _, a := range r.Alerts {
		ids = append(ids, a.ID+" "+a.Urgency.String())
	}
	return ids
}

func tiers(r screen.Result) (all []string) {
	for _, c := range r.Classification.Contributors {
		key := c.ID
		if c.Medicine != nil {
			key = c.Medicine.Key
		}
		all = append(all, key+" "+c.Tier.String())
	}
	slices.Sort(all)
	return all
}

func TestAResultIsTheSameWhateverItsMemoryHeldBefore(t *testing.T) {
	var used screen.Result
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		fresh := screen.Evaluate(in, rs)
		screen.EvaluateInto(&used, &in, rs)
		if a, b := summaryOf(fresh), summaryOf(used); !reflect.DeepEqual(a, b) {
			t.Errorf("reused memory changes the result:\n%v\n%v", a, b)
		}
	})
}

// summaryOf makes nil and empty lists equal.
func summaryOf(r screen.Result) []any {
	return []any{
		r.Outcome, r.Criteria, r.Standards, r.Course, r.Significance, tiers(r), alertIDs(r), r.Iron.Reading,
		len(r.Labs), r.Classification.Label, r.Decision.OutcomeSettled, r.Decision.CanStop, len(r.Decision.Next), len(r.Warnings),
	}
}

func TestEveryRuleOfAResultIsListed(t *testing.T) {
	listed := screen.Rules()
	used := map[screen.Rule]bool{}
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		for _, rule := range rulesOf(reflect.ValueOf(screen.Evaluate(in, rs))) {
			used[rule] = true
			if _, found := slices.BinarySearch(listed, rule); !found {
				t.Errorf("rule %q is not listed", rule)
			}
		}
	})
	for _, rule := range listed {
		if !used[rule] && !provedElsewhere(rule) {
			t.Errorf("rule %q was used by none of %d inputs", rule, trials)
		}
	}
}

// provedElsewhere: rows so narrow that chance does not find them, which the
// tables and the tests of the follow-up do.
func provedElsewhere(rule screen.Rule) bool {
	for _, prefix := range []string{"iron", "mimic.", "lab.coeliac.flat_response", "label.primary_complete"} {
		if strings.HasPrefix(string(rule), prefix) {
			return true
		}
	}
	return false
}

// rulesOf collects every Rule inside a value.
func rulesOf(v reflect.Value) []screen.Rule {
	var found []screen.Rule
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found = append(found, rulesOf(v.Field(i))...)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = append(found, rulesOf(v.Index(i))...)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[screen.Rule]() && v.String() != "" {
			found = append(found, screen.Rule(v.String()))
		}
	}
	return found
}

// A settled outcome survives every completion of what was not answered, and
// one that is not settled has a completion that changes it.
func TestSettledMeansThatNoUnansweredQuestionCanChangeTheOutcome(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		before := screen.Evaluate(in, rs)
		changed := false
		for _, full := range completions(in, r) {
			if after := screen.Evaluate(full, rs); after.Outcome.Code != before.Outcome.Code {
				changed = true
			}
		}
		if changed == before.Decision.OutcomeSettled {
			t.Errorf("settled %v, but a completion changes the outcome: %v\n%+v", before.Decision.OutcomeSettled, changed, in)
		}
	})
}

// completions answer single open questions in every way, all of them in favour
// of a positive screen, and all of them at random.
func completions(in screen.Input, r *rand.Rand) []screen.Input {
	var out []screen.Input
	open := openQuestions(in)
	for _, q := range open {
		for _, a := range []screen.Answer{screen.Yes, screen.No, screen.NotSure} {
			out = append(out, answered(in, q, a))
		}
	}
	for _, mimic := range []screen.Answer{screen.Yes, screen.No, screen.NotSure} {
		full := in
		for _, q := range open {
			a := mimic
			if q <= screen.BodyParts {
				a = screen.Yes
			}
			if q == screen.CognitiveImpairment || q == screen.AgeYears {
				a = screen.No
			}
			full = answered(full, q, a)
		}
		out = append(out, full)
	}
	for range 8 {
		full := in
		for _, q := range open {
			full = answered(full, q, []screen.Answer{screen.Yes, screen.No, screen.NotSure}[r.IntN(3)])
		}
		out = append(out, full)
	}
	return out
}

func openQuestions(in screen.Input) []screen.Question {
	var open []screen.Question
	for q := screen.AgeYears; q <= screen.OneSided; q++ {
		switch q {
		case screen.Sex, screen.Pregnancy, screen.GestationWeeks, screen.Respondent:
		case screen.AgeYears:
			if !in.Age.Known {
				open = append(open, q)
			}
		case screen.BodyParts:
			if in.BodyParts == screen.BodyPartUnknown {
				open = append(open, q)
			}
		default:
			if in.Answers[q] == screen.Unknown {
				open = append(open, q)
			}
		}
	}
	return open
}

// answered reads yes as "in favour": a child, another part of the body.
func answered(in screen.Input, q screen.Question, a screen.Answer) screen.Input {
	switch q {
	case screen.AgeYears:
		in.Age = screen.Some(40)
		if a == screen.Yes {
			in.Age = screen.Some(9)
		}
	case screen.BodyParts:
		in.BodyParts = screen.Legs
		if a == screen.No {
			in.BodyParts = screen.OtherOnly
		}
	default:
		in.Answers[q] = a
	}
	return in
}

// Each answer that would change the outcome does change it, to what was said.
func TestWouldChangeTellsTheTruth(t *testing.T) {
	seen := 0
	forRandomInputs(t, func(t *testing.T, in screen.Input, rs *screen.Ruleset) {
		for _, c := range screen.Evaluate(in, rs).Decision.WouldChange {
			seen++
			changed := in
			if c.Question == screen.BodyParts {
				changed.BodyParts = screen.Legs
			} else {
				changed.Answers[c.Question] = screen.Yes
			}
			if got := screen.Evaluate(changed, rs).Outcome.Code; got != c.Outcome || got == screen.Negative {
				t.Errorf("%s as %s leads to %s, not %s: %+v", c.Question, c.Answer, got, c.Outcome, in)
			}
		}
	})
	if seen == 0 {
		t.Error("no input has an answer that would change the outcome")
	}
}

func FuzzEvaluate(f *testing.F) {
	rs := rules(f)
	r := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		f.Add(randomBytes(r))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in := inputOf(data, rs)
		a, b := screen.Evaluate(in, rs), screen.Evaluate(in, rs)
		if !reflect.DeepEqual(a, b) {
			t.Error("the same input has two results")
		}
		for i := 1; i < len(a.Alerts); i++ {
			if a.Alerts[i].Urgency < a.Alerts[i-1].Urgency {
				t.Error("alerts are out of order")
			}
		}
	})
}

func BenchmarkEvaluate(b *testing.B) {
	rs := rules(b)
	in := positive()
	in.MedicationsGiven = true
	in.Medications = []screen.Medication{{
		Recognised: true, Medicines: []*screen.Medicine{medicineOf(b, rs, "diphenhydramine")}, Timing: screen.WorseAfterStarting,
	}}
	in.Labs = labsOf(22, 14)
	var r screen.Result
	b.ReportAllocs()
	for b.Loop() {
		screen.EvaluateInto(&r, &in, rs)
	}
}
