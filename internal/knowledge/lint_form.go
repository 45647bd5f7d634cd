package knowledge

import "strings"

// formWords are the keys of what the form has as FHIR beside the questions, of
// what notes of resources say, and of the short names of codes that results carry
// as FHIR.
var formWords = strings.Fields(`
question.medications.any question.medications.entry question.medications.name question.medications.rxnorm
question.medications.atc question.medications.timing question.labs.collected_on question.outcome unit.fraction
part.rule part.evidence part.sources part.not_answered part.limit part.undated part.calculated
part.evidence_guideline part.evidence_consensus part.evidence_cohort part.evidence_case_reports part.evidence_low
part.evidence_product
code.screening-result code.criteria_met code.criterion_5 code.label code.provisional code.course code.significance
code.ruleset code.ingredient code.medicine code.iron_panel
code.out_of_scope code.negative code.indeterminate code.positive_review code.positive_provisional code.positive
code.met code.not_met code.undetermined code.pointers_present code.no_pointers code.not_assessed code.partly_assessed
code.mixed code.likely_secondary code.likely_primary code.deferred code.not_applicable
code.chronic_persistent code.intermittent code.not_classifiable code.significant code.not_significant
code.suicidal_intent code.possible_dvt code.possible_limb_ischaemia code.cord_or_cauda_signs code.suicidal_thoughts
code.acute_akathisia code.drowsy_driving code.new_weakness code.sudden_onset code.pregnancy code.paediatric code.under_18
code.kidney_disease code.medicine_trigger code.augmentation code.impulse_control code.severe_sleep_loss
code.neurological_signs code.depression code.unexplained_iron_deficiency code.iron_overload code.variant_body_part
`)
