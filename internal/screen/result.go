package screen

import "slices"

// Rule is the id of a rule, such as "contributor.iron_deficiency.strong".
// The ruleset gives each its evidence tier, sources and date of review.
type Rule string

// Result is what one evaluation concludes. Lists are in the order of the
// clinical specification; names of codes are those of the wire.
type Result struct {
	Outcome        Outcome
	Criteria       [NumCriteria]Criterion
	Criterion5     Criterion5
	Standards      [NumStandards]Standard
	Course         Conclusion
	Significance   Conclusion
	Severity       Severity
	Classification Classification
	Iron           Iron
	Labs           []LabSuggestion
	Effects        []Effect
	Unrecognised   []int // indexes of medications
	Alerts         []Alert
	Guidance       []Rule
	Decision       Decision
	Warnings       []Warning
	// Anaemia is set when haemoglobin is below the limit and iron is a strong contributor.
	Anaemia bool
	// LookForBleeding is set when iron is a strong contributor in a man or from 50 years on.
	LookForBleeding bool
	// SpecialistOnly is set under 18 and in pregnancy, where what is said of
	// treatment with medicines, for adults, does not hold.
	SpecialistOnly bool
	// Tests are the newest results of the request, one a test, in the order of
	// the tests.
	Tests []TestResult

	facts []Fact // arena of all reasons
}

// Conclusion is a code with the rule and the facts that led to it.
type Conclusion struct {
	Code    string
	Rule    Rule
	Because []Fact
}

// Outcome is the result of the screen.
type Outcome struct {
	Conclusion
	// Reason says why a screen is out of scope: "paediatric" or "observer_needed"; else "".
	Reason string
}

// The outcomes.
const (
	OutOfScope          = "out_of_scope"
	Negative            = "negative"
	Indeterminate       = "indeterminate"
	PositiveReview      = "positive_review"
	PositiveProvisional = "positive_provisional"
	Positive            = "positive"

	ReasonPaediatric     = "paediatric"
	ReasonObserverNeeded = "observer_needed"
)

// AnyPositive reports one of the three positive outcomes.
func (o *Outcome) AnyPositive() bool {
	return o.Code == Positive || o.Code == PositiveProvisional || o.Code == PositiveReview
}

// Criterion is the status of one of the four essential criteria.
type Criterion struct {
	Question Question
	Answer   Answer
	Status   Truth
	Rule     Rule
	Because  []Fact
}

// Criterion5 is what is known of the mimics.
type Criterion5 struct {
	Status   string
	Rule     Rule
	Pointers []Question // mimics answered yes
	Open     []Question // mimics without a firm answer
}

// The statuses of criterion 5.
const (
	PointersPresent = "pointers_present"
	NoPointers      = "no_pointers"
	NotAssessed     = "not_assessed"
	PartlyAssessed  = "partly_assessed"
)

// Standard is the status of one published set of criteria.
type Standard struct {
	ID      string
	Status  string // a Truth, or "not_applicable"
	Rule    Rule
	Because []Fact
}

// The standards, in order.
const (
	IRLSSG2003 = iota
	IRLSSG2014
	ICSD3TR
	DSM5TR
	NumStandards
)

// NotApplicable is the status of a standard, and the label, out of scope.
const NotApplicable = "not_applicable"

// Severity is the band of an IRLS total.
type Severity struct {
	Total Count
	Band  string
	Rule  Rule
}

// Tier is how much a contributor weighs. The zero value is none.
type Tier uint8

// The tiers.
const (
	NoTier Tier = iota
	Cofactor
	Moderate
	Strong
)

// String returns the code on the wire.
func (t Tier) String() string { return [...]string{"none", "cofactor", "moderate", "strong"}[t] }

// Contributor is a condition or medicine that may contribute.
type Contributor struct {
	ID       string // "iron_deficiency", or "medicine" with Medicine set
	Tier     Tier
	Rule     Rule
	Because  []Fact
	Medicine *Medicine
	Timing   Timing // of a medicine
}

// Pointer is something that speaks for primary restless legs.
type Pointer struct {
	ID      string
	Rule    Rule
	Because []Fact
}

// The primary pointers.
const (
	PointerFamilyHistory    = "family_history"
	PointerEarlyOnset       = "early_onset"
	PointerSymptomsPreceded = "symptoms_preceded"
)

// Classification is what contributors and pointers add up to.
type Classification struct {
	Label           string
	Provisional     bool
	Rule            Rule
	Contributors    []Contributor
	PrimaryPointers []Pointer
	// Missing are the core questions still open.
	Missing []Question
}

// The labels.
const (
	LabelMixed           = "mixed"
	LabelLikelySecondary = "likely_secondary"
	LabelLikelyPrimary   = "likely_primary"
	LabelIndeterminate   = "indeterminate"
	LabelDeferred        = "deferred"
)

// Iron is the reading of ferritin and TSAT.
type Iron struct {
	Reading string
	Rule    Rule
	// Ferritin is in ng/mL, TSAT in %; known only when they decide.
	Ferritin, TSAT Amount
	TSATCalculated bool
	// EGFR is the value that decides, in mL/min/{1.73_m2}.
	EGFR          Amount
	NearThreshold bool
	Notes         []Rule
	Because       []Fact
}

// The readings.
const (
	ReadingNotAssessed     = "not_assessed"
	ReadingOverloadCheck   = "overload_check"
	ReadingNotMet          = "not_met"
	ReadingFerritinNeeded  = "ferritin_needed"
	ReadingTSATNeeded      = "tsat_needed"
	ReadingMeetsDialysis   = "meets_dialysis"
	ReadingMeetsPaediatric = "meets_paediatric"
	ReadingMeetsOralOrIV   = "meets_oral_or_iv"
	ReadingMeetsIVOnly     = "meets_iv_only"
)

// TestResult is a result of the request, in the unit of its test.
type TestResult struct {
	Test Test
	Fact Fact
	Old  bool // too old at as_of to decide
}

// LabSuggestion is a test worth asking for, or already there.
type LabSuggestion struct {
	ID          string
	Recommended bool // else to consider
	Reasons     []LabReason
	Available   bool
	// Value is the result when Available; Test says in which unit it is.
	Value Value
}

// LabReason is one rule that suggests a test.
type LabReason struct {
	Rule    Rule
	Because []Fact
}

// Effect is what the ruleset knows of one medicine of the request.
type Effect struct {
	Index    int // in the request
	Medicine *Medicine
	Tier     EffectTier // levothyroxine's depends on TSH
	Timing   Timing
	Rule     Rule
}

// Urgency is how soon an alert needs someone to act.
type Urgency uint8

// The urgencies, most urgent first.
const (
	Emergency Urgency = iota // now
	Urgent                   // same or next day
	Prompt                   // within two weeks
	Routine
)

// String returns the code on the wire.
func (u Urgency) String() string {
	return [...]string{"emergency", "urgent", "prompt", "routine"}[u]
}

// Alert is something to act on whatever the screen says.
type Alert struct {
	ID      string
	Urgency Urgency
	Rule    Rule
	Because []Fact
}

// Decision explains what decided the outcome and what could still change it.
type Decision struct {
	Decisive    []Fact
	WouldChange []Change
	Next        []NextQuestion
	// OutcomeSettled: no question still unanswered can change the outcome.
	OutcomeSettled bool
	CanStop        bool
}

// Change is an answer that would lead to another outcome.
type Change struct {
	Question Question
	Answer   string
	Outcome  string
}

// NextQuestion is a question worth asking next.
type NextQuestion struct {
	Question Question
	Asked    bool // answered not_sure before
}

// Warning says that something of the request was read with care.
type Warning struct {
	Path Path
	Code string
}

// Warned reports whether there is a warning with the code.
func (r *Result) Warned(code string) bool {
	return slices.ContainsFunc(r.Warnings, func(w Warning) bool { return w.Code == code })
}

// The warnings of an evaluation.
const (
	WarnAgeUnknown                = "age_unknown"
	WarnPreviouslyWithoutSeverity = "previously_without_severity"
	WarnIronValuesConflict        = "iron_values_conflict"
	WarnTSATConflict              = "tsat_conflict"
	WarnOldResult                 = "old_result"
	WarnDopaminergicUnclear       = "dopaminergic_unclear"
)

// Fact is one answer or value that fired a rule.
type Fact struct {
	Path  Path
	Value Value
	// Limit is what the value was compared with, if it was.
	Limit Limit
}

// Value is the code of an answer, or a number with its unit.
type Value struct {
	Code   string
	Number float64
	Unit   string // UCUM, or a key of the words of units, such as years
	Kind   ValueKind
}

// ValueKind says which members of a Value count.
type ValueKind uint8

// The kinds of a value.
const (
	NoValue ValueKind = iota
	CodeValue
	NumberValue
)

// Limit is a comparison with a cut-off of the ruleset.
type Limit struct {
	Op string // "<", "<=", ">=", ">", "" for none
	X  float64
}

// Units in which values are shown.
const (
	UnitFerritin = "ng/mL"
	UnitPercent  = "%"
	UnitEGFR     = "mL/min/{1.73_m2}"
	UnitYears    = "years"
	UnitTSH      = "mIU/L"
)
