package medicine

import (
	"fmt"
	"slices"
	"strings"
)

// builder fills a Catalogue and collects what is wrong with its data.
type builder struct {
	*Catalogue
	faults []error
}

func (b *builder) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Errorf(format, args...))
}

func (b *builder) addIngredients() {
	for i, in := range b.ingredients {
		if _, known := b.index[in.Key]; known || in.Key == "" || in.Generic == "" || in.Class == "" {
			b.fault("ingredient %q: key missing or used twice, or generic or class missing", in.Key)
		}
		b.index[in.Key] = i
		switch in.Tier {
		case TierA, TierB, TierC, TierDopaminergic, TierUnsupported, TierNone, TierAbsorption, TierTreatment:
		default:
			b.fault("ingredient %q: unknown tier %q", in.Key, in.Tier)
		}
		for _, name := range append([]string{in.Generic}, in.Synonyms...) {
			b.addName(name, phrase{kind: KindGeneric, refs: []int{i}})
		}
	}
}

// addBrands adds the brands of the ingredients, then the other lists. Only an
// ambiguous brand may overrule a name that is known already.
func (b *builder) addBrands(d Data) {
	for i, in := range b.ingredients {
		for _, name := range in.Brands {
			key := fold(name)
			if p, ok := b.phrases[key]; ok && p.kind == KindBrand && !slices.Contains(p.refs, i) {
				p.refs = append(p.refs, i)
				continue
			}
			b.addName(name, phrase{kind: KindBrand, refs: []int{i}})
		}
	}
	for _, brand := range slices.Concat(d.Brands, d.ExtraBrands) {
		b.addName(brand.Name, phrase{kind: KindBrand, refs: b.refs(brand.Name, brand.Keys), local: brand.NonSystemic})
	}
	for _, brand := range d.AmbiguousBrands {
		if len(brand.Keys) < 2 {
			b.fault("ambiguous brand %q: fewer than two candidates", brand.Name)
		}
		delete(b.phrases, fold(brand.Name))
		b.addName(brand.Name, phrase{sense: ambiguousSense, kind: KindBrand, refs: b.refs(brand.Name, brand.Keys)})
	}
}

func (b *builder) addWords(d Data) {
	for _, list := range []struct {
		sense   sense
		phrases []string
	}{
		{otherSense, d.LookAlikes},
		{negationSense, d.Words.Negation},
		{neutralSense, d.Words.Neutral},
		{localSense, d.Words.Local},
		{systemicSense, d.Words.Systemic},
		{fillerSense, d.Words.Filler},
	} {
		for _, text := range list.phrases {
			b.addName(text, phrase{sense: list.sense})
		}
	}
	for _, name := range d.Words.Alone {
		p, ok := b.phrases[fold(name)]
		if !ok || p.sense != medicineSense {
			b.fault("alone %q: not the name of a medicine", name)
			continue
		}
		p.isAlone = true
	}
}

// addName enters one name or phrase. The same meaning again is no fault: a
// Spanish name may differ from the English one by an accent alone.
func (b *builder) addName(name string, p phrase) {
	text := fold(name)
	if old, known := b.phrases[text]; known {
		if old.sense != p.sense || old.local != p.local || !slices.Equal(old.refs, p.refs) {
			b.fault("name %q: already known with another meaning", name)
		}
		return
	}
	first, _, _ := strings.Cut(text, " ")
	words := strings.Count(text, " ") + 1
	if text == "" || words > maxPhrase {
		b.fault("name %q: no word, or more than %d", name, maxPhrase)
		return
	}
	p.shown = name
	b.phrases[text] = &p
	b.longest[first] = max(b.longest[first], words)
}

// refs turns keys into indexes.
func (b *builder) refs(name string, keys []string) []int {
	refs := make([]int, 0, len(keys))
	for _, key := range keys {
		i, ok := b.index[key]
		if !ok || slices.Contains(refs, i) {
			b.fault("%q: ingredient %q unknown or given twice", name, key)
			continue
		}
		refs = append(refs, i)
	}
	if len(refs) == 0 {
		b.fault("%q: no ingredient", name)
	}
	return refs
}

func (b *builder) addRxNorm(products []Product) {
	for i, in := range b.ingredients {
		if in.RxNorm != "" {
			b.addCode(in.RxNorm, code{refs: []int{i}})
		}
	}
	for _, p := range products {
		b.addCode(p.RxNorm, code{refs: b.refs(p.Name, p.Keys), product: p.Name, local: p.NonSystemic})
	}
}

func (b *builder) addCode(rxnorm string, c code) {
	if _, known := b.rxnorm[rxnorm]; known || !isRxNorm(rxnorm) {
		b.fault("RxNorm %q: wrong shape or used twice", rxnorm)
	}
	b.rxnorm[rxnorm] = c
}

// addATC enters own codes first. One that several ingredients share, or that
// names a group of substances, cannot tell which is meant: it gives candidates.
// The code of a combination means all the ingredients that list it.
func (b *builder) addATC() {
	for i, in := range b.ingredients {
		for _, atc := range in.ATC {
			c := b.atc[atc]
			c.refs = append(c.refs, i)
			c.oneOf = len(c.refs) > 1 || len(atc) != atcSubstance
			b.atc[atc] = c
		}
	}
	combined := make(map[string]bool, len(b.ingredients))
	for i, in := range b.ingredients {
		for _, atc := range in.ATCCombinations {
			c, known := b.atc[atc]
			if known && !combined[atc] {
				b.fault("ATC %q: of a combination in %q, and another ingredient's own", atc, in.Key)
			}
			combined[atc] = true
			c.refs = append(c.refs, i)
			b.atc[atc] = c
		}
	}
	for atc := range b.atc {
		if !isATC(atc) {
			b.fault("ATC %q: wrong shape", atc)
		}
	}
}
