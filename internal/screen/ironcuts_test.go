package screen_test

import (
	"math"
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// TestTheRuleOfACutHoldsOnItsSideOnly reads values at a cut and next to it.
func TestTheRuleOfACutHoldsOnItsSideOnly(t *testing.T) {
	rs := rules(t)
	for _, rows := range []struct {
		name     string
		in       screen.Input
		ferritin float64 // at which the cuts of TSAT decide
		tsat     float64 // at which those of ferritin do
		cuts     int
	}{
		{"adult", screen.Input{Age: screen.Some(rs.Limits.AdultAge)}, 150, 30, 5},
		{"age not known", screen.Input{}, 150, 30, 5},
		{"under 18", screen.Input{Age: screen.Some(rs.Limits.AdultAge - 1)}, 60, 30, 3},
		{"on dialysis", screen.Input{Age: screen.Some(70), KidneyStage: screen.Dialysis}, 100, 10, 3},
		{"a child on dialysis", screen.Input{Age: screen.Some(10), KidneyStage: screen.Dialysis}, 100, 10, 3},
	} {
		cuts := screen.IronCuts(&rows.in, &rs.Limits)
		if len(cuts) != rows.cuts {
			t.Errorf("%s: %d cuts: %v", rows.name, len(cuts), cuts)
		}
		for _, cut := range cuts {
			holds := func(value float64) bool {
				in := rows.in
				in.Labs = labsOf(rows.ferritin, value)
				if cut.Test == screen.Ferritin {
					in.Labs = labsOf(value, rows.tsat)
				}
				iron := screen.Evaluate(in, rs).Iron
				return iron.Rule == cut.Rule || slices.Contains(iron.Notes, cut.Rule)
			}
			below, above := math.Nextafter(cut.Limit.X, 0), math.Nextafter(cut.Limit.X, math.Inf(1))
			within, beyond := below, cut.Limit.X
			switch cut.Limit.Op {
			case "<=":
				within, beyond = cut.Limit.X, above
			case ">":
				within, beyond = above, cut.Limit.X
			}
			if !holds(within) || holds(beyond) {
				t.Errorf("%s, %s %s %v: %s at %v %t, at %v %t", rows.name, cut.Test, cut.Limit.Op, cut.Limit.X, cut.Rule, within, holds(within), beyond, holds(beyond))
			}
		}
	}
}
