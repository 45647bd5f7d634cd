package screen

import "slices"

// The alerts that others refer to.
const (
	AlertSuicidalIntent   = "suicidal_intent"
	AlertSuicidalThoughts = "suicidal_thoughts"
)

// alerts lists what someone must act on whatever the screen says.
//
// Source: rules alert.* of the ruleset.
func (e *evaluation) alerts() {
	e.selfHarmAndLimbAlerts()
	e.urgentAlerts()
	e.promptAlerts()
	e.laterAlerts()
	slices.SortStableFunc(e.r.Alerts, func(a, b Alert) int { return a.rank() - b.rank() })
}

// rank puts suicidal thoughts before everything of their urgency.
func (a Alert) rank() int {
	if a.ID == AlertSuicidalThoughts {
		return 2 * int(a.Urgency)
	}
	return 2*int(a.Urgency) + 1
}

func (e *evaluation) alert(id string, u Urgency, facts ...Fact) {
	e.r.Alerts = append(e.r.Alerts, Alert{ID: id, Urgency: u, Rule: alertRules[id], Because: e.because(facts...)})
}

func (e *evaluation) alertIf(q Question, id string, u Urgency) {
	if e.yes(q) {
		e.alert(id, u, e.said(q))
	}
}

// alertOrUnsure raises an emergency on yes and an urgent alert on not sure.
func (e *evaluation) alertOrUnsure(q Question, id string) {
	switch e.answer(q) {
	case Yes:
		e.alert(id, Emergency, e.said(q))
	case NotSure:
		e.alert(id, Urgent, e.said(q))
	}
}

func (e *evaluation) selfHarmAndLimbAlerts() {
	if e.answer(SuicidalThoughts) == WithPlan {
		e.alert(AlertSuicidalIntent, Emergency, e.said(SuicidalThoughts))
	}
	e.alertOrUnsure(HotSwollenLeg, "possible_dvt")
	e.alertOrUnsure(ColdPalePainfulLeg, "possible_limb_ischaemia")
	e.alertOrUnsure(LegWeaknessBladderBowel, "cord_or_cauda_signs")
	if a := e.answer(SuicidalThoughts); a == Yes || a == NotSure {
		e.alert(AlertSuicidalThoughts, Urgent, e.said(SuicidalThoughts))
	}
}

// legsAtRisk: one of the alerts on a leg or the cord stands, also where it is
// only suspected.
func (e *evaluation) legsAtRisk() bool {
	for _, q := range [...]Question{HotSwollenLeg, ColdPalePainfulLeg, LegWeaknessBladderBowel} {
		if a := e.answer(q); a == Yes || a == NotSure {
			return true
		}
	}
	return false
}

func (e *evaluation) urgentAlerts() {
	if f := e.akathisiaSuspect(); f != nil {
		e.alert("acute_akathisia", Urgent, f.fact(), e.saidIf(e.yes(WholeBodyRestlessness), WholeBodyRestlessness))
	}
	e.alertIf(DrowsyDriving, "drowsy_driving", Urgent)
	e.alertIf(NewWeakness, "new_weakness", Urgent)
}

// akathisiaSuspect is the first dopamine blocker that may cause akathisia: the
// whole body is restless and was not so before it, or it came before the
// symptoms, a criterion fails, and whole-body restlessness is not denied.
func (e *evaluation) akathisiaSuspect() *Effect {
	_, notMet := e.firstNotMet()
	for i := range e.r.Effects {
		f := &e.r.Effects[i]
		if !f.Medicine.DopamineBlocker {
			continue
		}
		restless := e.yes(WholeBodyRestlessness) && f.Timing.notBefore()
		unlike := f.Timing.after() && notMet > 0 && e.answer(WholeBodyRestlessness) != No
		if restless || unlike {
			return f
		}
	}
	return nil
}

func (e *evaluation) promptAlerts() {
	e.alertIf(SuddenOnset, "sudden_onset", Prompt)
	if e.pregnant() && e.positiveOrIndeterminate() {
		e.alert("pregnancy", Prompt, e.said(Pregnancy))
	}
	switch {
	case e.in.Age.below(e.limits.ChildAge):
		e.alert("paediatric", Prompt, e.compared(AgeYears, "<", float64(e.limits.ChildAge)))
	case e.child():
		e.alert("under_18", Prompt, e.compared(AgeYears, "<", float64(e.limits.AdultAge)))
	}
	if c := e.contributor(contributorKidney); c.Tier >= Moderate {
		e.alert("kidney_disease", Prompt, c.Because...)
	}
	if facts := e.triggeringMedicines(); len(facts) > 0 && e.positiveOrIndeterminate() {
		e.alert("medicine_trigger", Prompt, facts...)
	}
	if e.dopaminergic {
		e.alertIf(AugmentationSigns, "augmentation", Prompt)
		e.alertIf(ImpulseControlProblems, "impulse_control", Prompt)
	}
	e.alertIf(SleepUnder5Hours, "severe_sleep_loss", Prompt)
}

// triggeringMedicines are those that are at least moderate contributors. One of
// tier C is that only when its timing fits.
func (e *evaluation) triggeringMedicines() []Fact {
	start := len(e.r.facts)
	for _, c := range e.r.Classification.Contributors {
		if c.Medicine != nil && c.Tier >= Moderate {
			e.r.facts = append(e.r.facts, c.Because...)
		}
	}
	return e.r.facts[start:len(e.r.facts):len(e.r.facts)]
}

func (e *evaluation) laterAlerts() {
	if e.yes(ConstantNumbnessOrBurning) || e.yes(OneSided) {
		e.alert("neurological_signs", Prompt,
			e.saidIf(e.yes(ConstantNumbnessOrBurning), ConstantNumbnessOrBurning), e.saidIf(e.yes(OneSided), OneSided))
	}
	if e.yes(Depression) || e.yes(LowMood) {
		e.alert("depression", Prompt, e.saidIf(e.yes(Depression), Depression), e.saidIf(e.yes(LowMood), LowMood))
	}
	if c := e.contributor(contributorIron); c.Tier == Strong && e.unexplainedIronLoss() {
		e.alert("unexplained_iron_deficiency", Prompt, c.Because...)
	}
	if e.overload.Known {
		e.alert("iron_overload", Prompt, labFact(e.overload, UnitPercent, ">", e.limits.TSATHigh))
	}
	if e.in.BodyParts == OtherOnly {
		e.alert("variant_body_part", Routine, e.said(BodyParts))
	}
}

// unexplainedIronLoss: a low TSAT with ferritin this high is inflammation
// rather than loss, and on dialysis both are expected.
func (e *evaluation) unexplainedIronLoss() bool {
	return !e.ferritin.atLeast(e.limits.FerritinUnexplained) && !e.onDialysis() && !e.lossExplained()
}

// alertRules are the ids of the alerts' rules, in the order of the specification.
var alertRules = map[string]Rule{
	AlertSuicidalIntent:           "alert.suicidal_intent",
	"possible_dvt":                "alert.possible_dvt",
	"possible_limb_ischaemia":     "alert.possible_limb_ischaemia",
	"cord_or_cauda_signs":         "alert.cord_or_cauda_signs",
	AlertSuicidalThoughts:         "alert.suicidal_thoughts",
	"acute_akathisia":             "alert.acute_akathisia",
	"drowsy_driving":              "alert.drowsy_driving",
	"new_weakness":                "alert.new_weakness",
	"sudden_onset":                "alert.sudden_onset",
	"pregnancy":                   "alert.pregnancy",
	"paediatric":                  "alert.paediatric",
	"under_18":                    "alert.under_18",
	"kidney_disease":              "alert.kidney_disease",
	"medicine_trigger":            "alert.medicine_trigger",
	"augmentation":                "alert.augmentation",
	"impulse_control":             "alert.impulse_control",
	"severe_sleep_loss":           "alert.severe_sleep_loss",
	"neurological_signs":          "alert.neurological_signs",
	"depression":                  "alert.depression",
	"unexplained_iron_deficiency": "alert.unexplained_iron_deficiency",
	"iron_overload":               "alert.iron_overload",
	"variant_body_part":           "alert.variant_body_part",
}
