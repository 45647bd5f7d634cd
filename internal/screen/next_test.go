package screen_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// asks reports whether a question is among the next ones.
func asks(r screen.Result, q screen.Question) bool {
	return slices.ContainsFunc(r.Decision.Next, func(n screen.NextQuestion) bool { return n.Question == q })
}

// One question, with what it is asked beside.
func TestAQuestionIsAskedWhileItCanChangeSomething(t *testing.T) {
	rs := rules(t)
	blocker := func(timing screen.Timing) func(*screen.Input) {
		return func(in *screen.Input) {
			in.MedicationsGiven = true
			in.Medications = []screen.Medication{{
				Recognised: true, Medicines: []*screen.Medicine{medicineOf(t, rs, "metoclopramide")}, Timing: timing,
			}}
		}
	}
	course := func(days float64, episodes int) func(*screen.Input) {
		return func(in *screen.Input) {
			in.DaysPerWeek, in.LifetimeEpisodes = screen.Measured(days), screen.Some(episodes)
		}
	}
	pregnant := func(in *screen.Input) { in.Answers[screen.Pregnancy] = screen.Yes }
	negative := func(in *screen.Input) { in.Answers[screen.WorseAtRest] = screen.No }
	cramps := func(in *screen.Input) {
		in.Answers[screen.CrampsOnly], in.Answers[screen.WholeBodyRestlessness] = screen.Yes, screen.Unknown
	}
	outOfScope := func(in *screen.Input) {
		in.Answers[screen.CognitiveImpairment], in.Answers[screen.WholeBodyRestlessness] = screen.Yes, screen.Unknown
		in.Answers[screen.WorseAtRest] = screen.Unknown
	}
	for _, c := range []struct {
		name     string
		given    []func(*screen.Input)
		question screen.Question
		want     bool
	}{
		{"how long, when too seldom and too few", []func(*screen.Input){course(1, 2)}, screen.DurationMonths, false},
		{"how long, when seldom and often enough in life", []func(*screen.Input){course(1, 5)}, screen.DurationMonths, true},
		{"how long, when on enough days", []func(*screen.Input){course(2, 2)}, screen.DurationMonths, true},
		{"how long, when too few and pregnant", []func(*screen.Input){course(1, 2), pregnant, negative}, screen.DurationMonths, false},
		{"what came first, when too few and pregnant", []func(*screen.Input){course(1, 2), pregnant, negative}, screen.SymptomsBeforeContributors, false},
		{"what came first, when pregnant", []func(*screen.Input){course(1, 5), pregnant, negative}, screen.SymptomsBeforeContributors, true},
		{"restlessness that was there before the medicine", []func(*screen.Input){blocker(screen.BeganBeforeStarting), cramps}, screen.WholeBodyRestlessness, false},
		{"restlessness beside a medicine of unknown timing", []func(*screen.Input){blocker(screen.TimingUnknown), cramps}, screen.WholeBodyRestlessness, true},
		{"restlessness that came after the medicine", []func(*screen.Input){blocker(screen.BeganAfterStarting), cramps}, screen.WholeBodyRestlessness, true},
		{"a criterion out of scope, the medicine came first", []func(*screen.Input){blocker(screen.WorseAfterStarting), outOfScope}, screen.WorseAtRest, true},
		{"a criterion out of scope, timing unknown", []func(*screen.Input){blocker(screen.TimingUnknown), outOfScope}, screen.WorseAtRest, false},
		{"a criterion out of scope, no medicine", []func(*screen.Input){outOfScope}, screen.WorseAtRest, false},
	} {
		in := positive()
		in.Sex = screen.Female
		for _, change := range c.given {
			change(&in)
		}
		if got := asks(screen.Evaluate(in, rs), c.question); got != c.want {
			t.Errorf("%s: asked %v", c.name, got)
		}
	}
}
