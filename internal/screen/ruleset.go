package screen

// Ruleset holds the facts that the decision reads. It is compiled once and
// never changes afterwards.
type Ruleset struct {
	Limits    Limits
	Medicines []Medicine
}

// Limits are the cut-offs of the rules. Ferritin is in ng/mL, TSAT in %,
// eGFR in mL/min/{1.73_m2}, TSH in mIU/L, haemoglobin in g/dL, ages in years.
type Limits struct {
	ChildAge int `yaml:"child_age"` // below it the screen is out of scope
	AdultAge int `yaml:"adult_age"` // below it paediatric iron rows and an alert apply

	EarlyOnsetAge  int `yaml:"early_onset_age"`  // onset below it is early
	LateOnsetAge   int `yaml:"late_onset_age"`   // onset at or above it is late
	FertileAgeMin  int `yaml:"fertile_age_min"`  // pregnancy is asked from here
	FertileAgeMax  int `yaml:"fertile_age_max"`  // to here, both included
	KidneyCheckAge int `yaml:"kidney_check_age"` // creatinine is to consider from here
	BleedingAge    int `yaml:"bleeding_age"`     // gastrointestinal loss is to look for from here

	PersistentDaysPerWeek float64 `yaml:"persistent_days_per_week"`
	CourseMonths          int     `yaml:"course_months"`
	IntermittentEpisodes  int     `yaml:"intermittent_episodes"`
	DSMDaysPerWeek        float64 `yaml:"dsm_days_per_week"`
	DSMMonths             int     `yaml:"dsm_months"`

	FerritinStrong      float64 `yaml:"ferritin_strong"`
	FerritinModerate    float64 `yaml:"ferritin_moderate"`
	FerritinCofactor    float64 `yaml:"ferritin_cofactor"`
	FerritinPaediatric  float64 `yaml:"ferritin_paediatric"`
	FerritinIVOnly      float64 `yaml:"ferritin_iv_only"`
	FerritinUpper       float64 `yaml:"ferritin_upper"`
	FerritinDialysis    float64 `yaml:"ferritin_dialysis"`
	FerritinCRP         float64 `yaml:"ferritin_crp"`
	FerritinUnexplained float64 `yaml:"ferritin_unexplained"`
	TSATLow             float64 `yaml:"tsat_low"`
	TSATHigh            float64 `yaml:"tsat_high"`
	TSATConflict        float64 `yaml:"tsat_conflict"` // percentage points
	NearThreshold       float64 `yaml:"near_threshold"`

	EGFRSevere   float64 `yaml:"egfr_severe"`
	EGFRModerate float64 `yaml:"egfr_moderate"`
	TSHLow       float64 `yaml:"tsh_low"`

	HaemoglobinMale     float64 `yaml:"haemoglobin_male"`
	HaemoglobinOther    float64 `yaml:"haemoglobin_other"`
	HaemoglobinPregnant float64 `yaml:"haemoglobin_pregnant"`

	IronResultDays     int `yaml:"iron_result_days"`
	OtherResultDays    int `yaml:"other_result_days"`
	FirstTrimesterWeek int `yaml:"first_trimester_week"` // weeks below it are the first trimester
}

// EffectTier is how a medicine bears on restless legs.
type EffectTier uint8

// The tiers, as in section 5 of the clinical specification.
const (
	TierNone EffectTier = iota
	TierA
	TierB
	TierC
	TierDopaminergic
	TierUnsupported
	TierAbsorption
	TierTreatment
)

var effectTierCodes = [...]string{"none", "A", "B", "C", "dopaminergic", "unsupported", "absorption", "treatment"}

// String returns the code on the wire.
func (t EffectTier) String() string { return effectTierCodes[t] }

// ParseEffectTier is the inverse of String.
func ParseEffectTier(code string) (EffectTier, bool) {
	for t, c := range effectTierCodes {
		if c == code {
			return EffectTier(t), true
		}
	}
	return TierNone, false
}

// triggers reports a tier that can make a medicine a contributor.
func (t EffectTier) triggers() bool { return t == TierA || t == TierB || t == TierC }

// Medicine is one ingredient of the ruleset.
type Medicine struct {
	Key             string // stable id, such as "diphenhydramine"
	Generic         string
	Class           string
	RxNorm          string // ingredient code, "" when none is verified
	Tier            EffectTier
	DopamineBlocker bool
}

// Keys of the medicines that rules name one by one.
const (
	keyLevothyroxine = "levothyroxine"
	keyLithium       = "lithium"
	keyMetformin     = "metformin"
)
