package screen_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// Where the specification can be read in two ways, the reading is the one that
// harms nobody: docs/adr/0007 gives the reasons.

const today = 20000

func on(daysAgo int) screen.Day { return screen.Day{N: today - daysAgo, Known: true} }

func lab(test screen.Test, value float64, day screen.Day) screen.Lab {
	return screen.Lab{Test: test, Value: value, Day: day}
}

func readingOf(t *testing.T, labs ...screen.Lab) screen.Result {
	t.Helper()
	in := positive()
	in.AsOf = screen.Day{N: today, Known: true}
	for i := range labs {
		labs[i].Index = i
	}
	in.Labs = labs
	return screen.Evaluate(in, rules(t))
}

func TestOverloadIsNeverPassedOver(t *testing.T) {
	never := screen.Day{}
	for _, c := range []struct {
		name string
		labs []screen.Lab
		want bool
	}{
		{"a newer calculated value beats an older given one", []screen.Lab{
			lab(screen.TSAT, 30, on(80)), lab(screen.SerumIron, 180, on(1)), lab(screen.TIBC, 300, on(1)),
		}, true},
		{"an older calculated value does not", []screen.Lab{
			lab(screen.TSAT, 30, on(1)), lab(screen.SerumIron, 180, on(80)), lab(screen.TIBC, 300, on(80)),
		}, false},
		{"a value that has grown old still counts", []screen.Lab{lab(screen.TSAT, 60, on(400))}, true},
		{"until a newer one decides", []screen.Lab{lab(screen.TSAT, 60, on(400)), lab(screen.TSAT, 30, on(10))}, false},
		{"a newer one that is itself too old does not decide", []screen.Lab{lab(screen.TSAT, 60, on(400)), lab(screen.TSAT, 30, on(100))}, true},
		{"an undated value does not clear a dated high one", []screen.Lab{
			lab(screen.TSAT, 60, on(400)), lab(screen.SerumIron, 90, never), lab(screen.TIBC, 300, never),
		}, true},
		{"exactly at the limit is not above it", []screen.Lab{lab(screen.TSAT, 45, on(1))}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readingOf(t, c.labs...)
			alerted := slices.ContainsFunc(r.Alerts, func(a screen.Alert) bool { return a.ID == "iron_overload" })
			if got := r.Iron.Reading == screen.ReadingOverloadCheck; got != c.want || alerted != c.want {
				t.Errorf("reading %s, alert %v, want overload %v", r.Iron.Reading, alerted, c.want)
			}
			if c.want && slices.Contains(r.Guidance, "guidance.oral_iron") {
				t.Error("iron is spoken of while there may be too much of it")
			}
		})
	}
}

func TestIronByVeinIsNotSpokenOfWhereAPregnancyMayBeEarly(t *testing.T) {
	for _, c := range []struct {
		answer screen.Answer
		weeks  screen.Count
		early  bool
	}{
		{screen.Yes, screen.Count{}, true},
		{screen.Yes, screen.Some(12), true},
		{screen.Yes, screen.Some(13), false},
		{screen.Possible, screen.Count{}, true},
		{screen.NotSure, screen.Count{}, true},
		{screen.No, screen.Count{}, false},
	} {
		in := positive()
		in.Age, in.Sex, in.GestationWeeks = screen.Some(30), screen.Female, c.weeks
		in.Answers[screen.Pregnancy] = c.answer
		in.Labs = labsOf(20, -1)
		r := screen.Evaluate(in, rules(t))
		if got := slices.Contains(r.Iron.Notes, "iron_note.by_vein"); got == c.early {
			t.Errorf("pregnancy %s in week %v: iron by vein is spoken of: %v", c.answer, c.weeks, got)
		}
		if got := r.ReadingWording() == "meets_oral_or_iv_early_pregnancy"; got != c.early {
			t.Errorf("pregnancy %s in week %v: words of early pregnancy: %v", c.answer, c.weeks, got)
		}
		if !slices.Contains(r.Iron.Notes, "iron_note.ask_tsat") {
			t.Error("a threshold is met without a TSAT, and nobody asks for it")
		}
	}
}

func TestALowFerritinOnDialysisIsNamed(t *testing.T) {
	in := positive()
	in.KidneyStage = screen.Dialysis
	in.Labs = labsOf(12, 20)
	r := screen.Evaluate(in, rules(t))
	if r.Iron.Reading != screen.ReadingNotMet || !slices.Contains(r.Iron.Notes, "iron_note.dialysis_low_ferritin") {
		t.Errorf("reading %s, notes %v", r.Iron.Reading, r.Iron.Notes)
	}
}

func TestTreatmentGuidelinesForAdultsAreNotShownForOthers(t *testing.T) {
	for name, change := range map[string]func(*screen.Input){
		"at 17":    func(in *screen.Input) { in.Age = screen.Some(17) },
		"pregnant": func(in *screen.Input) { in.Answers[screen.Pregnancy] = screen.Yes },
	} {
		in := positive()
		change(&in)
		r := screen.Evaluate(in, rules(t))
		if slices.Contains(r.Guidance, "guidance.alpha2delta") || slices.Contains(r.Guidance, "guidance.dopamine_agonists") {
			t.Errorf("%s: %v", name, r.Guidance)
		}
		if !slices.Contains(r.Guidance, "guidance.refer") {
			t.Errorf("%s: no referral", name)
		}
		if !r.SpecialistOnly {
			t.Errorf("%s: alternatives to medicines are for adults who are not pregnant", name)
		}
	}
}

func TestNobodyIsToldToMoveOrWarmALegThatIsAnEmergency(t *testing.T) {
	rs := rules(t)
	for _, c := range []struct {
		question screen.Question
		answer   screen.Answer
		want     bool
	}{
		{screen.HotSwollenLeg, screen.Yes, false},
		{screen.HotSwollenLeg, screen.NotSure, false},
		{screen.ColdPalePainfulLeg, screen.Yes, false},
		{screen.ColdPalePainfulLeg, screen.NotSure, false},
		{screen.LegWeaknessBladderBowel, screen.Yes, false},
		{screen.LegWeaknessBladderBowel, screen.NotSure, false},
		{screen.HotSwollenLeg, screen.No, true},
		{screen.DrowsyDriving, screen.Yes, true},
	} {
		in := positive()
		in.Answers[c.question] = c.answer
		r := screen.Evaluate(in, rs)
		for _, rule := range []screen.Rule{"guidance.exercise", "guidance.comfort_measures"} {
			if got := slices.Contains(r.Guidance, rule); got != c.want {
				t.Errorf("%s %s: %s is said: %v", c.question, c.answer, rule, got)
			}
		}
		if !slices.Contains(r.Guidance, "guidance.sleep_hours") || !slices.Contains(r.Guidance, "guidance.symptom_diary") {
			t.Errorf("%s %s: %v", c.question, c.answer, r.Guidance)
		}
	}
}

func TestSignsOfAugmentationWithoutAKnownMedicineAreNotSilent(t *testing.T) {
	in := positive()
	in.Answers[screen.AugmentationSigns] = screen.Yes
	unclear := func(r screen.Result) bool {
		return slices.ContainsFunc(r.Warnings, func(w screen.Warning) bool { return w.Code == screen.WarnDopaminergicUnclear })
	}
	rs := rules(t)
	if !unclear(screen.Evaluate(in, rs)) {
		t.Error("the list of medicines is missing, and nothing is said")
	}
	in.MedicationsGiven = true
	if unclear(screen.Evaluate(in, rs)) {
		t.Error("no medicine is taken, and yet one is warned of")
	}
	in.Medications = []screen.Medication{{Recognised: true, Medicines: []*screen.Medicine{medicineOf(t, rs, "pramipexole")}}}
	if got := alertIDs(screen.Evaluate(in, rs)); !slices.Contains(got, "augmentation prompt") {
		t.Errorf("alerts %v", got)
	}
}
