package app

import (
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// answers is a request as the decision reads it, with what was noticed on the way.
type answers struct {
	input   screen.Input
	request *v1.ScreeningRequest
	// recognised holds what each entry of medications was found to be.
	recognised []medicine.Recognition
	// unknownLOINCs are indexes of labs that no test is known for.
	unknownLOINCs []int
}

// read maps a request that check has accepted into a.
func (s *Service) read(a *answers, req *v1.ScreeningRequest) *answers {
	*a = answers{request: req}
	in := &a.input
	in.AsOf = day(req.AsOf)
	readPatient(in, req.Patient)
	readCriteria(in, req.Criteria)
	readMimics(in, req.Mimics)
	readCourse(in, req.Course)
	readHistory(in, req.History)
	readSafety(in, req.Safety)
	s.readMedications(a, req.Medications)
	s.readLabs(a, req.Labs)
	return a
}

// answer maps a word that the decoder has accepted; "" is Unknown.
func answer(code string) screen.Answer {
	a, _ := screen.ParseAnswer(code)
	return a
}

func count(n *int) screen.Count {
	if n == nil {
		return screen.Count{}
	}
	return screen.Some(*n)
}

// day maps an ISO date that the decoder has accepted; "" is not known.
func day(date string) screen.Day {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return screen.Day{}
	}
	return screen.Day{N: int(t.Unix() / secondsPerDay), Known: true}
}

const secondsPerDay = 24 * 60 * 60

func readPatient(in *screen.Input, p *v1.Patient) {
	if p == nil {
		return
	}
	in.Age, in.GestationWeeks = count(p.AgeYears), count(p.GestationWeeks)
	in.Sex = sexes[p.Sex]
	in.Answers[screen.Pregnancy] = answer(p.Pregnancy)
	in.Answers[screen.CognitiveImpairment] = answer(p.CognitiveImpairment)
}

var sexes = map[string]screen.SexCode{"female": screen.Female, "male": screen.Male, "other": screen.OtherSex}

func readCriteria(in *screen.Input, c *v1.Criteria) {
	if c == nil {
		return
	}
	in.Answers[screen.UrgeToMove] = answer(c.UrgeToMove)
	in.Answers[screen.WorseAtRest] = answer(c.WorseAtRest)
	in.Answers[screen.RelievedByMovement] = answer(c.RelievedByMovement)
	in.Answers[screen.WorseInEvening] = answer(c.WorseInEvening)
	in.BodyParts = bodyParts[c.BodyParts]
}

var bodyParts = map[string]screen.BodyPart{
	"legs": screen.Legs, "legs_and_other": screen.LegsAndOther, "other_only": screen.OtherOnly,
}

func readMimics(in *screen.Input, m *v1.Mimics) {
	if m == nil {
		return
	}
	in.Answers[screen.CrampsOnly] = answer(m.CrampsOnly)
	in.Answers[screen.PositionChangeEndsIt] = answer(m.PositionChangeEndsIt)
	in.Answers[screen.HabitualMovement] = answer(m.HabitualMovement)
	in.Answers[screen.WholeBodyRestlessness] = answer(m.WholeBodyRestlessness)
	in.Answers[screen.ConstantNumbnessOrBurning] = answer(m.ConstantNumbnessOrBurning)
	in.Answers[screen.RadiatingBackPain] = answer(m.RadiatingBackPain)
	in.Answers[screen.SwellingOrVaricoseVeins] = answer(m.SwellingOrVaricoseVeins)
	in.Answers[screen.BroughtOnByWalking] = answer(m.BroughtOnByWalking)
	in.Answers[screen.JointOrMuscleSoreness] = answer(m.JointOrMuscleSoreness)
	in.Answers[screen.OneSided] = answer(m.OneSided)
}

func readCourse(in *screen.Input, c *v1.Course) {
	if c == nil {
		return
	}
	in.OnsetAge, in.DurationMonths = count(c.OnsetAgeYears), count(c.DurationMonths)
	in.LifetimeEpisodes, in.IRLSTotal = count(c.LifetimeEpisodes), count(c.IRLSTotal)
	if c.DaysPerWeek != nil {
		in.DaysPerWeek = screen.Measured(*c.DaysPerWeek)
	}
	in.Distress = distresses[c.Distress]
	in.Answers[screen.SuddenOnset] = answer(c.SuddenOnset)
	in.Answers[screen.SleepDisturbance] = answer(c.SleepDisturbance)
	in.Answers[screen.DaytimeImpairment] = answer(c.DaytimeImpairment)
}

var distresses = map[string]screen.DistressCode{
	"none": screen.NoDistress, "mild": screen.MildDistress, "moderate": screen.ModerateDistress, "severe": screen.SevereDistress,
}

func readHistory(in *screen.Input, h *v1.History) {
	if h == nil {
		return
	}
	in.KidneyStage = stages[h.KidneyDiseaseStage]
	in.Answers[screen.FamilyHistory] = answer(h.FamilyHistory)
	in.Answers[screen.IronDeficiency] = answer(h.IronDeficiency)
	in.Answers[screen.KidneyDisease] = answer(h.KidneyDisease)
	in.Answers[screen.Neuropathy] = answer(h.Neuropathy)
	in.Answers[screen.Diabetes] = answer(h.Diabetes)
	in.Answers[screen.Malabsorption] = answer(h.Malabsorption)
	in.Answers[screen.MultipleSclerosis] = answer(h.MultipleSclerosis)
	in.Answers[screen.ParkinsonDisease] = answer(h.ParkinsonDisease)
	in.Answers[screen.SleepApnoea] = answer(h.SleepApnoea)
	in.Answers[screen.RheumatoidArthritis] = answer(h.RheumatoidArthritis)
	in.Answers[screen.ThyroidDisease] = answer(h.ThyroidDisease)
	in.Answers[screen.LiverDisease] = answer(h.LiverDisease)
	in.Answers[screen.Inflammation] = answer(h.Inflammation)
	in.Answers[screen.Hypertension] = answer(h.Hypertension)
	in.Answers[screen.Depression] = answer(h.Depression)
	in.Answers[screen.BloodLossOrDonation] = answer(h.BloodLossOrDonation)
	in.Answers[screen.CaffeineAlcoholNicotine] = answer(h.CaffeineAlcoholNicotine)
	in.Answers[screen.VeganDiet] = answer(h.VeganDiet)
	in.Answers[screen.LimbMovementsInSleep] = answer(h.LimbMovementsInSleep)
	in.Answers[screen.SnoringOrBreathingPauses] = answer(h.SnoringOrBreathingPauses)
	in.Answers[screen.SymptomsBeforeContributors] = answer(h.SymptomsBeforeContributors)
}

var stages = map[string]screen.Stage{
	"1": screen.Stage1, "2": screen.Stage2, "3": screen.Stage3, "4": screen.Stage4, "5": screen.Stage5,
	"dialysis": screen.Dialysis, "transplant": screen.Transplant, "unknown": screen.StageUnknown,
}

func readSafety(in *screen.Input, s *v1.Safety) {
	if s == nil {
		return
	}
	in.Answers[screen.SuicidalThoughts] = answer(s.SuicidalThoughts)
	in.Answers[screen.HotSwollenLeg] = answer(s.HotSwollenLeg)
	in.Answers[screen.ColdPalePainfulLeg] = answer(s.ColdPalePainfulLeg)
	in.Answers[screen.LegWeaknessBladderBowel] = answer(s.LegWeaknessBladderBowel)
	in.Answers[screen.DrowsyDriving] = answer(s.DrowsyDriving)
	in.Answers[screen.SleepUnder5Hours] = answer(s.SleepUnder5Hours)
	in.Answers[screen.LowMood] = answer(s.LowMood)
	in.Answers[screen.NewWeakness] = answer(s.NewWeakness)
	in.Answers[screen.AugmentationSigns] = answer(s.AugmentationSigns)
	in.Answers[screen.ImpulseControlProblems] = answer(s.ImpulseControlProblems)
}

// timings leaves out not_sure, which is as unknown as no answer.
var timings = map[string]screen.Timing{
	"began_after_starting":  screen.BeganAfterStarting,
	"worse_after_starting":  screen.WorseAfterStarting,
	"began_before_starting": screen.BeganBeforeStarting,
}

func (s *Service) readMedications(a *answers, list []v1.Medication) {
	a.input.MedicationsGiven = list != nil
	if len(list) == 0 {
		return
	}
	a.recognised = make([]medicine.Recognition, len(list))
	a.input.Medications = make([]screen.Medication, len(list))
	for i, m := range list {
		found := s.rules.Medicines.Recognise(medicine.Entry{Name: m.Name, RxNorm: m.RxNorm, ATC: m.ATC})
		entry := screen.Medication{Recognised: found.Recognised, Timing: timings[m.Timing]}
		for _, index := range found.Ingredients {
			entry.Medicines = append(entry.Medicines, &s.rules.Core.Medicines[index])
		}
		a.recognised[i], a.input.Medications[i] = found, entry
	}
}

func (s *Service) readLabs(a *answers, labs []v1.Lab) {
	a.input.Labs = make([]screen.Lab, 0, len(labs))
	for i := range labs {
		lab := &labs[i]
		test, known := s.test(lab)
		if !known {
			a.unknownLOINCs = append(a.unknownLOINCs, i)
			continue
		}
		value, _ := s.rules.Tests[test].Convert(*lab.Value, lab.Unit)
		a.input.Labs = append(a.input.Labs, screen.Lab{Test: test, Value: value, Day: day(lab.CollectedOn), Index: i})
	}
}

// test is the test that a result names by id or by LOINC code.
func (s *Service) test(lab *v1.Lab) (screen.Test, bool) {
	if lab.Test != "" {
		return screen.ParseTest(lab.Test)
	}
	return s.rules.TestByLOINC(lab.LOINC)
}
