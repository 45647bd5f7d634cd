package screen

// iron reads ferritin and TSAT against the guideline's thresholds.
//
// Ferritin is in ng/mL and TSAT in %, unrounded. The rows are tried in the
// order of the specification: any, dialysis, under 18, adult.
//
// Source: rules iron.* of the ruleset.
func (e *evaluation) iron() {
	i := &e.r.Iron
	i.Ferritin, i.TSAT, i.TSATCalculated = e.ferritin.Amount, e.tsat.Amount, e.tsat.calculated
	i.EGFR = e.egfr.Amount
	i.Reading, i.Rule = e.ironReading()
	i.NearThreshold = e.nearThreshold()
	i.Because = e.because(
		labFactIf(e.ferritin.Known, e.ferritin, UnitFerritin, "", 0),
		labFactIf(e.tsat.Known, e.tsat, UnitPercent, "", 0),
		labFactIf(e.overload.Known && !e.tsat.Known, e.overload, UnitPercent, ">", e.limits.TSATHigh))
	strong := e.contributor(contributorIron).Tier == Strong
	e.r.Anaemia = strong && e.anaemic()
	e.r.LookForBleeding = strong && (e.in.Sex == Male || e.in.Age.atLeast(e.limits.BleedingAge))
	e.ironNotes()
}

func (e *evaluation) ironReading() (reading string, rule Rule) {
	f, t := e.ferritin, e.tsat
	switch {
	case e.overload.Known:
		return ReadingOverloadCheck, "iron.overload_check"
	case !f.Known && !t.Known:
		return ReadingNotAssessed, "iron.not_assessed"
	case e.onDialysis():
		return e.dialysisReading()
	case e.child():
		return e.childReading()
	default:
		return e.adultReading()
	}
}

func (e *evaluation) dialysisReading() (string, Rule) {
	switch f, t := e.ferritin, e.tsat; {
	case f.atLeast(e.limits.FerritinDialysis) || t.atLeast(e.limits.TSATLow):
		return ReadingNotMet, "iron.dialysis.not_met"
	case !f.Known:
		return ReadingFerritinNeeded, "iron.dialysis.ferritin_needed"
	case !t.Known:
		return ReadingTSATNeeded, "iron.dialysis.tsat_needed"
	default:
		return ReadingMeetsDialysis, "iron.dialysis.meets"
	}
}

func (e *evaluation) childReading() (string, Rule) {
	switch f := e.ferritin; {
	case !f.Known:
		return ReadingFerritinNeeded, "iron.child.ferritin_needed"
	case f.below(e.limits.FerritinPaediatric):
		return ReadingMeetsPaediatric, "iron.child.meets"
	default:
		return ReadingNotMet, "iron.child.not_met"
	}
}

func (e *evaluation) adultReading() (string, Rule) {
	l, f, t := e.limits, e.ferritin, e.tsat
	lowTSAT := t.below(l.TSATLow)
	switch {
	case !f.Known && lowTSAT:
		return ReadingMeetsOralOrIV, "iron.adult.tsat_alone"
	case !f.Known:
		return ReadingFerritinNeeded, "iron.adult.ferritin_needed"
	case f.X <= l.FerritinCofactor:
		return ReadingMeetsOralOrIV, "iron.adult.ferritin_low"
	case f.X > l.FerritinUpper:
		return ReadingNotMet, "iron.adult.ferritin_high"
	case lowTSAT:
		return ReadingMeetsOralOrIV, "iron.adult.tsat_low"
	case f.X <= l.FerritinIVOnly:
		return ReadingMeetsIVOnly, "iron.adult.iv_only"
	case t.Known:
		return ReadingNotMet, "iron.adult.not_met"
	default:
		return ReadingTSATNeeded, "iron.adult.tsat_needed"
	}
}

// nearThreshold reports a ferritin so near a cut of its rows that another
// assay or another morning could fall on the other side.
func (e *evaluation) nearThreshold() bool {
	l := e.limits
	near := func(cuts ...float64) bool {
		for _, cut := range cuts {
			if NearCut(e.ferritin.X, cut, l.NearThreshold) {
				return true
			}
		}
		return false
	}
	switch {
	case !e.ferritin.Known:
		return false
	case e.onDialysis():
		return near(l.FerritinDialysis)
	case e.child():
		return near(l.FerritinPaediatric)
	default:
		return near(l.FerritinStrong, l.FerritinModerate, l.FerritinCofactor, l.FerritinIVOnly, l.FerritinUpper)
	}
}

// NearCut reports whether x is within the fraction of the cut, bounds included.
func NearCut(x, cut, fraction float64) bool {
	// A relative slack of 1e-12 keeps 10 % of 30 at exactly 33 in binary.
	return x >= cut*(1-fraction)*(1-1e-12) && x <= cut*(1+fraction)*(1+1e-12)
}

// anaemic compares haemoglobin in g/dL with the limit for the patient.
func (e *evaluation) anaemic() bool {
	limit := e.limits.HaemoglobinOther
	switch {
	case e.pregnant():
		limit = e.limits.HaemoglobinPregnant
	case e.in.Sex == Male:
		limit = e.limits.HaemoglobinMale
	}
	return e.results[Haemoglobin].deciding().below(limit)
}

// earlyPregnancy is where iron by vein is not given: the first trimester, a
// pregnancy of unknown length, or one that is not excluded.
func (e *evaluation) earlyPregnancy() bool {
	switch e.answer(Pregnancy) {
	case Yes:
		return !e.in.GestationWeeks.atLeast(e.limits.FirstTrimesterWeek)
	case Possible, NotSure:
		return e.in.Sex != Male
	default:
		return false
	}
}

// ironNotes lists what a clinician should know beside the reading.
func (e *evaluation) ironNotes() {
	i := &e.r.Iron
	note := func(condition bool, rule Rule) {
		if condition {
			i.Notes = append(i.Notes, rule)
		}
	}
	l, f, t := e.limits, e.ferritin, e.tsat
	byVein := i.Reading == ReadingMeetsOralOrIV || i.Reading == ReadingMeetsIVOnly || i.Reading == ReadingMeetsDialysis
	meets := byVein || i.Reading == ReadingMeetsPaediatric
	adult := !e.onDialysis() && !e.child()
	lowTSAT := t.below(l.TSATLow)

	note(i.Reading == ReadingOverloadCheck, "iron_note.overload")
	note(meets && e.contributor(contributorIron).Tier >= Moderate, "iron_note.find_cause")
	note(byVein && !e.earlyPregnancy(), "iron_note.by_vein")
	note(byVein && !e.earlyPregnancy(), "iron_note.low_phosphate")
	note(byVein && e.earlyPregnancy(), "iron_note.not_in_first_trimester")
	note(i.Reading != ReadingNotAssessed && e.pregnant(), "iron_note.obstetric_review")
	note(e.onDialysis() && i.Reading != ReadingNotAssessed, "iron_note.nephrology")
	note(i.Rule == "iron.adult.tsat_alone", "iron_note.ask_ferritin")
	note(byVein && !t.Known, "iron_note.ask_tsat")
	note(i.Rule == "iron.dialysis.not_met" && f.Known && f.X <= l.FerritinCofactor, "iron_note.dialysis_low_ferritin")
	note(adult && lowTSAT && f.above(l.FerritinIVOnly) || e.child() && lowTSAT && i.Reading == ReadingNotMet, "iron_note.check_crp")
	note(i.Rule == "iron.adult.not_met", "iron_note.specialist_decision")
	note(i.Rule == "iron.adult.ferritin_high", "iron_note.high_ferritin")
	note(e.r.LookForBleeding, "iron_note.bleeding")
	note(e.r.Anaemia, "iron_note.anaemia")
	note(i.NearThreshold && i.Reading != ReadingOverloadCheck, "iron_note.near_threshold")
	note(e.results[Ferritin].old || e.results[TSAT].old, "iron_note.old_values")
	read := i.Reading != ReadingNotAssessed && i.Reading != ReadingOverloadCheck
	note(read, "iron_note.reference_range")
	note(read, "iron_note.assay")
	note(read, "iron_note.inflammation")
}

// ReadingWording is the key of the words for the reading: in early pregnancy
// those on iron by vein are replaced, and dialysis has limits of its own.
func (r *Result) ReadingWording() string {
	if r.Iron.Rule == "iron.dialysis.not_met" {
		return "not_met_dialysis"
	}
	for _, n := range r.Iron.Notes {
		if n == "iron_note.not_in_first_trimester" {
			return r.Iron.Reading + "_early_pregnancy"
		}
	}
	return r.Iron.Reading
}
