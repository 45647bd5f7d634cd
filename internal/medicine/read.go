package medicine

import (
	"bytes"
	"slices"
)

// reading is what a text, or a code, was found to say.
type reading struct {
	known      []int // every ingredient, in order, each once
	systemic   []int // those of them with systemic effect
	candidates []int // of ambiguous names that nothing else in the text decides
	local      bool  // the text tells of a form without systemic effect
}

// scan is what a pass over a text noted beside the names.
type scan struct {
	negated         bool
	local, systemic bool // forms mentioned
	foreign         bool // a word that means nothing here
}

// read finds the names in a text: at each word the longest phrase that begins
// there, then on behind it. A negated text says nothing.
func (c *Catalogue) read(text string) reading {
	var (
		room  [256]byte // longer than the names that the API accepts
		names [8]*phrase
		s     scan
	)
	rest, found := appendFolded(room[:0], text), names[:0]
	for len(rest) > 0 && !s.negated {
		p, length := c.longestAt(rest)
		switch {
		case p == nil:
			s.foreign = s.foreign || !isDigit(rest[0]) // strengths and counts are not words
		case p.sense == medicineSense, p.sense == ambiguousSense:
			found = append(found, p)
		default:
			s.note(p.sense)
		}
		rest = rest[min(length+1, len(rest)):]
	}
	if s.negated {
		return reading{}
	}
	return s.reading(found)
}

// longestAt looks up the longest phrase at the start of words, and returns it
// with its length, or nil with that of the first word.
func (c *Catalogue) longestAt(words []byte) (*phrase, int) {
	first := wordEnd(words, 0)
	most := c.longest[string(words[:first])]
	if most == 0 {
		return nil, first
	}
	var ends [maxPhrase]int
	ends[0] = first
	n := 1
	for n < most && ends[n-1] < len(words) {
		ends[n] = wordEnd(words, ends[n-1]+1)
		n++
	}
	for _, end := range slices.Backward(ends[:n]) {
		if p, ok := c.phrases[string(words[:end])]; ok {
			return p, end
		}
	}
	return nil, first
}

// wordEnd is the index behind the word that starts at from.
func wordEnd(words []byte, from int) int {
	if i := bytes.IndexByte(words[from:], ' '); i >= 0 {
		return from + i
	}
	return len(words)
}

// note keeps what a phrase that is no medicine says about the text.
func (s *scan) note(what sense) {
	switch what {
	case otherSense:
		s.foreign = true
	case negationSense:
		s.negated = true
	case localSense:
		s.local = true
	case systemicSense:
		s.systemic = true
	}
}

// reading puts the names together, now that the whole text is known.
func (s *scan) reading(names []*phrase) reading {
	r := reading{local: s.local && !s.systemic}
	for _, p := range names {
		if p.sense != medicineSense || p.isAlone && s.foreign {
			continue
		}
		r.known = union(r.known, p.refs)
		if !p.local && !r.local {
			r.systemic = union(r.systemic, p.refs)
		}
	}
	for _, p := range names {
		if p.sense == ambiguousSense && disjoint(p.refs, r.known) {
			r.candidates = union(r.candidates, p.refs)
		}
	}
	return r
}
