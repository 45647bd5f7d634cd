package app

import (
	"reflect"
	"strings"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// voice is the words of one language for one audience, with what can be
// written before any request comes.
type voice struct {
	lang  string
	words map[string]string
	// names are those of medicines in the language.
	names map[*screen.Medicine]string
	// medicines are the displays of medicines as contributors.
	medicines map[*screen.Medicine]string
	// rulesetLines name the ruleset, by the status of its evidence.
	rulesetLines map[string]string
}

// voiceKey selects a voice.
type voiceKey struct {
	lang    string
	patient bool
}

// newVoices prepares every voice of a ruleset.
func newVoices(rules *knowledge.Ruleset) map[voiceKey]*voice {
	voices := map[voiceKey]*voice{}
	for _, lang := range rules.Languages() {
		for _, patient := range []bool{false, true} {
			voices[voiceKey{lang, patient}] = newVoice(rules, lang, patient)
		}
	}
	return voices
}

func newVoice(rules *knowledge.Ruleset, lang string, patient bool) *voice {
	v := &voice{lang: lang, words: map[string]string{}, names: map[*screen.Medicine]string{}, medicines: map[*screen.Medicine]string{}, rulesetLines: map[string]string{}}
	for key, entry := range rules.Words(lang) {
		v.words[key] = entry.Clinician
		if patient && entry.Patient != "" {
			v.words[key] = entry.Patient
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

// voice returns the words that the options ask for.
func (s *Service) voice(o Options) *voice {
	if v := s.voices[voiceKey{o.Lang, o.Audience == Patient}]; v != nil {
		return v
	}
	return s.voices[voiceKey{knowledge.DefaultLanguage, o.Audience == Patient}]
}

// comparison is a limit with the unit it is shown in.
type comparison struct {
	limit screen.Limit
	unit  string
}

// newThresholds writes every comparison with a limit of the ruleset, such as
// "< 30 ng/mL", so that a request finds it written.
func newThresholds(l screen.Limits) map[comparison]string {
	all := map[comparison]string{}
	v := reflect.ValueOf(l)
	for i := range v.NumField() {
		x, ok := v.Field(i).Interface().(float64)
		if !ok {
			x = float64(v.Field(i).Int())
		}
		for _, op := range []string{"<", "<=", ">=", ">"} {
			for _, unit := range []string{
				screen.UnitFerritin, screen.UnitPercent, screen.UnitEGFR, screen.UnitTSH, screen.UnitYears,
			} {
				all[comparison{screen.Limit{Op: op, X: x}, unit}] = op + " " + number(x) + " " + unit
			}
		}
	}
	return all
}
