package medicine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Catalogue recognises and finds medicines. It never changes after New and may
// be used by many goroutines at once.
type Catalogue struct {
	ingredients []Ingredient
	index       map[string]int     // by key
	named       int                // ingredients from here on are known by name alone
	phrases     map[string]*phrase // by folded text
	longest     map[string]int     // words of the longest phrase, by its first word
	rxnorm, atc map[string]code
	found       func() *finder // for Search; built when first asked for
}

// sense is what a phrase does to the text it stands in.
type sense uint8

const (
	medicineSense  sense = iota
	ambiguousSense       // one of several medicines
	otherSense           // a look-alike: none of them
	negationSense
	neutralSense
	localSense
	systemicSense
	fillerSense
)

// phrase is a folded name or phrase and its meaning.
type phrase struct {
	sense   sense
	kind    Kind // of a name
	shown   string
	refs    []int // ingredients
	local   bool  // a brand without systemic effect
	isAlone bool
}

// code is what a code stands for.
type code struct {
	refs    []int
	oneOf   bool   // a group: some one of refs
	product string // a product's name; its code also says the form
	local   bool
}

// maxPhrase is the number of words of the longest phrase that is looked up.
const maxPhrase = 8

// New checks d and builds a Catalogue. The error joins every fault found: an
// unknown key or tier, a code of the wrong shape or used twice, a name with two
// meanings.
func New(d Data) (*Catalogue, error) {
	c := &Catalogue{
		ingredients: slices.Concat(d.Ingredients, d.ByName),
		index:       make(map[string]int, len(d.Ingredients)+len(d.ByName)),
		named:       len(d.Ingredients),
		phrases:     make(map[string]*phrase, 2048),
		longest:     make(map[string]int, 1024),
		rxnorm:      make(map[string]code, len(d.Ingredients)+len(d.Products)),
		atc:         make(map[string]code, 2*len(d.Ingredients)),
	}
	b := builder{Catalogue: c}
	b.addIngredients()
	b.addBrands(d)
	b.addWords(d)
	b.addRxNorm(d.Products)
	b.addATC()
	if len(b.faults) > 0 {
		return nil, fmt.Errorf("medicines: %w", errors.Join(b.faults...))
	}
	c.found = sync.OnceValue(c.newFinder)
	return c, nil
}

// Len is the number of ingredients; indexes run from 0 to Len()-1.
func (c *Catalogue) Len() int { return len(c.ingredients) }

// Ingredient returns the one at an index that Recognise or Search gave. Its
// lists are the Catalogue's own: read only.
func (c *Catalogue) Ingredient(i int) Ingredient { return c.ingredients[i] }

// Index returns the index of the ingredient with this key.
func (c *Catalogue) Index(key string) (int, bool) {
	i, ok := c.index[key]
	return i, ok
}

// companion reports whether ingredient i is there to be recognised when it stands
// by itself, and adds nothing beside another.
func (c *Catalogue) companion(i int) bool {
	tier := c.ingredients[i].Tier
	return i >= c.named && (tier == TierNone || tier == TierTreatment)
}

// generics joins the generic names of refs as products do.
func (c *Catalogue) generics(refs []int) string {
	names := make([]string, len(refs))
	for n, i := range refs {
		names[n] = c.ingredients[i].Generic
	}
	return strings.Join(names, " / ")
}
