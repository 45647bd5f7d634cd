package medicine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

// show writes a hit as "kind name [code] = ingredients".
func show(c *medicine.Catalogue, h medicine.Hit) string {
	s := fmt.Sprintf("%s %s", h.Kind, h.Name)
	if h.Code != "" {
		s += " " + h.Code
	}
	sep := "+"
	if h.OneOf {
		sep = "|"
	}
	s += " = " + strings.Join(keys(c, h.Ingredients), sep)
	if h.NonSystemic {
		s += " local"
	}
	return s
}

func TestSearch(t *testing.T) {
	tests := []struct {
		rule, query string
		limit       int
		want        []string
	}{
		{"brand by its beginning", "bena", 2, []string{"brand Benadryl = diphenhydramine", "brand Benadryl Allergy One A Day = cetirizine"}},
		{"exact before longer names", "Tavist", 5, []string{"brand Tavist = clemastine", "brand Tavist Non-Sedating = loratadine"}},
		{"a later word, alphabetically by name", "less", 5, []string{"brand Dramamine All Day Less Drowsy = meclizine", "brand Dramamine Less Drowsy = meclizine"}},
		{"several words", "tylenol p", 5, []string{"brand Tylenol PM = diphenhydramine"}},
		{"accents and case", "FENITOÍ", 5, []string{"generic fenitoína = phenytoin"}},
		{"combination", "symb", 5, []string{"brand Symbyax = fluoxetine+olanzapine"}},
		{"ambiguous brand", "sominex", 1, []string{"brand Sominex = diphenhydramine|promethazine"}},
		{"brand without systemic effect", "zona", 5, []string{"brand Zonalon = doxepin local"}},
		{"RxNorm ingredient", "36437", 5, []string{"rxnorm sertraline 36437 = sertraline"}},
		{"RxNorm product", "856706", 5, []string{"rxnorm amitriptyline hydrochloride 10 MG / perphenazine 2 MG Oral Tablet 856706 = amitriptyline+perphenazine"}},
		{"ATC", "n06ax11", 5, []string{"atc mirtazapine N06AX11 = mirtazapine"}},
		{"ATC by its beginning", "N06AX1", 3, []string{"atc mirtazapine N06AX11 = mirtazapine", "atc bupropion N06AX12 = bupropion", "atc venlafaxine N06AX16 = venlafaxine"}},
		{"ATC that several share", "b03ac", 5, []string{"atc ferric carboxymaltose / iron dextran / ferumoxytol / iron sucrose / ferric derisomaltose / sodium ferric gluconate B03AC = ferric_carboxymaltose|iron_dextran|ferumoxytol|iron_sucrose|ferric_derisomaltose|sodium_ferric_gluconate"}},
		{"not inside a word", "italopram", 5, nil},
		{"a word of the text that is no medicine", "crush", 5, nil},
		{"nothing typed", " - ", 5, nil},
		{"no room", "bena", 0, nil},
	}
	c, _ := catalogue(t)
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			var got []string
			for _, h := range c.Search(tt.query, tt.limit) {
				got = append(got, show(c, h))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestSearchOrdersByRankThenName(t *testing.T) {
	c, _ := catalogue(t)
	var got []string
	for _, h := range c.Search("iron", 8) {
		got = append(got, h.Name)
	}
	want := []string{"iron", "iron bisglycinate", "iron dextran", "iron fumarate", "iron gluconate", "iron isomaltoside", "iron polysaccharide", "iron saccharate"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	hits := c.Search("iron", 1000)
	names := make([]string, len(hits))
	for i, h := range hits {
		names[i] = h.Name
	}
	if slices.Index(names, "iron sulphate") > slices.Index(names, "carbonyl iron") {
		t.Error("a later word came before the beginning of a name")
	}
	if !slices.Contains(names, "Dialyvite 800 with Iron") {
		t.Error("a later word of a brand was not found")
	}
}

func TestEveryNameIsFoundByTypingIt(t *testing.T) {
	c, d := catalogue(t)
	for _, in := range slices.Concat(d.Ingredients, d.ByName) {
		for _, name := range slices.Concat([]string{in.Generic}, in.Synonyms, in.Brands) {
			hits := c.Search(name, 1)
			if len(hits) == 0 || !slices.Contains(keys(c, hits[0].Ingredients), in.Key) {
				t.Errorf("%q: %v", name, hits)
			}
		}
	}
}
