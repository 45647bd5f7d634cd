package screen

import "slices"

// contributors lists what may contribute: strong ones first, then in the order
// of the specification's table.
//
// Source: rules contributor.* of the ruleset.
func (e *evaluation) contributors() {
	e.ironContributor()
	e.kidneyContributor()
	if e.pregnant() {
		e.contribute("pregnancy", Strong, e.said(Pregnancy))
	}
	e.medicineContributors()
	for _, q := range [...]Question{Neuropathy, Diabetes, MultipleSclerosis, ParkinsonDisease} {
		e.contributeIfYes(q, Moderate)
	}
	malabsorption := Moderate
	if e.ferritin.Known {
		malabsorption = Cofactor
	}
	e.contributeIfYes(Malabsorption, malabsorption)
	for _, q := range [...]Question{
		BloodLossOrDonation, SleepApnoea, RheumatoidArthritis, ThyroidDisease, Depression, CaffeineAlcoholNicotine,
	} {
		e.contributeIfYes(q, Cofactor)
	}
	slices.SortStableFunc(e.r.Classification.Contributors, func(a, b Contributor) int {
		return int(b.Tier) - int(a.Tier)
	})
}

func (e *evaluation) contributeIfYes(q Question, tier Tier) {
	if e.yes(q) {
		e.contribute(q.String()[len("history."):], tier, e.said(q))
	}
}

func (e *evaluation) contribute(id string, tier Tier, facts ...Fact) {
	if tier == NoTier {
		return
	}
	e.r.Classification.Contributors = append(e.r.Classification.Contributors, Contributor{
		ID: id, Tier: tier, Rule: contributorRule(id, tier), Because: e.because(facts...),
	})
}

// contributor returns the one with the id, or the zero Contributor.
func (e *evaluation) contributor(id string) Contributor {
	for _, c := range e.r.Classification.Contributors {
		if c.ID == id {
			return c
		}
	}
	return Contributor{}
}

// IDs of contributors that other rules ask for.
const (
	contributorIron   = "iron_deficiency"
	contributorKidney = "kidney_disease"
)

// ironContributor grades iron deficiency.
//
// Ferritin is in ng/mL and TSAT in %; one that is not known, or too old to
// decide, never counts as normal. A TSAT above the limit caps the grade,
// since iron may then be in excess whatever ferritin says.
//
// Source: rules contributor.iron_deficiency.* of the ruleset.
func (e *evaluation) ironContributor() {
	l, f, t := e.limits, e.ferritin, e.tsat
	strongBelow := l.FerritinStrong
	if e.child() {
		strongBelow = l.FerritinPaediatric
	}
	lowTSAT := t.below(l.TSATLow)
	history := e.yes(IronDeficiency)
	historyDecides := history && !f.Known

	tier := NoTier
	switch {
	case f.below(strongBelow) || lowTSAT && !e.child() || historyDecides:
		tier = Strong
	case f.below(l.FerritinModerate) || lowTSAT:
		tier = Moderate
	case f.within(l.FerritinModerate, l.FerritinCofactor) || history:
		tier = Cofactor
	}
	if t.above(l.TSATHigh) {
		tier = min(tier, Cofactor)
	}
	op, limit := "<", strongBelow
	switch {
	case f.atLeast(l.FerritinModerate):
		op, limit = "<=", l.FerritinCofactor
	case f.atLeast(strongBelow):
		limit = l.FerritinModerate
	}
	lowFerritin := f.Known && f.X <= l.FerritinCofactor
	e.contribute(contributorIron, tier,
		labFactIf(lowFerritin, f, UnitFerritin, op, limit),
		labFactIf(lowTSAT, t, UnitPercent, "<", l.TSATLow),
		e.saidIf(history, IronDeficiency))
}

// kidneyContributor grades kidney disease by stage and eGFR; after a
// transplant eGFR decides alone when it is known.
//
// Source: rules contributor.kidney_disease.* of the ruleset.
func (e *evaluation) kidneyContributor() {
	l, stage := e.limits, e.in.KidneyStage
	byValue := NoTier
	switch {
	case e.egfr.below(l.EGFRSevere):
		byValue = Strong
	case e.egfr.below(l.EGFRModerate):
		byValue = Moderate
	}
	byStage := stageTier(stage)
	if byStage == NoTier && e.kidneyAnswer() == Yes {
		byStage = Moderate
	}
	if stage == Transplant && e.egfr.Known {
		byStage = Cofactor
	}
	limit := l.EGFRModerate
	if byValue == Strong {
		limit = l.EGFRSevere
	}
	e.contribute(contributorKidney, max(byStage, byValue),
		e.saidIf(byStage != NoTier && e.answer(KidneyDisease) != Unknown, KidneyDisease),
		e.saidIf(stage.named(), KidneyDiseaseStage),
		labFactIf(byValue != NoTier, e.egfr, UnitEGFR, "<", limit),
		labFactIf(byValue == NoTier && stage == Transplant && e.egfr.Known, e.egfr, UnitEGFR, ">=", l.EGFRModerate))
}

func stageTier(s Stage) Tier {
	switch s {
	case Dialysis, Stage4, Stage5:
		return Strong
	case Stage3, Transplant:
		return Moderate
	case Stage1, Stage2:
		return Cofactor
	default:
		return NoTier
	}
}
