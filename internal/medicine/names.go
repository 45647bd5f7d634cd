package medicine

import (
	"maps"
	"slices"
)

// Names lists every name that Recognise knows, generic names and brands in all
// languages, in the order of their folded text: each once, however often it is
// spelt with another case or other accents. Names of groups and codes are not
// among them.
func (c *Catalogue) Names() []Hit {
	var names []Hit
	for _, text := range slices.Sorted(maps.Keys(c.phrases)) {
		if p := c.phrases[text]; len(p.refs) > 0 {
			names = append(names, p.hit())
		}
	}
	return names
}

// hit is the name as it is found.
func (p *phrase) hit() Hit {
	return Hit{Name: p.shown, Kind: p.kind, Ingredients: p.refs, OneOf: p.sense == ambiguousSense, NonSystemic: p.local}
}
