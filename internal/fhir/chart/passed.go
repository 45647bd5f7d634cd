package chart

// passedKind is a kind of resources that mean nothing here. They are counted: a
// chart may hold thousands, and who reads the issues should know of them.
type passedKind int

// The kinds.
const (
	kindConditions passedKind = iota
	kindObservations
	kindRelatives
	kindSupplies
	kindOthers
	passedKinds
)

// words say what was passed by, before its count.
func (k passedKind) words() string {
	return [passedKinds]string{
		"Conditions without a code that is known here, which answer nothing",
		"Observations without a code that is known here, which answer nothing",
		"Relatives without a code of restless legs, who answer nothing",
		"Medicines that were supplied or given (MedicationDispense, MedicationAdministration, MedicationOrder), which are not read, so that others may be taken than those listed",
		"Resources of types that are not read",
	}[k]
}

// passed counts the resources of a kind, and keeps where the first stands.
type passed struct {
	count int
	first place
}

// passBy counts a resource that says nothing here.
func (r *reader) passBy(kind passedKind, p *place) {
	if r.passed[kind].count++; r.passed[kind].count == 1 {
		r.passed[kind].first = *p
	}
}

// notePassed tells how many of each kind there were.
func (r *reader) notePassed() {
	for kind := range passedKinds {
		if one := &r.passed[kind]; one.count > 0 {
			r.issues.add(noMeaning, one.first, "", "%s: %d.", kind.words(), one.count)
		}
	}
}

// plain reports an element that no extension may turn around; of any other it
// tells that it was left out.
func (r *reader) plain(m modified, p *place, member, kind string) bool {
	if m {
		r.issues.add(unreadable, *p, member, "%s has a modifierExtension, which may change what it says, and was left out.", p.name(kind))
	}
	return !bool(m)
}
