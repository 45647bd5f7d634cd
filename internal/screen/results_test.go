package screen_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// The readings of iron and TIBC in umol/L that are 20 or 45 % on paper, and
// were a hair beside it in binary.
func TestALimitIsMetWhereItIsMetOnPaper(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		iron, tibc float64
		unit       string
		want       float64
		reading    string
	}{
		{68.4, 152, "ug/dL", 45, screen.ReadingFerritinNeeded},
		{68.5, 152, "ug/dL", 45.065789474, screen.ReadingOverloadCheck},
		{9.2, 46, "umol/L", 20, screen.ReadingFerritinNeeded},
		{11.4, 57, "umol/L", 20, screen.ReadingFerritinNeeded},
		{14.8, 74, "umol/L", 20, screen.ReadingFerritinNeeded},
		{16.4, 82, "umol/L", 20, screen.ReadingFerritinNeeded},
		{16.3, 82, "umol/L", 19.87804878, screen.ReadingMeetsOralOrIV},
	} {
		iron, _ := rs.Tests[screen.SerumIron].Convert(c.iron, c.unit)
		tibc, _ := rs.Tests[screen.TIBC].Convert(c.tibc, c.unit)
		r := readingOf(t, lab(screen.SerumIron, iron, on(1)), lab(screen.TIBC, tibc, on(1)))
		if r.Iron.TSAT.X != c.want || r.Iron.Reading != c.reading {
			t.Errorf("%v / %v %s: TSAT %v, %s", c.iron, c.tibc, c.unit, r.Iron.TSAT.X, r.Iron.Reading)
		}
		series := screen.ReadIronStatus(screen.IronInput{Input: screen.Input{Labs: []screen.Lab{
			lab(screen.SerumIron, iron, on(1)), lab(screen.TIBC, tibc, on(1)),
		}}}, &rs.Core).Series
		if len(series) != 1 || series[0].TSAT.X != c.want {
			t.Errorf("%v / %v %s: %v", c.iron, c.tibc, c.unit, series)
		}
	}
}

func TestAQuotientOfExactlyTheLimitIsNoConflictAndNoTrend(t *testing.T) {
	r := readingOf(t, lab(screen.TSAT, 16.1, on(1)), lab(screen.SerumIron, 32.75, on(1)), lab(screen.TIBC, 250, on(1)))
	for _, w := range r.Warnings {
		if w.Code == screen.WarnTSATConflict {
			t.Errorf("16.1 and 13.1 %% differ by 3 points, not more: %v", w)
		}
	}
	for _, c := range []struct {
		first, last float64
		want        string
	}{
		{5.3, 8.3, screen.ResponseFlat},
		{8.3, 5.3, screen.ResponseFlat},
		{5.3, 8.4, screen.ResponseRising},
		{30.7, 33.77, screen.ResponseFlat},
	} {
		s := screen.ReadIronStatus(screen.IronInput{Input: screen.Input{Labs: []screen.Lab{
			lab(screen.Ferritin, c.first, on(30)), lab(screen.Ferritin, c.last, on(0)),
		}}}, rules(t))
		if s.Response != c.want {
			t.Errorf("%v to %v in 30 days: %s, trend %v", c.first, c.last, s.Response, s.TrendPer30Days.X)
		}
	}
}

func TestEveryTestHasTheUnitOfTheRuleset(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs.Tests {
		if unit := screen.Test(i).Unit(); unit != rs.Tests[i].Unit {
			t.Errorf("%s: %q, the ruleset has %q", rs.Tests[i].ID, unit, rs.Tests[i].Unit)
		}
	}
}

func TestNoResultOfARequestIsDropped(t *testing.T) {
	r := readingOf(t,
		lab(screen.EGFR, 12, on(323)), lab(screen.Creatinine, 5, on(181)), lab(screen.TSH, 0.1, on(181)), lab(screen.TSH, 0.2, on(400)),
		lab(screen.Haemoglobin, 4, on(1)), lab(screen.Ferritin, 20, on(91)), lab(screen.SerumIron, 40, on(91)), lab(screen.CRP, 5, on(180)))
	type result struct {
		value float64
		unit  string
		old   bool
	}
	want := map[screen.Test]result{
		screen.EGFR: {12, screen.UnitEGFR, true}, screen.Creatinine: {5, "mg/dL", true}, screen.TSH: {0.1, screen.UnitTSH, true},
		screen.Haemoglobin: {4, "g/dL", false}, screen.Ferritin: {20, screen.UnitFerritin, true}, screen.SerumIron: {40, "ug/dL", true},
		screen.CRP: {5, "mg/L", false},
	}
	for _, got := range r.Tests {
		if w := want[got.Test]; w != (result{got.Fact.Value.Number, got.Fact.Value.Unit, got.Old}) {
			t.Errorf("%s: %+v, want %+v", got.Test, got, w)
		}
		delete(want, got.Test)
	}
	if len(want) > 0 {
		t.Errorf("dropped: %v", want)
	}
}
