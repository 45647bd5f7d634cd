package screen

import "math"

// reading is one laboratory value in use, with where it came from.
type reading struct {
	Amount
	day   Day
	index int  // in the request's list; that of the iron result when calculated
	old   bool // too old at as_of to decide
	// calculated from other results of the request
	calculated bool
}

// deciding returns the reading when it is young enough to decide, else nothing.
func (r reading) deciding() reading {
	if r.old {
		return reading{}
	}
	return r
}

// readResults picks the result of each test that counts and derives TSAT and eGFR.
func (e *evaluation) readResults() {
	for _, lab := range e.in.Labs {
		current := &e.results[lab.Test]
		if candidate := e.reading(lab); newer(candidate, *current) {
			*current = candidate
		}
	}
	for t := range testEnd {
		if r := e.results[t]; r.Known {
			e.r.Tests = append(e.r.Tests, TestResult{t, labFact(r, t.Unit(), "", 0), r.old})
		}
	}
	e.ferritin = e.results[Ferritin].deciding()
	e.readTSAT()
	e.readEGFR()
}

// Decimal takes off what binary arithmetic adds to a value, so that a limit is
// met where it is met on paper: a billionth is far below the precision of any
// laboratory.
func Decimal(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// Saturation is the TSAT, in %, that iron and TIBC of one unit give.
func Saturation(iron, tibc float64) float64 { return Decimal(iron * 100 / tibc) }

func (e *evaluation) reading(lab Lab) reading {
	return reading{Amount: Measured(lab.Value), day: lab.Day, index: lab.Index, old: e.tooOld(lab)}
}

// newer prefers the later date, and any date to none.
func newer(a, b reading) bool {
	switch {
	case !b.Known:
		return true
	case a.day.Known && b.day.Known:
		return a.day.N > b.day.N
	default:
		return a.day.Known && !b.day.Known
	}
}

// tooOld is judged at as_of; without either date nothing is too old.
func (e *evaluation) tooOld(lab Lab) bool {
	if !e.in.AsOf.Known || !lab.Day.Known {
		return false
	}
	limit := e.limits.OtherResultDays
	if lab.Test.ofIron() {
		limit = e.limits.IronResultDays
	}
	return e.in.AsOf.N-lab.Day.N > limit
}

// readTSAT chooses between the TSAT given and the one that iron and TIBC of one
// day give. The given one wins unless it is too old.
func (e *evaluation) readTSAT() {
	given, calculated := e.results[TSAT], e.calculatedTSAT()
	e.tsat = given.deciding()
	if !e.tsat.Known {
		e.tsat = calculated.deciding()
	}
	e.tsatConflict = given.deciding().Known && calculated.deciding().Known &&
		Decimal(math.Abs(given.X-calculated.X)) > e.limits.TSATConflict
	e.overload = e.unrefutedOverload()
}

// calculatedTSAT is iron / TIBC of the newest pair from one day, or of an
// undated pair.
func (e *evaluation) calculatedTSAT() reading {
	var best reading
	e.eachIronPair(func(pair reading) {
		if newer(pair, best) {
			best = pair
		}
	})
	return best
}

func (e *evaluation) eachIronPair(yield func(reading)) {
	for _, iron := range e.in.Labs {
		if iron.Test != SerumIron {
			continue
		}
		for _, tibc := range e.in.Labs {
			if tibc.Test == TIBC && tibc.Day == iron.Day && tibc.Value > 0 {
				pair := e.reading(iron)
				pair.X = Saturation(iron.Value, tibc.Value)
				pair.calculated = true
				yield(pair)
			}
		}
	}
}

// unrefutedOverload is a TSAT above the limit that speaks against iron: the
// deciding one; one that is newer than the deciding one; or, while none
// decides, the newest that was ever above the limit. Iron must not be advised
// on the strength of a value that has merely grown old, or been passed over.
func (e *evaluation) unrefutedOverload() reading {
	var worst reading
	consider := func(r reading) {
		if r.above(e.limits.TSATHigh) && !e.refuted(r) && newer(r, worst) {
			worst = r
		}
	}
	for _, lab := range e.in.Labs {
		if lab.Test == TSAT {
			consider(e.reading(lab))
		}
	}
	e.eachIronPair(consider)
	return worst
}

// refuted: another TSAT decides, and is not older than r. One without a date
// is not known to be newer than one with a date.
func (e *evaluation) refuted(r reading) bool {
	t := e.tsat
	if !t.Known || r.index == t.index && r.calculated == t.calculated {
		return false
	}
	return !r.day.Known || t.day.Known && t.day.N >= r.day.N
}

// readEGFR takes the eGFR given, unless too old, else the one that creatinine gives.
func (e *evaluation) readEGFR() {
	e.egfr = e.results[EGFR].deciding()
	creatinine := e.results[Creatinine].deciding()
	if e.egfr.Known || !creatinine.Known || !e.canComputeEGFR() {
		return
	}
	e.egfr = creatinine
	e.egfr.X = ckdEPI2021(creatinine.X, e.in.Age.N, e.in.Sex)
	e.egfr.calculated = true
}

// canComputeEGFR: the equation was made for adults, by sex, neither pregnant
// nor on dialysis.
func (e *evaluation) canComputeEGFR() bool {
	return e.in.Age.atLeast(e.limits.AdultAge) && (e.in.Sex == Female || e.in.Sex == Male) &&
		!e.pregnant() && !e.onDialysis()
}

// ckdEPI2021 estimates GFR in mL/min/{1.73_m2} from creatinine in mg/dL, as a
// whole number. Source: the race-free creatinine equation, CKD-EPI 2021.
func ckdEPI2021(creatinine float64, age int, sex SexCode) float64 {
	kappa, alpha, factor := 0.9, -0.302, 1.0
	if sex == Female {
		kappa, alpha, factor = 0.7, -0.241, 1.012
	}
	ratio := creatinine / kappa
	return math.Round(142 * math.Pow(min(ratio, 1), alpha) * math.Pow(max(ratio, 1), -1.200) *
		math.Pow(0.9938, float64(age)) * factor)
}

// labFact is the fact of one value and, when it was compared, its limit.
func labFact(r reading, unit, op string, limit float64) Fact {
	return Fact{
		Path:  Path{Question: Labs, Index: r.index},
		Value: Value{Kind: NumberValue, Number: r.X, Unit: unit},
		Limit: Limit{Op: op, X: limit},
	}
}

// labFactIf is labFact when the condition holds, else nothing.
func labFactIf(condition bool, r reading, unit, op string, limit float64) Fact {
	if !condition {
		return Fact{}
	}
	return labFact(r, unit, op, limit)
}
