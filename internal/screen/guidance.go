package screen

// guidance lists what to say beside the conclusions. Out of scope it is only
// the way to the right help; while iron may be in excess nothing on iron is
// said but the referral.
//
// Source: rules guidance.* of the ruleset.
func (e *evaluation) guidance() {
	switch e.r.Outcome.Code {
	case OutOfScope:
		e.guide(Rule("guidance." + e.r.Outcome.Reason))
		return
	case Negative:
		e.guide("guidance.not_this_pattern")
	case Indeterminate:
		e.guide("guidance.open_questions", "guidance.symptom_diary")
		if e.criteriaMet() >= 2 {
			e.guideIronTests()
		}
	default:
		e.selfCare()
		e.treatment()
	}
	if e.overload.Known {
		e.guide("guidance.overload_referral")
	}
}

func (e *evaluation) guide(rules ...Rule) { e.r.Guidance = append(e.r.Guidance, rules...) }

func (e *evaluation) guideUnless(condition bool, rule Rule) {
	if !condition {
		e.guide(rule)
	}
}

// selfCare is what a patient can do and ask. Moving, heating or kneading a leg
// can do harm while it may have a clot, no blood supply or a nerve under
// pressure.
func (e *evaluation) selfCare() {
	legsAtRisk := e.legsAtRisk()
	e.guide("guidance.sleep_hours")
	e.guideUnless(legsAtRisk, "guidance.exercise")
	e.guide("guidance.caffeine_alcohol_nicotine", "guidance.sedating_antihistamines")
	e.guideUnless(legsAtRisk, "guidance.comfort_measures")
	e.guide("guidance.symptom_diary")
	e.guideIronTests()
	if e.mayStartIron() {
		e.guide("guidance.oral_iron")
	}
	if e.anyMedicineContributor() {
		e.guide("guidance.keep_prescribed")
	}
}

// guideIronTests tells to ask for the two values by name while one is not known.
func (e *evaluation) guideIronTests() {
	if !e.overload.Known && (!e.ferritin.Known || !e.tsat.Known) {
		e.guide("guidance.ask_iron_tests")
	}
}

// mayStartIron: nothing on starting iron where the reading speaks against it.
func (e *evaluation) mayStartIron() bool {
	return e.r.Iron.Reading != ReadingOverloadCheck && e.r.Iron.Reading != ReadingNotMet
}

// treatment is for the clinician. The guideline's recommendations on medicines
// are for adults who are not pregnant; for others the way is a referral.
func (e *evaluation) treatment() {
	e.guide("guidance.address_contributors")
	if e.mayStartIron() {
		e.guide("guidance.iron_first")
	}
	if !e.r.SpecialistOnly {
		e.guide("guidance.alpha2delta", "guidance.dopamine_agonists")
	}
	e.guide("guidance.refer")
}

// warnings says what of the request was read with care.
func (e *evaluation) warnings() {
	warn := func(p Path, code string) {
		e.r.Warnings = append(e.r.Warnings, Warning{Path: p, Code: code})
	}
	if !e.in.Age.Known {
		warn(at(AgeYears), WarnAgeUnknown)
	}
	for _, q := range [...]Question{RelievedByMovement, WorseInEvening} {
		if e.answer(q) == Previously && e.lightDistress() {
			warn(at(q), WarnPreviouslyWithoutSeverity)
		}
	}
	if e.unknownMedicine && !e.dopaminergic {
		for _, q := range [...]Question{AugmentationSigns, ImpulseControlProblems} {
			if e.yes(q) {
				warn(at(q), WarnDopaminergicUnclear)
			}
		}
	}
	if e.tsat.above(e.limits.TSATHigh) && e.ferritin.below(e.limits.FerritinStrong) {
		warn(Path{Question: Labs, Index: e.ferritin.index}, WarnIronValuesConflict)
	}
	if e.tsatConflict {
		warn(Path{Question: Labs, Index: e.results[TSAT].index}, WarnTSATConflict)
	}
	for _, lab := range e.in.Labs {
		if e.results[lab.Test].index == lab.Index && e.results[lab.Test].old {
			warn(Path{Question: Labs, Index: lab.Index}, WarnOldResult)
		}
	}
}
