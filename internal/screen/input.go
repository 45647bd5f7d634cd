package screen

// Input is one set of answers, already recognised and converted: medicines are
// entries of the ruleset, laboratory values are in the ruleset's units.
type Input struct {
	// Answers holds every question that is answered with a word of Answer.
	Answers [NumQuestions]Answer

	AsOf             Day
	Age              Count // years
	Sex              SexCode
	GestationWeeks   Count
	BodyParts        BodyPart
	OnsetAge         Count // years
	DaysPerWeek      Amount
	DurationMonths   Count
	LifetimeEpisodes Count
	Distress         DistressCode
	IRLSTotal        Count
	KidneyStage      Stage

	// MedicationsGiven tells an empty list from a question not asked.
	MedicationsGiven bool
	Medications      []Medication
	Labs             []Lab
}

// SexCode is the sex that selects reference limits. The zero value is not known.
type SexCode uint8

// The sexes.
const (
	SexUnknown SexCode = iota
	Female
	Male
	OtherSex
)

// BodyPart is where the feelings are. The zero value is not known.
type BodyPart uint8

// The body parts.
const (
	BodyPartUnknown BodyPart = iota
	Legs
	LegsAndOther
	OtherOnly
)

// String returns the code on the wire.
func (b BodyPart) String() string {
	return [...]string{"", "legs", "legs_and_other", "other_only"}[b]
}

// DistressCode is how much the symptoms trouble. The zero value is not known.
type DistressCode uint8

// The degrees of distress.
const (
	DistressUnknown DistressCode = iota
	NoDistress
	MildDistress
	ModerateDistress
	SevereDistress
)

// String returns the code on the wire.
func (d DistressCode) String() string {
	return [...]string{"", "none", "mild", "moderate", "severe"}[d]
}

// Stage is the stage of kidney disease. The zero value is not given.
type Stage uint8

// The stages.
const (
	StageNotGiven Stage = iota
	Stage1
	Stage2
	Stage3
	Stage4
	Stage5
	Dialysis
	Transplant
	StageUnknown
)

// String returns the code on the wire.
func (s Stage) String() string {
	return [...]string{"", "1", "2", "3", "4", "5", "dialysis", "transplant", "unknown"}[s]
}

// named reports a stage that says there is kidney disease.
func (s Stage) named() bool { return s != StageNotGiven && s != StageUnknown }

// Timing is when symptoms began or worsened, seen from the start of a medicine.
type Timing uint8

// The timings. The zero value covers both not asked and not sure.
const (
	TimingUnknown Timing = iota
	BeganAfterStarting
	WorseAfterStarting
	BeganBeforeStarting
)

// String returns the code on the wire, "" for TimingUnknown.
func (t Timing) String() string {
	return [...]string{"", "began_after_starting", "worse_after_starting", "began_before_starting"}[t]
}

// notBefore reports that symptoms are not known to have begun before the start.
func (t Timing) notBefore() bool { return t != BeganBeforeStarting }

// after reports that symptoms began or worsened after the start.
func (t Timing) after() bool { return t == BeganAfterStarting || t == WorseAfterStarting }

// Medication is one entry of the list of medicines.
type Medication struct {
	// Recognised is false when no ingredient is known: the entry may be anything.
	Recognised bool
	// Medicines are the known ingredients that act in the whole body, in the
	// order of the entry's name. A recognised cream has none.
	Medicines []*Medicine
	Timing    Timing
}

// Lab is one result of a known test, in the ruleset's unit.
type Lab struct {
	Test  Test
	Value float64
	Day   Day
	// Index is the place in the request's list.
	Index int
}

// Test is a laboratory test that a request can carry.
type Test uint8

// The tests.
const (
	Ferritin Test = iota
	SerumIron
	TIBC
	TSAT
	Haemoglobin
	Creatinine
	EGFR
	CRP
	HbA1c
	TSH
	VitaminB12
	Folate
	Magnesium
	Calcium
	Sodium
	Potassium
	TTGIgA
	TotalIgA
	HCG
	testEnd
)

// NumTests is the size of a table indexed by Test.
const NumTests = int(testEnd)

var testCodes = [NumTests]string{
	"ferritin", "iron", "tibc", "tsat", "haemoglobin", "creatinine", "egfr", "crp", "hba1c", "tsh",
	"vitamin_b12", "folate", "magnesium", "calcium", "sodium", "potassium", "ttg_iga", "total_iga", "hcg",
}

// String returns the code on the wire.
func (t Test) String() string { return testCodes[t] }

var testUnits = [NumTests]string{
	Ferritin: UnitFerritin, SerumIron: "ug/dL", TIBC: "ug/dL", TSAT: UnitPercent, Haemoglobin: "g/dL", Creatinine: "mg/dL",
	EGFR: UnitEGFR, CRP: "mg/L", HbA1c: UnitPercent, TSH: UnitTSH, VitaminB12: "pg/mL", Folate: "ng/mL",
	Magnesium: "mg/dL", Calcium: "mg/dL", Sodium: "mmol/L", Potassium: "mmol/L",
	TTGIgA: "U/mL", TotalIgA: "mg/dL", HCG: "m[IU]/mL",
}

// Unit returns the unit in which the ruleset has the results of the test.
func (t Test) Unit() string { return testUnits[t] }

// ParseTest is the inverse of String.
func ParseTest(code string) (Test, bool) {
	for t, c := range testCodes {
		if c == code {
			return Test(t), true
		}
	}
	return 0, false
}

// ofIron reports one of the four tests of iron, whose results age faster.
func (t Test) ofIron() bool { return t <= TSAT }
