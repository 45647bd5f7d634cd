package app

import (
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/screen"
)

func (d *render) labs() []v1.LabSuggestion {
	out := d.memory.labs.list(len(d.result.Labs))
	var shared []screen.LabReason
	for i := range d.result.Labs {
		l := &d.result.Labs[i]
		lab := d.lab(l)
		// The tests of one panel share their reasons.
		if len(shared) > 0 && &shared[0] == &l.Reasons[0] {
			lab.Reasons, lab.Sources = out[i-1].Reasons, out[i-1].Sources
		} else {
			lab.Reasons, lab.Sources = d.labReasons(l.Reasons)
		}
		shared = l.Reasons
		out = append(out, lab)
	}
	return out
}

func (d *render) lab(l *screen.LabSuggestion) v1.LabSuggestion {
	out := d.voice.labs[l.ID]
	if l.Recommended {
		out.Priority, out.PriorityDisplay = "recommended", d.say("priority.recommended")
	}
	if l.Available {
		out.Status, out.Value = "already_available", d.value(l.Value)
	}
	return out
}

// labReasons words the reasons, and collects their sources, each once.
func (d *render) labReasons(reasons []screen.LabReason) (list []v1.LabReason, sources []string) {
	list = d.reasons.list(len(reasons))
	for _, r := range reasons {
		said := d.rule(r.Rule)
		list = append(list, v1.LabReason{Display: said.display, Because: d.facts(r.Because), Evidence: said.evidence})
		if sources == nil {
			sources = slices.Clip(said.evidence.Sources) // an append copies
			continue
		}
		for _, source := range said.evidence.Sources {
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
	}
	return list, sources
}

func (d *render) medications() v1.MedicationEffects {
	out := v1.MedicationEffects{
		Effects:      d.effects.list(len(d.result.Effects)),
		Unrecognised: d.unrecognised.list(len(d.result.Unrecognised)),
	}
	for _, f := range d.result.Effects {
		out.Effects = append(out.Effects, d.effect(f))
	}
	for _, i := range d.result.Unrecognised {
		out.Unrecognised = append(out.Unrecognised, v1.UnrecognisedMedication{
			Input: entered(d.answers.request.Medications[i]), Path: medicationPath(i), Candidates: d.candidates(i),
		})
	}
	return out
}

func (d *render) effect(f screen.Effect) v1.MedicationEffect {
	entry, r := d.answers.request.Medications[f.Index], d.rule(f.Rule)
	out := v1.MedicationEffect{
		Input: entered(entry), Path: medicationPath(f.Index), Ingredient: f.Medicine.Generic, IngredientDisplay: d.voice.names[f.Medicine], RxNorm: f.Medicine.RxNorm,
		Class: f.Medicine.Class, ClassDisplay: d.say("class." + f.Medicine.Class), Tier: f.Tier.String(), Timing: entry.Timing,
		Display: r.display, Evidence: r.evidence,
	}
	if !d.patient && (f.Tier == screen.TierA || f.Tier == screen.TierB) {
		out.Alternatives = d.alternatives(f.Medicine.Class)
	}
	return out
}

// entered is a medicine as it was given: its name, else its code.
func entered(m v1.Medication) string {
	switch {
	case m.Name != "":
		return m.Name
	case m.RxNorm != "":
		return m.RxNorm
	default:
		return m.ATC
	}
}

func medicationPath(i int) string {
	return screen.Path{Question: screen.Medications, Index: i}.String()
}

// candidates are the names of what an ambiguous entry may mean.
func (d *render) candidates(i int) []string {
	names := []string{}
	for _, index := range d.answers.recognised[i].Candidates {
		names = append(names, d.voice.names[&d.service.rules.Core.Medicines[index]])
	}
	return names
}

// alternatives are what a prescriber could weigh instead, for the classes that
// have some. What an adult may take is no advice for a child or in pregnancy.
func (d *render) alternatives(class string) []string {
	var keys []string
	switch class {
	case "ssri", "snri", "tca", "nassa":
		keys = []string{"alternative.antidepressant.bupropion", "alternative.antidepressant.trazodone"}
	case "dopamine_blocking_antiemetic":
		keys = []string{"alternative.antiemetic.ondansetron", "alternative.antiemetic.granisetron"}
	case "sedating_antihistamine":
		keys = []string{"alternative.antihistamine.loratadine", "alternative.antihistamine.fexofenadine"}
	}
	if len(keys) > 0 && d.result.SpecialistOnly {
		keys = []string{"alternative.specialist"}
	}
	texts := d.texts.list(len(keys))
	for _, k := range keys {
		texts = append(texts, d.say(k))
	}
	return texts
}

func (d *render) alerts() []v1.Alert {
	out := d.memory.alerts.list(len(d.result.Alerts))
	for _, a := range d.result.Alerts {
		out = append(out, v1.Alert{
			ID: a.ID, Urgency: a.Urgency.String(), Display: d.alertText(a), Because: d.facts(a.Because), Evidence: d.rule(a.Rule).evidence,
		})
	}
	return out
}

// alertText has words of its own where an emergency is only suspected.
func (d *render) alertText(a screen.Alert) string {
	if a.Urgency != screen.Emergency {
		if text, has := d.voice.words[string(a.Rule)+".unsure"]; has {
			return text
		}
	}
	return d.say(string(a.Rule))
}

func (d *render) guidance() []v1.Guidance {
	out := d.memory.guidance.list(len(d.result.Guidance))
	for _, rule := range d.result.Guidance {
		if r := d.rule(rule); r.shown {
			out = append(out, v1.Guidance{ID: strings.TrimPrefix(string(rule), "guidance."), Display: d.guidanceText(rule), Evidence: r.evidence})
		}
	}
	return out
}

// guidanceText has words of its own where something holds in pregnancy alone.
func (d *render) guidanceText(rule screen.Rule) string {
	if d.answers.input.Answers[screen.Pregnancy] == screen.Yes {
		if text, has := d.voice.words[string(rule)+".pregnant"]; has {
			return text
		}
	}
	return d.say(string(rule))
}

// warnings are those of the decision and those of recognising the input.
func (d *render) warnings() []v1.Warning {
	out := d.memory.warnings.list(len(d.result.Warnings) + 3*len(d.answers.recognised) + len(d.answers.unknownLOINCs))
	add := func(path, code string) {
		out = append(out, v1.Warning{Path: path, Code: code, Display: d.say("warning." + code)})
	}
	for _, w := range d.result.Warnings {
		path := w.Path.String()
		if w.Code == screen.WarnOldResult {
			path += ".collected_on"
		}
		add(path, w.Code)
	}
	for i, m := range d.answers.recognised {
		path := medicationPath(i)
		if len(m.Candidates) > 0 {
			out = append(out, v1.Warning{
				Path: path, Code: "ambiguous_brand",
				Display: fillOne(d.say("warning.ambiguous_brand"), strings.Join(d.candidates(i), ", ")),
			})
		}
		if m.CodeNameConflict {
			add(path, "code_name_conflict")
		}
		if m.NonSystemic {
			add(path, "not_systemic")
		}
		if !m.Recognised && len(m.Candidates) == 0 {
			add(path, "unrecognised_medicine")
		}
	}
	for _, i := range d.answers.unknownLOINCs {
		add("labs["+strconv.Itoa(i)+"].loinc", "unknown_loinc")
	}
	return out
}
