package app

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
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
func (d *render) summary(out *v1.Screening) string {
	n := d.newNote()
	n.line(d.say("text.title"))
	d.noteScreen(n, out)
	d.noteClassification(n, out)
	d.noteLabs(n, out.Labs)
	d.noteMedicines(n, &out.Medications)
	d.noteEnd(n, out)
	return d.take(n)
}

func (d *render) noteScreen(n *note, out *v1.Screening) {
	n.list(d.say("text.alerts"), len(out.Alerts), func(i int) {
		n.write("[", d.say("urgency."+out.Alerts[i].Urgency), "] ", out.Alerts[i].Display)
	})
	n.one(d.say("text.outcome"), out.Outcome.Display)
	n.list(d.say("text.criteria"), len(out.Criteria), func(i int) { d.noteCriterion(n, &out.Criteria[i]) })
	n.open(d.say("text.criterion_5"))
	n.write(out.Criterion5.Display)
	for i := range out.Criterion5.Pointers {
		n.write([]string{" (", "; "}[min(i, 1)], out.Criterion5.Pointers[i].Display)
	}
	if len(out.Criterion5.Pointers) > 0 {
		n.write(")")
	}
	n.end()
	n.list(d.say("text.standards"), len(out.StandardReasons), func(i int) {
		n.write(out.StandardReasons[i].Display, ": ", d.say("status."+d.result.Standards[i].Status))
	})
	n.one(d.say("text.course"), out.Course.Display)
	n.one(d.say("text.significance"), out.Significance.Display)
	if out.Severity != nil {
		n.one(d.say("text.severity"), out.Severity.Display, ", ", strconv.Itoa(out.Severity.Total), "/40")
	}
}

// noteCriterion gives the answer too where it is not simply yes or no.
func (d *render) noteCriterion(n *note, c *v1.Criterion) {
	n.write(c.Display, ": ", d.say("status."+c.Status))
	switch c.Answer {
	case "yes", "no":
	case "":
		n.write(" (", d.say("answer.not_asked"), ")")
	default:
		n.write(" (", d.say("answer."+c.Answer), ")")
	}
}

func (d *render) noteClassification(n *note, out *v1.Screening) {
	c := &out.Classification
	n.open(d.say("text.classification"))
	n.write(c.Display)
	if c.Provisional {
		n.write(" ", d.say("text.provisional"))
	}
	n.end()
	n.list(d.say("text.contributors"), len(c.Contributors), func(i int) { d.noteContributor(n, &c.Contributors[i]) })
	n.list(d.say("text.primary_pointers"), len(c.PrimaryPointers), func(i int) { n.write(c.PrimaryPointers[i].Display) })
	missing := d.result.Classification.Missing
	n.list(d.say("text.missing"), len(missing), func(i int) { n.write(d.missingText(missing[i])) })
	n.open(d.say("text.iron"))
	d.noteIron(n)
	n.end()
	d.noteOld(n)
}

// noteOld names the results that inform and do not decide any more.
func (d *render) noteOld(n *note) {
	var old []*screen.TestResult
	for i := range d.result.Tests {
		if t := &d.result.Tests[i]; t.Old {
			old = append(old, t)
		}
	}
	n.list(d.say("text.old_values"), len(old), func(i int) {
		f := &old[i].Fact
		n.write(d.say("test."+old[i].Test.String()), " ", d.voice.read(d.value(f.Value)), " (", d.answers.request.Labs[f.Path.Index].CollectedOn, ")")
	})
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

// noteContributor gives the tier, and to clinicians the values that were
// compared: without the names of their tests they tell a patient nothing.
func (d *render) noteContributor(n *note, c *v1.Contributor) {
	n.write(c.Display, " (", d.say("tier."+c.Tier))
	for i := range c.Because {
		if f := &c.Because[i]; f.Threshold != "" && !d.patient {
			n.write(", ", d.voice.read(f.Value), " ", d.voice.read(f.Threshold))
		}
	}
	n.write(")")
}

func (d *render) noteIron(n *note) {
	i := &d.result.Iron
	if i.Ferritin.Known {
		n.write(fillOne(d.say("text.ferritin"), d.shown(i.Ferritin.X, screen.UnitFerritin)), ". ")
	}
	if i.TSAT.Known {
		n.write(fillOne(d.say("text.tsat"), d.shown(i.TSAT.X, screen.UnitPercent)), ". ")
	}
	d.noteOverload(n)
	n.write(d.say("reading." + d.result.ReadingWording()))
	for _, rule := range i.Notes {
		if r := d.rule(rule); inChart[rule] && r.shown {
			n.write(" ", r.display)
		}
	}
}

// noteOverload gives the TSAT that speaks of overload where it is another than
// the one that decides: beside that one, or alone, the reading would be
// unfounded.
func (d *render) noteOverload(n *note) {
	at := slices.IndexFunc(d.result.Alerts, func(a screen.Alert) bool { return a.ID == "iron_overload" })
	if at < 0 || d.result.Iron.Reading != screen.ReadingOverloadCheck {
		return
	}
	for _, f := range d.result.Alerts[at].Because {
		if tsat := d.result.Iron.TSAT; tsat.Known && tsat.X == f.Value.Number {
			continue
		}
		n.write(fillOne(d.say("text.tsat"), d.shown(f.Value.Number, f.Value.Unit)), " (",
			cmp.Or(d.answers.request.Labs[f.Path.Index].CollectedOn, d.say("part.undated")))
		given := func(l screen.Lab) bool { return l.Index == f.Path.Index && l.Test == screen.TSAT }
		if !slices.ContainsFunc(d.answers.input.Labs, given) {
			n.write(", ", d.say("part.calculated"))
		}
		n.write("). ")
	}
}

// inChart are the notes on iron that a chart must not be without.
var inChart = map[screen.Rule]bool{
	"iron_note.anaemia": true, "iron_note.bleeding": true, "iron_note.high_ferritin": true, "iron_note.ask_tsat": true,
	"iron_note.nephrology": true, "iron_note.dialysis_low_ferritin": true, "iron_note.obstetric_review": true,
}

func (d *render) noteLabs(n *note, labs []v1.LabSuggestion) {
	for _, group := range [...]struct{ key, status, priority string }{
		{"text.labs_recommended", "suggested", "recommended"},
		{"text.labs_consider", "suggested", "consider"},
		{"text.labs_available", "already_available", ""},
	} {
		opened := false
		item := func(parts ...string) {
			if !opened {
				n.open(d.say(group.key))
				opened = true
			}
			n.next()
			n.write(parts...)
		}
		for i := range labs {
			l := &labs[i]
			if l.Status != group.status || group.priority != "" && l.Priority != group.priority {
				continue
			}
			item(l.Display)
			if l.Value != "" {
				n.write(" ", l.Value)
			}
		}
		if group.priority == "" {
			d.otherResults(labs, item)
		}
		if opened {
			n.end()
		}
	}
}

// otherResults names the results that no suggested test shows: nothing that was
// sent is left out of the note. Ferritin and TSAT stand in the line on iron.
func (d *render) otherResults(labs []v1.LabSuggestion, item func(parts ...string)) {
	for i := range d.result.Tests {
		t := &d.result.Tests[i]
		shown := func(l v1.LabSuggestion) bool { return l.ID == t.Test.String() }
		if !t.Old && t.Test != screen.Ferritin && t.Test != screen.TSAT && !slices.ContainsFunc(labs, shown) {
			item(d.say("test."+t.Test.String()), " ", d.voice.read(d.value(t.Fact.Value)))
		}
	}
}

// noteMedicines names the medicines that bear on the screen, and those that
// could not be resolved.
func (d *render) noteMedicines(n *note, m *v1.MedicationEffects) {
	var bearing []*v1.MedicationEffect
	for i := range d.result.Effects {
		if tier := d.result.Effects[i].Tier; tier != screen.TierNone && tier != screen.TierTreatment {
			bearing = append(bearing, &m.Effects[i])
		}
	}
	n.list(d.say("text.medications"), len(bearing), func(i int) {
		n.write(bearing[i].IngredientDisplay, ": ", bearing[i].Display)
	})
	n.list(d.say("text.unrecognised"), len(m.Unrecognised), func(i int) { n.write(m.Unrecognised[i].Input) })
}

func (d *render) noteEnd(n *note, out *v1.Screening) {
	var warnings []string
	for i := range out.Warnings {
		if w := &out.Warnings[i]; !slices.Contains(warnings, w.Display) {
			warnings = append(warnings, w.Display)
		}
	}
	n.list(d.say("text.warnings"), len(warnings), func(i int) { n.write(warnings[i]) })
	n.line(d.rulesetLine())
	n.line(out.Notice)
}

func (d *render) rulesetLine() string {
	return d.voice.rulesetLines[d.service.rules.EvidenceStatus(d.answers.request.AsOf)]
}

// WithoutRuleset is a summary without the line that names the ruleset, by its
// digest: two summaries are compared so whose rulesets say the same.
func WithoutRuleset(summary, digest string) string {
	if digest == "" {
		return summary
	}
	var kept strings.Builder
	for line := range strings.Lines(summary) {
		if !strings.Contains(line, digest) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// plain is for the patient, in the patient's words whoever asked: what is
// urgent first, then what was found, and what to do next.
func (d *render) plain() string {
	p := *d
	p.patient, p.voice = true, d.service.voices[voiceKey{d.voice.lang, true}]()
	r := p.result
	n := d.newNote()
	for i := range r.Alerts {
		n.line(p.alertText(r.Alerts[i]))
	}
	if r.Warned(screen.WarnDopaminergicUnclear) {
		n.line(p.say("warning." + screen.WarnDopaminergicUnclear))
	}
	n.line(p.say(string(r.Outcome.Rule)))
	if r.Outcome.AnyPositive() {
		n.line(p.say(string(r.Classification.Rule) + ".text"))
	}
	p.plainIron(n)
	p.plainTests(n)
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

// plainTests names the tests to ask for.
func (d *render) plainTests(n *note) {
	separator := ""
	for i := range d.result.Labs {
		if l := &d.result.Labs[i]; !l.Available {
			if separator == "" {
				n.open(d.say("plain.tests"))
			}
			n.write(separator, d.say("test."+l.ID))
			separator = ", "
		}
	}
	if separator != "" {
		n.end()
	}
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
