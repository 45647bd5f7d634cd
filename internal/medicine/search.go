package medicine

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Kind is what of a medicine a query matched.
type Kind string

// The kinds of a Hit. A synonym or another language's name is generic.
const (
	KindGeneric Kind = "generic"
	KindBrand   Kind = "brand"
	KindRxNorm  Kind = "rxnorm"
	KindATC     Kind = "atc"
)

// Hit is one name or code that a query matched.
type Hit struct {
	Name        string // the matched name; for a code, the name of what it stands for
	Code        string // of kinds rxnorm and atc
	Kind        Kind
	Ingredients []int // indexes in the Catalogue; read only
	OneOf       bool  // ambiguous: some one of Ingredients
	NonSystemic bool  // without systemic effect
}

// finder holds everything that can be found, sorted by the text to type.
type finder struct {
	hits  []Hit
	folds []string // of hits: what is compared and ordered by
	keys  []key
}

// key is a place where typing may begin: a name from one of its words on.
type key struct {
	text string
	hit  int
	rank rank
}

// rank orders the hits of a query.
type rank uint8

const (
	exactRank  rank = iota // all of the name or code
	nameRank               // the beginning of a name
	wordRank               // the beginning of a later word of a name
	rxnormRank             // the beginning of an RxNorm code
	atcRank                // the beginning of an ATC code
)

// Search finds up to limit names and codes that begin with q, or that hold a
// word which does, folded as Recognise folds. The order is that of the ranks,
// then alphabetical: always the same for the same query.
func (c *Catalogue) Search(q string, limit int) []Hit {
	want := fold(q)
	if want == "" || limit <= 0 {
		return nil
	}
	f := c.found()
	at, _ := slices.BinarySearchFunc(f.keys, want, func(k key, want string) int { return strings.Compare(k.text, want) })
	var found []key
	for ; at < len(f.keys) && strings.HasPrefix(f.keys[at].text, want); at++ {
		k := f.keys[at]
		if f.folds[k.hit] == want {
			k.rank = exactRank
		}
		found = append(found, k)
	}
	slices.SortFunc(found, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(f.folds[a.hit], f.folds[b.hit]), cmp.Compare(a.hit, b.hit))
	})
	var hits []Hit
	seen := make(map[int]bool, min(limit, len(found)))
	for _, k := range found {
		if len(hits) == limit {
			break
		}
		if !seen[k.hit] {
			seen[k.hit] = true
			hits = append(hits, f.hits[k.hit])
		}
	}
	return hits
}

// newFinder lists names and codes in a fixed order, so that equal ones never
// change places.
func (c *Catalogue) newFinder() *finder {
	f := new(finder)
	for _, text := range slices.Sorted(maps.Keys(c.phrases)) {
		if p := c.phrases[text]; len(p.refs) > 0 {
			f.addName(text, p.hit())
		}
	}
	for _, rxnorm := range slices.Sorted(maps.Keys(c.rxnorm)) {
		found := c.rxnorm[rxnorm]
		f.add(rxnorm, rxnormRank, Hit{
			Name: cmp.Or(found.product, c.generics(found.refs)), Code: rxnorm, Kind: KindRxNorm,
			Ingredients: found.refs, NonSystemic: found.local,
		})
	}
	for _, atc := range slices.Sorted(maps.Keys(c.atc)) {
		found := c.atc[atc]
		f.add(fold(atc), atcRank, Hit{
			Name: c.generics(found.refs), Code: atc, Kind: KindATC,
			Ingredients: found.refs, OneOf: found.oneOf,
		})
	}
	slices.SortFunc(f.keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.hit, b.hit))
	})
	return f
}

// add enters a hit that is found by the beginning of its text.
func (f *finder) add(text string, r rank, h Hit) {
	f.keys = append(f.keys, key{text, len(f.hits), r})
	f.hits = append(f.hits, h)
	f.folds = append(f.folds, text)
}

// addName enters a hit that is found by each of its words.
func (f *finder) addName(text string, h Hit) {
	for i := range len(text) {
		if i > 0 && text[i-1] == ' ' {
			f.keys = append(f.keys, key{text[i:], len(f.hits), wordRank})
		}
	}
	f.add(text, nameRank, h)
}
