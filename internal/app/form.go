package app

import (
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// Form returns the questionnaire in a language, as Questionnaire encodes it.
func (s *Service) Form(lang string) *v1.Questionnaire { return s.form(Options{Lang: lang}) }

func (s *Service) form(o Options) *v1.Questionnaire {
	d := s.render(nil, nil, nil, o)
	lang := o.Lang
	if lang == "" {
		lang = knowledge.DefaultLanguage
	}
	out := &v1.Questionnaire{
		ID: "rls-screening", Language: lang, Title: d.say("questionnaire.title"), Intro: d.say("questionnaire.intro"),
		Emergency: d.voice.emergency, Ruleset: s.rulesetRef(""), Notice: d.say("notice"),
	}
	for _, section := range s.rules.Sections {
		in := v1.Section{
			ID: section.ID, Title: d.say("section." + section.ID + ".title"), Help: d.say("section." + section.ID + ".help"),
		}
		for _, q := range section.Questions {
			in.Questions = append(in.Questions, d.question(q))
		}
		out.Sections = append(out.Sections, in)
	}
	return out
}

func (d *render) question(q knowledge.Question) v1.Question {
	out := v1.Question{
		ID: q.ID, Text: d.say("question." + q.ID), Help: d.say("question." + q.ID + ".help"), Type: q.Type,
		Options: []v1.Option{}, Minimum: q.Minimum, Maximum: q.Maximum, EnableWhen: []v1.EnableWhen{}, After: askedAfter[q.ID],
	}
	if q.Unit != "" {
		out.Unit = d.say("unit." + q.Unit)
	}
	for _, code := range q.Options {
		text := d.say("option." + q.ID + "." + code)
		if text == "" {
			text = d.say("option." + code)
		}
		out.Options = append(out.Options, v1.Option{Code: code, Display: text})
	}
	for _, w := range q.EnableWhen {
		out.EnableWhen = append(out.EnableWhen, v1.EnableWhen(w))
	}
	switch q.Type {
	case "labs":
		out.Tests = d.labTests()
	case "medications":
		for _, code := range timingCodes {
			out.Timings = append(out.Timings, v1.Option{Code: code, Display: d.say("timing." + code)})
		}
	}
	return out
}

// askedAfter are the questions on what only a dopaminergic medicine does: whoever
// takes none is spared them.
var askedAfter = map[string][]string{
	"safety.augmentation_signs":       {"medications"},
	"safety.impulse_control_problems": {"medications"},
}

// timingCodes are the answers on timing, in the order in which they are offered.
var timingCodes = []string{"began_after_starting", "worse_after_starting", "began_before_starting", "not_sure"}

func (d *render) labTests() []v1.LabTest {
	var out []v1.LabTest
	for i := range d.service.rules.Tests {
		t := &d.service.rules.Tests[i]
		out = append(out, v1.LabTest{
			Test: t.ID, Display: d.say("test." + t.ID), LOINC: t.LOINC.Code, Units: t.Names(),
			Minimum: t.Plausible.Min, Maximum: t.Plausible.Max,
		})
	}
	return out
}

// Vocabulary lists the codes that the form and its results carry as FHIR beside
// questions and answers, with their words for clinicians, by kind:
//
//	form          words of items that stand for a list of a request, or for the result so far, and of a unit that is a word
//	part          parts of a result
//	outcome, status, criterion_5, label, course, significance, tier, contributor, alert, test
//	cds.topic, cds.override
//	notice        what a code system asks to be said of it, by the name of the code system
//	loinc         LOINC codes with their official names, which are in English in every language
func (s *Service) Vocabulary(lang string) map[string][]v1.Option {
	d := s.render(nil, nil, nil, Options{Lang: lang})
	all := map[string][]v1.Option{
		"notice": {{Code: "loinc", Display: noticeLOINC}},
		"loinc":  s.loincNames(),
		"form":   d.formWords(),
	}
	for _, kind := range codeKinds {
		for _, code := range kind.codes() {
			all[kind.name] = append(all[kind.name], v1.Option{Code: code, Display: codeName(d.voice.words, kind.name, code)})
		}
	}
	return all
}

// codeKinds are the kinds of codes that results carry.
var codeKinds = []struct {
	name  string
	codes func() []string
}{
	{"part", fixed("screening-result", "criteria_met", "criterion_5", "label", "provisional", "course", "significance", "ruleset", "ingredient")},
	{"outcome", fixed(
		screen.OutOfScope, screen.Negative, screen.Indeterminate, screen.PositiveReview, screen.PositiveProvisional, screen.Positive)},
	{"status", fixed(screen.Met.String(), screen.NotMet.String(), screen.Undetermined.String())},
	{"criterion_5", fixed(screen.PointersPresent, screen.NoPointers, screen.NotAssessed, screen.PartlyAssessed)},
	{"label", fixed(
		screen.LabelMixed, screen.LabelLikelySecondary, screen.LabelLikelyPrimary, screen.LabelIndeterminate, screen.LabelDeferred,
		screen.NotApplicable)},
	{"course", fixed(
		screen.CourseNotClassifiable, screen.CourseChronicPersistent, screen.CourseIntermittent, screen.CourseUndetermined)},
	{"significance", fixed(screen.Significant, screen.NotSignificant, screen.SignificanceUndecidable)},
	{"tier", fixed(screen.Strong.String(), screen.Moderate.String(), screen.Cofactor.String())},
	{"contributor", screen.ContributorIDs},
	{"alert", alertIDs},
	{"test", func() []string { return append(screen.LabIDs(), "iron_panel") }},
	{"cds.topic", fixed("iron", "medicine", "pregnancy", "kidney", "contributor", "screen")},
	{"cds.override", fixed("already-checked", "benefit-outweighs", "will-discuss", "not-appropriate")},
}

func fixed(codes ...string) func() []string { return func() []string { return codes } }

// alertIDs are those of all alerts, by name.
func alertIDs() []string {
	var ids []string
	for _, r := range screen.Rules() {
		if id, is := strings.CutPrefix(string(r), "alert."); is {
			ids = append(ids, id)
		}
	}
	return ids
}

// Word is the word for clinicians for a code of a kind, in a language; "" for
// one that there is not. Beside the kinds of Vocabulary that results carry,
// there are those of what a result rests on:
//
//	question   a question by its path, such as history.diabetes
//	answer     an answer by the path of its question, such as history.diabetes.yes
//	timing     an answer on the timing of a medicine
//	part       also the words of notes, such as limit
func (s *Service) Word(lang, kind, code string) string {
	words := s.voice(Options{Lang: lang}).words
	switch kind {
	case "question", "timing":
		return words[kind+"."+code]
	case "answer":
		if own := words["option."+code]; own != "" {
			return own
		}
		return words["option."+code[strings.LastIndexByte(code, '.')+1:]]
	default:
		return codeName(words, kind, code)
	}
}

// codeName is the short name of a code. One code has one name, whatever the kind.
func codeName(words map[string]string, kind, code string) string {
	if name := words["code."+code]; name != "" && !strings.HasPrefix(kind, "cds.") {
		return name
	}
	return words[kind+"."+code]
}

func (s *Service) loincNames() []v1.Option {
	var names []v1.Option
	for i := range s.rules.Tests {
		if l := s.rules.Tests[i].LOINC; l.Code != "" {
			names = append(names, v1.Option(l))
		}
	}
	return names
}

// formWords are the words of items by linkId, and of the help with them.
func (d *render) formWords() []v1.Option {
	var words []v1.Option
	for _, item := range []string{
		"medications.any", "medications.entry", "medications.name", "medications.rxnorm", "medications.atc", "medications.timing",
		"labs.collected_on", "outcome",
	} {
		words = append(words, v1.Option{Code: item, Display: d.say("question." + item)})
		if help := d.say("question." + item + ".help"); help != "" {
			words = append(words, v1.Option{Code: item + ".help", Display: help})
		}
	}
	return append(words, v1.Option{Code: "unit.fraction", Display: d.say("unit.fraction")})
}
