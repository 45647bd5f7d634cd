package chart

import (
	"slices"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

// readConditions takes the active conditions of meaning.
func (r *reader) readConditions(c *Chart, who subjects) {
	for i := range r.conditions {
		p := &r.conditions[i]
		meant := r.meanings(p.is.Code)
		if len(meant) == 0 {
			r.passBy(kindConditions, &p.place)
			continue
		}
		if !r.about(who, p.is.Subject, &p.place, "Condition") || !r.plain(p.is.Modified, &p.place, "", "Condition") {
			continue
		}
		confirmed, ok := r.current(p, meant[0].Key)
		if !confirmed {
			r.ended(p, meant)
		}
		if !ok {
			continue
		}
		for _, m := range meant {
			found := r.condition(c, p, m, confirmed)
			c.Conditions = append(c.Conditions, found)
			if !found.Possible {
				r.ofCondition(p, &found.Condition)
			}
		}
	}
}

// Gives reports whether a condition is proven and answers a question: with a
// value, or, where that is "", with any.
func (c *Condition) Gives(path, value string) bool {
	return !c.Possible && slices.ContainsFunc(c.Answers, func(a terminology.Answer) bool {
		return a.Path == path && (value == "" || a.Value == value)
	})
}

// meanings are what the codes of a concept mean, each condition once; one that
// a code proves is proven.
func (r *reader) meanings(codes *concept) []terminology.Condition {
	if codes == nil {
		return nil
	}
	var meant []terminology.Condition
	for i := range codes.Coding {
		for _, m := range r.knows.Conditions(codes.Coding[i].System, codes.Coding[i].Code) {
			at := slices.IndexFunc(meant, func(other terminology.Condition) bool { return other.Key == m.Key })
			switch {
			case at < 0:
				meant = append(meant, m)
			case !m.Possible:
				meant[at] = m
			}
		}
	}
	return meant
}

// rls reports a proven condition of restless legs among those meant.
func rls(meant []terminology.Condition) bool {
	return slices.ContainsFunc(meant, func(m terminology.Condition) bool { return m.Role == terminology.RoleRLS && !m.Possible })
}

// current reports whether a condition is there now, and confirmed; it tells why not.
func (r *reader) current(p *placed[condition], key string) (confirmed, ok bool) {
	name := p.name("Condition")
	const at = ".verificationStatus"
	verification, understood := p.is.VerificationStatus.status(&verificationStatuses)
	switch verification {
	case "entered-in-error":
		r.issues.add(enteredInError, p.place, at, "%s (%s) was entered in error, and was left out.", name, key)
		return false, false
	case "refuted":
		r.issues.add(refuted, p.place, at, "%s (%s) is refuted: it answers nothing, and not no.", name, key)
		return false, false
	}
	active, known := r.active(p, key)
	switch {
	case !active:
		return false, false
	case !understood:
		r.issues.add(statusUnknown, p.place, at, "%s (%s) has a verification status that is not known: it is only possible, and answers nothing.", name, key)
		return false, true
	case verification != "" && verification != "confirmed":
		r.issues.add(notConfirmed, p.place, at, "%s (%s) is not confirmed: it is only possible, and answers nothing.", name, key)
		return false, true
	}
	return known, true
}

// active reports whether a condition is there now by its clinical status, or,
// without one, by having no end. It is not known where there is a status that is
// not understood, for it may mean anything, or an active one beside an end.
func (r *reader) active(p *placed[condition], key string) (active, known bool) {
	name := p.name("Condition")
	ended := r.abated(&p.is)
	status, understood := p.is.ClinicalStatus.status(&clinicalStatuses)
	switch status {
	case "active", "recurrence", "relapse":
		if ended {
			r.issues.add(contradicted, p.place, ".clinicalStatus", "%s (%s) is active and has an end: it answers nothing.", name, key)
		}
		return true, !ended
	case "":
		switch {
		case ended:
			r.issues.add(notActive, p.place, "", "%s (%s) has an end: it answers nothing.", name, key)
		case understood:
			r.issues.add(noStatus, p.place, "", "%s (%s) has no clinical status and no end: it counts as active.", name, key)
		default:
			r.issues.add(statusUnknown, p.place, ".clinicalStatus", "%s (%s) has a clinical status that is not known: it is only possible, and answers nothing.", name, key)
		}
		return !ended, understood
	default:
		r.issues.add(notActive, p.place, ".clinicalStatus", "%s (%s) is not active: it answers nothing.", name, key)
		return false, true
	}
}

// abated reports an end of the condition that is not still to come.
func (r *reader) abated(c *condition) bool {
	ends := c.AbatementDateTime
	if c.AbatementPeriod != nil {
		ends = c.AbatementPeriod.End
	}
	if d, ok := readDate(ends); ok {
		return !d.first().After(r.today)
	}
	return ends != "" || c.AbatementString != "" || len(c.AbatementAge)+len(c.AbatementRange) > 0
}

func (r *reader) condition(c *Chart, p *placed[condition], m terminology.Condition, confirmed bool) Condition {
	if m.Possible && (m.Role == terminology.RoleRLS || len(m.Answers) > 0) {
		r.issues.add(possibleOnly, p.place, ".code",
			"The code of %s covers other conditions than %s too: it answers nothing.", p.name("Condition"), m.Key)
	}
	found := Condition{Source: p.source(), Condition: m, Unconfirmed: !confirmed && !m.Possible, Contradicted: r.abated(&p.is)}
	found.Possible = m.Possible || !confirmed
	if d, ok := readDate(p.is.RecordedDate); ok && d.full() {
		found.RecordedOn = d.text
	}
	if m.Role == terminology.RoleRLS && !found.Possible {
		found.OnsetAgeYears = r.onset(c.Patient, p)
	}
	return found
}

// onset is the age in years when a condition began. It is nil where it is not
// known, or cannot be.
func (r *reader) onset(who *Patient, p *placed[condition]) *int {
	var age int
	member := ".onsetAge"
	switch q := p.is.OnsetAge; {
	case q != nil && q.Value != nil:
		perYear, known := ageUnits[q.spelling()]
		if !known {
			r.issues.add(wrongUnit, p.place, member, "The age at onset of %s is in a unit that is not known. Accepted are a and mo.", p.name("Condition"))
			return nil
		}
		if *q.Value < 0 || *q.Value > maxAge*perYear {
			r.issues.add(outOfRange, p.place, member, "The age at onset of %s is not plausible.", p.name("Condition"))
			return nil
		}
		age = int(*q.Value / perYear)
	case p.is.OnsetDateTime == "" && len(p.is.OnsetPeriod)+len(p.is.OnsetRange)+len(p.is.OnsetString) > 0:
		r.issues.add(leftOpen, p.place, ".onset", "The onset of %s is neither an age nor a date: course.onset_age_years is left open.", p.name("Condition"))
		return nil
	default:
		member = ".onsetDateTime"
		var ok bool
		if age, ok = r.onsetByDate(who, p); !ok {
			return nil
		}
	}
	if age < 0 || age > maxAge || who != nil && who.AgeYears != nil && age > *who.AgeYears {
		r.issues.add(contradicted, p.place, member, "The onset of %s is not within the life of the patient: it was not used.", p.name("Condition"))
		return nil
	}
	return &age
}

// ageUnits are units of age by how many make a year.
var ageUnits = map[string]float64{
	"a": 1, "year": 1, "years": 1, "yr": 1, "y": 1,
	"mo": 12, "month": 12, "months": 12,
	"wk": 52.18, "d": 365.25,
}

// onsetByDate is the age at a date of onset. Of a year without month or day it
// is the higher of the two that may be: it claims less.
func (r *reader) onsetByDate(who *Patient, p *placed[condition]) (age int, ok bool) {
	onset, dated := readDate(p.is.OnsetDateTime)
	if !dated || who == nil {
		return 0, false
	}
	birth, born := readDate(who.BirthDate)
	if !born {
		return 0, false
	}
	youngest, oldest := years(birth.last(), onset.first()), years(birth.first(), onset.last())
	if youngest != oldest {
		r.issues.add(approximate, p.place, ".onsetDateTime", "The dates give the age at onset of %s only to within a year: the higher is used.", p.name("Condition"))
		if who.AgeYears != nil {
			oldest = min(oldest, max(youngest, *who.AgeYears))
		}
	}
	return oldest, true
}
