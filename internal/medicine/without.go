package medicine

import (
	"slices"
	"sync"
)

// WithoutATC returns a Catalogue that knows, finds and shows no ATC code. The
// indexes of ingredients stay what they are.
func (c *Catalogue) WithoutATC() *Catalogue {
	without := &Catalogue{
		ingredients: slices.Clone(c.ingredients), index: c.index, named: c.named,
		phrases: c.phrases, longest: c.longest, rxnorm: c.rxnorm, atc: map[string]code{},
	}
	for i := range without.ingredients {
		without.ingredients[i].ATC, without.ingredients[i].ATCCombinations = nil, nil
	}
	without.found = sync.OnceValue(without.newFinder)
	return without
}
