package screen_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

func TestAlertsOfSafetyQuestions(t *testing.T) {
	rs := rules(t)
	for _, c := range []struct {
		question screen.Question
		answer   screen.Answer
		want     string
	}{
		{screen.SuicidalThoughts, screen.WithPlan, "suicidal_intent emergency"},
		{screen.SuicidalThoughts, screen.Yes, "suicidal_thoughts urgent"},
		{screen.SuicidalThoughts, screen.NotSure, "suicidal_thoughts urgent"},
		{screen.HotSwollenLeg, screen.Yes, "possible_dvt emergency"},
		{screen.HotSwollenLeg, screen.NotSure, "possible_dvt urgent"},
		{screen.ColdPalePainfulLeg, screen.Yes, "possible_limb_ischaemia emergency"},
		{screen.ColdPalePainfulLeg, screen.NotSure, "possible_limb_ischaemia urgent"},
		{screen.LegWeaknessBladderBowel, screen.Yes, "cord_or_cauda_signs emergency"},
		{screen.LegWeaknessBladderBowel, screen.NotSure, "cord_or_cauda_signs urgent"},
		{screen.DrowsyDriving, screen.Yes, "drowsy_driving urgent"},
		{screen.NewWeakness, screen.Yes, "new_weakness urgent"},
		{screen.SuddenOnset, screen.Yes, "sudden_onset prompt"},
		{screen.SleepUnder5Hours, screen.Yes, "severe_sleep_loss prompt"},
		{screen.LowMood, screen.Yes, "depression prompt"},
	} {
		var in screen.Input
		in.Answers[c.question] = c.answer
		if got := alertIDs(screen.Evaluate(in, rs)); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s %s: got %v, want %s", c.question, c.answer, got, c.want)
		}
		in.Answers[c.question] = screen.No
		if got := alertIDs(screen.Evaluate(in, rs)); len(got) > 0 {
			t.Errorf("%s no: got %v", c.question, got)
		}
	}
}

func TestEmergenciesComeFirstAndThenSuicidalThoughts(t *testing.T) {
	var in screen.Input
	in.Answers[screen.HotSwollenLeg] = screen.NotSure
	in.Answers[screen.SuicidalThoughts] = screen.Yes
	in.Answers[screen.LegWeaknessBladderBowel] = screen.Yes
	in.Answers[screen.LowMood] = screen.Yes
	in.BodyParts = screen.OtherOnly
	want := []string{
		"cord_or_cauda_signs emergency", "suicidal_thoughts urgent", "possible_dvt urgent", "depression prompt", "variant_body_part routine",
	}
	if got := alertIDs(screen.Evaluate(in, rules(t))); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
