package v1

// Questionnaire is everything a form needs: sections, questions, options, words and conditions.
type Questionnaire struct {
	ID       string    `json:"id" validate:"required" example:"rls-screening"`
	Language string    `json:"language" validate:"required,oneof=en es" example:"en"`
	Title    string    `json:"title" validate:"required"`
	Intro    string    `json:"intro" validate:"required"`
	Sections []Section `json:"sections" validate:"required"`
	// Emergency is whom to call, so that a form can say it even when it cannot reach the service.
	Emergency Emergency  `json:"emergency" validate:"required"`
	Ruleset   RulesetRef `json:"ruleset" validate:"required"`
	Notice    string     `json:"notice" validate:"required"`
}

// Emergency is whom to call in an emergency or a crisis, in the region that the service is set up for.
type Emergency struct {
	// Number is that of the emergency services; words, where the region has no one number.
	Number string `json:"number" validate:"required" example:"911"`
	// Text names the crisis line and the emergency number.
	Text string `json:"text" validate:"required" example:"Crisis line in the United States, day and night: call or text 988. In an emergency call 911."`
}

// Section is a group of questions, named after the member of the request.
type Section struct {
	ID        string     `json:"id" validate:"required" example:"criteria"`
	Title     string     `json:"title" validate:"required"`
	Help      string     `json:"help,omitempty"`
	Questions []Question `json:"questions" validate:"required"`
}

// Question is one question. Its id is the JSON path of the answer.
type Question struct {
	ID   string `json:"id" validate:"required" example:"criteria.urge_to_move"`
	Text string `json:"text" validate:"required"`
	Help string `json:"help,omitempty"`
	// Type is what answers the question: choice takes one of options; integer and number take a number; date a date; medications and labs a list of objects.
	Type    string   `json:"type" validate:"required,oneof=choice integer number date medications labs" example:"choice"`
	Options []Option `json:"options" validate:"required"`
	// Minimum and Maximum bound a number.
	Minimum *float64 `json:"minimum,omitempty" example:"0"`
	Maximum *float64 `json:"maximum,omitempty" example:"120"`
	// Unit is what a number is counted in.
	Unit string `json:"unit,omitempty" example:"years"`
	// EnableWhen are conditions of which any one shows the question; empty: always shown.
	EnableWhen []EnableWhen `json:"enable_when" validate:"required"`
	// After are questions to ask before this one, since their answers can spare it.
	After []string `json:"after,omitempty" example:"medications"`
	// Timings are the answers on the timing of a medicine.
	Timings []Option `json:"timings,omitempty"`
	// Tests are the laboratory tests a labs question offers.
	Tests []LabTest `json:"tests,omitempty"`
}

// Option is one answer of a choice.
type Option struct {
	Code    string `json:"code" validate:"required" example:"yes"`
	Display string `json:"display" validate:"required" example:"Yes"`
}

// EnableWhen is a condition on another answer.
type EnableWhen struct {
	Question string `json:"question" validate:"required" example:"history.kidney_disease"`
	// Operator is how the answer is compared: in, it is one of Codes; not_in, it is none of Codes, or not given; at_least and below, the number is at least, or below, Value.
	Operator string   `json:"operator" validate:"required,oneof=in not_in at_least below" example:"in"`
	Codes    []string `json:"codes,omitempty" example:"yes,not_sure"`
	Value    *float64 `json:"value,omitempty"`
}

// LabTest is a laboratory test that a request can carry.
type LabTest struct {
	Test    string `json:"test" validate:"required" example:"ferritin"`
	Display string `json:"display" validate:"required"`
	// LOINC is absent where none is verified.
	LOINC string `json:"loinc,omitempty" example:"2276-4"`
	// Units are accepted; the first is the one results are shown in.
	Units []string `json:"units" validate:"required" example:"ng/mL,ug/L,pmol/L"`
	// Minimum and Maximum bound what is plausible, in the first unit.
	Minimum float64 `json:"minimum" validate:"required" example:"0.1"`
	Maximum float64 `json:"maximum" validate:"required" example:"50000"`
}

// MedicationList answers a search for medicines.
type MedicationList struct {
	Medications []MedicationHit `json:"medications" validate:"required"`
	Ruleset     RulesetRef      `json:"ruleset" validate:"required"`
}

// MedicationHit is one match of a search.
type MedicationHit struct {
	// Name is what matched: a generic name, a brand, or a code.
	Name string `json:"name" validate:"required" example:"Benadryl"`
	// Kind says what Name is.
	Kind string `json:"kind" validate:"required,oneof=generic brand rxnorm atc" example:"brand"`
	// Code is the code that matched, of kinds rxnorm and atc.
	Code string `json:"code,omitempty" example:"856706"`
	// Ingredients are what it holds; several for a combination, or for a brand that differs by country.
	Ingredients []MedicationIngredient `json:"ingredients" validate:"required"`
	// Ambiguous: the name means different medicines in different countries.
	Ambiguous bool `json:"ambiguous" validate:"required"`
	// Systemic: it acts in the whole body, unlike a cream or eye drops.
	Systemic bool `json:"systemic" validate:"required"`
}

// MedicationNames lists every name of a medicine that is recognised, in all languages, for type-ahead where what is typed stays with who types.
type MedicationNames struct {
	// Names are in alphabetical order, whatever their case and accents.
	Names   []MedicationName `json:"names" validate:"required"`
	Ruleset RulesetRef       `json:"ruleset" validate:"required"`
}

// MedicationName is one name.
type MedicationName struct {
	// Name is a generic name or a brand.
	Name string `json:"name" validate:"required" example:"Benadryl"`
	// Ingredients are the generic names of what it holds, in the language asked for; several for a combination, or for a brand that differs by country.
	Ingredients []string `json:"ingredients" validate:"required" example:"diphenhydramine"`
	// Ambiguous: the name means different medicines in different countries.
	Ambiguous bool `json:"ambiguous" validate:"required"`
	// Systemic: it acts in the whole body, unlike a cream or eye drops.
	Systemic bool `json:"systemic" validate:"required"`
}

// MedicationIngredient is one ingredient of the ruleset.
type MedicationIngredient struct {
	Key     string   `json:"key" validate:"required" example:"diphenhydramine"`
	Generic string   `json:"generic" validate:"required" example:"diphenhydramine"`
	RxNorm  string   `json:"rxnorm,omitempty" example:"3498"`
	ATC     []string `json:"atc" validate:"required" example:"R06AA02"`
	Class   string   `json:"class" validate:"required" example:"sedating_antihistamine"`
	Tier    string   `json:"tier" validate:"required,oneof=A B C dopaminergic unsupported none absorption treatment" example:"B"`
	Display string   `json:"display" validate:"required"`
}

// Ruleset is what the decisions rest on.
type Ruleset struct {
	RulesetRef
	// Released is the date of the version.
	Released string `json:"released" validate:"required" format:"date" example:"2026-11-20"`
	// Available are the versions that ?ruleset= can name.
	Available []string `json:"available" validate:"required" example:"1.0.0"`
	// IntendedUse is what the service is for, and the limits of what it says.
	IntendedUse string `json:"intended_use" validate:"required"`
	// OverdueRules are ids of rules past their date of review today.
	OverdueRules []string `json:"overdue_rules" validate:"required"`
	Rules        []Rule   `json:"rules" validate:"required"`
	Sources      []Source `json:"sources" validate:"required"`
	// Accuracy holds published predictive values of instruments; none is of this one.
	Accuracy []Accuracy `json:"accuracy" validate:"required"`
	// Notices are those that the code systems ask for.
	Notices []string `json:"notices" validate:"required"`
	Notice  string   `json:"notice" validate:"required"`
}

// Rule is one rule of the ruleset.
type Rule struct {
	ID       string   `json:"id" validate:"required" example:"contributor.iron_deficiency.strong"`
	Text     string   `json:"text" validate:"required"`
	Evidence string   `json:"evidence" validate:"required,oneof=guideline consensus cohort case_reports low product" example:"consensus"`
	Sources  []string `json:"sources" validate:"required" example:"trenkwalder-2016"`
	ReviewBy string   `json:"review_by" validate:"required" format:"date" example:"2027-11-20"`
}

// Source is one publication.
type Source struct {
	ID       string `json:"id" validate:"required" example:"allen-2014"`
	Citation string `json:"citation" validate:"required"`
	URL      string `json:"url" validate:"required" example:"https://doi.org/10.1016/j.sleep.2014.03.025"`
}

// Accuracy is a published or derived predictive value of an instrument that is not this one.
type Accuracy struct {
	Instrument  string  `json:"instrument" validate:"required"`
	Sensitivity float64 `json:"sensitivity" validate:"required" example:"0.95"`
	Specificity float64 `json:"specificity" validate:"required" example:"0.84"`
	Note        string  `json:"note" validate:"required"`
	// PredictiveValues are by prevalence.
	PredictiveValues []PredictiveValue `json:"predictive_values" validate:"required"`
	Sources          []string          `json:"sources" validate:"required"`
}

// PredictiveValue is the share of positives who have the condition, at one prevalence.
type PredictiveValue struct {
	PrevalencePercent float64 `json:"prevalence_percent" validate:"required" example:"5"`
	PositivePercent   float64 `json:"positive_percent" validate:"required" example:"24"`
}

// DecisionTable is the whole outcome table, enumerated.
type DecisionTable struct {
	Columns []string      `json:"columns" validate:"required" example:"scope,urge_to_move"`
	Rows    []DecisionRow `json:"rows" validate:"required"`
	Ruleset RulesetRef    `json:"ruleset" validate:"required"`
}

// DecisionRow is one combination of what the outcome depends on.
type DecisionRow struct {
	Scope              string `json:"scope" validate:"required,oneof=in_scope paediatric observer_needed"`
	UrgeToMove         string `json:"urge_to_move" validate:"required,oneof=met not_met undetermined"`
	WorseAtRest        string `json:"worse_at_rest" validate:"required,oneof=met not_met undetermined"`
	RelievedByMovement string `json:"relieved_by_movement" validate:"required,oneof=met not_met undetermined"`
	WorseInEvening     string `json:"worse_in_evening" validate:"required,oneof=met not_met undetermined"`
	Criterion5         string `json:"criterion_5" validate:"required,oneof=pointers_present no_pointers not_assessed partly_assessed"`
	Outcome            string `json:"outcome" validate:"required,oneof=out_of_scope negative indeterminate positive_review positive_provisional positive"`
	Rule               string `json:"rule" validate:"required"`
}

// BatchLine is one line of a batch.
type BatchLine struct {
	// ID comes back with the answer.
	ID      string            `json:"id,omitempty" validate:"omitempty,max=200" example:"a-17"`
	Request *ScreeningRequest `json:"request" validate:"required"`
}

// BatchAnswer answers one line of a batch with either a result or an error.
type BatchAnswer struct {
	// Line counts from 1.
	Line   int        `json:"line" validate:"required" example:"1"`
	ID     string     `json:"id,omitempty" example:"a-17"`
	Result *Screening `json:"result,omitempty"`
	Error  *Problem   `json:"error,omitempty"`
}

// Problem is an error, after RFC 9457.
type Problem struct {
	// Type is a URL that explains the code.
	Type   string `json:"type" validate:"required" example:"http://127.0.0.1:8080/problems/validation_failed"`
	Title  string `json:"title" validate:"required" example:"The request has members that are not acceptable"`
	Status int    `json:"status" validate:"required" example:"422"`
	Detail string `json:"detail" validate:"required"`
	// Instance is the request id, to quote when asking for help.
	Instance string `json:"instance" validate:"required" example:"0191c3a2-7f3b-7c55-9d1e-5b8f0a4e2c61"`
	Code     string `json:"code" validate:"required" example:"validation_failed"`
	// Line and Column say where a body stops being JSON.
	Line   int `json:"line,omitzero" example:"3"`
	Column int `json:"column,omitzero" example:"14"`
	// Errors lists every fault found.
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField is one fault at one place.
type ProblemField struct {
	// Pointer is a JSON pointer into the body, or the name of a query parameter or header.
	Pointer string `json:"pointer" validate:"required" example:"/labs/0/unit"`
	Code    string `json:"code" validate:"required" example:"unit_not_supported"`
	Detail  string `json:"detail" validate:"required"`
	// Accepted lists what would have been accepted.
	Accepted []string `json:"accepted,omitempty" example:"ng/mL,ug/L,pmol/L"`
}

// Health is the state of the service.
type Health struct {
	Status string `json:"status" validate:"required,oneof=ok draining unavailable" example:"ok"`
	// Version is that of the program.
	Version string  `json:"version" validate:"required" example:"0.1.0"`
	Checks  []Check `json:"checks" validate:"required"`
}

// Check is one thing that readiness depends on, or reports.
type Check struct {
	Name   string `json:"name" validate:"required" example:"evidence"`
	Status string `json:"status" validate:"required" example:"current"`
}
