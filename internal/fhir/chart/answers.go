package chart

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// Paths of answers that more than one condition decides.
const (
	pathKidney      = "history.kidney_disease"
	pathKidneyStage = "history.kidney_disease_stage"
	pathPregnancy   = "patient.pregnancy"
	pathFamily      = "history.family_history"
)

// answer is an answer with the condition that gives it.
type answer struct {
	path, value string
	from        *Condition
}

// answers are what the proven conditions answer of the history, each question
// once, in the order of the chart.
func (c *Chart) answers() (list []answer, contradiction bool) {
	given := map[string]bool{}
	for i := range c.Conditions {
		condition := &c.Conditions[i]
		if condition.Possible {
			continue
		}
		for _, a := range condition.Answers {
			if a.Path != pathKidneyStage && a.Path != pathPregnancy && !given[a.Path] {
				given[a.Path] = true
				list = append(list, answer{a.Path, a.Value, condition})
			}
		}
	}
	stage, contradiction := c.kidneyStage()
	if stage.from != nil {
		list = append(list, stage)
	}
	return list, contradiction
}

// stageOrder ranks stages of kidney disease: of several the later counts. A
// transplant ends the stages before it. Dialysis beside it contradicts: either
// the graft has failed, or the dialysis is history.
var stageOrder = map[string]int{"unknown": 1, "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "transplant": 7, "dialysis": 8}

// kidneyStage is the stage that counts.
func (c *Chart) kidneyStage() (stage answer, contradiction bool) {
	var dialysis, transplant bool
	for i := range c.Conditions {
		condition := &c.Conditions[i]
		if condition.Possible {
			continue
		}
		for _, a := range condition.Answers {
			if a.Path != pathKidneyStage {
				continue
			}
			dialysis = dialysis || a.Value == "dialysis"
			transplant = transplant || a.Value == "transplant"
			if stageOrder[a.Value] > stageOrder[stage.value] {
				stage = answer{a.Path, a.Value, condition}
			}
		}
	}
	if dialysis && transplant {
		stage.value = "unknown"
		return stage, true
	}
	return stage, false
}

// noteAnswers tells what was used of the conditions, and from where.
func (r *reader) noteAnswers(c *Chart) {
	list, contradiction := c.answers()
	for _, a := range list {
		p := r.placeOf(a.from)
		if a.path == pathKidneyStage && contradiction {
			r.issues.add(contradicted, p, "", "The chart has dialysis and a kidney transplant: %s is unknown.", a.path)
			continue
		}
		r.issues.add(used, p, ".code", "%s: %s from %s.", a.path, a.value, p.name("Condition"))
	}
	if onset := c.onset(); onset != nil {
		p := r.placeOf(onset)
		r.issues.add(used, p, "", "course.onset_age_years from %s.", p.name("Condition"))
	}
}

// placeOf is where a condition of the chart stands.
func (r *reader) placeOf(c *Condition) place {
	for i := range r.conditions {
		if r.conditions[i].expression == c.Expression {
			return r.conditions[i].place
		}
	}
	return place{expression: c.Expression, reference: c.Reference}
}

// onset is the condition with the earliest onset of restless legs, or nil.
func (c *Chart) onset() *Condition {
	var first *Condition
	for i := range c.Conditions {
		if age := c.Conditions[i].OnsetAgeYears; age != nil && (first == nil || *age < *first.OnsetAgeYears) {
			first = &c.Conditions[i]
		}
	}
	return first
}

// Request is what the chart answers of a request, on the day it was read. It is
// always acceptable, and says nothing of what the chart does not say.
func (c *Chart) Request() *v1.ScreeningRequest {
	req := &v1.ScreeningRequest{AsOf: c.asOf, Patient: c.patientAnswers()}
	if first := c.onset(); first != nil {
		req.Course = &v1.Course{OnsetAgeYears: first.OnsetAgeYears}
	}
	list, _ := c.answers()
	if c.FamilyHistory != nil {
		list = append(list, answer{path: pathFamily, value: c.FamilyHistory.Answer})
	}
	for _, a := range list {
		if req.History == nil {
			req.History = &v1.History{}
		}
		if member := historyMember(req.History, a.path); member != nil {
			*member = a.value
		}
	}
	for i := range c.Medications {
		req.Medications = append(req.Medications, c.Medications[i].Entry)
	}
	for i := range c.Labs {
		lab := &c.Labs[i]
		req.Labs = append(req.Labs, v1.Lab{Test: lab.Test, Value: &lab.Value, Unit: lab.Unit, CollectedOn: lab.CollectedOn})
	}
	return req
}

func (c *Chart) patientAnswers() *v1.Patient {
	p := v1.Patient{}
	if c.Patient != nil {
		p.AgeYears, p.Sex = c.Patient.AgeYears, c.Patient.Sex
	}
	if c.Pregnancy != nil {
		p.Pregnancy, p.GestationWeeks = c.Pregnancy.Answer, c.GestationWeeks
	}
	if p == (v1.Patient{}) {
		return nil
	}
	return &p
}

// historyMember is where the answer to a question of the history belongs; nil
// for a question that is not of the history.
func historyMember(h *v1.History, path string) *string {
	switch path {
	case pathFamily:
		return &h.FamilyHistory
	case pathKidney:
		return &h.KidneyDisease
	case pathKidneyStage:
		return &h.KidneyDiseaseStage
	case "history.iron_deficiency":
		return &h.IronDeficiency
	case "history.neuropathy":
		return &h.Neuropathy
	case "history.diabetes":
		return &h.Diabetes
	case "history.malabsorption":
		return &h.Malabsorption
	case "history.multiple_sclerosis":
		return &h.MultipleSclerosis
	case "history.parkinson_disease":
		return &h.ParkinsonDisease
	case "history.sleep_apnoea":
		return &h.SleepApnoea
	case "history.rheumatoid_arthritis":
		return &h.RheumatoidArthritis
	case "history.thyroid_disease":
		return &h.ThyroidDisease
	case "history.liver_disease":
		return &h.LiverDisease
	case "history.depression":
		return &h.Depression
	case "history.blood_loss_or_donation":
		return &h.BloodLossOrDonation
	default:
		return nil
	}
}
