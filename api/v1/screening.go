package v1

// A text that the ruleset gives is tagged wire:"plain": it holds nothing that
// JSON has to escape, which the linter of the ruleset sees to.

// Screening is the answer to a ScreeningRequest. It is a screen, not a
// diagnosis: it never says that somebody has or does not have restless legs.
type Screening struct {
	// Outcome is the result of the screen.
	Outcome Outcome `json:"outcome" validate:"required"`
	// Criteria are the four essential criteria, in order.
	Criteria []Criterion `json:"criteria" validate:"required"`
	// Criterion5 is what is known of the mimics.
	Criterion5 Criterion5 `json:"criterion_5" validate:"required"`
	// Standards are the statuses of the published sets of criteria.
	Standards Standards `json:"standards" validate:"required"`
	// StandardReasons explain each of the standards.
	StandardReasons []StandardReason `json:"standard_reasons" validate:"required"`
	// Course is how the symptoms run.
	Course Conclusion `json:"course" validate:"required"`
	// Significance is whether the symptoms matter to sleep, distress or the day.
	Significance Conclusion `json:"significance" validate:"required"`
	// Severity is the band of an IRLS total; absent without one.
	Severity *Severity `json:"severity,omitempty"`
	// Classification is what contributors and primary pointers add up to.
	Classification Classification `json:"classification" validate:"required"`
	// Iron is the reading of ferritin and transferrin saturation.
	Iron Iron `json:"iron" validate:"required"`
	// Labs are the tests suggested, recommended ones first.
	Labs []LabSuggestion `json:"labs" validate:"required"`
	// Medications are what the ruleset knows of the medicines.
	Medications MedicationEffects `json:"medications" validate:"required"`
	// Alerts are what someone must act on, most urgent first. Show them first.
	Alerts []Alert `json:"alerts" validate:"required"`
	// Guidance is what to say beside the conclusions.
	Guidance []Guidance `json:"guidance" validate:"required"`
	// Decision says what decided the outcome and what could still change it.
	Decision Decision `json:"decision" validate:"required"`
	// Text is the result in words.
	Text Text `json:"text" validate:"required"`
	// Warnings say what of the request was read with care.
	Warnings []Warning `json:"warnings" validate:"required"`
	// Ruleset names the rules that were applied.
	Ruleset RulesetRef `json:"ruleset" validate:"required"`
	// Notice states the limits of use; show it with the result.
	Notice string `json:"notice" validate:"required" wire:"plain"`
}

// Outcome is the result of the screen.
type Outcome struct {
	Code    string `json:"code" validate:"required,oneof=out_of_scope negative indeterminate positive_review positive_provisional positive" example:"positive"`
	Display string `json:"display" validate:"required" wire:"plain"`
	// Reason says why a screen is out of scope, else null.
	Reason *string `json:"reason" validate:"required" enums:"paediatric,observer_needed" extensions:"x-nullable"`
	Evidence
}

// Evidence is what a conclusion rests on: its rule, the quality of the evidence, and the ids of the sources.
type Evidence struct {
	// Rule is the id of the rule; GET /v1/ruleset explains it.
	Rule string `json:"rule" validate:"required" example:"criterion.urge_to_move" wire:"plain"`
	// Evidence is the tier of the evidence behind the rule.
	Evidence string `json:"evidence" validate:"required,oneof=guideline consensus cohort case_reports low product" example:"consensus"`
	// Sources are ids of sources of the ruleset.
	Sources []string `json:"sources" validate:"required" example:"allen-2014" wire:"plain"`
}

// Fact is one answer or value that fired a rule.
type Fact struct {
	// Path is the JSON path of the answer in the request.
	Path string `json:"path" validate:"required" example:"labs[0]" wire:"plain"`
	// Value is the code of the answer, or the number with its unit as the language writes them; absent when there was no answer.
	Value string `json:"value,omitempty" example:"22 ng/mL" wire:"plain"`
	// Threshold is what the value was compared with, written likewise.
	Threshold string `json:"threshold,omitempty" example:"< 30 ng/mL" wire:"plain"`
}

// Criterion is one of the four essential criteria.
type Criterion struct {
	ID      string `json:"id" validate:"required,oneof=urge_to_move worse_at_rest relieved_by_movement worse_in_evening" example:"urge_to_move"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Status  string `json:"status" validate:"required,oneof=met not_met undetermined" example:"met"`
	// Answer is the answer given; absent when the question was not asked.
	Answer  string `json:"answer,omitempty" validate:"omitempty,oneof=yes no previously not_sure" example:"yes"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// Criterion5 is what is known of the mimics.
type Criterion5 struct {
	Status  string `json:"status" validate:"required,oneof=pointers_present no_pointers not_assessed partly_assessed" example:"no_pointers"`
	Display string `json:"display" validate:"required" wire:"plain"`
	// Pointers are mimics answered yes, with what they point to.
	Pointers []MimicPointer `json:"pointers" validate:"required"`
	// Open are paths of mimic questions without a firm answer.
	Open []string `json:"open" validate:"required" wire:"plain"`
	Evidence
}

// MimicPointer is a mimic answered yes.
type MimicPointer struct {
	ID   string `json:"id" validate:"required" example:"cramps_only" wire:"plain"`
	Path string `json:"path" validate:"required" example:"mimics.cramps_only" wire:"plain"`
	// Display is what the answer points to.
	Display string `json:"display" validate:"required" wire:"plain"`
	Evidence
}

// Standards are the statuses of the published sets of criteria.
type Standards struct {
	IRLSSG2003 string `json:"irlssg_2003" validate:"required,oneof=met not_met undetermined not_applicable" example:"met"`
	IRLSSG2014 string `json:"irlssg_2014" validate:"required,oneof=met not_met undetermined not_applicable" example:"met"`
	ICSD3TR    string `json:"icsd_3_tr" validate:"required,oneof=met not_met undetermined not_applicable" example:"met"`
	DSM5TR     string `json:"dsm_5_tr" validate:"required,oneof=met not_met undetermined not_applicable" example:"met"`
}

// StandardReason explains the status of one standard by the parts that decide it.
type StandardReason struct {
	ID      string `json:"id" validate:"required,oneof=irlssg_2003 irlssg_2014 icsd_3_tr dsm_5_tr"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// Conclusion is a code with its reasons.
type Conclusion struct {
	Code    string `json:"code" validate:"required" example:"chronic_persistent" wire:"plain"`
	Display string `json:"display" validate:"required" wire:"plain"`
	// Because are the paths of the answers that decided.
	Because []string `json:"because" validate:"required" wire:"plain"`
	Evidence
}

// Severity is the band of an IRLS total.
type Severity struct {
	Instrument string `json:"instrument" validate:"required,oneof=irls" example:"irls"`
	Total      int    `json:"total" validate:"required" example:"22"`
	Band       string `json:"band" validate:"required,oneof=none mild moderate severe very_severe" example:"severe"`
	Display    string `json:"display" validate:"required" wire:"plain"`
	Evidence
}

// Classification is what contributors and primary pointers add up to. Primary and secondary are ends of a spectrum.
type Classification struct {
	Label           string           `json:"label" validate:"required,oneof=mixed likely_secondary likely_primary indeterminate deferred not_applicable" example:"mixed"`
	Display         string           `json:"display" validate:"required" wire:"plain"`
	Provisional     bool             `json:"provisional" validate:"required"`
	Contributors    []Contributor    `json:"contributors" validate:"required"`
	PrimaryPointers []PrimaryPointer `json:"primary_pointers" validate:"required"`
	// Missing are the paths of core questions still open.
	Missing []string `json:"missing" validate:"required" wire:"plain"`
	Text    string   `json:"text" validate:"required" wire:"plain"`
	Evidence
}

// Contributor is a condition or medicine that may contribute.
type Contributor struct {
	ID      string `json:"id" validate:"required" example:"iron_deficiency" wire:"plain"`
	Tier    string `json:"tier" validate:"required,oneof=strong moderate cofactor" example:"strong"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// PrimaryPointer speaks for primary restless legs.
type PrimaryPointer struct {
	ID      string `json:"id" validate:"required,oneof=family_history early_onset symptoms_preceded"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// Iron is the reading of ferritin and transferrin saturation (TSAT).
type Iron struct {
	Profile string `json:"profile" validate:"required,oneof=aasm-2025" example:"aasm-2025"`
	Reading string `json:"reading" validate:"required,oneof=not_assessed overload_check not_met ferritin_needed tsat_needed meets_dialysis meets_paediatric meets_oral_or_iv meets_iv_only" example:"meets_oral_or_iv"`
	Display string `json:"display" validate:"required" wire:"plain"`
	// FerritinNgML is the ferritin that decides, in ng/mL; absent when none is known.
	FerritinNgML *float64 `json:"ferritin_ng_ml,omitempty" example:"22"`
	// TSATPercent is the transferrin saturation that decides, in %; absent when none is known.
	TSATPercent *float64 `json:"tsat_percent,omitempty" example:"14"`
	// NearThreshold: ferritin is within 10 % of a cut-off.
	NearThreshold bool `json:"near_threshold" validate:"required"`
	// Notes are what to know beside the reading.
	Notes   []string `json:"notes" validate:"required" wire:"plain"`
	Because []Fact   `json:"because" validate:"required"`
	Evidence
}

// LabSuggestion is a test worth asking for, or already there.
type LabSuggestion struct {
	ID string `json:"id" validate:"required" example:"tsat" wire:"plain"`
	// LOINC is the code to order; absent where none is verified.
	LOINC    string `json:"loinc,omitempty" example:"2502-3" wire:"plain"`
	Display  string `json:"display" validate:"required" wire:"plain"`
	Priority string `json:"priority" validate:"required,oneof=recommended consider" example:"recommended"`
	// PriorityDisplay is the priority in the words of the audience.
	PriorityDisplay string `json:"priority_display" validate:"required" wire:"plain"`
	Status          string `json:"status" validate:"required,oneof=suggested already_available" example:"already_available"`
	// Value is the result when it is already available.
	Value   string      `json:"value,omitempty" example:"14 %" wire:"plain"`
	Reasons []LabReason `json:"reasons" validate:"required"`
	// Preparation is how to prepare for the test.
	Preparation string `json:"preparation,omitempty" wire:"plain"`
	// Sources are those of all the reasons.
	Sources []string `json:"sources" validate:"required" wire:"plain"`
}

// LabReason is one rule that suggests a test.
type LabReason struct {
	Display string `json:"display" validate:"required" wire:"plain"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// MedicationEffects are what the ruleset knows of the medicines.
type MedicationEffects struct {
	Effects []MedicationEffect `json:"effects" validate:"required"`
	// Unrecognised are entries that may be anything; they are never read as harmless.
	Unrecognised []UnrecognisedMedication `json:"unrecognised" validate:"required"`
}

// MedicationEffect is what the ruleset knows of one ingredient of an entry.
type MedicationEffect struct {
	// Input is the entry as it was given.
	Input string `json:"input" validate:"required" example:"Benadryl"`
	// Path is the entry's place in the request.
	Path       string `json:"path" validate:"required" example:"medications[0]" wire:"plain"`
	Ingredient string `json:"ingredient" validate:"required" example:"diphenhydramine" wire:"plain"`
	// IngredientDisplay is its name in the language of the answer.
	IngredientDisplay string `json:"ingredient_display" validate:"required" example:"diphenhydramine" wire:"plain"`
	// RxNorm is the code of the ingredient; absent where none is verified.
	RxNorm string `json:"rxnorm,omitempty" example:"3498" wire:"plain"`
	Class  string `json:"class" validate:"required" example:"sedating_antihistamine" wire:"plain"`
	// ClassDisplay is the class in words.
	ClassDisplay string `json:"class_display" validate:"required" example:"sedating antihistamine" wire:"plain"`
	Tier         string `json:"tier" validate:"required,oneof=A B C dopaminergic unsupported none absorption treatment" example:"B"`
	Timing       string `json:"timing,omitempty" validate:"omitempty,oneof=began_after_starting worse_after_starting began_before_starting not_sure" example:"worse_after_starting"`
	// Display is what the tier means.
	Display string `json:"display" validate:"required" wire:"plain"`
	// Alternatives are what a prescriber could weigh, each with its caveat; for clinicians only.
	Alternatives []string `json:"alternatives,omitempty" wire:"plain"`
	Evidence
}

// UnrecognisedMedication is an entry that could not be resolved.
type UnrecognisedMedication struct {
	Input string `json:"input" validate:"required" example:"blue pill"`
	Path  string `json:"path" validate:"required" example:"medications[1]" wire:"plain"`
	// Candidates are the ingredients that an ambiguous brand may mean.
	Candidates []string `json:"candidates" validate:"required" wire:"plain"`
}

// Alert is something to act on whatever the screen says.
type Alert struct {
	ID string `json:"id" validate:"required" example:"medicine_trigger" wire:"plain"`
	// Urgency: emergency is now, urgent the same or next day, prompt within two weeks.
	Urgency string `json:"urgency" validate:"required,oneof=emergency urgent prompt routine" example:"prompt"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Because []Fact `json:"because" validate:"required"`
	Evidence
}

// Guidance is one piece of advice.
type Guidance struct {
	ID      string `json:"id" validate:"required" example:"iron_first" wire:"plain"`
	Display string `json:"display" validate:"required" wire:"plain"`
	Evidence
}

// Decision says what decided the outcome and what could still change it.
type Decision struct {
	// Decisive is a smallest set of answers that decides the outcome.
	Decisive []DecisiveAnswer `json:"decisive" validate:"required"`
	// WouldChange are single answers that would lead to another outcome.
	WouldChange []Change `json:"would_change" validate:"required"`
	// NextQuestions are the questions still worth asking, best first.
	NextQuestions []NextQuestion `json:"next_questions" validate:"required"`
	// OutcomeSettled: no unanswered question can change the outcome.
	OutcomeSettled bool `json:"outcome_settled" validate:"required"`
	// CanStop: the outcome is settled and every safety question is answered.
	CanStop bool `json:"can_stop" validate:"required"`
}

// DecisiveAnswer is one answer that decides.
type DecisiveAnswer struct {
	Path string `json:"path" validate:"required" example:"criteria.urge_to_move" wire:"plain"`
	// Answer is absent when the question was not asked.
	Answer string `json:"answer,omitempty" example:"yes" wire:"plain"`
}

// Change is an answer that would lead to another outcome.
type Change struct {
	Path    string `json:"path" validate:"required" example:"criteria.urge_to_move" wire:"plain"`
	Answer  string `json:"answer" validate:"required" example:"yes" wire:"plain"`
	Outcome string `json:"outcome" validate:"required" example:"positive" wire:"plain"`
}

// NextQuestion is a question still worth asking.
type NextQuestion struct {
	Path string `json:"path" validate:"required" example:"safety.drowsy_driving" wire:"plain"`
	// Asked: it was answered not_sure before.
	Asked bool `json:"asked" validate:"required"`
}

// Text is the result in words.
type Text struct {
	// Summary is the note a clinician pastes into a chart: plain lines, no markup.
	Summary string `json:"summary" validate:"required"`
	// Plain is for the patient.
	Plain string `json:"plain" validate:"required"`
}

// Warning says that something of the request was read with care.
type Warning struct {
	Path    string `json:"path" validate:"required" example:"labs[0].collected_on" wire:"plain"`
	Code    string `json:"code" validate:"required,oneof=age_unknown previously_without_severity iron_values_conflict tsat_conflict old_result dopaminergic_unclear unknown_loinc ambiguous_brand code_name_conflict not_systemic unrecognised_medicine" example:"old_result"`
	Display string `json:"display" validate:"required" wire:"plain"`
}

// RulesetRef names the rules that were applied.
type RulesetRef struct {
	ID      string `json:"id" validate:"required" example:"rls-adult" wire:"plain"`
	Version string `json:"version" validate:"required" example:"1.0.0" wire:"plain"`
	// Digest is the SHA-256 of the ruleset's files.
	Digest string `json:"digest" validate:"required" example:"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" wire:"plain"`
	// EvidenceStatus is judged at as_of: current or review_due; undated without it.
	EvidenceStatus string `json:"evidence_status" validate:"required,oneof=current review_due undated" example:"current"`
}
