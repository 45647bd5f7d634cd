package screen

// primaryPointers lists what speaks for the primary end of the spectrum.
//
// Source: rules primary.* of the ruleset.
func (e *evaluation) primaryPointers() {
	if e.yes(FamilyHistory) {
		e.point(PointerFamilyHistory, "primary.family_history", e.said(FamilyHistory))
	}
	if early := e.limits.EarlyOnsetAge; e.in.OnsetAge.below(early) {
		e.point(PointerEarlyOnset, "primary.early_onset", e.compared(OnsetAgeYears, "<", float64(early)))
	} else if !e.in.OnsetAge.Known && e.in.Age.below(early) {
		e.point(PointerEarlyOnset, "primary.early_onset", e.compared(AgeYears, "<", float64(early)))
	}
	if e.symptomsPreceded() {
		e.point(PointerSymptomsPreceded, "primary.symptoms_preceded",
			e.saidIf(e.answer(SymptomsBeforeContributors) != Unknown, SymptomsBeforeContributors), e.worsenedFact())
	}
}

func (e *evaluation) point(id string, rule Rule, facts ...Fact) {
	e.r.Classification.PrimaryPointers = append(e.r.Classification.PrimaryPointers,
		Pointer{ID: id, Rule: rule, Because: e.because(facts...)})
}

func (e *evaluation) pointedTo(id string) bool {
	for _, p := range e.r.Classification.PrimaryPointers {
		if p.ID == id {
			return true
		}
	}
	return false
}

// symptomsPreceded: there is a strong or moderate contributor, and the
// symptoms were there before every such one.
func (e *evaluation) symptomsPreceded() bool {
	found := false
	for i := range e.r.Classification.Contributors {
		c := &e.r.Classification.Contributors[i]
		if c.Tier < Moderate {
			continue
		}
		if found = true; !e.precedes(c) {
			return false
		}
	}
	return found
}

func (e *evaluation) precedes(c *Contributor) bool {
	switch {
	case c.Medicine != nil && c.Timing == WorseAfterStarting:
		return true
	case c.Medicine != nil && c.Timing == BeganAfterStarting:
		return false
	default:
		return e.yes(SymptomsBeforeContributors)
	}
}

// worsenedFact is the first medicine that only worsened the symptoms.
func (e *evaluation) worsenedFact() Fact {
	for _, c := range e.r.Classification.Contributors {
		if c.Medicine != nil && c.Tier >= Moderate && c.Timing == WorseAfterStarting {
			return c.Because[0]
		}
	}
	return Fact{}
}

// weightiest is the highest tier among the contributors.
func (e *evaluation) weightiest() Tier {
	if c := e.r.Classification.Contributors; len(c) > 0 {
		return c[0].Tier
	}
	return NoTier
}

// core is one core question: whether it is closed, and closed as no.
type core struct {
	question   Question
	closed, no bool
}

const numCore = 6

// coreQuestions judges the questions that a label rests on, in their order.
func (e *evaluation) coreQuestions() [numCore]core {
	ironKnown := e.ferritin.Known && e.tsat.Known
	ironClear := e.ferritin.above(e.limits.FerritinCofactor) && e.tsat.within(e.limits.TSATLow, e.limits.TSATHigh)
	iron := core{
		question: IronDeficiency,
		closed:   e.answer(IronDeficiency).firm() || ironKnown || e.contributor(contributorIron).Tier == Strong,
		no:       ironClear,
	}
	kidney := core{question: KidneyDisease, closed: e.kidneyAnswer().firm() || e.egfr.Known}
	kidney.no = kidney.closed && e.contributor(contributorKidney).Tier == NoTier
	medicines := core{question: Medications, closed: !e.unknownMedicine}
	medicines.no = medicines.closed && !e.anyMedicineContributor()
	return [numCore]core{iron, kidney, e.pregnancyCore(), e.yesNoCore(Neuropathy), e.yesNoCore(Diabetes), medicines}
}

func (e *evaluation) yesNoCore(q Question) core {
	return core{question: q, closed: e.answer(q).firm(), no: e.answer(q) == No}
}

// pregnancyCore is closed also where pregnancy cannot be.
func (e *evaluation) pregnancyCore() core {
	age := e.in.Age
	cannot := e.in.Sex == Male || age.Known && (age.N < e.limits.FertileAgeMin || age.N > e.limits.FertileAgeMax)
	c := e.yesNoCore(Pregnancy)
	c.closed = c.closed || cannot
	c.no = c.closed && !e.pregnant()
	return c
}

func (e *evaluation) anyMedicineContributor() bool {
	for _, c := range e.r.Classification.Contributors {
		if c.Medicine != nil {
			return true
		}
	}
	return false
}

// missing lists the core questions still open, then the iron values not known.
func (e *evaluation) missing() {
	missing := &e.r.Classification.Missing
	for _, c := range e.coreQuestions() {
		if !c.closed {
			*missing = append(*missing, c.question)
		}
	}
	if !e.ferritin.Known {
		*missing = append(*missing, LabFerritin)
	}
	if !e.tsat.Known {
		*missing = append(*missing, LabTSAT)
	}
}

// label is the first row that matches; it is given for positive outcomes only.
//
// Source: rules label.* of the ruleset.
func (e *evaluation) label() {
	c := &e.r.Classification
	set := func(label string, rule Rule, provisional bool) {
		c.Label, c.Rule = label, rule
		c.Provisional = provisional || e.r.Outcome.Code == PositiveReview
	}
	if !e.r.Outcome.AnyPositive() {
		c.Label, c.Rule = NotApplicable, "label.not_applicable"
		if e.r.Outcome.Code == Indeterminate {
			c.Label, c.Rule = LabelDeferred, "label.deferred"
		}
		return
	}
	coreOpen, allNo := false, true
	for _, q := range e.coreQuestions() {
		coreOpen = coreOpen || !q.closed
		allNo = allNo && q.no
	}
	weight := e.weightiest()
	inherited := e.pointedTo(PointerFamilyHistory) && e.pointedTo(PointerEarlyOnset)
	lateOnset := e.in.OnsetAge.atLeast(e.limits.LateOnsetAge)
	switch {
	case weight >= Moderate && (e.pointedTo(PointerSymptomsPreceded) || inherited):
		set(LabelMixed, "label.mixed", coreOpen)
	case weight == Strong:
		set(LabelLikelySecondary, "label.secondary_strong", coreOpen)
	case weight == Moderate && lateOnset && e.answer(FamilyHistory) == No:
		set(LabelLikelySecondary, "label.secondary_late_onset", true)
	case weight == Moderate:
		set(LabelIndeterminate, "label.moderate_open", false)
	case allNo:
		set(LabelLikelyPrimary, "label.primary_complete", len(c.PrimaryPointers) == 0)
	case inherited && !e.tsat.above(e.limits.TSATHigh):
		set(LabelLikelyPrimary, "label.primary_pattern", true)
	default:
		set(LabelIndeterminate, "label.open", false)
	}
}
