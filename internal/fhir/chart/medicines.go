package chart

import (
	"cmp"
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

// medicineCode is a code of a medicine, alone in an entry, with what it is known
// to hold.
type medicineCode struct {
	entry     v1.Medication
	display   string
	holds     []int
	byProduct bool
}

// medicines are a medicine as a request has it. Records write one medicine in
// several codes, of products and of ingredients: the one that is known here and
// tells most counts, of RxNorm and of ATC, and one that holds something else is
// an entry of its own. None is no medicine that can be told.
func (r *reader) medicines(what *concept) []v1.Medication {
	if what == nil {
		return nil
	}
	codes, texts := r.codes(what)
	var first v1.Medication
	for i := range codes {
		switch c := &codes[i]; {
		case c.entry.RxNorm != "" && first.RxNorm == "":
			first.RxNorm = c.entry.RxNorm
		case c.entry.ATC != "" && first.ATC == "":
			first.ATC = c.entry.ATC
		}
	}
	held, _ := r.knows.Contents(first)
	first.Name = r.nameOf(texts, len(held) > 0)
	if first == (v1.Medication{}) {
		return nil
	}
	list := []v1.Medication{first}
	held, _ = r.knows.Contents(first)
	held = slices.Clone(held)
	for i := range codes {
		more := slices.DeleteFunc(slices.Clone(codes[i].holds), func(one int) bool { return slices.Contains(held, one) })
		if len(more) > 0 {
			held = append(held, more...)
			also := codes[i].entry
			// The text may tell the form; the display of another code would be another medicine's name.
			also.Name = r.nameOf([]string{what.Text, codes[i].display}, true)
			list = append(list, also)
		}
	}
	return list
}

// codes are the codes of RxNorm and of ATC, those that tell more first, and what
// the medicine is called: its text, and the displays of its codes, those first
// that a request takes.
func (r *reader) codes(what *concept) (codes []medicineCode, texts []string) {
	var others []string
	for i := range what.Coding {
		one := &what.Coding[i]
		c := medicineCode{display: one.Display}
		switch system, code := terminology.System(one.System), strings.TrimSpace(one.Code); {
		case system == terminology.RxNorm && isRxNorm(code):
			c.entry.RxNorm = code
		case system == terminology.ATC && isATC(code):
			c.entry.ATC = code
		default:
			others = append(others, one.Display)
			continue
		}
		c.holds, c.byProduct = r.knows.Contents(c.entry)
		codes = append(codes, c)
	}
	slices.SortStableFunc(codes, func(a, b medicineCode) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(len(b.holds), len(a.holds)))
	})
	texts = []string{what.Text}
	for _, ofRxNorm := range []bool{true, false} {
		for i := range codes {
			if (codes[i].entry.RxNorm != "") == ofRxNorm {
				texts = append(texts, codes[i].display)
			}
		}
	}
	return codes, append(texts, others...)
}

// rank is higher for a code that tells more.
func (c *medicineCode) rank() int {
	switch {
	case c.byProduct:
		return 2
	case len(c.holds) > 0:
		return 1
	default:
		return 0
	}
}

// nameOf is the first of the texts that is a name; of a medicine whose codes are
// not known, the first that is known.
func (r *reader) nameOf(texts []string, codesKnown bool) string {
	var first string
	for _, text := range texts {
		name := legible(text)
		if name == "" {
			continue
		}
		if codesKnown {
			return name
		}
		if holds, _ := r.knows.Contents(v1.Medication{Name: name}); len(holds) > 0 {
			return name
		}
		first = cmp.Or(first, name)
	}
	return first
}
