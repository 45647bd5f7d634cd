package chart

import (
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

const (
	// pregnancyDays is how long a pregnancy is believed without another word: 42
	// weeks, after which it is over.
	//
	// Source: spec/fhir.md, terminology/conditions.csv: problem lists go stale.
	pregnancyDays = 42 * daysPerWeek
	// recordedDays is how long one is believed whose beginning nobody has
	// recorded: who records it is some weeks pregnant already. The limit is this
	// product's own.
	recordedDays = 36 * daysPerWeek
	// notPregnantDays is how long it is believed that there is none: one may
	// have begun since. The limit is this product's own.
	notPregnantDays = 28
	// maxWeeks is the longest pregnancy that a request may hold, in weeks.
	maxWeeks     = 45
	termDays     = 280 // from the first day of a pregnancy to the date of delivery
	daysPerWeek  = 7
	answerYes    = "yes"
	answerNo     = "no"
	answerUnsure = "not_sure"
)

// pregnancyAnswers are the answers of LOINC 82810-3 by system and code.
//
// Source: value set pregnancy-status-uv-ips; terminology/labs.csv.
var pregnancyAnswers = map[string]string{
	terminology.LOINC + "|LA15173-0": answerYes,
	terminology.LOINC + "|LA26683-5": answerNo,
	terminology.LOINC + "|LA4489-6":  answerUnsure,
	terminology.SNOMED + "|77386006": answerYes,
	terminology.SNOMED + "|60001007": answerNo,
}

// pregnancies collects what a chart says of pregnancy.
type pregnancies struct {
	*reader
	statements []statement
	starts     []start
}

// statement says what was so on a day.
type statement struct {
	place
	answer string
	on     date
	seen   *observed // nil for a condition
	// since is the day from which it is told how long a pregnancy has been: its
	// onset where that is known.
	since time.Time
	// lasts is for how many days after since it may be so.
	lasts int
}

// answerOver is the statement that a pregnancy has ended, which says nothing of
// today: another may have begun.
const answerOver = "over"

// start is the first day of a pregnancy, as an observation gives it.
type start struct {
	*observed
	day time.Time
}

// ofCondition takes a condition that says that somebody is pregnant, or that a
// child is born. One that nobody has dated goes stale on problem lists.
func (r *reader) ofCondition(p *placed[condition], m *terminology.Condition) {
	s := statement{place: p.place, answer: answerYes}
	switch {
	case m.Key == keyPostpartum:
		s.answer = answerOver
	case !pregnant(m):
		return
	}
	recorded, onset := r.past(p.is.RecordedDate), r.past(p.is.OnsetDateTime)
	if s.on = recorded; onset.text > recorded.text {
		s.on = onset
	}
	if s.on.text == "" {
		r.issues.add(stale, p.place, "", "%s (%s) is undated, and may be over: it was left out.", p.name("Condition"), m.Key)
		return
	}
	if s.since, s.lasts = recorded.first(), recordedDays; onset.full() {
		s.since, s.lasts = onset.first(), pregnancyDays
	}
	r.said = append(r.said, s)
}

// ended takes the end of a pregnancy that is over.
func (r *reader) ended(p *placed[condition], meant []terminology.Condition) {
	if v, understood := p.is.VerificationStatus.status(&verificationStatuses); !understood || v != "" && v != "confirmed" {
		return
	}
	end := r.past(p.is.AbatementDateTime)
	if end.full() && slices.ContainsFunc(meant, func(m terminology.Condition) bool { return pregnant(&m) }) {
		r.said = append(r.said, statement{place: p.place, answer: answerOver, on: end})
	}
}

// pregnant reports a condition that proves a pregnancy.
func pregnant(m *terminology.Condition) bool {
	return !m.Possible && slices.Contains(m.Answers, terminology.Answer{Path: pathPregnancy, Value: answerYes})
}

// past is a full date up to today; any other is as none.
func (r *reader) past(s string) date {
	if d, ok := readDate(s); ok && d.full() && !d.first().After(r.today) {
		return d
	}
	return date{}
}

// status takes an observation of the pregnancy status.
func (s *pregnancies) status(o *observed) {
	for i := 0; o.found.Concept != nil && i < len(o.found.Concept.Coding); i++ {
		c := &o.found.Concept.Coding[i]
		system := terminology.System(c.System)
		answer := pregnancyAnswers[system+"|"+c.Code]
		if answer == "" || system == terminology.SNOMED && !s.readsSNOMED() {
			continue
		}
		s.statements = append(s.statements, statement{
			place: o.place, answer: answer, on: o.on, seen: o, since: o.on.first(), lasts: pregnancyDays,
		})
		return
	}
	s.issues.add(noValue, o.place, o.member, "%s (pregnancy status) has no answer that is known, and was left out.", o.name())
}

// readsSNOMED reports whether codes of SNOMED CT are switched on.
func (s *pregnancies) readsSNOMED() bool {
	return len(s.knows.Conditions(terminology.SNOMED, "77386006")) > 0
}

// gestation takes a gestational age in weeks or days.
func (s *pregnancies) gestation(o *observed) {
	q := o.found.Quantity
	if q == nil || q.Value == nil {
		s.issues.add(noValue, o.place, o.member, "%s (gestational age) has no number as a quantity, and was left out.", o.name())
		return
	}
	var days float64
	switch strings.ToLower(q.spelling()) {
	case "wk", "week", "weeks":
		days = *q.Value * daysPerWeek
	case "d", "day", "days":
		days = *q.Value
	default:
		s.issues.add(wrongUnit, o.place, o.member+".valueQuantity", "%s (gestational age) was left out. Accepted: wk, d.", o.name())
		return
	}
	if days < 0 || days >= (maxWeeks+1)*daysPerWeek {
		s.issues.add(outOfRange, o.place, o.member+".valueQuantity", "%s (gestational age) is not plausible, and was left out.", o.name())
		return
	}
	s.starts = append(s.starts, start{o, o.on.first().AddDate(0, 0, -int(days))})
}

// delivery takes an estimated date of delivery.
func (s *pregnancies) delivery(o *observed) {
	d, ok := readDate(o.found.DateTime)
	if !ok || !d.full() {
		s.issues.add(noValue, o.place, o.member, "%s (estimated delivery date) has no full date, and was left out.", o.name())
		return
	}
	s.starts = append(s.starts, start{o, d.first().AddDate(0, 0, -termDays)})
}

// conclude answers the question from what is newest.
func (s *pregnancies) conclude(c *Chart) {
	s.statements = append(s.statements, s.said...)
	if c.Patient != nil && c.Patient.Sex == "male" {
		for _, one := range s.statements {
			s.issues.add(contradicted, one.place, "", "%s speaks of pregnancy, and the patient is male: it was left out.", one.name("resource"))
		}
		return
	}
	last := s.newest(func(one *statement) bool { return one.answer != answerUnsure })
	begun := s.begun(last)
	// That somebody did not know takes nothing from a pregnancy that is still on.
	if unsure := s.newest(func(one *statement) bool { return one.answer == answerUnsure }); unsure != nil &&
		(last == nil || unsure.on.text > last.on.text && (last.answer != answerYes || s.outdated(last, begun))) {
		last, begun = unsure, nil
	}
	if s.mayBeOn(last, begun) {
		return
	}
	switch {
	case last == nil || last.answer == answerOver:
		return
	case s.outdated(last, begun):
		s.issues.add(stale, last.place, "", "%s speaks of pregnancy too long ago: it was left out.", last.name("resource"))
		return
	case last.answer == answerUnsure:
		s.issues.add(leftOpen, last.place, "", "%s says that it is not known: %s is left open.", last.name("resource"), pathPregnancy)
		return
	}
	c.Pregnancy = &Finding{Source: last.source(), Answer: last.answer, On: last.on.text}
	s.issues.add(used, last.place, "", "%s: %s from %s.", pathPregnancy, last.answer, last.name("resource"))
	if last.answer == answerYes && begun != nil {
		weeks := int(s.today.Sub(begun.day).Hours()/24) / daysPerWeek
		c.GestationWeeks = &weeks
		s.issues.add(used, begun.place, begun.member, "patient.gestation_weeks from %s, with the weeks since.", begun.name())
	}
}

// mayBeOn reports a pregnancy that may still be on by its first day, where no
// statement made since says whether there is one: weeks and a date of delivery
// alone are no answer, and "no" is none before them. It tells so.
func (s *pregnancies) mayBeOn(last *statement, begun *start) bool {
	if last != nil && last.answer == answerYes && !s.outdated(last, begun) {
		return false
	}
	var newest *start
	for i := range s.starts {
		st := &s.starts[i]
		if st.day.After(s.today) || s.today.After(st.day.AddDate(0, 0, pregnancyDays)) || last != nil && st.on.text <= last.on.text {
			continue
		}
		if newest == nil || newest.before(st) {
			newest = st
		}
	}
	if newest == nil {
		return false
	}
	s.issues.add(mayBePregnant, newest.place, newest.member,
		"%s tells of a pregnancy that may still be on, and no status says so: %s is left open.", newest.name(), pathPregnancy)
	return true
}

// before orders first days by when they were observed.
func (st *start) before(other *start) bool {
	if st.on.text != other.on.text {
		return st.on.text < other.on.text
	}
	return other.newerThan(st.observed)
}

// newest is the newest of the statements that count; nil without any. Of one
// day, the end of a pregnancy comes after it; yes and no contradict.
func (s *pregnancies) newest(counts func(*statement) bool) *statement {
	var last *statement
	var against *statement
	for i := range s.statements {
		one := &s.statements[i]
		if !counts(one) {
			continue
		}
		switch {
		case last == nil || one.after(last):
			last, against = one, nil
		case !last.after(one) && last.answer != one.answer:
			against = one
		}
	}
	if against == nil {
		return last
	}
	s.issues.add(contradicted, last.place, "", "%s and %s contradict each other on pregnancy: neither was used.", last.name("resource"), against.name("resource"))
	return &statement{place: last.place, answer: answerOver, on: last.on}
}

// after orders statements by day, and those of one day by their time.
func (one *statement) after(other *statement) bool {
	switch {
	case one.on.text != other.on.text:
		return one.on.text > other.on.text
	case one.seen != nil && other.seen != nil:
		return one.seen.newerThan(other.seen)
	default:
		return one.answer == answerOver && other.answer == answerYes || one.answer == answerNo && other.answer == answerOver
	}
}

// outdated reports that a statement is too old to say what is so today.
func (s *pregnancies) outdated(one *statement, begun *start) bool {
	days := int(s.today.Sub(one.on.first()).Hours() / 24)
	switch {
	case one.answer == answerNo:
		return days > notPregnantDays
	case one.answer != answerYes:
		return days > pregnancyDays
	case begun != nil:
		return s.today.After(begun.day.AddDate(0, 0, pregnancyDays))
	default:
		return int(s.today.Sub(one.since).Hours()/24) > one.lasts
	}
}

// begun is the newest first day that is one of the pregnancy that a statement
// speaks of: before it, and no longer before than a pregnancy lasts.
func (s *pregnancies) begun(one *statement) *start {
	if one == nil || one.answer != answerYes {
		return nil
	}
	said := one.on.first()
	var newest *start
	for i := range s.starts {
		st := &s.starts[i]
		if st.day.After(said) || said.After(st.day.AddDate(0, 0, pregnancyDays)) {
			continue
		}
		if newest == nil || newest.before(st) {
			newest = st
		}
	}
	return newest
}
