package medicine_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

// sound is a small catalogue without fault.
func sound() medicine.Data {
	return medicine.Data{
		Ingredients: []medicine.Ingredient{
			{Key: "a", Generic: "alpha", Class: "letter", Tier: medicine.TierA, RxNorm: "1", ATC: []string{"A01AA01"}, Brands: []string{"First"}},
			{Key: "b", Generic: "beta", Class: "letter", Tier: medicine.TierB, RxNorm: "2", ATC: []string{"A01AA02"}},
		},
		Words: medicine.Words{Negation: []string{"no"}},
	}
}

func TestNewNamesEveryFault(t *testing.T) {
	if _, err := medicine.New(sound()); err != nil {
		t.Fatalf("sound data: %v", err)
	}
	for fault, tt := range map[string]struct {
		plant func(*medicine.Data)
		want  string
	}{
		"key twice":             {func(d *medicine.Data) { d.Ingredients[1].Key = "a" }, `ingredient "a"`},
		"no generic name":       {func(d *medicine.Data) { d.Ingredients[1].Generic = "" }, `ingredient "b"`},
		"no class":              {func(d *medicine.Data) { d.Ingredients[1].Class = "" }, `ingredient "b"`},
		"tier":                  {func(d *medicine.Data) { d.Ingredients[1].Tier = "D" }, `unknown tier "D"`},
		"name of two":           {func(d *medicine.Data) { d.Ingredients[1].Synonyms = []string{"Alpha"} }, `name "Alpha"`},
		"name without a word":   {func(d *medicine.Data) { d.Ingredients[1].Brands = []string{"--"} }, `name "--"`},
		"name too long":         {func(d *medicine.Data) { d.LookAlikes = []string{strings.Repeat("a ", 9)} }, "more than 8"},
		"RxNorm twice":          {func(d *medicine.Data) { d.Ingredients[1].RxNorm = "1" }, `RxNorm "1"`},
		"RxNorm shape":          {func(d *medicine.Data) { d.Ingredients[1].RxNorm = "12x" }, `RxNorm "12x"`},
		"ATC shape":             {func(d *medicine.Data) { d.Ingredients[1].ATC = []string{"A1AA01"} }, `ATC "A1AA01"`},
		"ATC of a combination":  {func(d *medicine.Data) { d.Ingredients[1].ATCCombinations = []string{"A01AA01"} }, `ATC "A01AA01"`},
		"brand of nothing":      {func(d *medicine.Data) { d.Brands = []medicine.Brand{{Name: "Void"}} }, `"Void": no ingredient`},
		"brand of the unknown":  {func(d *medicine.Data) { d.ExtraBrands = []medicine.Brand{{Name: "X", Keys: []string{"c"}}} }, `ingredient "c"`},
		"brand again":           {func(d *medicine.Data) { d.Brands = []medicine.Brand{{Name: "First", Keys: []string{"b"}}} }, `name "First"`},
		"ambiguity of one":      {func(d *medicine.Data) { d.AmbiguousBrands = []medicine.Brand{{Name: "X", Keys: []string{"a"}}} }, "fewer than two"},
		"word that is a name":   {func(d *medicine.Data) { d.Words.Local = []string{"alpha"} }, `name "alpha"`},
		"alone without a name":  {func(d *medicine.Data) { d.Words.Alone = []string{"nobody"} }, `alone "nobody"`},
		"product code twice":    {func(d *medicine.Data) { d.Products = medicine.Products{{RxNorm: "1", Keys: []string{"a"}}} }, `RxNorm "1"`},
		"product of an unknown": {func(d *medicine.Data) { d.Products = medicine.Products{{RxNorm: "9", Keys: []string{"c"}}} }, `ingredient "c"`},
	} {
		t.Run(fault, func(t *testing.T) {
			d := sound()
			tt.plant(&d)
			d.Ingredients[0].Tier = "Z" // a second fault, which must be named as well
			_, err := medicine.New(d)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), `tier "Z"`) {
				t.Errorf("got %v, want both %s and tier \"Z\"", err, tt.want)
			}
		})
	}
}

func TestProductsAreReadStrictly(t *testing.T) {
	var d medicine.Data
	text := "products: |\n  # a comment\n  12  a+b local  Alpha / Beta Cream\n\n  13  a  Alpha  1 MG\n"
	if err := yaml.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Products) != 2 || !d.Products[0].NonSystemic || len(d.Products[0].Keys) != 2 || d.Products[1].Name != "Alpha  1 MG" {
		t.Errorf("got %+v", d.Products)
	}
	for _, line := range []string{"12", "12  a", "12 a  Alpha", "x  a  Alpha", "123456789  a  Alpha", "  a  Alpha", "12  a  "} {
		var p medicine.Products
		err := p.UnmarshalText([]byte("11  a  Alpha\n" + line))
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", line, err)
		}
	}
}
