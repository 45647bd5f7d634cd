// Package v1 is the wire contract of rlscreen, version 1: the shapes that
// requests and answers have as JSON. It holds no logic.
//
// Every member of a request is optional; one that is left out was not asked,
// which is never the same as "no". Members of an answer are in fixed order.
// Rules on single members are written once, as validate tags, which the
// server enforces and from which the OpenAPI description is generated.
package v1

// ScreeningRequest is one set of answers, complete or partial.
type ScreeningRequest struct {
	// AsOf is the date the answers speak for (ISO 8601). The age of laboratory results and of the evidence is judged at this date; without it results count as undated.
	AsOf string `json:"as_of,omitempty" validate:"omitempty,date" format:"date" example:"2026-11-20"`
	// Patient is who the answers are about.
	Patient *Patient `json:"patient,omitempty"`
	// Criteria are the four questions that decide the screen, and where the feelings are.
	Criteria *Criteria `json:"criteria,omitempty"`
	// Mimics ask whether something else accounts for all of the leg feelings.
	Mimics *Mimics `json:"mimics,omitempty"`
	// Course is how often, how long and how bad.
	Course *Course `json:"course,omitempty"`
	// History holds the questions on conditions that can contribute.
	History *History `json:"history,omitempty"`
	// Medications are those taken now or stopped within four weeks. An empty list says that none are taken; leaving it out says that nobody asked.
	Medications []Medication `json:"medications,omitzero" validate:"omitempty,max=100,dive"`
	// Labs are results of blood tests.
	Labs []Lab `json:"labs,omitzero" validate:"omitempty,max=200,dive"`
	// Safety questions raise alerts whatever the screen says.
	Safety *Safety `json:"safety,omitempty"`
}

// Patient is who the answers are about.
type Patient struct {
	// AgeYears is the present age in completed years.
	AgeYears *int `json:"age_years,omitempty" validate:"omitempty,min=0,max=120" example:"34"`
	// Sex selects reference limits, such as those of haemoglobin.
	Sex string `json:"sex,omitempty" validate:"omitempty,oneof=female male other unknown" example:"female"`
	// Pregnancy is whether the patient is pregnant now.
	Pregnancy string `json:"pregnancy,omitempty" validate:"omitempty,oneof=yes no possible not_sure" example:"no"`
	// GestationWeeks is completed weeks of the present pregnancy.
	GestationWeeks *int `json:"gestation_weeks,omitempty" validate:"omitempty,min=0" maximum:"45" example:"0"`
	// CognitiveImpairment is whether the patient cannot reliably describe the feelings; other criteria, by an observer, then apply.
	CognitiveImpairment string `json:"cognitive_impairment,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Respondent is who answers.
	Respondent string `json:"respondent,omitempty" validate:"omitempty,oneof=self parent carer clinician" example:"self"`
}

// Criteria are the four questions that decide the screen.
//
// "previously" means no longer noticeable now that symptoms are very severe, but clearly so earlier: it counts as met.
type Criteria struct {
	// UrgeToMove: an urge to move the legs, usually but not always with uncomfortable sensations.
	UrgeToMove string `json:"urge_to_move,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"yes"`
	// WorseAtRest: begins or gets worse while sitting or lying.
	WorseAtRest string `json:"worse_at_rest,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"yes"`
	// RelievedByMovement: partly or wholly relieved by moving, at least while the movement lasts.
	RelievedByMovement string `json:"relieved_by_movement,omitempty" validate:"omitempty,oneof=yes no previously not_sure" example:"yes"`
	// WorseInEvening: at rest, only or more in the evening or at night than in the day.
	WorseInEvening string `json:"worse_in_evening,omitempty" validate:"omitempty,oneof=yes no previously not_sure" example:"previously"`
	// BodyParts is where the feelings are.
	BodyParts string `json:"body_parts,omitempty" validate:"omitempty,oneof=legs legs_and_other other_only" example:"legs"`
}

// Mimics ask whether something else accounts for all of the leg feelings.
type Mimics struct {
	// CrampsOnly: the feeling is always a sudden, hard, painful knot in one muscle.
	CrampsOnly string `json:"cramps_only,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// PositionChangeEndsIt: one change of position, without moving on, usually ends it.
	PositionChangeEndsIt string `json:"position_change_ends_it,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// HabitualMovement: moving is a habit without discomfort, which can be stopped at will.
	HabitualMovement string `json:"habitual_movement,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// WholeBodyRestlessness: the restlessness is inner or of the whole body rather than the legs.
	WholeBodyRestlessness string `json:"whole_body_restlessness,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// ConstantNumbnessOrBurning: constant numbness or burning that walking does not ease.
	ConstantNumbnessOrBurning string `json:"constant_numbness_or_burning,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// RadiatingBackPain: it is all pain that shoots from the back down the leg.
	RadiatingBackPain string `json:"radiating_back_pain,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// SwellingOrVaricoseVeins: it all comes from swelling or varicose veins and is better with legs raised.
	SwellingOrVaricoseVeins string `json:"swelling_or_varicose_veins,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// BroughtOnByWalking: brought on by walking or exercise, eased by standing still.
	BroughtOnByWalking string `json:"brought_on_by_walking,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// JointOrMuscleSoreness: it is all in joints, or in muscles sore to press.
	JointOrMuscleSoreness string `json:"joint_or_muscle_soreness,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// OneSided: strictly one leg, always the same.
	OneSided string `json:"one_sided,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
}

// Course is how often, how long and how bad.
type Course struct {
	// OnsetAgeYears is the age in years at the first symptoms.
	OnsetAgeYears *int `json:"onset_age_years,omitempty" validate:"omitempty,min=0,max=120" example:"22"`
	// SuddenOnset: the symptoms came on suddenly.
	SuddenOnset string `json:"sudden_onset,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// DaysPerWeek is the average number of days a week with symptoms while untreated, 0 to 7.
	DaysPerWeek *float64 `json:"days_per_week,omitempty" validate:"omitempty,min=0,max=7" example:"5"`
	// DurationMonths is for how many months the symptoms have been there.
	DurationMonths *int `json:"duration_months,omitempty" validate:"omitempty,min=0,max=1452" example:"140"`
	// LifetimeEpisodes is how many times in life the symptoms have occurred.
	LifetimeEpisodes *int `json:"lifetime_episodes,omitempty" validate:"omitempty,min=0,max=1000000" example:"500"`
	// Distress is how much the symptoms trouble the patient.
	Distress string `json:"distress,omitempty" validate:"omitempty,oneof=none mild moderate severe" example:"moderate"`
	// SleepDisturbance: the symptoms disturb sleep.
	SleepDisturbance string `json:"sleep_disturbance,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"yes"`
	// DaytimeImpairment: the symptoms impair the day: work, mood, relations, learning.
	DaytimeImpairment string `json:"daytime_impairment,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// IRLSTotal is the total of the IRLS severity scale, 0 to 40, obtained elsewhere under its licence.
	IRLSTotal *int `json:"irls_total,omitempty" validate:"omitempty,min=0,max=40" example:"22"`
}

// History holds the questions on conditions that can contribute.
type History struct {
	// FamilyHistory: a parent, brother, sister or child has restless legs.
	FamilyHistory string `json:"family_history,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"yes"`
	// IronDeficiency: low iron, now or in the recent past.
	IronDeficiency string `json:"iron_deficiency,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"not_sure"`
	// KidneyDisease: chronic kidney disease.
	KidneyDisease string `json:"kidney_disease,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// KidneyDiseaseStage is the stage, as a string. A stage other than unknown implies kidney disease.
	KidneyDiseaseStage string `json:"kidney_disease_stage,omitempty" validate:"omitempty,oneof=1 2 3 4 5 dialysis transplant unknown" example:"unknown"`
	// Neuropathy: nerve damage in the legs or feet, diagnosed.
	Neuropathy string `json:"neuropathy,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Diabetes: any type.
	Diabetes string `json:"diabetes,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Malabsorption: coeliac disease, inflammatory bowel disease or bariatric surgery.
	Malabsorption string `json:"malabsorption,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// MultipleSclerosis: diagnosed.
	MultipleSclerosis string `json:"multiple_sclerosis,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// ParkinsonDisease: diagnosed.
	ParkinsonDisease string `json:"parkinson_disease,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// SleepApnoea: diagnosed.
	SleepApnoea string `json:"sleep_apnoea,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// RheumatoidArthritis: diagnosed.
	RheumatoidArthritis string `json:"rheumatoid_arthritis,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// ThyroidDisease: diagnosed.
	ThyroidDisease string `json:"thyroid_disease,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// LiverDisease: diagnosed.
	LiverDisease string `json:"liver_disease,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Inflammation: an inflammatory illness or infection now.
	Inflammation string `json:"inflammation,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Hypertension: high blood pressure.
	Hypertension string `json:"hypertension,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// Depression: diagnosed.
	Depression string `json:"depression,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// BloodLossOrDonation: heavy periods, other blood loss, or regular blood donation.
	BloodLossOrDonation string `json:"blood_loss_or_donation,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// CaffeineAlcoholNicotine: caffeine, alcohol or nicotine in the afternoon or evening.
	CaffeineAlcoholNicotine string `json:"caffeine_alcohol_nicotine,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"yes"`
	// VeganDiet: eats no animal products.
	VeganDiet string `json:"vegan_diet,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// LimbMovementsInSleep: somebody has noticed jerking legs during sleep.
	LimbMovementsInSleep string `json:"limb_movements_in_sleep,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"not_sure"`
	// SnoringOrBreathingPauses: loud snoring, or pauses in breathing during sleep.
	SnoringOrBreathingPauses string `json:"snoring_or_breathing_pauses,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// SymptomsBeforeContributors: the leg symptoms were there before any of the conditions named.
	SymptomsBeforeContributors string `json:"symptoms_before_contributors,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"not_sure"`
}

// Medication is one medicine, by at least one of name, RxNorm and ATC code.
type Medication struct {
	// Name is a brand or generic name as written on the package.
	Name string `json:"name,omitempty" validate:"omitempty,min=1,max=200" example:"Benadryl"`
	// RxNorm is an ingredient or product code.
	RxNorm string `json:"rxnorm,omitempty" validate:"omitempty,rxnorm" example:"6915"`
	// ATC is a code of the Anatomical Therapeutic Chemical classification.
	ATC string `json:"atc,omitempty" validate:"omitempty,atc" example:"N06AX11"`
	// Timing is when the leg symptoms began or worsened, seen from the start of the medicine.
	Timing string `json:"timing,omitempty" validate:"omitempty,oneof=began_after_starting worse_after_starting began_before_starting not_sure" example:"worse_after_starting"`
}

// Lab is one result, named by exactly one of test and LOINC code.
type Lab struct {
	// Test is the id of the test.
	Test string `json:"test,omitempty" validate:"omitempty,oneof=ferritin iron tibc tsat haemoglobin creatinine egfr crp hba1c tsh vitamin_b12 folate magnesium calcium sodium potassium ttg_iga total_iga hcg" example:"ferritin"`
	// LOINC is a LOINC code; one that is not known gives a warning.
	LOINC string `json:"loinc,omitempty" validate:"omitempty,loinc" example:"2502-3"`
	// Value is the number reported.
	Value *float64 `json:"value" validate:"required" example:"22"`
	// Unit is the unit reported, in UCUM or a common spelling.
	Unit string `json:"unit" validate:"required,max=40" example:"ng/mL"`
	// CollectedOn is the date of the sample (ISO 8601).
	CollectedOn string `json:"collected_on,omitempty" validate:"omitempty,date" format:"date" example:"2026-10-30"`
}

// Safety questions raise alerts whatever the screen says.
type Safety struct {
	// SuicidalThoughts: thoughts of ending one's life; with_plan when there is a plan or intent.
	SuicidalThoughts string `json:"suicidal_thoughts,omitempty" validate:"omitempty,oneof=yes with_plan no not_sure" example:"no"`
	// HotSwollenLeg: one leg newly hot, swollen or painful.
	HotSwollenLeg string `json:"hot_swollen_leg,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// ColdPalePainfulLeg: a leg newly cold, pale and painful.
	ColdPalePainfulLeg string `json:"cold_pale_painful_leg,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// LegWeaknessBladderBowel: new leg weakness with saddle numbness, loss of bladder or bowel control, or inability to pass urine.
	LegWeaknessBladderBowel string `json:"leg_weakness_bladder_bowel,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// DrowsyDriving: sleepy at the wheel or at dangerous work.
	DrowsyDriving string `json:"drowsy_driving,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// SleepUnder5Hours: less than five hours of sleep on most nights.
	SleepUnder5Hours string `json:"sleep_under_5_hours,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// LowMood: low or hopeless on most days.
	LowMood string `json:"low_mood,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// NewWeakness: new weakness of a leg.
	NewWeakness string `json:"new_weakness,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// AugmentationSigns: on treatment, symptoms start earlier, spread, grow stronger, or need more medicine.
	AugmentationSigns string `json:"augmentation_signs,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
	// ImpulseControlProblems: new urges that are hard to resist, such as gambling, shopping, eating or sex.
	ImpulseControlProblems string `json:"impulse_control_problems,omitempty" validate:"omitempty,oneof=yes no not_sure" example:"no"`
}
