package chart_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func TestAnEarlierOverloadActsUntilANewerTSATDecides(t *testing.T) {
	s := service(t)
	const high, low = "2026-03-01", "2026-05-01" // both older than 90 days
	for _, c := range []struct {
		name, issues, reading string
		resources             []string
	}{
		{
			"a newer one that is too old to decide does not end it", "earlier_overload at content[0]; old_result at content[1]", "overload_check",
			[]string{resultOf("a", "2502-3", 52, "%", on(high)), resultOf("b", "2502-3", 30, "%", on(low)), resultOf("f", "2276-4", 40, "ng/mL")},
		},
		{
			"one that decides ends it", "", "meets_oral_or_iv",
			[]string{resultOf("a", "2502-3", 52, "%", on(high)), resultOf("b", "2502-3", 30, "%"), resultOf("f", "2276-4", 40, "ng/mL")},
		},
		{
			"from iron and TIBC of one day", "earlier_overload at content[0]; old_result at content[1]; old_result at content[2]", "overload_check",
			[]string{
				resultOf("a", "2498-4", 180, "ug/dL", on(high)), resultOf("b", "2500-7", 300, "ug/dL", on(high)),
				resultOf("c", "2502-3", 30, "%", on(low)), resultOf("d", "2498-4", 60, "ug/dL"), resultOf("f", "2276-4", 40, "ng/mL"),
			},
		},
		{
			"45 % on paper is not above it", "", "ferritin_needed",
			[]string{resultOf("a", "2498-4", 68.4, "ug/dL"), resultOf("b", "2500-7", 152, "ug/dL")},
		},
		{
			"nor are 45 % of an earlier day", "", "meets_oral_or_iv",
			[]string{
				resultOf("a", "2498-4", 68.4, "ug/dL", on(high)), resultOf("b", "2500-7", 152, "ug/dL", on(high)),
				resultOf("c", "2498-4", 60, "ug/dL"), resultOf("d", "2500-7", 300, "ug/dL"), resultOf("f", "2276-4", 40, "ng/mL"),
			},
		},
		{
			"of two of one day the higher", "contradiction at content[0]; contradiction at content[1]", "overload_check",
			[]string{resultOf("a", "2502-3", 30, "%"), resultOf("b", "2502-3", 52, "%"), resultOf("f", "2276-4", 40, "ng/mL")},
		},
		{
			"neither of two of one day that speak of no overload", "duplicate_result at content[0]; duplicate_result at content[1]", "meets_oral_or_iv",
			[]string{resultOf("a", "2502-3", 30, "%"), resultOf("b", "2502-3", 15, "%"), resultOf("f", "2276-4", 40, "ng/mL")},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			if reading := s.Evaluate(got.Request(), app.Options{}).Iron.Reading; reading != c.reading || codes(got) != c.issues {
				t.Errorf("reading %s, issues %q", reading, codes(got))
			}
		})
	}
}

// higher knows a saturation that is not the quotient.
type higher struct{ *app.Service }

func (h higher) Saturation(iron, tibc float64) float64 { return h.Service.Saturation(iron, tibc) + 1 }

// A chart calculates no saturation by itself: there would be two roundings.
func TestACalculatedSaturationIsThatOfTheDecision(t *testing.T) {
	var contents []chart.Content
	for i, raw := range []string{
		resultOf("a", "2498-4", 68.4, "ug/dL", on("2026-03-01")), resultOf("b", "2500-7", 152, "ug/dL", on("2026-03-01")),
		resultOf("c", "2498-4", 60, "ug/dL"), resultOf("d", "2502-3", 30, "%", on("2026-02-01")),
	} {
		contents = append(contents, chart.Content{Expression: fmt.Sprintf("content[%d]", i), Raw: []byte(raw)})
	}
	s := service(t)
	if got := chart.Read(chart.Subject{}, contents, s, today); has(got, "earlier_overload") {
		t.Errorf("45 %% is above it: %s", codes(got))
	}
	if got := chart.Read(chart.Subject{}, contents, higher{s}, today); !has(got, "earlier_overload") {
		t.Errorf("46 %% is not: %s", codes(got))
	}
}

func TestTheHigherOfOneDayIsMarkedAsContradicted(t *testing.T) {
	got := read(t, service(t), resultOf("a", "2502-3", 30, "%"), resultOf("b", "2502-3", 52, "%"))
	if len(got.Labs) != 1 || got.Labs[0].Value != 52 || !got.Labs[0].Contradicted || !got.Sent("tsat") || got.Sent("ferritin") {
		t.Errorf("%+v", got.Labs)
	}
}

// What a chart keeps of its results leads to the reading that all of them do.
func TestTheReadingOfAChartIsThatOfAllItsResults(t *testing.T) {
	s, r := service(t), rand.New(rand.NewPCG(3, 5))
	tests := []struct{ id, loinc, unit string }{{"ferritin", "2276-4", "ng/mL"}, {"tsat", "2502-3", "%"}, {"iron", "2498-4", "ug/dL"}, {"tibc", "2500-7", "ug/dL"}}
	values := map[string][]float64{"ferritin": {20, 90, 200, 500}, "tsat": {12, 30, 52}, "iron": {30, 90, 180}, "tibc": {300, 330}}
	seen := map[string]int{}
	for range 3000 {
		all := &v1.ScreeningRequest{AsOf: today.Format(time.DateOnly)}
		var resources []string
		for _, days := range []int{1, 20, 80, 100, 200, 400} {
			for _, test := range tests {
				if r.IntN(3) > 0 {
					continue
				}
				value, day := values[test.id][r.IntN(len(values[test.id]))], today.AddDate(0, 0, -days).Format(time.DateOnly)
				all.Labs = append(all.Labs, v1.Lab{Test: test.id, Value: &value, Unit: test.unit, CollectedOn: day})
				resources = append(resources, resultOf(fmt.Sprint(len(resources)), test.loinc, value, test.unit, on(day)))
			}
		}
		want := s.Evaluate(all, app.Options{})
		got := s.Evaluate(read(t, s, resources...).Request(), app.Options{})
		if got.Iron.Reading != want.Iron.Reading || overload(got) != overload(want) || value(got.Iron.TSATPercent) != value(want.Iron.TSATPercent) {
			t.Fatalf("the chart reads %s, all of it %s:\n%s", got.Iron.Reading, want.Iron.Reading, strings.Join(resources, "\n"))
		}
		seen[got.Iron.Reading]++
	}
	if len(seen) < 6 {
		t.Errorf("%v: the charts prove little", seen)
	}
}

func overload(s *v1.Screening) bool {
	return slices.ContainsFunc(s.Alerts, func(a v1.Alert) bool { return a.ID == "iron_overload" })
}

func value(x *float64) float64 {
	if x == nil {
		return -1
	}
	return *x
}

func TestTheLimitOfOverloadIsThatOfTheRuleset(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	if rs.Core.Limits.TSATHigh != chart.OverloadPercent {
		t.Errorf("the ruleset has %v", rs.Core.Limits.TSATHigh)
	}
}
