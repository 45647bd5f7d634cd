package app

import (
	"reflect"
	"strings"
	"sync"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// voice is the words of one language for one audience, with what can be
// written before any request comes.
type voice struct {
	lang  string
	words map[string]string
	// rules are what is said of each rule, and what it rests on.
	rules map[screen.Rule]*said
	// names are those of medicines in the language.
	names map[*screen.Medicine]string
	// medicines are the displays of medicines as contributors.
	medicines map[*screen.Medicine]string
	// labs are the tests as they are suggested, but for what a request decides.
	labs map[string]v1.LabSuggestion
	// emergency is whom to call in the region.
	emergency v1.Emergency
	// rulesetLines name the ruleset, by the status of its evidence.
	rulesetLines map[string]string
	// thresholds are the comparisons with limits, written.
	thresholds map[comparison]string
}

// said is what an answer says of a rule.
type said struct {
	display  string
	evidence v1.Evidence
	// shown: the audience is to see it.
	shown bool
}

// voiceKey selects a voice.
type voiceKey struct {
	lang    string
	patient bool
}

// newVoices has every voice of a ruleset prepared when it is first asked for.
func newVoices(rules *knowledge.Ruleset, region string) map[voiceKey]func() *voice {
	voices := map[voiceKey]func() *voice{}
	for _, lang := range rules.Languages() {
		for _, patient := range []bool{false, true} {
			voices[voiceKey{lang, patient}] = sync.OnceValue(func() *voice { return newVoice(rules, region, lang, patient) })
		}
	}
	return voices
}

// newVoice prepares a voice. Alerts carry the numbers to call in the region.
func newVoice(rules *knowledge.Ruleset, region, lang string, patient bool) *voice {
	v := &voice{
		lang: lang, words: map[string]string{}, rules: map[screen.Rule]*said{},
		names: map[*screen.Medicine]string{}, medicines: map[*screen.Medicine]string{},
		labs: map[string]v1.LabSuggestion{}, rulesetLines: map[string]string{},
	}
	for key, entry := range rules.Words(lang) {
		v.words[key] = entry.Clinician
		if patient && entry.Patient != "" {
			v.words[key] = entry.Patient
		}
	}
	v.emergency = v1.Emergency{Number: v.words["emergency."+region], Text: v.words["crisis."+region]}
	numbers := strings.NewReplacer("{crisis}", v.emergency.Text, "{emergency}", v.emergency.Number)
	for key, text := range v.words {
		if strings.HasPrefix(key, "alert.") {
			v.words[key] = numbers.Replace(text)
		}
		if id, is := strings.CutPrefix(key, "test."); is {
			v.labs[id] = v.lab(id, text, rules.Order(id).LOINC)
		}
	}
	v.thresholds = v.newThresholds(rules.Core.Limits)
	for i := range rules.Rules {
		r := &rules.Rules[i]
		v.rules[r.ID] = &said{
			v.words[string(r.ID)], v1.Evidence{Rule: string(r.ID), Evidence: r.Evidence, Sources: r.Sources}, !patient || r.ForPatients(),
		}
	}
	for i := range rules.Core.Medicines {
		m := &rules.Core.Medicines[i]
		v.names[m] = m.Generic
		if name := rules.Medicines.Ingredient(i).Spanish; lang == "es" && name != "" {
			v.names[m] = name
		}
		v.medicines[m] = fillOne(v.words["contributor.medicine"], v.names[m])
	}
	for _, status := range []string{"current", "review_due", "undated"} {
		v.rulesetLines[status] = strings.NewReplacer(
			"{id}", rules.Manifest.ID, "{version}", rules.Manifest.Version, "{digest}", rules.Digest,
			"{status}", v.words["evidence_status."+status]).Replace(v.words["text.ruleset"])
	}
	return v
}

// lab is a test as it is suggested, to be considered.
func (v *voice) lab(id, display, loinc string) v1.LabSuggestion {
	out := v1.LabSuggestion{
		ID: id, LOINC: loinc, Display: display,
		Priority: "consider", PriorityDisplay: v.words["priority.consider"], Status: "suggested",
	}
	switch id {
	case "ferritin", "iron", "tibc", "tsat":
		out.Preparation = v.words["preparation.iron_panel"]
	}
	return out
}

// voice returns the words that the options ask for.
func (s *Service) voice(o Options) *voice {
	prepared := s.voices[voiceKey{o.Lang, o.Audience == Patient}]
	if prepared == nil {
		prepared = s.voices[voiceKey{knowledge.DefaultLanguage, o.Audience == Patient}]
	}
	return prepared()
}

// comparison is a limit with the unit it is shown in.
type comparison struct {
	limit screen.Limit
	unit  string
}

// newThresholds writes every comparison with a limit of the ruleset, such as
// "< 30 ng/mL", so that a request finds it written.
func (v *voice) newThresholds(l screen.Limits) map[comparison]string {
	all := map[comparison]string{}
	limits := reflect.ValueOf(l)
	for i := range limits.NumField() {
		x, ok := limits.Field(i).Interface().(float64)
		if !ok {
			x = float64(limits.Field(i).Int())
		}
		for _, op := range []string{"<", "<=", ">=", ">"} {
			for _, unit := range []string{
				screen.UnitFerritin, screen.UnitPercent, screen.UnitEGFR, screen.UnitTSH, screen.UnitYears,
			} {
				all[comparison{screen.Limit{Op: op, X: x}, unit}] = op + " " + v.amount(x, unit)
			}
		}
	}
	return all
}
