package chart

import (
	"slices"
	"strings"
)

// subjects are the names of whom a chart is about. What says that it is about
// anybody else is left out; what does not say counts.
type subjects []string

// subject finds out whom the chart is about: the Patient in it, or of several
// the one whom all the rest is about; without a Patient, the one whom all the
// rest is about. Where there is no such one, nothing that names anybody is
// used: to mix patients up would be worse than to leave out.
func (r *reader) subject(c *Chart) subjects {
	named := r.named()
	patients := r.distinctPatients()
	if len(patients) > 1 {
		patients = r.meant(patients, named)
		if len(patients) != 1 {
			return nil
		}
	}
	if len(patients) == 1 {
		p := patients[0]
		c.Patient = r.patient(p)
		names := slices.DeleteFunc([]string{p.reference, identity(p.url), p.url}, func(s string) bool { return s == "" })
		if len(names) > 0 {
			c.Subject = names[0]
			return names
		}
	}
	if len(named) != 1 {
		return nil
	}
	c.Subject = named[0]
	return named
}

// distinctPatients lists each Patient once.
func (r *reader) distinctPatients() []*placed[patient] {
	var list []*placed[patient]
	for i := range r.patients {
		p := &r.patients[i]
		same := func(other *placed[patient]) bool { return p.reference != "" && other.reference == p.reference }
		if !slices.ContainsFunc(list, same) {
			list = append(list, p)
		}
	}
	return list
}

// meant keeps the patients whom the chart names, and tells of those it leaves out.
func (r *reader) meant(patients []*placed[patient], named []string) []*placed[patient] {
	var kept []*placed[patient]
	for _, p := range patients {
		if slices.Contains(named, p.reference) || slices.Contains(named, identity(p.url)) {
			kept = append(kept, p)
		}
	}
	for _, p := range patients {
		if len(kept) != 1 || p != kept[0] {
			r.issues.add(otherPatient, p.place, "",
				"The chart holds several patients. %s is not the only one that the rest of it is about, and was left out.", p.name("Patient"))
		}
	}
	return kept
}

// named lists whom resources are about, each once.
func (r *reader) named() []string {
	var names []string
	add := func(ref reference) {
		if name := identity(ref.Reference); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range r.conditions {
		add(r.conditions[i].is.Subject)
	}
	for i := range r.requests {
		add(r.requests[i].is.Subject)
	}
	for i := range r.statements {
		add(r.statements[i].is.Subject)
	}
	for i := range r.observations {
		add(r.observations[i].is.Subject)
	}
	for i := range r.relatives {
		add(r.relatives[i].is.Patient)
	}
	return names
}

// identity is a reference to a patient in one spelling: "Patient/123" for any
// server and version. It is "" for what is no such reference.
func identity(ref string) string {
	ref, _, _ = strings.Cut(ref, "/_history/")
	if strings.HasPrefix(ref, "urn:") {
		return ref
	}
	if i := strings.LastIndex(ref, "Patient/"); i >= 0 && (i == 0 || ref[i-1] == '/') && isID(ref[i+len("Patient/"):]) {
		return ref[i:]
	}
	return ""
}

// about reports whether a resource is about the patient of the chart. What is
// not is told, and left out.
func (r *reader) about(s subjects, ref reference, p *place, kind string) bool {
	name := identity(ref.Reference)
	if name == "" || slices.Contains(s, name) {
		return true
	}
	r.issues.add(otherPatient, *p, "", "%s is about another patient than the rest of the chart, and was left out.", p.name(kind))
	return false
}

// patient reads age and sex.
func (r *reader) patient(p *placed[patient]) *Patient {
	found := &Patient{Source: p.source()}
	switch p.is.Gender {
	case "female", "male", "other":
		found.Sex = p.is.Gender
		r.issues.add(used, p.place, ".gender", "patient.sex from %s.", p.name("Patient"))
	}
	birth, ok := readDate(p.is.BirthDate)
	if !ok {
		return found
	}
	found.BirthDate = birth.text
	youngest, oldest := birth.ageOn(r.today)
	switch {
	case birth.first().After(r.today):
		r.issues.add(futureDate, p.place, ".birthDate", "The date of birth is after today: no age was taken from it.")
	case oldest > maxAge:
		r.issues.add(outOfRange, p.place, ".birthDate", "The date of birth gives an age above %d years: it was not used.", maxAge)
	case youngest != oldest:
		r.issues.add(approximate, p.place, ".birthDate", "The date of birth has no day or month, and does not tell the age in years: it was not used.")
	default:
		found.AgeYears = &youngest
		r.issues.add(used, p.place, ".birthDate", "patient.age_years from %s.", p.name("Patient"))
	}
	return found
}

// maxAge is the highest age in years that a request may hold.
const maxAge = 120
