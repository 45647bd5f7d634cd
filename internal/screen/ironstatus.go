package screen

import "slices"

// IronInput is a dated series of iron results and what is done about it.
type IronInput struct {
	// Input carries as_of, age, sex, pregnancy, weeks, the kidney stage
	// (dialysis) and the results, all of them dated.
	Input
	Route   Route
	Started Day // known when Route is by mouth or by vein
}

// Route is how iron is given. The zero value is not known, read as none.
type Route uint8

// The routes.
const (
	RouteNone Route = iota
	RouteOral
	RouteIV
)

// IronStatus is the course of iron over time.
type IronStatus struct {
	Result // of the newest values; Iron, Labs, Alerts and Warnings apply

	Series []IronPoint
	// TrendPer30Days is the change of ferritin in ng/mL per 30 days from the
	// baseline to the newest value.
	TrendPer30Days Amount
	Response       string
	ResponseRule   Rule
	// SinceStart is days from the start of treatment to as_of, or to the
	// newest result when as_of is not known.
	SinceStart Count
	Recheck    Recheck
}

// IronPoint is what is known of one day.
type IronPoint struct {
	Day            Day
	Ferritin, TSAT Amount
}

// Recheck is when to measure again: so many days and months after a day.
type Recheck struct {
	From         Day
	Days, Months int
	Rule         Rule
}

// The responses.
const (
	ResponseRising   = "rising"
	ResponseFalling  = "falling"
	ResponseFlat     = "flat"
	ResponseTooEarly = "too_early"
)

// Spans of follow-up, from the clinical specification, section 6.
const (
	tooEarlyDays       = 6 * 7
	oralRecheckDays    = 12 * 7
	ivRecheckDays      = 8 * 7
	responsePer30Days  = 3.0 // ng/mL
	responseOfBaseline = 0.10
)

// ReadIronStatus reads a series. It is pure and total like Evaluate.
//
// Source: rules iron_status.* of the ruleset.
func ReadIronStatus(in IronInput, rs *Ruleset) IronStatus {
	s := IronStatus{Result: Evaluate(in.Input, rs)}
	s.Series = series(in.Labs)
	newest := lastDay(in.Labs)
	if n := len(s.Series); n > 0 {
		newest = s.Series[n-1].Day // other results say nothing of iron
	}
	s.SinceStart = sinceStart(in, newest)
	s.respond(in)
	s.Recheck = s.recheck(in, newest, &rs.Limits)
	s.keepIron(in)
	return s
}

// series merges the results of each day, oldest first.
func series(labs []Lab) []IronPoint {
	var points []IronPoint
	for _, lab := range labs {
		if lab.Test != Ferritin && lab.Test != TSAT && lab.Test != SerumIron || !lab.Day.Known {
			continue
		}
		i := slices.IndexFunc(points, func(p IronPoint) bool { return p.Day == lab.Day })
		if i < 0 {
			points = append(points, IronPoint{Day: lab.Day})
			i = len(points) - 1
		}
		switch lab.Test {
		case Ferritin:
			points[i].Ferritin = Measured(lab.Value)
		case TSAT:
			points[i].TSAT = Measured(lab.Value)
		case SerumIron:
			if tibc, found := sameDayTIBC(labs, lab.Day); found && !points[i].TSAT.Known {
				points[i].TSAT = Measured(Saturation(lab.Value, tibc))
			}
		}
	}
	points = slices.DeleteFunc(points, func(p IronPoint) bool { return !p.Ferritin.Known && !p.TSAT.Known })
	slices.SortFunc(points, func(a, b IronPoint) int { return a.Day.N - b.Day.N })
	return points
}

func sameDayTIBC(labs []Lab, day Day) (value float64, found bool) {
	for _, lab := range labs {
		if lab.Test == TIBC && lab.Day == day && lab.Value > 0 {
			return lab.Value, true
		}
	}
	return 0, false
}

func lastDay(labs []Lab) Day {
	var last Day
	for _, lab := range labs {
		if lab.Day.Known && (!last.Known || lab.Day.N > last.N) {
			last = lab.Day
		}
	}
	return last
}

func sinceStart(in IronInput, newest Day) Count {
	until := in.AsOf
	if !until.Known {
		until = newest
	}
	if in.Route == RouteNone || !in.Started.Known || !until.Known {
		return Count{}
	}
	if until.N < in.Started.N {
		return Count{}
	}
	return Some(until.N - in.Started.N)
}

// respond compares the newest ferritin with the baseline: the last one up to
// the start of treatment, else the first.
func (s *IronStatus) respond(in IronInput) {
	s.Response, s.ResponseRule = ResponseTooEarly, "iron_status.too_early"
	var values []IronPoint
	for _, p := range s.Series {
		if p.Ferritin.Known {
			values = append(values, p)
		}
	}
	if len(values) < 2 {
		return
	}
	newest, base := values[len(values)-1], values[0]
	if in.Route != RouteNone && in.Started.Known {
		for _, p := range values[:len(values)-1] {
			if p.Day.N <= in.Started.N {
				base = p
			}
		}
	}
	change := Decimal((newest.Ferritin.X - base.Ferritin.X) * 30 / float64(newest.Day.N-base.Day.N))
	s.TrendPer30Days = Measured(change)
	if in.Route != RouteNone && newest.Day.N-in.Started.N < tooEarlyDays {
		return
	}
	enough := max(responsePer30Days, Decimal(responseOfBaseline*base.Ferritin.X))
	switch {
	case change > enough:
		s.Response, s.ResponseRule = ResponseRising, "iron_status.rising"
	case change < -enough:
		s.Response, s.ResponseRule = ResponseFalling, "iron_status.falling"
	default:
		s.Response, s.ResponseRule = ResponseFlat, "iron_status.flat"
	}
}

// recheck is when the values should be measured again. While there may be too
// much iron, or a value is missing, no routine date applies: the newest day
// stands for "now".
func (s *IronStatus) recheck(in IronInput, newest Day, l *Limits) Recheck {
	switch s.Iron.Reading {
	case ReadingOverloadCheck:
		return Recheck{From: s.today(in, newest), Rule: "iron_status.recheck.overload"}
	case ReadingNotAssessed, ReadingFerritinNeeded, ReadingTSATNeeded:
		if in.Route == RouteNone {
			return Recheck{From: s.today(in, newest), Rule: "iron_status.recheck.incomplete"}
		}
	}
	afterStart := func(days int) (Recheck, bool) {
		due := in.Started.N + days
		return Recheck{From: in.Started, Days: days}, !newest.Known || newest.N < due
	}
	switch in.Route {
	case RouteOral:
		if r, waiting := afterStart(oralRecheckDays); waiting {
			r.Rule = "iron_status.recheck.oral_first"
			return r
		}
		if f := s.newestFerritin(); f.above(l.FerritinCofactor) {
			return Recheck{From: newest, Months: 6, Rule: "iron_status.recheck.oral_replete"}
		}
		return Recheck{From: newest, Months: 3, Rule: "iron_status.recheck.oral_low"}
	case RouteIV:
		if r, waiting := afterStart(ivRecheckDays); waiting {
			r.Rule = "iron_status.recheck.iv"
			return r
		}
	}
	if s.thresholdMet() {
		return Recheck{From: newest, Months: 3, Rule: "iron_status.recheck.threshold_met"}
	}
	return Recheck{From: newest, Months: 12, Rule: "iron_status.recheck.yearly"}
}

// today is as_of, or the newest day.
func (s *IronStatus) today(in IronInput, newest Day) Day {
	if in.AsOf.Known {
		return in.AsOf
	}
	return newest
}

func (s *IronStatus) newestFerritin() Amount {
	for _, p := range slices.Backward(s.Series) {
		if p.Ferritin.Known {
			return p.Ferritin
		}
	}
	return Amount{}
}

func (s *IronStatus) thresholdMet() bool {
	switch s.Iron.Reading {
	case ReadingMeetsOralOrIV, ReadingMeetsIVOnly, ReadingMeetsDialysis, ReadingMeetsPaediatric:
		return true
	default:
		return false
	}
}

// keepIron leaves of the result what concerns iron, and adds the tests for
// malabsorption when iron by mouth has not worked.
func (s *IronStatus) keepIron(in IronInput) {
	s.Alerts = slices.DeleteFunc(s.Alerts, func(a Alert) bool {
		return a.ID != "iron_overload" && a.ID != "unexplained_iron_deficiency"
	})
	ironTests := []string{"ferritin", "iron", "tibc", "tsat", "cbc", "crp", "ttg_iga", "total_iga"}
	s.Labs = slices.DeleteFunc(s.Labs, func(l LabSuggestion) bool { return !slices.Contains(ironTests, l.ID) })
	flat := s.Response == ResponseFlat && in.Route == RouteOral && s.SinceStart.atLeast(oralRecheckDays)
	if !flat {
		return
	}
	reason := LabReason{Rule: "lab.coeliac.flat_response"}
	for _, id := range []string{"ttg_iga", "total_iga"} {
		if i := slices.IndexFunc(s.Labs, func(l LabSuggestion) bool { return l.ID == id }); i >= 0 {
			s.Labs[i].Reasons = append(slices.Clone(s.Labs[i].Reasons), reason)
		} else {
			s.Labs = append(s.Labs, LabSuggestion{ID: id, Recommended: true, Reasons: []LabReason{reason}})
		}
	}
}
