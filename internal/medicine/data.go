// Package medicine recognises medicines by RxNorm code, ATC code, generic name
// or brand, and finds them as a name is being typed.
//
// It concludes nothing about them: each ingredient carries the effect tier that
// the knowledge base gives it. Names match on whole words, whatever the case,
// accents, width and punctuation, and the longest name wins; nothing matches on
// a part of a word. What a text does not clearly say is not recognised, so that
// it is asked about again rather than guessed.
package medicine

import (
	"fmt"
	"strings"
)

// Tier is what an ingredient may do in restless legs, as the knowledge base
// grades it.
type Tier string

// The tiers. A, B and C are triggers, strongest evidence first. None means "not
// listed as a trigger", and so does treatment: what is given for restless legs.
const (
	TierA            Tier = "A"
	TierB            Tier = "B"
	TierC            Tier = "C"
	TierDopaminergic Tier = "dopaminergic"
	TierUnsupported  Tier = "unsupported"
	TierNone         Tier = "none"
	TierAbsorption   Tier = "absorption"
	TierTreatment    Tier = "treatment"
)

// Ingredient is one active substance.
type Ingredient struct {
	Key             string   `yaml:"key"`              // stable id, lower case with underscores
	Generic         string   `yaml:"generic"`          // the name to show
	Spanish         string   `yaml:"spanish"`          // the name to show in Spanish; empty where it is the same or not certain
	Class           string   `yaml:"class"`            // a code such as sedating_antihistamine
	Tier            Tier     `yaml:"tier"`             // one of the tiers above
	RxNorm          string   `yaml:"rxnorm"`           // ingredient code; empty where not verified
	ATC             []string `yaml:"atc"`              // its own codes; one shared with others names none of them
	ATCCombinations []string `yaml:"atc_combinations"` // codes of combinations that hold it
	Brands          []string `yaml:"brands"`           // a brand under several ingredients is a combination of them
	Synonyms        []string `yaml:"synonyms"`         // other spellings and languages of the generic name
	DopamineBlocker bool     `yaml:"dopamine_blocker"` // may cause akathisia
}

// Brand is a name for one ingredient, for a combination, or, in the list of
// ambiguous brands, for one of several by country.
type Brand struct {
	Name        string   `yaml:"name"`
	Keys        []string `yaml:"keys"`         // ingredients, in the order of the product's name
	NonSystemic bool     `yaml:"non_systemic"` // sold only as cream, eye drops and the like
	Note        string   `yaml:"note"`         // why, for who reads the file
}

// Product is one RxNorm product: ingredients with strength and form.
type Product struct {
	RxNorm      string
	Keys        []string // ingredients, in the order of the name
	NonSystemic bool
	Name        string // RxNorm's own, unchanged
}

// Products is written as one block of text, a line a product: "code  keys  name",
// two spaces between the fields, keys joined by "+", " local" after them where
// the form is not systemic. Lines that begin with # are comments.
type Products []Product

// UnmarshalText reads the block. It refuses a line of any other shape, and says
// which; whether the ingredients exist is for New.
func (p *Products) UnmarshalText(text []byte) error {
	rest := string(text)
	list := make(Products, 0, strings.Count(rest, "\n")+1)
	for n := 1; rest != ""; n++ {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		code, fields, _ := strings.Cut(line, "  ")
		keys, name, ok := strings.Cut(fields, "  ")
		if !ok || name == "" || !isRxNorm(code) {
			return fmt.Errorf("products line %d: want \"code  keys  name\", two spaces between", n)
		}
		keys, local := strings.CutSuffix(keys, " local")
		list = append(list, Product{RxNorm: code, Keys: strings.Split(keys, "+"), NonSystemic: local, Name: name})
	}
	*p = list
	return nil
}

// Words are the words and phrases around the names, in every language that is
// read. A phrase stands in one list only.
type Words struct {
	Negation []string `yaml:"negation"` // the text may say that it is not taken
	Neutral  []string `yaml:"neutral"`  // phrases that hold a word of negation and do not negate
	Local    []string `yaml:"local"`    // forms without systemic effect
	Systemic []string `yaml:"systemic"` // forms with it, which overrule Local
	Filler   []string `yaml:"filler"`   // may surround a name of Alone
	Alone    []string `yaml:"alone"`    // names that count only when nothing else is in the text
}

// Data is the knowledge that a Catalogue is built from.
type Data struct {
	Ingredients     []Ingredient `yaml:"ingredients"`
	ByName          []Ingredient `yaml:"by_name"` // known by name alone; see Recognition.Ingredients
	Brands          []Brand      `yaml:"brands"`  // from RxNorm product names
	ExtraBrands     []Brand      `yaml:"extra_brands"`
	AmbiguousBrands []Brand      `yaml:"ambiguous_brands"` // overrule every other list
	LookAlikes      []string     `yaml:"look_alikes"`      // hold a name and are another thing
	Words           Words        `yaml:"words"`
	Products        Products     `yaml:"products"`
}

// isRxNorm reports whether s has the shape of an RxNorm code: 1 to 8 digits.
func isRxNorm(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 8
}

// isATC reports whether s has the shape of an ATC code of the fourth or fifth
// level, such as B03AC or N06AX11, in upper case.
func isATC(s string) bool {
	if len(s) != 5 && len(s) != atcSubstance {
		return false
	}
	for i := range len(s) {
		letter := i == 0 || i == 3 || i == 4
		if letter && (s[i] < 'A' || s[i] > 'Z') || !letter && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// atcSubstance is the length of an ATC code that stands for a substance and not
// for a group of them.
const atcSubstance = 7

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
