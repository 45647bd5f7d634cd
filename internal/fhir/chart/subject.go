package chart

import (
	"slices"
	"strings"
)

// subject finds out whom the chart is about: the one it is read for, or else
// the Patient in it, of several the one whom all the rest is about; without a
// Patient, the one whom all the rest is about. Where there is no such one,
// nothing that names anybody is used: to mix patients up would be worse than to
// leave out.
func (r *reader) subject(c *Chart) subjects {
	r.who = r.findSubject(c)
	r.dispute(&r.who)
	return r.who
}

func (r *reader) findSubject(c *Chart) subjects {
	who, given := r.expected.expected()
	named := r.named()
	patients := r.distinctPatients()
	if given {
		patients = r.those(patients, func(p *placed[patient]) bool { return who.own(p) })
	}
	if len(patients) > 1 {
		patients = r.those(patients, func(p *placed[patient]) bool { return named.has(p) })
		if len(patients) > 1 {
			patients = r.those(patients, func(*placed[patient]) bool { return false })
		}
		if len(patients) == 0 && !given {
			return subjects{}
		}
	}
	if len(patients) == 1 {
		p := patients[0]
		c.Patient = r.patient(p)
		who.identifiers = append(who.identifiers, p.is.Identifier...)
		who.add(p)
	}
	if len(who.names)+len(who.urls) == 0 && !given {
		who.names, who.identifiers = named.only(who.identifiers)
	}
	switch {
	case len(who.names) > 0:
		c.Subject = who.names[0].local
	case len(who.urls) > 0:
		c.Subject = who.urls[0]
	}
	return who
}

// add takes the names of a Patient.
func (s *subjects) add(p *placed[patient]) {
	url, ok := nameOf(p.url)
	switch {
	case p.reference != "" && !slices.ContainsFunc(s.names, func(n name) bool { return n.local == p.reference }):
		n := name{local: p.reference}
		if ok && url.local == p.reference {
			n.server = url.server
		}
		s.names = append(s.names, n)
	case ok && p.reference == "" && !slices.ContainsFunc(s.names, url.is):
		s.names = append(s.names, url)
	}
	if p.url != "" {
		s.urls = append(s.urls, p.url)
		if ok && !slices.Contains(s.names, url) && url.local != p.reference {
			s.names = append(s.names, url)
		}
	}
}

// own reports whether a Patient may be the one meant: one without an id and
// without a URL does not say otherwise.
func (s *subjects) own(p *placed[patient]) bool {
	url, ok := nameOf(p.url)
	if ok && slices.Contains(s.names, url) && strings.HasPrefix(url.local, "urn:") {
		return true
	}
	if p.reference == "" && !ok {
		return true
	}
	if p.reference != "" && strings.HasPrefix(url.local, "urn:") {
		ok = false // the name of an entry, beside an id
	}
	return slices.ContainsFunc(s.names, func(n name) bool {
		return (!ok || n.is(url)) && (p.reference == "" || n.is(name{local: p.reference}))
	})
}

// distinctPatients lists each Patient once: those of one name, unless their
// entries say that they are of different servers.
func (r *reader) distinctPatients() []*placed[patient] {
	var list []*placed[patient]
	seen := map[name]bool{}
	for i := range r.patients {
		p := &r.patients[i]
		if p.reference != "" {
			n := name{local: p.reference}
			if url, ok := nameOf(p.url); ok && url.local == n.local {
				n.server = url.server
			}
			if seen[n] {
				continue
			}
			seen[n] = true
		}
		list = append(list, p)
	}
	return list
}

// those keeps some patients, and tells of those it leaves out.
func (r *reader) those(patients []*placed[patient], keep func(*placed[patient]) bool) []*placed[patient] {
	var kept []*placed[patient]
	for _, p := range patients {
		if keep(p) {
			kept = append(kept, p)
			continue
		}
		r.issues.add(otherPatient, p.place, "",
			"%s is not the only one, or not the one, that the chart is about, and was left out.", p.name("Patient"))
	}
	return kept
}

// people are whom resources are about.
type people struct {
	servers     map[string]map[string]bool // by local name; "" for relative references
	names       []string                   // local, in the order of the chart
	identifiers map[identifier]bool        // of those who are named in no other way
}

// named lists whom resources are about.
func (r *reader) named() *people {
	all := &people{servers: map[string]map[string]bool{}, identifiers: map[identifier]bool{}}
	r.references(func(ref *reference) {
		switch n, ok := nameOf(ref.Reference); {
		case ok:
			if all.servers[n.local] == nil {
				all.servers[n.local] = map[string]bool{}
				all.names = append(all.names, n.local)
			}
			all.servers[n.local][n.server] = true
		case ref.Reference == "" && ref.Identifier != nil && ref.Identifier.System != "" && ref.Identifier.Value != "":
			all.identifiers[*ref.Identifier] = true
		}
	})
	return all
}

// references calls do for whom each resource is about.
func (r *reader) references(do func(*reference)) {
	for i := range r.conditions {
		do(&r.conditions[i].is.Subject)
	}
	for i := range r.requests {
		do(&r.requests[i].is.Subject)
	}
	for i := range r.statements {
		do(&r.statements[i].is.Subject)
	}
	for i := range r.observations {
		do(&r.observations[i].is.Subject)
	}
	for i := range r.relatives {
		do(&r.relatives[i].is.Patient)
	}
}

// has reports whether a Patient is among the people.
func (a *people) has(p *placed[patient]) bool {
	url, ok := nameOf(p.url)
	if ok {
		servers := a.servers[url.local]
		return servers[url.server] || servers[""]
	}
	return p.reference != "" && len(a.servers[p.reference]) > 0
}

// only is the one whom all resources are about; none if there are several.
func (a *people) only(known []identifier) ([]name, []identifier) {
	switch {
	case len(a.names) == 1:
		return []name{{local: a.names[0]}}, known
	case len(a.names) == 0 && len(a.identifiers) == 1:
		for i := range a.identifiers {
			known = append(known, i)
		}
	}
	return nil, known
}

// dispute finds what resources of the patient contradict each other in: of
// which server the patient is, and identifiers of one system. None of those
// can be told to be right.
func (r *reader) dispute(s *subjects) {
	values := map[string]string{}
	servers := make([]map[string]bool, len(s.names))
	r.references(func(ref *reference) {
		given, ok := nameOf(ref.Reference)
		for i := range s.names {
			if !ok || !s.names[i].is(given) {
				continue
			}
			if given.server != "" {
				if servers[i] == nil {
					servers[i] = map[string]bool{}
				}
				servers[i][given.server] = true
			}
			if id := ref.Identifier; id != nil && id.System != "" {
				if value, seen := values[id.System]; seen && value != id.Value {
					if s.disputed == nil {
						s.disputed = map[string]bool{}
					}
					s.disputed[id.System] = true
				}
				values[id.System] = id.Value
			}
		}
	})
	for i := range s.names {
		if s.names[i].server == "" && len(servers[i]) > 1 {
			s.names[i].server = contested
		}
	}
}

// about reports whether a resource is about the patient of the chart. What is
// not is told, and left out.
func (r *reader) about(s subjects, ref reference, p *place, kind string) bool {
	if s.are(&ref) {
		return true
	}
	r.issues.add(otherPatient, *p, "",
		"%s is about another patient than the rest of the chart, or about somebody who cannot be told, and was left out.", p.name(kind))
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
	youngest = max(youngest, 0)
	switch {
	case birth.first().After(r.today):
		r.issues.add(futureDate, p.place, ".birthDate", "The date of birth is after today: no age was taken from it.")
	case oldest > maxAge:
		r.issues.add(outOfRange, p.place, ".birthDate", "The date of birth gives an age above %d years: it was not used.", maxAge)
	case youngest != oldest:
		found.AgeYears = &youngest
		matter := approximate
		if slices.Contains(ageLimits, oldest) {
			matter = noDate
		}
		r.issues.add(matter, p.place, ".birthDate", "The date of birth has no day or month: patient.age_years is %d or %d, and the lower is used.", youngest, oldest)
	default:
		found.AgeYears = &youngest
		r.issues.add(used, p.place, ".birthDate", "patient.age_years from %s.", p.name("Patient"))
	}
	return found
}

// ageLimits are the ages from which other rules hold. Whoever may be below one
// counts as below it: what is meant for adults may harm a child.
//
// Source: spec/clinical.md, outcome paediatric and alert under_18.
var ageLimits = []int{13, 18}

// maxAge is the highest age in years that a request may hold.
const maxAge = 120
