package knowledge

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// questions must name every answer of a request once, offer codes that the
// decision knows, and depend on questions that exist.
func (l *linter) questions() {
	seen := map[string]Question{}
	for _, s := range l.rs.Sections {
		for _, q := range s.Questions {
			if _, twice := seen[q.ID]; twice {
				l.fault("question %s is there twice", q.ID)
			}
			seen[q.ID] = q
			if _, known := screen.ParseQuestion(q.ID); !known {
				l.fault("question %s is no answer of a request", q.ID)
			}
			if (q.Type == "choice") != (len(q.Options) > 0) {
				l.fault("question %s: options go with type choice and only with it", q.ID)
			}
		}
	}
	for _, q := range screen.Questions() {
		if _, there := seen[q.String()]; !there {
			l.fault("question %s is missing", q)
		}
	}
	for _, q := range seen {
		for _, w := range q.EnableWhen {
			l.condition(q, w, seen)
		}
	}
	slices.Sort(l.faults)
}

func (l *linter) condition(q Question, w EnableWhen, all map[string]Question) {
	on, there := all[w.Question]
	if !there {
		l.fault("question %s depends on %s, which is not there", q.ID, w.Question)
		return
	}
	if strings.HasPrefix(q.ID, "safety.") {
		l.fault("question %s must always be asked", q.ID)
	}
	for _, code := range w.Codes {
		if !slices.Contains(on.Options, code) {
			l.fault("question %s depends on %s being %s, which it cannot be", q.ID, w.Question, code)
		}
	}
	byCode := w.Operator == "in" || w.Operator == "not_in"
	if byCode != (len(w.Codes) > 0) || byCode == (w.Value != nil) {
		l.fault("question %s: the condition on %s has not what its operator needs", q.ID, w.Question)
	}
}

// words must be the same keys with the same placeholders in every language:
// all that are shown, and no others.
func (l *linter) words() {
	wanted := l.wordKeys()
	for _, lang := range l.rs.Languages() {
		words := l.rs.words[lang]
		for _, key := range slices.Sorted(maps.Keys(wanted)) {
			entry, there := words[key]
			if !there || entry.Clinician == "" {
				l.fault("%s: %s has no words", lang, key)
				continue
			}
			l.placeholders(lang, key, entry)
			l.plain(lang+": "+key, entry.Clinician, entry.Patient)
		}
		for _, key := range slices.Sorted(maps.Keys(words)) {
			if !wanted[key] && !optionalWords(key) {
				l.fault("%s: %s is shown nowhere", lang, key)
			}
			if _, there := l.rs.words[DefaultLanguage][key]; !there {
				l.fault("%s: %s is not in %s", lang, key, DefaultLanguage)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(l.rs.words[DefaultLanguage])) {
			if _, there := words[key]; !there && optionalWords(key) {
				l.fault("%s: %s has no words", lang, key)
			}
		}
	}
}

// plain refuses texts that JSON would have to escape: they are written into
// answers as they are.
func (l *linter) plain(what string, texts ...string) {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
			l.fault("%s holds a quotation mark, a backslash or a control character", what)
		}
	}
}

// optionalWords are help texts and the special words of options, which not
// every question has. Both languages still have the same.
func optionalWords(key string) bool {
	return strings.HasSuffix(key, ".help") || strings.HasPrefix(key, "option.")
}

func (l *linter) placeholders(lang, key string, entry Entry) {
	model := l.rs.words[DefaultLanguage][key]
	for _, pair := range [][2]string{{model.Clinician, entry.Clinician}, {model.Patient, entry.Patient}} {
		a, b := placeholders(pair[0]), placeholders(pair[1])
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			l.fault("%s: %s has other placeholders than in %s", lang, key, DefaultLanguage)
		}
		if (pair[0] == "") != (pair[1] == "") {
			l.fault("%s: %s has not the audiences that it has in %s", lang, key, DefaultLanguage)
		}
	}
}

// wordKeys are the keys of everything that is shown.
func (l *linter) wordKeys() map[string]bool {
	keys := map[string]bool{}
	for _, k := range slices.Concat(fixedWords, formWords) {
		keys[k] = true
	}
	for _, r := range screen.Rules() {
		group, _, _ := strings.Cut(string(r), ".")
		if group != "contributor" && group != "iron" && group != "severity" {
			keys[string(r)] = true
		}
		if group == "label" {
			keys[string(r)+".text"] = true
		}
	}
	for _, id := range screen.ContributorIDs() {
		keys["contributor."+id] = true
	}
	for _, id := range screen.LabIDs() {
		keys["test."+id] = true
	}
	for i := range l.rs.Tests {
		keys["test."+l.rs.Tests[i].ID] = true
	}
	for _, m := range l.rs.Core.Medicines {
		keys["class."+m.Class] = true
	}
	for _, a := range l.rs.Accuracy {
		keys["accuracy."+a.ID+".instrument"], keys["accuracy."+a.ID+".note"] = true, true
	}
	for _, region := range Regions() {
		keys["crisis."+region], keys["emergency."+region] = true, true
	}
	l.questionKeys(keys)
	return keys
}

func (l *linter) questionKeys(keys map[string]bool) {
	for _, s := range l.rs.Sections {
		keys["section."+s.ID+".title"] = true
		for _, q := range s.Questions {
			keys["question."+q.ID] = true
			if q.Unit != "" {
				keys["unit."+q.Unit] = true
			}
			for _, code := range q.Options {
				if _, own := l.rs.words[DefaultLanguage]["option."+q.ID+"."+code]; !own {
					keys["option."+code] = true
				}
			}
		}
	}
}

// Regions are those that crisis texts are known for.
func Regions() []string {
	return []string{"US", "CA", "GB", "IE", "AU", "NZ", "ES", "MX", "EU", "INTL"}
}

// fixedWords are the keys that no list of the ruleset gives.
var fixedWords = strings.Fields(`
notice notice.licences intended_use
severity.none severity.mild severity.moderate severity.severe severity.very_severe
reading.not_met_dialysis reading.not_assessed reading.overload_check reading.not_met reading.ferritin_needed reading.tsat_needed
reading.meets_dialysis reading.meets_paediatric reading.meets_oral_or_iv reading.meets_iv_only
reading.meets_dialysis_early_pregnancy reading.meets_oral_or_iv_early_pregnancy reading.meets_iv_only_early_pregnancy
preparation.iron_panel priority.recommended priority.consider
alternative.antidepressant.bupropion alternative.antidepressant.trazodone
alternative.antiemetic.ondansetron alternative.antiemetic.granisetron
alternative.antihistamine.loratadine alternative.antihistamine.fexofenadine alternative.specialist
guidance.caffeine_alcohol_nicotine.pregnant
alert.possible_dvt.unsure alert.possible_limb_ischaemia.unsure alert.cord_or_cauda_signs.unsure
warning.age_unknown warning.previously_without_severity warning.iron_values_conflict warning.tsat_conflict
warning.old_result warning.dopaminergic_unclear warning.unknown_loinc warning.ambiguous_brand warning.code_name_conflict warning.not_systemic
warning.unrecognised_medicine
status.met status.not_met status.undetermined status.not_applicable
tier.strong tier.moderate tier.cofactor
urgency.emergency urgency.urgent urgency.prompt urgency.routine
answer.not_sure answer.previously answer.not_asked
evidence_status.current evidence_status.review_due evidence_status.undated
text.title text.alerts text.outcome text.criteria text.criterion_5 text.standards text.course text.significance
text.severity text.classification text.provisional text.contributors text.primary_pointers text.missing text.iron
text.ferritin text.tsat text.labs_recommended text.labs_consider text.labs_available text.medications
text.unrecognised text.warnings text.ruleset missing.medications text.old_values
plain.tests plain.missing plain.when_to_come_back plain.not_a_diagnosis plain.medicines plain.unrecognised
questionnaire.title questionnaire.intro
timing.began_after_starting timing.worse_after_starting timing.began_before_starting timing.not_sure
cds.patient_view.title cds.patient_view.description cds.order_select.title cds.order_select.description cds.order_sign.title
cds.order_sign.description cds.problem_list.title cds.problem_list.description cds.requirements cds.topic.iron cds.topic.medicine
cds.topic.pregnancy cds.topic.kidney cds.topic.contributor cds.topic.screen cds.override.already-checked cds.override.benefit-outweighs
cds.override.will-discuss cds.override.not-appropriate cds.rls.chart cds.rls.added cds.rls.inferred cds.iron.missing_both cds.iron.missing_ferritin
cds.iron.missing_tsat cds.iron.incomplete cds.iron.unread cds.iron.newest cds.iron.ferritin cds.iron.tsat
cds.iron.meets cds.iron.overload
cds.medicine.taken cds.medicine.taken_more cds.medicine.draft cds.medicine.draft_more cds.pregnancy.weeks cds.pregnancy.weeks_unknown
cds.kidney.dialysis cds.contributor.one cds.contributor.more cds.screen.insomnia cds.screen.possible cds.heading.found cds.heading.meaning
cds.heading.alternatives cds.heading.unknown cds.heading.basis cds.found.result cds.found.result_old cds.found.result_calculated
cds.found.no_result cds.found.medicine cds.found.contributor cds.found.rls_diagnosis cds.found.rls_added
cds.found.rls_possible cds.found.insomnia cds.found.pregnancy cds.found.dialysis cds.undated cds.meaning.prescriber
cds.meaning.screen cds.meaning.contributors cds.meaning.bound cds.unknown.absent cds.unknown.failed
cds.unknown.truncated cds.unknown.other_patient cds.unknown.entries cds.unknown.medicines cds.unknown.ambiguous cds.unknown.timing
cds.list.patient cds.list.conditions cds.list.medications cds.list.observations cds.list.orders cds.list.added cds.basis.rule
cds.basis.sources cds.basis.notice cds.order.ferritin cds.order.panel cds.order.crp cds.order.action cds.order.unread cds.order.unread_more cds.order.unread_why cds.link.form
cds.rls.treated cds.rls.short cds.rls.short_possible cds.iron.egfr cds.iron.meets_iv_only cds.iron.meets_iv_only_early
cds.iron.high_ferritin cds.iron.recheck cds.iron.drafted cds.pregnancy.recorded cds.kidney.unclear cds.contributor.iron
cds.screen.unconfirmed cds.screen.contradicted cds.found.rls_contradicted cds.medicine.unclear cds.found.result_overload cds.found.unusable cds.found.unread cds.found.contradicted cds.found.rls_treated
cds.found.rls_inferred cds.found.rls_unconfirmed cds.found.transplant cds.meaning.by_vein cds.meaning.kidney_unclear cds.unknown.overload
`)
