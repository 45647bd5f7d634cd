package app

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// note composes lines of text.
type note struct{ lines []string }

func (n *note) line(text string) {
	if text != "" {
		n.lines = append(n.lines, text)
	}
}

func (n *note) String() string { return strings.Join(n.lines, "\n") }

// summary is the note a clinician pastes into a chart: plain lines, no markup,
// in the clinician's words whoever asked.
func (d *render) summary(out *v1.Screening) string {
	c := *d
	c.patient = false
	return c.clinicalNote()
}

func (d *render) clinicalNote() string {
	n := new(note)
	r := d.result
	item := func(key, text string) {
		if text != "" {
			n.line(d.fill(key, "item", text))
		}
	}
	items := func(key string, list []string) {
		if len(list) > 0 {
			n.line(d.fill(key, "items", strings.Join(list, "; ")))
		}
	}
	n.line(d.say("text.title"))
	items("text.alerts", d.alertLines())
	item("text.outcome", d.say(string(r.Outcome.Rule)))
	items("text.criteria", d.criteriaLines())
	item("text.criterion_5", d.criterion5Line())
	items("text.standards", d.standardLines())
	item("text.course", d.say(string(r.Course.Rule)))
	item("text.significance", d.say(string(r.Significance.Rule)))
	if r.Severity.Total.Known {
		item("text.severity", d.say("severity."+r.Severity.Band)+" ("+number(float64(r.Severity.Total.N))+"/40)")
	}
	item("text.classification", d.labelLine())
	items("text.contributors", d.contributorLines())
	items("text.primary_pointers", d.pointerLines())
	items("text.missing", paths(r.Classification.Missing))
	item("text.iron", d.ironLine())
	d.labLines(items)
	items("text.medications", d.medicineLines())
	items("text.unrecognised", d.unrecognisedLines())
	items("text.warnings", d.warningLines())
	n.line(d.rulesetLine())
	n.line(d.say("notice"))
	return n.String()
}

func (d *render) alertLines() []string {
	var list []string
	for _, a := range d.result.Alerts {
		list = append(list, "["+d.say("urgency."+a.Urgency.String())+"] "+d.alertText(a))
	}
	return list
}

func (d *render) criteriaLines() []string {
	var list []string
	for _, c := range d.result.Criteria {
		line := d.say(string(c.Rule)) + ": " + d.say("status."+c.Status.String())
		if c.Answer != screen.Yes && c.Answer != screen.No {
			code := c.Answer.String()
			if code == "" {
				code = "not_asked"
			}
			line += " (" + d.say("answer."+code) + ")"
		}
		list = append(list, line)
	}
	return list
}

func (d *render) criterion5Line() string {
	line := d.say(string(d.result.Criterion5.Rule))
	var pointers []string
	for _, q := range d.result.Criterion5.Pointers {
		pointers = append(pointers, d.say("mimic."+member(q)))
	}
	if len(pointers) == 0 {
		return line
	}
	return line + " (" + strings.Join(pointers, "; ") + ")"
}

func (d *render) standardLines() []string {
	var list []string
	for _, s := range d.result.Standards {
		list = append(list, d.say(string(s.Rule))+": "+d.say("status."+s.Status))
	}
	return list
}

func (d *render) labelLine() string {
	line := d.say(string(d.result.Classification.Rule))
	if d.result.Classification.Provisional {
		line += " " + d.say("text.provisional")
	}
	return line
}

func (d *render) contributorLines() []string {
	var list []string
	for _, c := range d.result.Classification.Contributors {
		out := d.contributor(c)
		line := out.Display + " (" + d.say("tier."+out.Tier)
		for _, f := range out.Because {
			if f.Threshold != "" {
				line += ", " + f.Value + " " + f.Threshold
			}
		}
		list = append(list, line+")")
	}
	return list
}

func (d *render) pointerLines() []string {
	var list []string
	for _, p := range d.result.Classification.PrimaryPointers {
		list = append(list, d.say(string(p.Rule)))
	}
	return list
}

func (d *render) ironLine() string {
	i := &d.result.Iron
	var values []string
	if i.Ferritin.Known {
		values = append(values, d.fill("text.ferritin", "value", d.service.shown(i.Ferritin.X, screen.UnitFerritin)))
	}
	if i.TSAT.Known {
		values = append(values, d.fill("text.tsat", "value", d.service.shown(i.TSAT.X, screen.UnitPercent)))
	}
	line := d.say("reading." + d.result.ReadingWording())
	if len(values) > 0 {
		line = strings.Join(values, ", ") + ": " + line
	}
	for _, rule := range i.Notes {
		if rule == "iron_note.anaemia" {
			line += " " + d.say(string(rule))
		}
	}
	return line
}

func (d *render) labLines(items func(key string, list []string)) {
	var recommended, consider, available []string
	for _, l := range d.result.Labs {
		name := d.say("test." + l.ID)
		switch {
		case l.Available:
			available = append(available, name+" "+d.value(l.Value))
		case l.Recommended:
			recommended = append(recommended, name)
		default:
			consider = append(consider, name)
		}
	}
	items("text.labs_recommended", recommended)
	items("text.labs_consider", consider)
	items("text.labs_available", available)
}

// medicineLines names the medicines that bear on the screen, with their tier.
func (d *render) medicineLines() []string {
	var list []string
	for _, f := range d.result.Effects {
		if f.Tier == screen.TierNone || f.Tier == screen.TierTreatment {
			continue
		}
		list = append(list, f.Medicine.Generic+": "+d.say(string(f.Rule)))
	}
	return list
}

func (d *render) unrecognisedLines() []string {
	var list []string
	for _, i := range d.result.Unrecognised {
		list = append(list, entered(d.answers.request.Medications[i]))
	}
	return list
}

func (d *render) warningLines() []string {
	var list []string
	for _, w := range d.warnings() {
		if !slices.Contains(list, w.Display) {
			list = append(list, w.Display)
		}
	}
	return list
}

func (d *render) rulesetLine() string {
	ref := d.service.rulesetRef(d.answers.request.AsOf)
	return strings.NewReplacer("{id}", ref.ID, "{version}", ref.Version, "{digest}", ref.Digest,
		"{status}", d.say("evidence_status."+ref.EvidenceStatus)).Replace(d.say("text.ruleset"))
}

// plain is for the patient, in the patient's words whoever asked: what is
// urgent first, then what was found, and what to do next.
func (d *render) plain(out *v1.Screening) string {
	p := *d
	p.patient = true
	n := new(note)
	for _, a := range p.result.Alerts {
		n.line(p.alertText(a))
	}
	n.line(p.say(string(p.result.Outcome.Rule)))
	if p.result.Outcome.AnyPositive() {
		n.line(p.say(string(p.result.Classification.Rule) + ".text"))
	}
	if p.result.Iron.Reading != screen.ReadingNotAssessed {
		n.line(p.say("reading." + p.result.ReadingWording()))
	}
	if tests := p.testNames(); len(tests) > 0 {
		n.line(p.fill("plain.tests", "items", strings.Join(tests, ", ")))
	}
	if len(p.result.Effects) > 0 || len(p.result.Unrecognised) > 0 {
		n.line(p.say("plain.medicines"))
	}
	if p.result.Outcome.Code == screen.Indeterminate || !p.result.Decision.OutcomeSettled {
		n.line(p.say("plain.missing"))
	}
	n.line(p.say("plain.when_to_come_back"))
	n.line(p.say("plain.not_a_diagnosis"))
	return n.String()
}

// testNames are the tests suggested and not yet there.
func (d *render) testNames() []string {
	var names []string
	for _, l := range d.result.Labs {
		if !l.Available {
			names = append(names, d.say("test."+l.ID))
		}
	}
	return names
}
