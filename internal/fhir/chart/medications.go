package chart

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

const (
	// maxMedications and maxName are the limits of a request.
	maxMedications = 100
	maxName        = 200
	// stoppedDays is for how many days a stopped medicine still counts: four weeks.
	//
	// Source: spec/clinical.md section 5.
	stoppedDays = 28
)

// readMedications takes the medicines taken now, or stopped within four weeks.
func (r *reader) readMedications(c *Chart, who subjects) {
	var taken []dated
	for _, list := range []struct {
		kind  string
		uses  []placed[medicationUse]
		taken func(*placed[medicationUse]) bool
	}{
		{"MedicationRequest", r.requests, r.requested},
		{"MedicationStatement", r.statements, r.stated},
	} {
		for i := range list.uses {
			use := &list.uses[i]
			if !r.about(who, use.is.Subject, &use.place, list.kind) || !list.taken(use) {
				continue
			}
			for _, m := range r.medication(use) {
				taken = append(taken, dated{m, use.place, use.is.latest()})
			}
		}
	}
	slices.SortStableFunc(taken, func(a, b dated) int { return cmp.Compare(a.order, b.order) })
	for _, m := range r.newest(unite(taken)) {
		c.Medications = append(c.Medications, m.Medication)
		r.issues.add(used, m.place, "", "medications from %s.", m.name("medicine"))
	}
}

// dated is a medicine with where it stands, and the date that orders it.
type dated struct {
	Medication
	place
	on string
}

// unite keeps equal entries once.
func unite(list []dated) []dated {
	seen := make(map[v1.Medication]int, len(list))
	var kept []dated
	for _, m := range list {
		if i, twice := seen[m.Entry]; twice {
			kept[i].ForRLS = kept[i].ForRLS || m.ForRLS
			continue
		}
		seen[m.Entry] = len(kept)
		kept = append(kept, m)
	}
	return kept
}

// newest keeps as many as a request may hold, in the order of the chart.
func (r *reader) newest(list []dated) []dated {
	if len(list) <= maxMedications {
		return list
	}
	byDate := slices.Clone(list)
	slices.SortStableFunc(byDate, func(a, b dated) int { return cmp.Compare(b.on, a.on) })
	left := map[int]bool{}
	for _, m := range byDate[maxMedications:] {
		left[m.order] = true
		r.issues.add(tooMany, m.place, "", "There are more than %d medicines: %s is not among the newest, and was left out.", maxMedications, m.name("medicine"))
	}
	return slices.DeleteFunc(list, func(m dated) bool { return left[m.order] })
}

// requested reports whether a MedicationRequest tells of a medicine that is taken.
// Of its intents a plan is: US Core reports medicines bought without a
// prescription so. A proposal and an option are not.
func (r *reader) requested(p *placed[medicationUse]) bool {
	name := p.name("MedicationRequest")
	switch p.is.Status {
	case "entered-in-error":
		r.issues.add(enteredInError, p.place, ".status", "%s was entered in error, and was left out.", name)
		return false
	case "active":
	case "completed", "stopped":
		// It was not stopped before it was ordered.
		if !r.recent(cmp.Or(p.is.ends(), p.is.AuthoredOn)) {
			r.issues.add(stopped, p.place, ".status", "%s is completed or stopped, and does not say that this was within four weeks: it was left out.", name)
			return false
		}
	default:
		r.issues.add(notActive, p.place, ".status", "%s is not active, and was left out.", name)
		return false
	}
	switch {
	case p.is.DoNotPerform:
		r.issues.add(notTaken, p.place, ".doNotPerform", "%s asks not to give the medicine, and was left out.", name)
		return false
	case p.is.Intent == "proposal" || p.is.Intent == "option":
		r.issues.add(notTaken, p.place, ".intent", "%s only proposes the medicine, and was left out.", name)
		return false
	case r.over(p.is.ends()):
		r.issues.add(stopped, p.place, ".dosageInstruction", "%s ended more than four weeks ago, and was left out.", name)
		return false
	}
	return true
}

// stated reports whether a MedicationStatement tells of a medicine that is taken.
func (r *reader) stated(p *placed[medicationUse]) bool {
	name := p.name("MedicationStatement")
	ends := cmp.Or(p.is.EffectivePeriod.End, p.is.EffectiveDate)
	switch p.is.Status {
	case "entered-in-error":
		r.issues.add(enteredInError, p.place, ".status", "%s was entered in error, and was left out.", name)
		return false
	case "active":
		if r.over(p.is.EffectivePeriod.End) {
			r.issues.add(stopped, p.place, ".effectivePeriod", "%s ended more than four weeks ago, and was left out.", name)
			return false
		}
		return true
	case "completed", "stopped":
		if !r.recent(ends) {
			r.issues.add(stopped, p.place, ".status", "%s is completed or stopped, and does not say that this was within four weeks: it was left out.", name)
			return false
		}
		return true
	case "not-taken":
		r.issues.add(notTaken, p.place, ".status", "%s says that the medicine is not taken, and was left out.", name)
		return false
	default:
		r.issues.add(notActive, p.place, ".status", "%s is not active, and was left out.", name)
		return false
	}
}

// recent reports an end known to be within four weeks, or still to come.
func (r *reader) recent(end string) bool {
	d, ok := readDate(end)
	return ok && d.daysSince(r.today) <= stoppedDays
}

// over reports an end known to be more than four weeks ago.
func (r *reader) over(end string) bool {
	d, ok := readDate(end)
	return ok && int(r.today.Sub(d.last()).Hours()/24) > stoppedDays
}

// ends is when the last dose is due; "" where one of the dosages has no end.
func (u *medicationUse) ends() string {
	var last string
	for i := range u.Dosage {
		end := u.Dosage[i].Timing.Repeat.BoundsPeriod.End
		if end == "" {
			return ""
		}
		last = max(last, end)
	}
	return last
}

// latest is the date by which uses are ordered, "" without any.
func (u *medicationUse) latest() string {
	for _, s := range []string{u.AuthoredOn, u.EffectivePeriod.Start, u.EffectiveDate, u.DateAsserted} {
		if d, ok := readDate(s); ok {
			return d.text
		}
	}
	return ""
}

// medication reads what is taken: none where that cannot be told, several where
// its codes are of several.
func (r *reader) medication(p *placed[medicationUse]) []Medication {
	name := p.name("medicine")
	if !r.plain(p.is.Modified, &p.place, "", "medicine") {
		return nil
	}
	what := p.is.Concept
	if what == nil && p.is.Reference != nil {
		var altered modified
		if what, altered = r.resolve(p); altered {
			r.issues.add(unreadable, p.place, ".medicationReference", "The Medication that %s refers to has a modifierExtension, which may change what it says, and was left out.", name)
		}
		if what == nil && legible(p.is.Reference.Display) != "" {
			what = &concept{Text: p.is.Reference.Display}
		}
		switch {
		case what == nil && bool(altered):
			return nil
		case what == nil:
			r.issues.add(unresolved, p.place, ".medicationReference", "The Medication that %s refers to was not sent: it was left out.", name)
			return nil
		}
	}
	if what != nil && slices.ContainsFunc(what.Coding, func(c coding) bool { return c.System == systemAbsent }) {
		r.issues.add(nothingKnown, p.place, "", "%s says that nothing is known or reported: it answers nothing, and not that nothing is taken.", name)
		return nil
	}
	m := Medication{Source: p.source()}
	if on, ok := readDate(p.is.latest()); ok && on.full() {
		m.On = on.text
	}
	m.ForRLS = r.forRLS(&p.is)
	var list []Medication
	for _, entry := range r.medicines(what) {
		m.Entry, m.Display, m.Dopaminergic = entry, entry.Name, r.knows.Dopaminergic(entry)
		list = append(list, m)
	}
	if len(list) == 0 {
		r.issues.add(unnamed, p.place, "", "%s has neither a name nor a code that can be used, and was left out.", name)
	}
	return list
}

// systemAbsent has the codes for nothing known of the International Patient
// Summary.
const systemAbsent = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

// resolve finds the Medication that is referred to: contained, or elsewhere in
// the chart. It is nil where it was not sent, and where an extension may have
// altered it.
func (r *reader) resolve(p *placed[medicationUse]) (*concept, modified) {
	ref := p.is.Reference.Reference
	if id, local := strings.CutPrefix(ref, "#"); local {
		for _, raw := range p.is.Contained {
			var m medication
			if resourceType(raw) == "Medication" && decode(raw, "Medication", &m, &leniency{}) == nil && m.ID == id {
				return m.plain()
			}
		}
		return nil, false
	}
	if r.medicationAt == nil {
		r.medicationAt = directory(r.medications)
	}
	if i := find(r.medications, r.medicationAt, ref); i >= 0 {
		return r.medications[i].is.plain()
	}
	return nil, false
}

// plain is what a Medication is, unless an extension may have altered it.
func (m *medication) plain() (*concept, modified) {
	if m.Modified {
		return nil, true
	}
	return m.Code, false
}

// forRLS reports whether the reason for a medicine is restless legs.
func (r *reader) forRLS(u *medicationUse) bool {
	for i := range u.ReasonCode {
		if rls(r.meanings(&u.ReasonCode[i])) {
			return true
		}
	}
	for _, ref := range u.ReasonReference {
		if r.conditionAt == nil {
			r.conditionAt = directory(r.conditions)
		}
		i := find(r.conditions, r.conditionAt, ref.Reference)
		if i < 0 {
			continue
		}
		reason := &r.conditions[i].is
		if !r.who.are(&reason.Subject) || bool(reason.Modified) {
			continue
		}
		verification, understood := reason.VerificationStatus.status(&verificationStatuses)
		if understood && (verification == "" || verification == "confirmed") && rls(r.meanings(reason.Code)) {
			return true
		}
	}
	return false
}

// isRxNorm reports whether a request takes a code of RxNorm: 1 to 10 digits.
func isRxNorm(code string) bool { return len(code) <= 10 && all(code, isDigit) }

// isATC reports whether a request takes a code of ATC, of level 4 or 5.
func isATC(code string) bool {
	if len(code) != 5 && len(code) != 7 {
		return false
	}
	return all(code[:1], isLetter) && all(code[1:3], isDigit) && all(code[3:5], isLetter) && (len(code) == 5 || all(code[5:], isDigit))
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// legible makes a text fit for a request: without characters that hide or
// reorder what is read, and not too long.
func legible(text string) string {
	text = strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c < ' ', c >= 0x7f && c <= 0x9f, c == 0x2028, c == 0x2029, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069,
			c >= 0xfdd0 && c <= 0xfdef, c&0xfffe == 0xfffe:
			return ' '
		}
		return c
	}, text))
	if utf8.RuneCountInString(text) > maxName {
		text = strings.TrimSpace(string([]rune(text)[:maxName]))
	}
	return text
}
