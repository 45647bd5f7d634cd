package screen

import "slices"

// contributorRules are the rules of each contributor by tier, in table order.
var contributorRules = []struct {
	id    string
	rules [4]Rule // by Tier
}{
	{"iron_deficiency", [4]Rule{
		Strong: "contributor.iron_deficiency.strong", Moderate: "contributor.iron_deficiency.moderate",
		Cofactor: "contributor.iron_deficiency.cofactor",
	}},
	{"kidney_disease", [4]Rule{
		Strong: "contributor.kidney_disease.strong", Moderate: "contributor.kidney_disease.moderate",
		Cofactor: "contributor.kidney_disease.cofactor",
	}},
	{"pregnancy", [4]Rule{Strong: "contributor.pregnancy.strong"}},
	{"medicine", [4]Rule{
		Strong: "contributor.medicine.strong", Moderate: "contributor.medicine.moderate", Cofactor: "contributor.medicine.cofactor",
	}},
	{"neuropathy", [4]Rule{Moderate: "contributor.neuropathy.moderate"}},
	{"diabetes", [4]Rule{Moderate: "contributor.diabetes.moderate"}},
	{"multiple_sclerosis", [4]Rule{Moderate: "contributor.multiple_sclerosis.moderate"}},
	{"parkinson_disease", [4]Rule{Moderate: "contributor.parkinson_disease.moderate"}},
	{"malabsorption", [4]Rule{Moderate: "contributor.malabsorption.moderate", Cofactor: "contributor.malabsorption.cofactor"}},
	{"blood_loss_or_donation", [4]Rule{Cofactor: "contributor.blood_loss_or_donation.cofactor"}},
	{"sleep_apnoea", [4]Rule{Cofactor: "contributor.sleep_apnoea.cofactor"}},
	{"rheumatoid_arthritis", [4]Rule{Cofactor: "contributor.rheumatoid_arthritis.cofactor"}},
	{"thyroid_disease", [4]Rule{Cofactor: "contributor.thyroid_disease.cofactor"}},
	{"depression", [4]Rule{Cofactor: "contributor.depression.cofactor"}},
	{"caffeine_alcohol_nicotine", [4]Rule{Cofactor: "contributor.caffeine_alcohol_nicotine.cofactor"}},
}

func contributorRule(id string, t Tier) Rule {
	for i := range contributorRules {
		if contributorRules[i].id == id {
			return contributorRules[i].rules[t]
		}
	}
	return ""
}

// otherRules are those that stand as words in the code.
var otherRules = []Rule{
	"outcome.paediatric", "outcome.observer_needed", "outcome.negative", "outcome.indeterminate",
	"outcome.positive_review", "outcome.positive_provisional", "outcome.positive",
	"criterion_5.pointers_present", "criterion_5.no_pointers", "criterion_5.not_assessed", "criterion_5.partly_assessed",
	"course.short", "course.provoked", "course.chronic_persistent", "course.intermittent", "course.few_episodes", "course.undetermined",
	"significance.significant", "significance.not_significant", "significance.undetermined",
	"severity.irls",
	"primary.family_history", "primary.early_onset", "primary.symptoms_preceded",
	"label.mixed", "label.secondary_strong", "label.secondary_late_onset", "label.moderate_open", "label.primary_complete",
	"label.primary_pattern", "label.open", "label.deferred", "label.not_applicable",
	"medicine.none", "medicine.tier_a", "medicine.tier_b", "medicine.tier_c", "medicine.dopaminergic", "medicine.unsupported",
	"medicine.absorption",
	"iron.overload_check", "iron.not_assessed", "iron.dialysis.not_met", "iron.dialysis.ferritin_needed",
	"iron.dialysis.tsat_needed", "iron.dialysis.meets", "iron.child.ferritin_needed", "iron.child.meets", "iron.child.not_met",
	"iron.adult.tsat_alone", "iron.adult.ferritin_needed", "iron.adult.ferritin_low", "iron.adult.ferritin_high",
	"iron.adult.tsat_low", "iron.adult.iv_only", "iron.adult.not_met", "iron.adult.tsat_needed",
	"iron_note.overload", "iron_note.find_cause", "iron_note.by_vein", "iron_note.low_phosphate",
	"iron_note.not_in_first_trimester", "iron_note.obstetric_review", "iron_note.nephrology", "iron_note.dialysis_low_ferritin",
	"iron_note.ask_ferritin", "iron_note.ask_tsat", "iron_note.check_crp", "iron_note.specialist_decision",
	"iron_note.high_ferritin", "iron_note.bleeding", "iron_note.anaemia", "iron_note.near_threshold", "iron_note.old_values",
	"iron_note.reference_range", "iron_note.assay", "iron_note.inflammation",
	"lab.iron_panel.positive", "lab.iron_panel.review", "lab.iron_panel.iron_deficiency", "lab.iron_panel.other_positive",
	"lab.iron_panel.indeterminate", "lab.iron_panel.variant", "lab.cbc.iron_deficiency", "lab.cbc.pregnancy", "lab.cbc.blood_loss",
	"lab.cbc.kidney_disease", "lab.cbc.positive", "lab.crp.low_tsat", "lab.crp.ferritin_unsure", "lab.creatinine.kidney_disease",
	"lab.creatinine.risk", "lab.hba1c.neuropathy", "lab.vitamins.neuropathy", "lab.vitamins.absorption", "lab.folate.pregnancy",
	"lab.tsh.thyroid", "lab.tsh.neuropathy", "lab.hcg.pregnancy", "lab.coeliac.iron_deficiency", "lab.coeliac.flat_response",
	"lab.minerals.cramps", "lab.minerals.malabsorption", "lab.nerve_conduction.weakness", "lab.nerve_conduction.one_sided",
	"lab.nerve_conduction.neuropathy", "lab.polysomnography.breathing", "lab.polysomnography.movements",
	"guidance.paediatric", "guidance.observer_needed", "guidance.not_this_pattern", "guidance.open_questions",
	"guidance.symptom_diary", "guidance.overload_referral", "guidance.sleep_hours", "guidance.exercise",
	"guidance.caffeine_alcohol_nicotine", "guidance.sedating_antihistamines", "guidance.comfort_measures",
	"guidance.ask_iron_tests", "guidance.oral_iron", "guidance.keep_prescribed", "guidance.address_contributors",
	"guidance.iron_first", "guidance.alpha2delta", "guidance.dopamine_agonists", "guidance.refer",
	"iron_status.too_early", "iron_status.rising", "iron_status.falling", "iron_status.flat", "iron_status.recheck.oral_first",
	"iron_status.recheck.oral_replete", "iron_status.recheck.oral_low", "iron_status.recheck.iv",
	"iron_status.recheck.threshold_met", "iron_status.recheck.yearly", "iron_status.recheck.overload",
	"iron_status.recheck.incomplete",
}

// Rules lists the id of every rule that the decision can name, sorted. A
// ruleset must hold each of them and no others.
func Rules() []Rule {
	all := slices.Clone(otherRules)
	all = append(all, criterionRules[:]...)
	all = append(all, standardRules[:]...)
	all = append(all, mimicRules[:]...)
	for _, r := range alertRules {
		all = append(all, r)
	}
	for _, c := range contributorRules {
		for _, r := range c.rules {
			if r != "" {
				all = append(all, r)
			}
		}
	}
	slices.Sort(all)
	return all
}

// ContributorIDs lists the ids of contributors in table order; "medicine"
// stands for all medicines.
func ContributorIDs() []string {
	ids := make([]string, len(contributorRules))
	for i, c := range contributorRules {
		ids[i] = c.id
	}
	return ids
}

var mimicRules = [NumMimics]Rule{
	"mimic.cramps_only", "mimic.position_change_ends_it", "mimic.habitual_movement", "mimic.whole_body_restlessness",
	"mimic.constant_numbness_or_burning", "mimic.radiating_back_pain", "mimic.swelling_or_varicose_veins",
	"mimic.brought_on_by_walking", "mimic.joint_or_muscle_soreness", "mimic.one_sided",
}

// MimicRule is the rule of a mimic question.
func MimicRule(q Question) Rule { return mimicRules[q-firstMimic] }
