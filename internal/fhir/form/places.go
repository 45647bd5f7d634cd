package form

import (
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// Places are the indexes, in order, of the results that the form has a place
// for. It has one for each test: that of a decisive result, given by index, and
// else of the newest. One with a date is newer than one without. A test that is
// not known has no place.
func (f *Form) Places(labs []v1.Lab, decisive []int) []int {
	best := map[*definition]int{}
	for i := range labs {
		d := f.result(&labs[i])
		if d == nil || labs[i].Value == nil {
			continue
		}
		other, taken := best[d]
		decides := slices.Contains(decisive, i)
		switch {
		case !taken, decides && !slices.Contains(decisive, other):
			best[d] = i
		case decides == slices.Contains(decisive, other) && labs[i].CollectedOn > labs[other].CollectedOn:
			best[d] = i
		}
	}
	places := make([]int, 0, len(best))
	for _, i := range best {
		places = append(places, i)
	}
	slices.Sort(places)
	return places
}

// result is the item of a result; nil for a test that the form does not have.
func (f *Form) result(lab *v1.Lab) *definition {
	test := lab.Test
	if test == "" {
		test, _ = f.knowledge.LabTest(lab.LOINC)
	}
	return f.definitions[labsPrefix+test]
}
