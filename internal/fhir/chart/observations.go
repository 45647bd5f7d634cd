package chart

import (
	"cmp"
	"strconv"
	"time"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

// LOINC codes of observations that are no laboratory tests.
//
// Source: terminology/labs.csv.
const (
	loincPregnancy    = "82810-3"
	loincDeliveryDate = "11778-8"
)

// loincGestation are gestational age: in weeks or days, estimated or not.
var loincGestation = []string{"18185-9", "49051-6", "11884-4"}

// observed is an observation, or a component of one, with its date.
type observed struct {
	place
	member string // "" or ".component[2]"
	found  *component
	loinc  string
	// on is the day; undated where there is none and the result may act all the same.
	on      date
	undated bool
	// at and issued order results of one day; zero where they are not given.
	at, issued time.Time
}

// name is what issues call it.
func (o *observed) name() string { return o.place.name("Observation") }

// source is where it stands.
func (o *observed) source() Source {
	return Source{Reference: o.reference, Expression: o.expression + o.member}
}

// newerThan compares two observations of one day by what they say of the time.
// It is false both ways where that does not tell.
func (o *observed) newerThan(other *observed) bool {
	if !o.at.IsZero() && !other.at.IsZero() && !o.at.Equal(other.at) {
		return o.at.After(other.at)
	}
	return !o.issued.IsZero() && !other.issued.IsZero() && o.issued.After(other.issued)
}

// readObservations takes laboratory results and what there is on pregnancy.
func (r *reader) readObservations(c *Chart, who subjects) {
	labs := newLabs(r)
	pregnancy := &pregnancies{reader: r}
	for i := range r.observations {
		p := &r.observations[i]
		parts := []observed{{place: p.place, found: &p.is.component}}
		for n := range p.is.Component {
			parts = append(parts, observed{place: p.place, member: ".component[" + strconv.Itoa(p.is.Component[n].index) + "]", found: &p.is.Component[n]})
		}
		known := false
		for n := range parts {
			known = r.observe(&parts[n], p, who, labs, pregnancy) || known
		}
		if !known {
			r.passBy(kindObservations, &p.place)
		}
	}
	c.Labs, c.sent = labs.newest(), labs.sent
	pregnancy.conclude(c)
}

// observe hands an observation to what it is of, once it is known to be usable.
// It is false for one that is of nothing known.
func (r *reader) observe(o *observed, p *placed[observation], who subjects, labs *labs, pregnancy *pregnancies) (known bool) {
	take, what := r.taker(o, labs, pregnancy)
	if take == nil {
		return false
	}
	if !r.about(who, p.is.Subject, &p.place, "Observation") {
		return true
	}
	labs.sent[what] = true
	if !r.plain(p.is.Modified || o.found.Modified, &o.place, o.member, "Observation") || !r.final(p, what) || !r.date(o, &p.is, what) {
		return true
	}
	if len(o.found.DataAbsentReason) > 0 {
		r.issues.add(noValue, o.place, o.member+".dataAbsentReason", "%s (%s) says that there is no value, and was left out.", o.name(), what)
		return true
	}
	take(o)
	return true
}

// taker is what takes an observation, and what it is called. It is nil for an
// observation that is of no use here.
func (r *reader) taker(o *observed, labs *labs, pregnancy *pregnancies) (take func(*observed), what string) {
	for i := range o.found.Code.Coding {
		c := &o.found.Code.Coding[i]
		if terminology.System(c.System) != terminology.LOINC {
			continue
		}
		o.loinc = c.Code
		switch c.Code {
		case loincPregnancy:
			return pregnancy.status, "pregnancy status"
		case loincDeliveryDate:
			return pregnancy.delivery, "estimated delivery date"
		case loincGestation[0], loincGestation[1], loincGestation[2]:
			return pregnancy.gestation, "gestational age"
		}
		if test, known := r.knows.LabTest(c.Code); known {
			return func(o *observed) { labs.add(test, o) }, test
		}
	}
	return nil, ""
}

// final reports a status whose value stands. A preliminary number may still
// change, and what rested on it would have to be taken back: it is left out.
func (r *reader) final(p *placed[observation], what string) bool {
	name := p.name("Observation")
	switch p.is.Status {
	case "final", "amended", "corrected":
		return true
	case "entered-in-error":
		r.issues.add(enteredInError, p.place, ".status", "%s (%s) was entered in error, and was left out.", name, what)
	case "cancelled":
		r.issues.add(cancelled, p.place, ".status", "%s (%s) was cancelled, and was left out.", name, what)
	default:
		r.issues.add(notFinal, p.place, ".status", "%s (%s) is not final, and was left out.", name, what)
	}
	return false
}

// date finds the day of an observation, as written. It is false without a full
// day, but for a TSAT, and for one after today.
func (r *reader) date(o *observed, is *observation, what string) bool {
	effective := cmp.Or(is.EffectiveDate, is.EffectivePeriod.End, is.EffectiveInstant)
	written := cmp.Or(effective, is.Issued, is.EffectivePeriod.Start)
	o.at, _ = instant(effective)
	o.issued, _ = instant(is.Issued)
	on, ok := readDate(written)
	if !ok || !on.full() {
		if o.undated = what == testTSAT; o.undated {
			return true // labs.add tells whether it acts
		}
		r.issues.add(noDate, o.place, "", "%s (%s) has no full date, and may be years old: it was left out.", o.name(), what)
		return false
	}
	if at, timed := instant(written); on.first().After(r.today) && timed && !civil(at.In(r.now.Location())).After(r.today) {
		// It is tomorrow already where the sample was taken.
		on, _ = readDate(r.today.Format(time.DateOnly))
	}
	if on.first().After(r.today) {
		r.issues.add(futureDate, o.place, "", "%s (%s) is dated after today, and was left out.", o.name(), what)
		return false
	}
	o.on = on
	return true
}
