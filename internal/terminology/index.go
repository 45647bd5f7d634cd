package terminology

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Entry is a condition as the knowledge base writes it. A pattern with "?" at
// its end is Possible, and one with "!" before it is never matched; of several
// patterns of one condition that fit a code, the longest decides.
type Entry struct {
	Key      string   `yaml:"key"`
	Name     string   `yaml:"name"`
	Role     string   `yaml:"role"`
	ICD10CM  Patterns `yaml:"icd10cm"`   // whole codes, or with "*" for any ending
	ICD10WHO Patterns `yaml:"icd10_who"` // with any ending
	SNOMED   Patterns `yaml:"snomed_ct"` // whole codes
	// Procedures are SNOMED CT codes of procedures, which some records code
	// conditions with.
	Procedures Patterns `yaml:"snomed_ct_procedure"`
	// Answer is "path=value", several divided by ";".
	Answer string `yaml:"answer"`
}

// Patterns are written as one text with spaces between: that loads faster.
type Patterns []string

// UnmarshalText splits the text.
func (p *Patterns) UnmarshalText(text []byte) error {
	*p = nil
	if patterns := strings.Fields(string(text)); len(patterns) > 0 {
		*p = patterns
	}
	return nil
}

// Answers reads Answer. The error names what is not of the form path=value.
func (e *Entry) Answers() ([]Answer, error) {
	var answers []Answer
	for pair := range strings.SplitSeq(e.Answer, ";") {
		path, value, found := strings.Cut(pair, "=")
		switch {
		case pair == "" && e.Answer == "":
		case !found || path == "" || value == "":
			return nil, fmt.Errorf("condition %s: answer %q is not path=value", e.Key, pair)
		default:
			answers = append(answers, Answer{Path: path, Value: value})
		}
	}
	return answers, nil
}

// Index finds what codes mean. It never changes after New and may be used by
// many goroutines at once.
type Index struct {
	conditions          []Condition
	snomed              patterns
	icd10cm, icd10world patterns
}

// patterns are those of one code system, by their letters and digits.
type patterns struct {
	whole, ending map[string][]meaning // ending: with any ending
	longest       int                  // of the patterns with any ending
}

// meaning is what one pattern says of one condition.
type meaning struct {
	condition int
	sense     sense
}

type sense uint8

const (
	proven sense = iota
	possible
	never
)

// New indexes conditions, whose order it keeps. The error joins every fault
// found: a key used twice, an answer or a pattern of the wrong form.
func New(entries []Entry) (*Index, error) {
	x := &Index{conditions: make([]Condition, 0, len(entries)), snomed: newPatterns(), icd10cm: newPatterns(), icd10world: newPatterns()}
	var faults []error
	keys := make(map[string]bool, len(entries))
	for i := range entries {
		e := &entries[i]
		if keys[e.Key] {
			faults = append(faults, fmt.Errorf("condition %s is there twice", e.Key))
		}
		keys[e.Key] = true
		answers, err := e.Answers()
		x.conditions = append(x.conditions, Condition{Key: e.Key, Name: e.Name, Role: e.Role, Answers: answers})
		faults = append(faults, err)
		for _, pattern := range slices.Concat(
			x.icd10cm.add(e.ICD10CM, i, false), x.icd10world.add(e.ICD10WHO, i, true),
			x.snomed.add(e.SNOMED, i, false), x.snomed.add(e.Procedures, i, false),
		) {
			faults = append(faults, fmt.Errorf("condition %s: %q is no pattern of codes", e.Key, pattern))
		}
	}
	return x, errors.Join(faults...)
}

func newPatterns() patterns {
	return patterns{whole: map[string][]meaning{}, ending: map[string][]meaning{}}
}

// add enters patterns and returns those that are no code.
func (p *patterns) add(list Patterns, condition int, anyEnding bool) (bad []string) {
	for _, pattern := range list {
		text, forbids := strings.CutPrefix(pattern, "!")
		text, doubts := strings.CutSuffix(text, "?")
		text, starred := strings.CutSuffix(text, "*")
		if starred {
			text = strings.TrimSuffix(text, ".")
		}
		var space [longestCode]byte
		code, ok := fold(space[:0], text)
		if !ok || forbids && doubts {
			bad = append(bad, pattern)
			continue
		}
		m := meaning{condition: condition}
		switch {
		case forbids:
			m.sense = never
		case doubts:
			m.sense = possible
		}
		into := p.whole
		if starred || anyEnding {
			into = p.ending
			p.longest = max(p.longest, len(code))
		}
		into[string(code)] = append(into[string(code)], m)
	}
	return bad
}

// longestCode is the length of the longest code: SNOMED CT has 18 digits.
const longestCode = 18

// fold writes the letters, in upper case, and the digits of a code: records
// write ICD with and without its dot. It is false for what is no code.
func fold(dst []byte, code string) ([]byte, bool) {
	for i := range len(code) {
		switch c := code[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			dst = append(dst, c)
		case c >= 'a' && c <= 'z':
			dst = append(dst, c-'a'+'A')
		case c == '.' && i > 0 && i < len(code)-1:
		default:
			return nil, false
		}
		if len(dst) > longestCode {
			return nil, false
		}
	}
	return dst, len(dst) > 0
}

// Conditions are what a code means, in the order of the table; nil where it
// means nothing here. The system may have any of its spellings, and must be
// there: ICD-10 of the WHO and ICD-10-CM look alike and differ.
func (x *Index) Conditions(system, code string) []Condition {
	var p *patterns
	switch System(system) {
	case SNOMED:
		p = &x.snomed
	case ICD10CM:
		p = &x.icd10cm
	case ICD10:
		p = &x.icd10world
		// The marks of cause and manifestation are no part of the code.
		code = strings.TrimRight(code, "*+†")
	default:
		return nil
	}
	var space [longestCode]byte
	folded, ok := fold(space[:0], strings.TrimSpace(code))
	if !ok {
		return nil
	}
	var stack [8]meaning
	return x.meant(p.find(stack[:0], folded))
}

// find appends what the patterns say, one meaning for each condition.
func (p *patterns) find(found []meaning, code []byte) []meaning {
	for n := 1; n <= min(len(code), p.longest); n++ {
		found = overrule(found, p.ending[string(code[:n])])
	}
	return overrule(found, p.whole[string(code)])
}

// overrule lets a longer pattern decide over a shorter one.
func overrule(found, longer []meaning) []meaning {
	for _, m := range longer {
		if i := slices.IndexFunc(found, func(f meaning) bool { return f.condition == m.condition }); i >= 0 {
			found[i] = m
		} else {
			found = append(found, m)
		}
	}
	return found
}

func (x *Index) meant(found []meaning) []Condition {
	found = slices.DeleteFunc(found, func(m meaning) bool { return m.sense == never })
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(a, b meaning) int { return a.condition - b.condition })
	conditions := make([]Condition, len(found))
	for i, m := range found {
		conditions[i] = x.conditions[m.condition]
		conditions[i].Possible = m.sense == possible
	}
	return conditions
}

// All lists every condition, in the order of the table. It must not be changed.
func (x *Index) All() []Condition { return x.conditions }

// WithoutSNOMED returns an index that matches no SNOMED CT code.
func (x *Index) WithoutSNOMED() *Index {
	without := *x
	without.snomed = newPatterns()
	return &without
}
