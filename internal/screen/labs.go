package screen

import "slices"

// suggestion is one row of the table of tests: the id it is suggested under,
// and the result of the request that makes it already available.
type suggestion struct {
	id   string
	test Test
}

// LabIDs lists the ids under which tests are suggested, in table order.
func LabIDs() []string {
	return []string{
		"ferritin", "iron", "tibc", "tsat", "cbc", "crp", "creatinine", "hba1c", "vitamin_b12", "folate", "tsh", "hcg",
		"ttg_iga", "total_iga", "magnesium", "calcium", "sodium", "potassium", "nerve_conduction", "polysomnography",
	}
}

// withoutResult marks tests for which a request carries no single result.
const withoutResult = testEnd

// labs suggests tests. A row gives reasons to recommend and reasons to
// consider; one of the first kind is enough to recommend.
//
// Source: rules lab.* of the ruleset.
func (e *evaluation) labs() {
	if e.r.Outcome.Code == OutOfScope {
		return
	}
	panel := e.panelReasons()
	for _, s := range [...]suggestion{
		{"ferritin", Ferritin},
		{"iron", SerumIron},
		{"tibc", TIBC},
		{"tsat", TSAT},
	} {
		e.suggest(s, panel)
	}
	e.suggest(suggestion{"cbc", withoutResult}, e.cbcReasons(panel))
	e.suggest(suggestion{"crp", CRP}, e.crpReasons())
	e.suggest(suggestion{"creatinine", Creatinine}, e.creatinineReasons())
	e.suggest(suggestion{"hba1c", HbA1c}, e.hba1cReasons())
	b12, folate := e.vitaminReasons()
	e.suggest(suggestion{"vitamin_b12", VitaminB12}, b12)
	e.suggest(suggestion{"folate", Folate}, folate)
	e.suggest(suggestion{"tsh", TSH}, e.tshReasons())
	e.suggest(suggestion{"hcg", HCG}, e.hcgReasons())
	coeliac := e.coeliacReasons()
	e.suggest(suggestion{"ttg_iga", TTGIgA}, coeliac)
	e.suggest(suggestion{"total_iga", TotalIgA}, coeliac)
	minerals := e.mineralReasons()
	for _, s := range [...]suggestion{
		{"magnesium", Magnesium},
		{"calcium", Calcium},
		{"sodium", Sodium},
		{"potassium", Potassium},
	} {
		e.suggest(s, minerals)
	}
	e.suggest(suggestion{"nerve_conduction", withoutResult}, e.nerveReasons())
	e.suggest(suggestion{"polysomnography", withoutResult}, e.sleepStudyReasons())

	slices.SortStableFunc(e.r.Labs, func(a, b LabSuggestion) int {
		switch {
		case a.Recommended == b.Recommended:
			return 0
		case a.Recommended:
			return -1
		default:
			return 1
		}
	})
}

// reasons are why a test is suggested. The recommending ones come first.
type reasons struct {
	recommended bool
	list        []LabReason
}

func (r *reasons) recommend(condition bool, rule Rule, because []Fact) {
	if condition {
		r.recommended = true
		r.list = append(r.list, LabReason{Rule: rule, Because: because})
	}
}

func (r *reasons) consider(condition bool, rule Rule, because []Fact) {
	if condition {
		r.list = append(r.list, LabReason{Rule: rule, Because: because})
	}
}

func (e *evaluation) suggest(s suggestion, why reasons) {
	if len(why.list) == 0 {
		return
	}
	lab := LabSuggestion{ID: s.id, Recommended: why.recommended, Reasons: why.list}
	if r := e.available(s.test); r.Known {
		lab.Available = true
		lab.Value = Value{Kind: NumberValue, Number: r.X, Unit: s.test.Unit()}
	}
	e.r.Labs = append(e.r.Labs, lab)
}

// available is the result that the request already holds, unless too old.
func (e *evaluation) available(t Test) reading {
	switch t {
	case withoutResult:
		return reading{}
	case TSAT:
		return e.tsat
	default:
		return e.results[t].deciding()
	}
}

// panelReasons are those of ferritin, iron, TIBC and TSAT, asked for together.
func (e *evaluation) panelReasons() reasons {
	var r reasons
	o, significance := e.r.Outcome.Code, e.r.Significance.Code
	iron := e.contributor(contributorIron)
	likely := (o == Positive || o == PositiveProvisional) && significance != NotSignificant
	review := o == PositiveReview && significance == Significant
	r.recommend(likely, "lab.iron_panel.positive", nil)
	r.recommend(review, "lab.iron_panel.review", e.r.Significance.Because)
	r.recommend(iron.Tier == Strong, "lab.iron_panel.iron_deficiency", iron.Because)
	r.consider(e.r.Outcome.AnyPositive() && !likely && !review, "lab.iron_panel.other_positive", nil)
	r.consider(o == Indeterminate && e.criteriaMet() >= 2, "lab.iron_panel.indeterminate", nil)
	r.consider(o == Negative && e.in.BodyParts == OtherOnly, "lab.iron_panel.variant", e.because(e.saidIf(e.in.BodyParts == OtherOnly, BodyParts)))
	return r
}

// cbcReasons go with the panel: at its own priority when there is a reason to
// look for anaemia, else to consider.
func (e *evaluation) cbcReasons(panel reasons) reasons {
	var r reasons
	iron, kidney := e.contributor(contributorIron), e.contributor(contributorKidney)
	if len(panel.list) > 0 {
		give := r.consider
		if panel.recommended {
			give = r.recommend
		}
		give(iron.Tier >= Moderate, "lab.cbc.iron_deficiency", iron.Because)
		give(e.pregnant(), "lab.cbc.pregnancy", e.because(e.saidIf(e.pregnant(), Pregnancy)))
		give(e.yes(BloodLossOrDonation), "lab.cbc.blood_loss", e.because(e.saidIf(e.yes(BloodLossOrDonation), BloodLossOrDonation)))
		give(kidney.Tier >= Moderate, "lab.cbc.kidney_disease", kidney.Because)
	}
	r.consider(e.r.Outcome.AnyPositive() && len(r.list) == 0, "lab.cbc.positive", nil)
	return r
}

func (e *evaluation) crpReasons() reasons {
	var r reasons
	l, f, t := e.limits, e.ferritin, e.tsat
	hidden := f.atLeast(l.FerritinCRP) && t.below(l.TSATLow)
	kidney := e.contributor(contributorKidney)
	raised := f.Known && (e.yes(Inflammation) || e.yes(LiverDisease) || kidney.Tier > NoTier)
	r.recommend(hidden, "lab.crp.low_tsat", e.because(
		labFactIf(hidden, f, UnitFerritin, ">=", l.FerritinCRP), labFactIf(hidden, t, UnitPercent, "<", l.TSATLow)))
	r.recommend(raised, "lab.crp.ferritin_unsure", e.because(
		e.saidIf(raised && e.yes(Inflammation), Inflammation), e.saidIf(raised && e.yes(LiverDisease), LiverDisease),
		firstFact(raised, kidney.Because)))
	return r
}

func firstFact(condition bool, facts []Fact) Fact {
	if !condition || len(facts) == 0 {
		return Fact{}
	}
	return facts[0]
}

func (e *evaluation) creatinineReasons() reasons {
	var r reasons
	if !e.r.Outcome.AnyPositive() || e.onDialysis() {
		return r
	}
	a := e.kidneyAnswer()
	suspected := a == Yes || a == NotSure
	old := e.in.Age.atLeast(e.limits.KidneyCheckAge)
	r.recommend(suspected, "lab.creatinine.kidney_disease", e.because(
		e.saidIf(suspected && e.answer(KidneyDisease) != Unknown, KidneyDisease), e.saidIf(e.in.KidneyStage.named(), KidneyDiseaseStage)))
	r.consider(old || e.yes(Diabetes) || e.yes(Hypertension) || e.lithium, "lab.creatinine.risk", e.because(
		e.ageFactIf(old), e.saidIf(e.yes(Diabetes), Diabetes), e.saidIf(e.yes(Hypertension), Hypertension), e.medicineFact(keyLithium)))
	return r
}

func (e *evaluation) ageFactIf(condition bool) Fact {
	if !condition {
		return Fact{}
	}
	return e.compared(AgeYears, ">=", float64(e.limits.KidneyCheckAge))
}

// medicineFact is the first entry with the medicine, or nothing.
func (e *evaluation) medicineFact(key string) Fact {
	for i := range e.r.Effects {
		if f := &e.r.Effects[i]; f.Medicine.Key == key {
			return Fact{
				Path:  Path{Question: Medications, Index: f.Index},
				Value: Value{Kind: CodeValue, Code: f.Medicine.Generic},
			}
		}
	}
	return Fact{}
}

// nervous reports neuropathy, or the mimic answer that points to it.
func (e *evaluation) nervous() bool {
	return e.yes(Neuropathy) || e.yes(ConstantNumbnessOrBurning)
}

func (e *evaluation) nervousFacts() []Fact {
	return e.because(e.saidIf(e.yes(Neuropathy), Neuropathy),
		e.saidIf(e.yes(ConstantNumbnessOrBurning), ConstantNumbnessOrBurning))
}

func (e *evaluation) hba1cReasons() reasons {
	var r reasons
	if e.nervous() && !e.yes(Diabetes) {
		r.recommend(true, "lab.hba1c.neuropathy", e.nervousFacts())
	}
	return r
}

// vitaminReasons are those of vitamin B12 and of folate; folate has one more.
func (e *evaluation) vitaminReasons() (b12, folate reasons) {
	absorption := e.positiveOrIndeterminate() && (e.yes(Malabsorption) || e.yes(VeganDiet) || e.metformin)
	if e.nervous() {
		b12.recommend(true, "lab.vitamins.neuropathy", e.nervousFacts())
	}
	b12.recommend(absorption, "lab.vitamins.absorption", e.because(
		e.saidIf(absorption && e.yes(Malabsorption), Malabsorption), e.saidIf(absorption && e.yes(VeganDiet), VeganDiet),
		e.medicineFact(keyMetformin)))
	folate.recommended = b12.recommended
	folate.list = slices.Clone(b12.list)
	if e.positiveOrIndeterminate() && e.pregnant() {
		folate.consider(true, "lab.folate.pregnancy", e.because(e.said(Pregnancy)))
	}
	return b12, folate
}

func (e *evaluation) tshReasons() reasons {
	var r reasons
	if e.positiveOrIndeterminate() && (e.yes(ThyroidDisease) || e.lithium || e.levothyroxine) {
		r.recommend(true, "lab.tsh.thyroid", e.because(e.saidIf(e.yes(ThyroidDisease), ThyroidDisease),
			e.medicineFact(keyLithium), e.medicineFact(keyLevothyroxine)))
	}
	if e.yes(ConstantNumbnessOrBurning) {
		r.consider(true, "lab.tsh.neuropathy", e.because(e.said(ConstantNumbnessOrBurning)))
	}
	return r
}

func (e *evaluation) hcgReasons() reasons {
	var r reasons
	a, age := e.answer(Pregnancy), e.in.Age
	fertile := !age.Known || age.N >= e.limits.FertileAgeMin && age.N <= e.limits.FertileAgeMax
	if e.r.Outcome.AnyPositive() && (a == Possible || a == NotSure) && e.in.Sex != Male && fertile {
		r.consider(true, "lab.hcg.pregnancy", e.because(e.said(Pregnancy)))
	}
	return r
}

// lossExplained reports a known cause of low iron that makes others less urgent.
func (e *evaluation) lossExplained() bool {
	return e.yes(BloodLossOrDonation) || e.pregnant() || e.yes(Malabsorption)
}

func (e *evaluation) coeliacReasons() reasons {
	var r reasons
	low := e.ferritin.below(e.limits.FerritinStrong)
	history := e.yes(IronDeficiency) && !e.ferritin.Known
	if (low || history) && !e.lossExplained() {
		r.recommend(true, "lab.coeliac.iron_deficiency", e.because(
			labFactIf(low, e.ferritin, UnitFerritin, "<", e.limits.FerritinStrong), e.saidIf(history, IronDeficiency)))
	}
	return r
}

func (e *evaluation) mineralReasons() reasons {
	var r reasons
	if e.yes(CrampsOnly) {
		r.consider(true, "lab.minerals.cramps", e.because(e.said(CrampsOnly)))
	}
	if e.r.Outcome.AnyPositive() && e.yes(Malabsorption) {
		r.consider(true, "lab.minerals.malabsorption", e.because(e.said(Malabsorption)))
	}
	return r
}

func (e *evaluation) nerveReasons() reasons {
	var r reasons
	numb := e.yes(ConstantNumbnessOrBurning)
	if e.yes(NewWeakness) {
		r.recommend(true, "lab.nerve_conduction.weakness", e.because(e.said(NewWeakness)))
	}
	if numb && e.yes(OneSided) {
		r.recommend(true, "lab.nerve_conduction.one_sided", e.because(e.said(ConstantNumbnessOrBurning), e.said(OneSided)))
	}
	if numb || e.yes(Neuropathy) || e.yes(RadiatingBackPain) {
		r.consider(true, "lab.nerve_conduction.neuropathy", e.because(e.saidIf(numb, ConstantNumbnessOrBurning),
			e.saidIf(e.yes(Neuropathy), Neuropathy), e.saidIf(e.yes(RadiatingBackPain), RadiatingBackPain)))
	}
	return r
}

func (e *evaluation) sleepStudyReasons() reasons {
	var r reasons
	if !e.positiveOrIndeterminate() {
		return r
	}
	if e.yes(SnoringOrBreathingPauses) && !e.yes(SleepApnoea) {
		r.recommend(true, "lab.polysomnography.breathing", e.because(e.said(SnoringOrBreathingPauses)))
	}
	if e.yes(LimbMovementsInSleep) {
		r.consider(true, "lab.polysomnography.movements", e.because(e.said(LimbMovementsInSleep)))
	}
	return r
}
