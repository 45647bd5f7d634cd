package knowledge_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// The spans of follow-up of iron and the bands of the IRLS total are in the code
// and not among the limits of the ruleset. What the rules say of them, and what
// readers are told in any language, must be what the code does.

// onIron reads ferritin, beside a TSAT without a finding, by days from the start
// of treatment.
func onIron(rs *knowledge.Ruleset, route screen.Route, ferritin map[int]float64) screen.IronStatus {
	in := screen.IronInput{Route: route, Started: screen.Day{N: 1000, Known: route != screen.RouteNone}}
	in.Age = screen.Some(50)
	for day, value := range ferritin {
		at := screen.Day{N: 1000 + day, Known: true}
		in.Labs = append(in.Labs, screen.Lab{Test: screen.Ferritin, Value: value, Day: at}, screen.Lab{Test: screen.TSAT, Value: 25, Day: at})
	}
	return screen.ReadIronStatus(in, &rs.Core)
}

// first is the first number from which on something is so.
func first(t *testing.T, is func(n float64) bool) float64 {
	t.Helper()
	for n := 0.0; n < 5000; n++ {
		if is(n) {
			return n
		}
	}
	t.Fatal("it is never so")
	return 0
}

func TestTheRulesSayTheSpansAndLimitsOfTheCode(t *testing.T) {
	rs := load(t)
	flat := func(base, change float64) bool { // over 30 days
		return onIron(rs, screen.RouteNone, map[int]float64{0: base, 30: base + change}).Response == screen.ResponseFlat
	}
	// The last change in tenths that is still flat: of a low baseline the number
	// decides, of a high one the part of it.
	most := func(base, sign float64) float64 {
		return (first(t, func(n float64) bool { return !flat(base, sign*n/10) }) - 1) / 10
	}
	rises, falls := most(0, 1), most(10, -1)
	risesBy, fallsBy := most(1000, 1)/1000*100, most(1000, -1)/1000*100
	early := first(t, func(n float64) bool {
		return onIron(rs, screen.RouteOral, map[int]float64{-1: 20, int(n): 20}).Response != screen.ResponseTooEarly
	})
	recheck := func(route screen.Route, day int, ferritin float64) screen.Recheck {
		return onIron(rs, route, map[int]float64{day: ferritin}).Recheck
	}
	replete := first(t, func(n float64) bool {
		return recheck(screen.RouteOral, 100, n).Rule == "iron_status.recheck.oral_replete"
	}) - 1
	for _, c := range []struct {
		rule screen.Rule
		unit string
		is   float64
	}{
		{"iron_status.rising", "ng/mL", rises},
		{"iron_status.rising", "%", risesBy},
		{"iron_status.falling", "ng/mL", falls},
		{"iron_status.falling", "%", fallsBy},
		{"iron_status.flat", "ng/mL", rises},
		{"iron_status.flat", "%", risesBy},
		{"iron_status.too_early", "weeks", early / 7},
		{"iron_status.recheck.oral_first", "weeks", float64(recheck(screen.RouteOral, 1, 20).Days) / 7},
		{"iron_status.recheck.oral_low", "months", float64(recheck(screen.RouteOral, 100, 20).Months)},
		{"iron_status.recheck.oral_low", "ng/mL", replete},
		{"iron_status.recheck.oral_replete", "months", float64(recheck(screen.RouteOral, 100, 90).Months)},
		{"iron_status.recheck.oral_replete", "ng/mL", replete},
		{"iron_status.recheck.iv", "weeks", float64(recheck(screen.RouteIV, 1, 20).Days) / 7},
		{"iron_status.recheck.threshold_met", "months", float64(recheck(screen.RouteNone, 0, 20).Months)},
		{"iron_status.recheck.yearly", "months", float64(recheck(screen.RouteNone, 0, 200).Months)},
	} {
		said := 0
		for _, text := range saidOf(rs, c.rule) {
			for _, number := range numbersOf(text, c.unit) {
				said++
				if number != fmt.Sprint(c.is) {
					t.Errorf("%s: the code has %v %s: %s", c.rule, c.is, c.unit, text)
				}
			}
		}
		if said == 0 {
			t.Errorf("%s: nothing says %v %s", c.rule, c.is, c.unit)
		}
	}
}

// saidOf are the text of a rule, and its words for every reader.
func saidOf(rs *knowledge.Ruleset, rule screen.Rule) []string {
	texts := []string{rs.Rule(rule).Text}
	for _, lang := range rs.Languages() {
		text := rs.Words(lang)[string(rule)]
		texts = append(texts, text.Clinician, text.Patient)
	}
	return texts
}

// numbersOf are the numbers of a text in a unit.
func numbersOf(text, unit string) []string {
	spelt := map[string]string{"weeks": "(?:weeks|semanas)", "months": "(?:months|meses)"}
	if spelt[unit] == "" {
		spelt[unit] = regexp.QuoteMeta(unit)
	}
	var numbers []string
	for _, found := range regexp.MustCompile(`([0-9.]+)[\s\x{a0}]`+spelt[unit]).FindAllStringSubmatch(text, -1) {
		numbers = append(numbers, found[1])
	}
	return numbers
}

func TestTheRuleOfTheIRLSSaysTheBandsOfTheCode(t *testing.T) {
	rs := load(t)
	var bands []string
	for from, total := 0, 0; total <= 40; total++ {
		band, next := bandOf(rs, total), bandOf(rs, total+1)
		if band == next && total < 40 {
			continue
		}
		span := fmt.Sprintf("%d-%d", from, total)
		if from == total {
			span = fmt.Sprint(total)
		}
		bands = append(bands, span+" "+strings.ReplaceAll(band, "_", " "))
		from = total + 1
	}
	if text := rs.Rule("severity.irls").Text; !strings.Contains(text, strings.Join(bands, ", ")) {
		t.Errorf("the code has the bands %s: %s", strings.Join(bands, ", "), text)
	}
}

func bandOf(rs *knowledge.Ruleset, total int) string {
	result := screen.Evaluate(screen.Input{IRLSTotal: screen.Some(total)}, &rs.Core)
	return result.Severity.Band
}
