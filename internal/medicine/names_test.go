package medicine_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

func TestEveryNameIsListedOnce(t *testing.T) {
	c, d := catalogue(t)
	listed := map[string]medicine.Hit{}
	for _, n := range c.Names() {
		listed[n.Name] = n
	}
	if len(listed) != len(c.Names()) {
		t.Errorf("%d names, %d of them once", len(c.Names()), len(listed))
	}
	for _, in := range slices.Concat(d.Ingredients, d.ByName) {
		for _, name := range append([]string{in.Generic, in.Spanish}, append(in.Synonyms, in.Brands...)...) {
			if name == "" {
				continue
			}
			hits := c.Search(name, 1)
			if len(hits) == 0 {
				t.Errorf("%q is not found", name)
				continue
			}
			n, there := listed[hits[0].Name]
			if !there || !slices.Contains(keys(c, n.Ingredients), in.Key) {
				t.Errorf("%q is not listed as %s", name, in.Key)
			}
		}
	}
}

func TestNamesAreInTheOrderOfTheAlphabetWhateverTheirAccents(t *testing.T) {
	c, _ := catalogue(t)
	var found []string
	for _, n := range c.Names() {
		found = append(found, n.Name)
	}
	at := func(name string) int { return slices.Index(found, name) }
	for _, pair := range [][2]string{{"Abilify", "acebutolol"}, {"ácido acetilsalicílico", "Austedo"}} {
		if i, j := at(pair[0]), at(pair[1]); i < 0 || j < 0 || i > j {
			t.Errorf("%s is at %d, %s at %d", pair[0], i, pair[1], j)
		}
	}
}
