package medicine

import (
	"slices"
	"strings"
)

// Entry is one medicine as somebody gave it. What is empty was not given.
type Entry struct {
	Name   string // free text: a name, with strength, form and more around it
	RxNorm string // an ingredient's or a product's code
	ATC    string // in either case
}

// Recognition is what an entry was found to be.
type Recognition struct {
	// Ingredients with systemic effect: indexes in the Catalogue, each once, in
	// the order of the name. Medicines known by name alone whose tier is none or
	// treatment are left out where the entry also holds another.
	Ingredients []int

	// Recognised: at least one ingredient is known, systemic or not.
	Recognised bool

	// NonSystemic: what is known has no systemic effect (a cream, eye drops), and
	// Ingredients is empty.
	NonSystemic bool

	// Candidates are what an ambiguous brand or a group's code may be. Alone they
	// leave the entry not recognised; with Ingredients beside them, a part of the
	// text is still open.
	Candidates []int

	// CodeNameConflict: two of RxNorm, ATC and name stand for quite different
	// ingredients. Ingredients are those of the first.
	CodeNameConflict bool
}

// Recognise identifies the medicine of e: by RxNorm, else by ATC, else by name.
// A code that is not known leaves the decision to the next.
//
// The name still counts beside a code: for the form, unless the code is of a
// product, which has its own; for the rest of a combination of which the code is
// a part; and for which one of a group is meant.
func (c *Catalogue) Recognise(e Entry) Recognition {
	rx, hasRx := c.rxnorm[strings.TrimSpace(e.RxNorm)]
	atc, hasATC := c.lookUpATC(e.ATC)
	text := c.read(e.Name)
	found, given := rx, hasRx
	if !hasRx {
		found, given = atc, hasATC
	}
	if !given {
		return c.conclude(text, false)
	}
	conflict := hasRx && hasATC && disjoint(rx.refs, atc.refs) ||
		len(text.known) > 0 && disjoint(found.refs, text.known)

	if found.oneOf {
		if overlap(text.known, found.refs) {
			return c.conclude(text, conflict)
		}
		return Recognition{Candidates: slices.Clone(found.refs), CodeNameConflict: conflict}
	}
	r := reading{known: slices.Clone(found.refs)}
	for _, i := range found.refs {
		local := found.local
		if found.product == "" {
			local = text.local || slices.Contains(text.known, i) && !slices.Contains(text.systemic, i)
		}
		if !local {
			r.systemic = append(r.systemic, i)
		}
	}
	if found.product == "" && overlap(text.known, found.refs) {
		r.known = union(r.known, text.known)
		r.systemic = union(r.systemic, text.systemic)
	}
	return c.conclude(r, conflict)
}

// Contents are the ingredients that e is known to hold, with systemic effect or
// not: by RxNorm, else by ATC, else by name, as Recognise has it. There are none
// where it may be one of several. byProduct: they are by the code of a product,
// which tells its form too.
func (c *Catalogue) Contents(e Entry) (ingredients []int, byProduct bool) {
	found, given := c.rxnorm[strings.TrimSpace(e.RxNorm)]
	if !given {
		found, given = c.lookUpATC(e.ATC)
	}
	if found.product != "" {
		return found.refs, true
	}
	named := c.read(e.Name).known
	switch {
	case !given, found.oneOf && overlap(named, found.refs):
		return named, false
	case found.oneOf:
		return nil, false
	case overlap(named, found.refs):
		return union(slices.Clone(found.refs), named), false
	default:
		return found.refs, false
	}
}

func (c *Catalogue) lookUpATC(s string) (code, bool) {
	if s == "" {
		return code{}, false
	}
	found, ok := c.atc[strings.ToUpper(strings.TrimSpace(s))]
	return found, ok
}

// conclude makes the Recognition of a reading.
func (c *Catalogue) conclude(r reading, conflict bool) Recognition {
	if slices.ContainsFunc(r.systemic, func(i int) bool { return !c.companion(i) }) {
		r.systemic = slices.DeleteFunc(r.systemic, c.companion)
	}
	return Recognition{
		Ingredients:      r.systemic,
		Recognised:       len(r.known) > 0,
		NonSystemic:      len(r.known) > 0 && len(r.systemic) == 0,
		Candidates:       r.candidates,
		CodeNameConflict: conflict,
	}
}

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(i int) bool { return slices.Contains(b, i) })
}

func disjoint(a, b []int) bool { return !overlap(a, b) }

// union appends to a what of b it lacks.
func union(a, b []int) []int {
	for _, i := range b {
		if !slices.Contains(a, i) {
			a = append(a, i)
		}
	}
	return a
}
