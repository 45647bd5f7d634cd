package screen_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// rules is the ruleset that ships: the tests prove what is published.
func rules(t testing.TB) *screen.Ruleset {
	t.Helper()
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &rs.Core
}

func medicineOf(t testing.TB, rs *screen.Ruleset, key string) *screen.Medicine {
	t.Helper()
	for i := range rs.Medicines {
		if rs.Medicines[i].Key == key {
			return &rs.Medicines[i]
		}
	}
	t.Fatalf("the ruleset has no medicine %q", key)
	return nil
}

// positive is an adult whose four criteria are met and who denies every mimic.
func positive() screen.Input {
	in := fourMet()
	for q := screen.CrampsOnly; q <= screen.OneSided; q++ {
		in.Answers[q] = screen.No
	}
	return in
}

// fourMet is an adult whose four criteria are met; nothing else is known.
func fourMet() screen.Input {
	in := screen.Input{Age: screen.Some(50), BodyParts: screen.Legs}
	for q := screen.UrgeToMove; q <= screen.WorseInEvening; q++ {
		in.Answers[q] = screen.Yes
	}
	in.Answers[screen.CognitiveImpairment] = screen.No
	return in
}
