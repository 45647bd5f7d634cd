package app

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// render words a result for one audience in one language. Codes, ids and the
// order of lists are the same for all.
type render struct {
	service *Service
	voice   *voice
	patient bool
	answers *answers
	result  *screen.Result
	*memory
}

func (s *Service) render(a *answers, m *memory, r *screen.Result, o Options) *render {
	return &render{
		service: s, voice: s.voice(o), patient: o.Audience == Patient, answers: a, result: r, memory: m,
	}
}

// screening is the whole answer.
func (d *render) screening() *v1.Screening {
	out := &d.memory.answer
	*out = v1.Screening{
		Outcome:         d.outcome(),
		Criteria:        d.criteria(),
		Criterion5:      d.criterion5(),
		Standards:       d.standards(),
		StandardReasons: d.standardReasons(),
		Course:          d.conclusion(&d.result.Course),
		Significance:    d.conclusion(&d.result.Significance),
		Severity:        d.severity(),
		Classification:  d.classification(),
		Iron:            d.iron(),
		Labs:            d.labs(),
		Medications:     d.medications(),
		Alerts:          d.alerts(),
		Guidance:        d.guidance(),
		Decision:        d.decision(),
		Warnings:        d.warnings(),
		Ruleset:         d.service.rulesetRef(d.answers.request.AsOf),
		Notice:          d.say("notice"),
	}
	out.Text = v1.Text{Summary: d.summary(out), Plain: d.plain()}
	return out
}

// say is the text of a key for the audience.
func (d *render) say(key string) string { return d.voice.words[key] }

// fillOne fills the only placeholder of a template.
func fillOne(template, value string) string {
	head, rest, found := strings.Cut(template, "{")
	if !found {
		return template
	}
	_, tail, _ := strings.Cut(rest, "}")
	return head + value + tail
}

// rule is what is said of a rule.
func (d *render) rule(rule screen.Rule) *said { return d.voice.rules[rule] }

// facts are the answers and values behind a conclusion.
func (d *render) facts(facts []screen.Fact) []v1.Fact {
	out := d.memory.facts.list(len(facts))
	for i := range facts {
		f := &facts[i]
		out = append(out, v1.Fact{Path: f.Path.String(), Value: d.value(f.Value), Threshold: d.threshold(f)})
	}
	return out
}

// threshold is what a value was compared with, such as "< 30 ng/mL".
func (d *render) threshold(f *screen.Fact) string {
	if f.Limit.Op == "" {
		return ""
	}
	return d.voice.thresholds[comparison{f.Limit, f.Value.Unit}]
}

func (d *render) value(v screen.Value) string {
	switch v.Kind {
	case screen.CodeValue:
		return v.Code
	case screen.NumberValue:
		return d.shown(v.Number, v.Unit)
	default:
		return ""
	}
}

// shown is a value as it is shown, which the parts of an answer have in common.
func (d *render) shown(x float64, unit string) string {
	for i := range d.written {
		if w := &d.written[i]; w.x == x && w.unit == unit {
			return w.text
		}
	}
	text := d.voice.amount(d.service.displayed(x, unit), unit)
	d.written = append(d.written, written{x, unit, text})
	return text
}

// showBounds has results that are known as bounds shown as such, wherever they
// are shown. One that another result equals is left as its number.
func (d *render) showBounds(bounds []Bound) {
	labs, tests := d.answers.input.Labs, &d.service.rules.Tests
	for _, b := range bounds {
		at := slices.IndexFunc(labs, func(l screen.Lab) bool { return l.Index == b.Index })
		if at < 0 {
			continue
		}
		lab, test := labs[at], &tests[labs[at].Test]
		equal := func(l screen.Lab) bool {
			return l.Index != lab.Index && l.Value == lab.Value && tests[l.Test].Unit == test.Unit
		}
		if value, ok := test.Convert(b.Value, d.answers.request.Labs[b.Index].Unit); ok && !slices.ContainsFunc(labs, equal) {
			d.written = append(d.written, written{lab.Value, test.Unit, b.Comparator + " " + d.voice.amount(d.service.displayed(value, test.Unit), test.Unit)})
		}
	}
}

func (d *render) outcome() v1.Outcome {
	o, r := &d.result.Outcome, d.rule(d.result.Outcome.Rule)
	out := v1.Outcome{Code: o.Code, Display: r.display, Evidence: r.evidence}
	if reason := o.Reason; reason != "" {
		out.Reason = &reason
	}
	return out
}

// member is the last part of a path, such as "urge_to_move".
func member(q screen.Question) string {
	path := q.String()
	return path[strings.LastIndexByte(path, '.')+1:]
}

func (d *render) criteria() []v1.Criterion {
	out := d.memory.criteria.list(screen.NumCriteria)
	for i := range d.result.Criteria {
		c := &d.result.Criteria[i]
		r := d.rule(c.Rule)
		out = append(out, v1.Criterion{
			ID: member(c.Question), Display: r.display, Status: c.Status.String(), Answer: c.Answer.String(),
			Because: d.facts(c.Because), Evidence: r.evidence,
		})
	}
	return out
}

func (d *render) criterion5() v1.Criterion5 {
	c, r := &d.result.Criterion5, d.rule(d.result.Criterion5.Rule)
	out := v1.Criterion5{
		Status: c.Status, Display: r.display, Evidence: r.evidence,
		Pointers: d.mimics.list(len(c.Pointers)), Open: d.paths(c.Open),
	}
	for _, q := range c.Pointers {
		r := d.rule(screen.MimicRule(q))
		out.Pointers = append(out.Pointers, v1.MimicPointer{
			ID: member(q), Path: q.String(), Display: r.display, Evidence: r.evidence,
		})
	}
	return out
}

func (d *render) paths(questions []screen.Question) []string {
	out := d.texts.list(len(questions))
	for _, q := range questions {
		out = append(out, q.String())
	}
	return out
}

func (d *render) standards() v1.Standards {
	s := &d.result.Standards
	return v1.Standards{
		IRLSSG2003: s[screen.IRLSSG2003].Status, IRLSSG2014: s[screen.IRLSSG2014].Status,
		ICSD3TR: s[screen.ICSD3TR].Status, DSM5TR: s[screen.DSM5TR].Status,
	}
}

func (d *render) standardReasons() []v1.StandardReason {
	out := d.memory.standards.list(screen.NumStandards)
	for i := range d.result.Standards {
		s := &d.result.Standards[i]
		r := d.rule(s.Rule)
		out = append(out, v1.StandardReason{ID: s.ID, Display: r.display, Because: d.facts(s.Because), Evidence: r.evidence})
	}
	return out
}

func (d *render) conclusion(c *screen.Conclusion) v1.Conclusion {
	r := d.rule(c.Rule)
	out := v1.Conclusion{Code: c.Code, Display: r.display, Because: d.texts.list(len(c.Because)), Evidence: r.evidence}
	for i := range c.Because {
		out.Because = append(out.Because, c.Because[i].Path.String())
	}
	return out
}

func (d *render) severity() *v1.Severity {
	s := &d.result.Severity
	if !s.Total.Known {
		return nil
	}
	return &v1.Severity{
		Instrument: "irls", Total: s.Total.N, Band: s.Band, Display: d.say("severity." + s.Band), Evidence: d.rule(s.Rule).evidence,
	}
}

func (d *render) classification() v1.Classification {
	c, r := &d.result.Classification, d.rule(d.result.Classification.Rule)
	out := v1.Classification{
		Label: c.Label, Display: r.display, Provisional: c.Provisional,
		Contributors:    d.contributors.list(len(c.Contributors)),
		PrimaryPointers: d.pointers.list(len(c.PrimaryPointers)),
		Missing:         d.paths(c.Missing), Text: d.say(string(c.Rule) + ".text"), Evidence: r.evidence,
	}
	for i := range c.Contributors {
		out.Contributors = append(out.Contributors, d.contributor(&c.Contributors[i]))
	}
	for i := range c.PrimaryPointers {
		p := &c.PrimaryPointers[i]
		r := d.rule(p.Rule)
		out.PrimaryPointers = append(out.PrimaryPointers, v1.PrimaryPointer{
			ID: p.ID, Display: r.display, Because: d.facts(p.Because), Evidence: r.evidence,
		})
	}
	return out
}

func (d *render) contributor(c *screen.Contributor) v1.Contributor {
	out := v1.Contributor{
		ID: c.ID, Tier: c.Tier.String(), Display: d.contributorText(c), Because: d.facts(c.Because), Evidence: d.rule(c.Rule).evidence,
	}
	if c.Medicine != nil {
		out.ID = "medicine:" + c.Medicine.Key
	}
	return out
}

func (d *render) contributorText(c *screen.Contributor) string {
	if c.Medicine != nil {
		return d.voice.medicines[c.Medicine]
	}
	return d.say("contributor." + c.ID)
}

func (d *render) iron() v1.Iron {
	i := &d.result.Iron
	out := v1.Iron{
		Profile: d.service.rules.Manifest.Profile, Reading: i.Reading,
		Display:       d.say("reading." + d.result.ReadingWording()),
		NearThreshold: i.NearThreshold, Notes: d.texts.list(len(i.Notes)),
		Because: d.facts(i.Because), Evidence: d.rule(i.Rule).evidence,
	}
	if i.Ferritin.Known {
		x := d.service.ferritin(i.Ferritin.X)
		out.FerritinNgML = &x
	}
	if i.TSAT.Known {
		x := d.service.tsat(i.TSAT.X)
		out.TSATPercent = &x
	}
	for _, note := range i.Notes {
		if r := d.rule(note); r.shown {
			out.Notes = append(out.Notes, r.display)
		}
	}
	return out
}

func (d *render) decision() v1.Decision {
	in := &d.result.Decision
	out := v1.Decision{
		Decisive:      d.decisive.list(len(in.Decisive)),
		WouldChange:   d.changes.list(len(in.WouldChange)),
		NextQuestions: d.next.list(len(in.Next)),

		OutcomeSettled: in.OutcomeSettled, CanStop: in.CanStop,
	}
	for _, f := range in.Decisive {
		answer := f.Value.Code
		if f.Value.Kind == screen.NumberValue {
			answer = number(f.Value.Number)
		}
		out.Decisive = append(out.Decisive, v1.DecisiveAnswer{Path: f.Path.String(), Answer: answer})
	}
	for _, c := range in.WouldChange {
		out.WouldChange = append(out.WouldChange, v1.Change{Path: c.Question.String(), Answer: c.Answer, Outcome: c.Outcome})
	}
	for _, n := range in.Next {
		out.NextQuestions = append(out.NextQuestions, v1.NextQuestion{Path: n.Question.String(), Asked: n.Asked})
	}
	return out
}
