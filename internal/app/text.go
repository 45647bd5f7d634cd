package app

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// note composes lines of text in a buffer that is used again.
type note struct {
	text []byte
	// tail closes the template of the line that is open.
	tail string
	// items counts what the open line holds.
	items int
	// stopped: what was written last ends a sentence.
	stopped bool
}

func (d *render) newNote() *note { return &note{text: d.text[:0]} }

// take returns the text and gives the buffer back.
func (d *render) take(n *note) string {
	d.text = n.text
	return string(n.text)
}

// line adds a whole line.
func (n *note) line(text string) {
	if text == "" {
		return
	}
	n.begin()
	n.text = append(n.text, text...)
}

func (n *note) begin() {
	if len(n.text) > 0 {
		n.text = append(n.text, '\n')
	}
}

// open begins a line of a template with one placeholder, which is filled by
// what is written until end.
func (n *note) open(template string) {
	n.begin()
	head, rest, _ := strings.Cut(template, "{")
	n.text = append(n.text, head...)
	_, n.tail, _ = strings.Cut(rest, "}")
	n.items = 0
}

// next begins one more item of the open line. Whole sentences need no more
// than a space between them.
func (n *note) next() {
	n.items++
	switch {
	case n.items == 1:
	case n.stopped:
		n.text = append(n.text, " "...)
	default:
		n.text = append(n.text, "; "...)
	}
}

// end closes the open line; a full stop is not doubled.
func (n *note) end() {
	if n.stopped {
		n.tail = strings.TrimPrefix(n.tail, ".")
	}
	n.text = append(n.text, n.tail...)
}

// one is a line with one item.
func (n *note) one(template string, parts ...string) {
	n.open(template)
	n.write(parts...)
	n.end()
}

func (n *note) write(parts ...string) {
	for _, p := range parts {
		n.text = append(n.text, p...)
		n.stopped = strings.HasSuffix(p, ".")
	}
}

// list is a line with an item for each of count; without any there is no line.
func (n *note) list(template string, count int, item func(i int)) {
	if count == 0 {
		return
	}
	n.open(template)
	for i := range count {
		n.next()
		item(i)
	}
	n.end()
}

// summary is the note a clinician pastes into a chart: plain lines, no markup.
// A patient gets it in words without treatment options or orders.
func (d *render) summary() string {
	n := d.newNote()
	n.line(d.say("text.title"))
	d.noteScreen(n)
	d.noteClassification(n)
	d.noteLabs(n)
	d.noteMedicines(n)
	d.noteEnd(n)
	return d.take(n)
}

func (d *render) noteScreen(n *note) {
	r := d.result
	n.list(d.say("text.alerts"), len(r.Alerts), func(i int) {
		n.write("[", d.say("urgency."+r.Alerts[i].Urgency.String()), "] ", d.alertText(r.Alerts[i]))
	})
	n.one(d.say("text.outcome"), d.say(string(r.Outcome.Rule)))
	n.list(d.say("text.criteria"), len(r.Criteria), func(i int) { d.noteCriterion(n, &r.Criteria[i]) })
	n.open(d.say("text.criterion_5"))
	n.write(d.say(string(r.Criterion5.Rule)))
	for i, q := range r.Criterion5.Pointers {
		n.write([]string{" (", "; "}[min(i, 1)], d.say(string(screen.MimicRule(q))))
	}
	if len(r.Criterion5.Pointers) > 0 {
		n.write(")")
	}
	n.end()
	n.list(d.say("text.standards"), len(r.Standards), func(i int) {
		n.write(d.say(string(r.Standards[i].Rule)), ": ", d.say("status."+r.Standards[i].Status))
	})
	n.one(d.say("text.course"), d.say(string(r.Course.Rule)))
	n.one(d.say("text.significance"), d.say(string(r.Significance.Rule)))
	if r.Severity.Total.Known {
		n.one(d.say("text.severity"), d.say("severity."+r.Severity.Band), ", ", strconv.Itoa(r.Severity.Total.N), "/40")
	}
}

// noteCriterion gives the answer too where it is not simply yes or no.
func (d *render) noteCriterion(n *note, c *screen.Criterion) {
	n.write(d.say(string(c.Rule)), ": ", d.say("status."+c.Status.String()))
	switch c.Answer {
	case screen.Yes, screen.No:
	case screen.Unknown:
		n.write(" (", d.say("answer.not_asked"), ")")
	default:
		n.write(" (", d.say("answer."+c.Answer.String()), ")")
	}
}

func (d *render) noteClassification(n *note) {
	c := &d.result.Classification
	n.open(d.say("text.classification"))
	n.write(d.say(string(c.Rule)))
	if c.Provisional {
		n.write(" ", d.say("text.provisional"))
	}
	n.end()
	n.list(d.say("text.contributors"), len(c.Contributors), func(i int) { d.noteContributor(n, &c.Contributors[i]) })
	n.list(d.say("text.primary_pointers"), len(c.PrimaryPointers), func(i int) {
		n.write(d.say(string(c.PrimaryPointers[i].Rule)))
	})
	n.list(d.say("text.missing"), len(c.Missing), func(i int) { n.write(d.missingText(c.Missing[i])) })
	n.open(d.say("text.iron"))
	d.noteIron(n)
	n.end()
	old := d.result.Iron.Old
	n.list(d.say("text.iron_old"), len(old), func(i int) {
		n.write(d.oldTest(old[i]), " ", d.value(old[i].Value), " (", d.answers.request.Labs[old[i].Path.Index].CollectedOn, ")")
	})
}

// oldTest names the test of a value by its unit: of iron there are two.
func (d *render) oldTest(f screen.Fact) string {
	if f.Value.Unit == screen.UnitFerritin {
		return d.say("test.ferritin")
	}
	return d.say("test.tsat")
}

// missingText names a core question that is open.
func (d *render) missingText(q screen.Question) string {
	switch q {
	case screen.Medications:
		return d.say("missing.medications")
	case screen.LabFerritin, screen.LabTSAT:
		return d.say("test." + member(q))
	default:
		return d.say("contributor." + member(q))
	}
}

// noteContributor gives the tier and the values that were compared.
func (d *render) noteContributor(n *note, c *screen.Contributor) {
	n.write(d.contributorText(c), " (", d.say("tier."+c.Tier.String()))
	for _, f := range c.Because {
		if f.Limit.Op != "" {
			n.write(", ", d.value(f.Value), " ", d.threshold(f))
		}
	}
	n.write(")")
}

func (d *render) noteIron(n *note) {
	i := &d.result.Iron
	if i.Ferritin.Known {
		n.write(fillOne(d.say("text.ferritin"), d.service.shown(i.Ferritin.X, screen.UnitFerritin)), ". ")
	}
	if i.TSAT.Known {
		n.write(fillOne(d.say("text.tsat"), d.service.shown(i.TSAT.X, screen.UnitPercent)), ". ")
	}
	n.write(d.say("reading." + d.result.ReadingWording()))
	for _, rule := range i.Notes {
		if inChart[rule] && (!d.patient || d.service.rules.Rule(rule).ForPatients()) {
			n.write(" ", d.say(string(rule)))
		}
	}
}

// inChart are the notes on iron that a chart must not be without.
var inChart = map[screen.Rule]bool{
	"iron_note.anaemia": true, "iron_note.bleeding": true, "iron_note.high_ferritin": true, "iron_note.ask_tsat": true,
	"iron_note.nephrology": true, "iron_note.dialysis_low_ferritin": true, "iron_note.obstetric_review": true,
}

func (d *render) noteLabs(n *note) {
	for _, group := range [...]struct {
		key    string
		member func(*screen.LabSuggestion) bool
	}{
		{"text.labs_recommended", func(l *screen.LabSuggestion) bool { return !l.Available && l.Recommended }},
		{"text.labs_consider", func(l *screen.LabSuggestion) bool { return !l.Available && !l.Recommended }},
		{"text.labs_available", func(l *screen.LabSuggestion) bool { return l.Available }},
	} {
		opened := false
		for i := range d.result.Labs {
			l := &d.result.Labs[i]
			if !group.member(l) {
				continue
			}
			if !opened {
				n.open(d.say(group.key))
				opened = true
			}
			n.next()
			n.write(d.say("test." + l.ID))
			if l.Available {
				n.write(" ", d.value(l.Value))
			}
		}
		if opened {
			n.end()
		}
	}
}

// noteMedicines names the medicines that bear on the screen, and those that
// could not be resolved.
func (d *render) noteMedicines(n *note) {
	var bearing []*screen.Effect
	for i := range d.result.Effects {
		if f := &d.result.Effects[i]; f.Tier != screen.TierNone && f.Tier != screen.TierTreatment {
			bearing = append(bearing, f)
		}
	}
	n.list(d.say("text.medications"), len(bearing), func(i int) {
		n.write(d.voice.names[bearing[i].Medicine], ": ", d.say(string(bearing[i].Rule)))
	})
	unknown := d.result.Unrecognised
	n.list(d.say("text.unrecognised"), len(unknown), func(i int) {
		n.write(entered(d.answers.request.Medications[unknown[i]]))
	})
}

func (d *render) noteEnd(n *note) {
	var warnings []string
	for _, w := range d.warnings() {
		if !slices.Contains(warnings, w.Display) {
			warnings = append(warnings, w.Display)
		}
	}
	n.list(d.say("text.warnings"), len(warnings), func(i int) { n.write(warnings[i]) })
	n.line(d.rulesetLine())
	n.line(d.say("notice"))
}

func (d *render) rulesetLine() string {
	return d.voice.rulesetLines[d.service.rules.EvidenceStatus(d.answers.request.AsOf)]
}

// plain is for the patient, in the patient's words whoever asked: what is
// urgent first, then what was found, and what to do next.
func (d *render) plain() string {
	p := *d
	p.patient, p.voice = true, d.service.voices[voiceKey{d.voice.lang, true}]
	r := p.result
	n := d.newNote()
	for i := range r.Alerts {
		n.line(p.alertText(r.Alerts[i]))
	}
	n.line(p.say(string(r.Outcome.Rule)))
	if r.Outcome.AnyPositive() {
		n.line(p.say(string(r.Classification.Rule) + ".text"))
	}
	p.plainIron(n)
	var tests []string
	for i := range r.Labs {
		if !r.Labs[i].Available {
			tests = append(tests, p.say("test."+r.Labs[i].ID))
		}
	}
	if len(tests) > 0 {
		n.line(fillOne(p.say("plain.tests"), strings.Join(tests, ", ")))
	}
	for _, i := range r.Unrecognised {
		n.line(fillOne(p.say("plain.unrecognised"), entered(p.answers.request.Medications[i])))
	}
	if len(r.Effects) > 0 || len(r.Unrecognised) > 0 {
		n.line(p.say("plain.medicines"))
	}
	if r.Outcome.Code == screen.Indeterminate || !r.Decision.OutcomeSettled {
		n.line(p.say("plain.missing"))
	}
	n.line(p.say("plain.when_to_come_back"))
	n.line(p.say("plain.not_a_diagnosis"))
	return d.take(n)
}

// plainIron says what the iron values mean. Beside a negative screen the
// thresholds of restless legs mean nothing; what needs a look is still said.
func (d *render) plainIron(n *note) {
	i := &d.result.Iron
	if i.Reading == screen.ReadingNotAssessed {
		return
	}
	if d.result.Outcome.Code != screen.Negative || i.Reading == screen.ReadingOverloadCheck {
		n.line(d.say("reading." + d.result.ReadingWording()))
	}
	for _, rule := range i.Notes {
		switch rule {
		case "iron_note.anaemia", "iron_note.high_ferritin", "iron_note.dialysis_low_ferritin":
			n.line(d.say(string(rule)))
		}
	}
}
