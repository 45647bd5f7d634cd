package screen

import "strconv"

// Question names one answer of a request. Its String is the JSON path, which
// is also the question's id everywhere else.
type Question uint8

// The questions, in the order in which they are asked inside their groups.
const (
	NoQuestion Question = iota

	SuicidalThoughts
	HotSwollenLeg
	ColdPalePainfulLeg
	LegWeaknessBladderBowel
	DrowsyDriving
	SleepUnder5Hours
	LowMood
	NewWeakness
	AugmentationSigns
	ImpulseControlProblems

	AgeYears
	Sex
	Pregnancy
	GestationWeeks
	CognitiveImpairment
	Respondent

	UrgeToMove
	WorseAtRest
	RelievedByMovement
	WorseInEvening
	BodyParts

	CrampsOnly
	PositionChangeEndsIt
	HabitualMovement
	WholeBodyRestlessness
	ConstantNumbnessOrBurning
	RadiatingBackPain
	SwellingOrVaricoseVeins
	BroughtOnByWalking
	JointOrMuscleSoreness
	OneSided

	OnsetAgeYears
	SuddenOnset
	DaysPerWeek
	DurationMonths
	LifetimeEpisodes
	Distress
	SleepDisturbance
	DaytimeImpairment
	IRLSTotal

	FamilyHistory
	IronDeficiency
	KidneyDisease
	KidneyDiseaseStage
	Neuropathy
	Diabetes
	Malabsorption
	MultipleSclerosis
	ParkinsonDisease
	SleepApnoea
	RheumatoidArthritis
	ThyroidDisease
	LiverDisease
	Inflammation
	Hypertension
	Depression
	BloodLossOrDonation
	CaffeineAlcoholNicotine
	VeganDiet
	LimbMovementsInSleep
	SnoringOrBreathingPauses
	SymptomsBeforeContributors

	Medications
	Labs
	LabFerritin
	LabTSAT

	questionEnd
)

// NumQuestions is the size of a table indexed by Question.
const NumQuestions = int(questionEnd)

// The groups of questions that are walked in order.
const (
	firstSafety, lastSafety       = SuicidalThoughts, ImpulseControlProblems
	firstCriterion, lastCriterion = UrgeToMove, WorseInEvening
	firstMimic, lastMimic         = CrampsOnly, OneSided
)

// NumCriteria and NumMimics are the sizes of the two groups that decide.
const (
	NumCriteria = int(lastCriterion-firstCriterion) + 1
	NumMimics   = int(lastMimic-firstMimic) + 1
)

var questionPaths = [NumQuestions]string{
	SuicidalThoughts:        "safety.suicidal_thoughts",
	HotSwollenLeg:           "safety.hot_swollen_leg",
	ColdPalePainfulLeg:      "safety.cold_pale_painful_leg",
	LegWeaknessBladderBowel: "safety.leg_weakness_bladder_bowel",
	DrowsyDriving:           "safety.drowsy_driving",
	SleepUnder5Hours:        "safety.sleep_under_5_hours",
	LowMood:                 "safety.low_mood",
	NewWeakness:             "safety.new_weakness",
	AugmentationSigns:       "safety.augmentation_signs",
	ImpulseControlProblems:  "safety.impulse_control_problems",

	AgeYears:            "patient.age_years",
	Sex:                 "patient.sex",
	Pregnancy:           "patient.pregnancy",
	GestationWeeks:      "patient.gestation_weeks",
	CognitiveImpairment: "patient.cognitive_impairment",
	Respondent:          "patient.respondent",

	UrgeToMove:         "criteria.urge_to_move",
	WorseAtRest:        "criteria.worse_at_rest",
	RelievedByMovement: "criteria.relieved_by_movement",
	WorseInEvening:     "criteria.worse_in_evening",
	BodyParts:          "criteria.body_parts",

	CrampsOnly:                "mimics.cramps_only",
	PositionChangeEndsIt:      "mimics.position_change_ends_it",
	HabitualMovement:          "mimics.habitual_movement",
	WholeBodyRestlessness:     "mimics.whole_body_restlessness",
	ConstantNumbnessOrBurning: "mimics.constant_numbness_or_burning",
	RadiatingBackPain:         "mimics.radiating_back_pain",
	SwellingOrVaricoseVeins:   "mimics.swelling_or_varicose_veins",
	BroughtOnByWalking:        "mimics.brought_on_by_walking",
	JointOrMuscleSoreness:     "mimics.joint_or_muscle_soreness",
	OneSided:                  "mimics.one_sided",

	OnsetAgeYears:     "course.onset_age_years",
	SuddenOnset:       "course.sudden_onset",
	DaysPerWeek:       "course.days_per_week",
	DurationMonths:    "course.duration_months",
	LifetimeEpisodes:  "course.lifetime_episodes",
	Distress:          "course.distress",
	SleepDisturbance:  "course.sleep_disturbance",
	DaytimeImpairment: "course.daytime_impairment",
	IRLSTotal:         "course.irls_total",

	FamilyHistory:              "history.family_history",
	IronDeficiency:             "history.iron_deficiency",
	KidneyDisease:              "history.kidney_disease",
	KidneyDiseaseStage:         "history.kidney_disease_stage",
	Neuropathy:                 "history.neuropathy",
	Diabetes:                   "history.diabetes",
	Malabsorption:              "history.malabsorption",
	MultipleSclerosis:          "history.multiple_sclerosis",
	ParkinsonDisease:           "history.parkinson_disease",
	SleepApnoea:                "history.sleep_apnoea",
	RheumatoidArthritis:        "history.rheumatoid_arthritis",
	ThyroidDisease:             "history.thyroid_disease",
	LiverDisease:               "history.liver_disease",
	Inflammation:               "history.inflammation",
	Hypertension:               "history.hypertension",
	Depression:                 "history.depression",
	BloodLossOrDonation:        "history.blood_loss_or_donation",
	CaffeineAlcoholNicotine:    "history.caffeine_alcohol_nicotine",
	VeganDiet:                  "history.vegan_diet",
	LimbMovementsInSleep:       "history.limb_movements_in_sleep",
	SnoringOrBreathingPauses:   "history.snoring_or_breathing_pauses",
	SymptomsBeforeContributors: "history.symptoms_before_contributors",

	Medications: "medications",
	Labs:        "labs",
	LabFerritin: "labs.ferritin",
	LabTSAT:     "labs.tsat",
}

// String returns the JSON path of the question, such as "criteria.urge_to_move".
func (q Question) String() string { return questionPaths[q] }

// ParseQuestion is the inverse of String.
func ParseQuestion(path string) (Question, bool) {
	for q, p := range questionPaths {
		if p == path && p != "" {
			return Question(q), true
		}
	}
	return NoQuestion, false
}

// Path is the place of one answer: a question, and for a member of a list its
// index in the request.
type Path struct {
	Question Question
	// Index is the place in medications or labs, from 0; -1 elsewhere.
	Index int
}

// at returns the path of a question that is not in a list.
func at(q Question) Path { return Path{Question: q, Index: -1} }

// String returns the JSON path, such as "labs[0]".
func (p Path) String() string {
	switch {
	case p.Index < 0:
		return p.Question.String()
	case p.Question == Labs && p.Index < len(labPaths):
		return labPaths[p.Index]
	case p.Question == Medications && p.Index < len(medicationPaths):
		return medicationPaths[p.Index]
	default:
		return indexed(p.Question, p.Index)
	}
}

// The paths into lists are written once: every result has several.
var (
	labPaths        = indexedPaths(Labs, 200)
	medicationPaths = indexedPaths(Medications, 100)
)

func indexedPaths(q Question, n int) []string {
	paths := make([]string, n)
	for i := range paths {
		paths[i] = indexed(q, i)
	}
	return paths
}

func indexed(q Question, i int) string { return questionPaths[q] + "[" + strconv.Itoa(i) + "]" }

// Questions lists every answer that a request can carry.
func Questions() []Question {
	all := make([]Question, 0, NumQuestions)
	for q := NoQuestion + 1; q <= Labs; q++ {
		all = append(all, q)
	}
	return all
}
