package medicine_test

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

// dataDir holds the knowledge that the tests, like the product, are run on.
const dataDir = "../knowledge/data/1.0.0"

// load decodes the files strictly into one Data.
func load(t testing.TB) medicine.Data {
	t.Helper()
	var d medicine.Data
	for _, name := range []string{"medicines.yaml", "brands.yaml", "products.yaml"} {
		f, err := os.Open(filepath.Join(dataDir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		dec := yaml.NewDecoder(f)
		dec.KnownFields(true)
		if err := dec.Decode(&d); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := dec.Decode(new(any)); err != io.EOF {
			t.Fatalf("%s: more than one document: %v", name, err)
		}
	}
	return d
}

func catalogue(t testing.TB) (*medicine.Catalogue, medicine.Data) {
	t.Helper()
	d := load(t)
	c, err := medicine.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return c, d
}

// keys names the ingredients at the indexes, so that a failure can be read.
func keys(c *medicine.Catalogue, indexes []int) []string {
	list := []string{}
	for _, i := range indexes {
		list = append(list, c.Ingredient(i).Key)
	}
	return list
}

// says sums a Recognition up in one line: "keys", "local", "one of keys" or
// "unknown", with "conflict" behind it.
func says(c *medicine.Catalogue, r medicine.Recognition) string {
	var words []string
	switch {
	case r.NonSystemic:
		words = append(words, "local")
	case r.Recognised:
		words = append(words, keys(c, r.Ingredients)...)
	case len(r.Candidates) == 0:
		words = append(words, "unknown")
	}
	if len(r.Candidates) > 0 {
		words = append(words, "one of")
		words = append(words, keys(c, r.Candidates)...)
	}
	if r.CodeNameConflict {
		words = append(words, "conflict")
	}
	return strings.Join(words, " ")
}

func TestEveryIngredientIsFoundByEachOfItsNamesAndCodes(t *testing.T) {
	c, d := catalogue(t)
	ambiguous := map[string]bool{}
	for _, b := range d.AmbiguousBrands {
		ambiguous[b.Name] = true
	}
	for _, in := range slices.Concat(d.Ingredients, d.ByName) {
		t.Run(in.Key, func(t *testing.T) {
			for _, name := range slices.Concat([]string{in.Key, in.Generic, strings.ToUpper(in.Generic)}, in.Synonyms, in.Brands) {
				r := c.Recognise(medicine.Entry{Name: name})
				got := keys(c, slices.Concat(r.Ingredients, r.Candidates))
				if !slices.Contains(got, in.Key) || r.Recognised == ambiguous[name] || r.NonSystemic {
					t.Errorf("%q: %s", name, says(c, r))
				}
			}
			if r := c.Recognise(medicine.Entry{RxNorm: in.RxNorm}); in.RxNorm != "" && says(c, r) != in.Key {
				t.Errorf("RxNorm %s: %s", in.RxNorm, says(c, r))
			}
			for _, atc := range in.ATC {
				r := c.Recognise(medicine.Entry{ATC: strings.ToLower(atc)})
				if len(atc) == 7 && says(c, r) != in.Key || len(atc) != 7 && !slices.Contains(keys(c, r.Candidates), in.Key) {
					t.Errorf("ATC %s: %s", atc, says(c, r))
				}
			}
			for _, atc := range in.ATCCombinations {
				r := c.Recognise(medicine.Entry{ATC: atc})
				if !r.Recognised || !slices.Contains(keys(c, r.Ingredients), in.Key) {
					t.Errorf("ATC %s: %s", atc, says(c, r))
				}
			}
		})
	}
}

func TestEveryBrandIsFound(t *testing.T) {
	c, d := catalogue(t)
	for _, b := range slices.Concat(d.Brands, d.ExtraBrands) {
		t.Run(b.Name, func(t *testing.T) {
			want := strings.Join(b.Keys, " ")
			if b.NonSystemic {
				want = "local"
			}
			if got := says(c, c.Recognise(medicine.Entry{Name: b.Name})); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	for _, b := range d.AmbiguousBrands {
		t.Run(b.Name, func(t *testing.T) {
			want := "one of " + strings.Join(b.Keys, " ")
			if got := says(c, c.Recognise(medicine.Entry{Name: b.Name})); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if b.Note == "" {
				t.Error("no note that says why")
			}
		})
	}
	for _, name := range d.LookAlikes {
		if got := says(c, c.Recognise(medicine.Entry{Name: name})); got != "unknown" {
			t.Errorf("look-alike %s: %s", name, got)
		}
	}
}

var inBrackets = regexp.MustCompile(` *\[[^\]]*\]$`)

// The keys and the form of a product were derived from its name: the text of the
// name, with and without the brand, must say the same as its code.
func TestEveryProductSaysTheSameByCodeAndByName(t *testing.T) {
	c, d := catalogue(t)
	for _, p := range d.Products {
		t.Run(p.RxNorm, func(t *testing.T) {
			want := strings.Join(p.Keys, " ")
			if p.NonSystemic {
				want = "local"
			}
			for _, e := range []medicine.Entry{
				{RxNorm: p.RxNorm},
				{Name: p.Name},
				{Name: inBrackets.ReplaceAllString(p.Name, "")},
				{RxNorm: p.RxNorm, Name: p.Name},
			} {
				if got := says(c, c.Recognise(e)); got != want {
					t.Errorf("%+v: got %s, want %s", e, got, want)
				}
			}
		})
	}
}

func TestCodesHaveTheirShapes(t *testing.T) {
	d := load(t)
	rxnorm, atc := regexp.MustCompile(`^\d{1,8}$`), regexp.MustCompile(`^[A-Z]\d\d[A-Z]{2}(\d\d)?$`)
	codes := map[string]string{}
	use := func(code, by string) {
		if !rxnorm.MatchString(code) {
			t.Errorf("%s: RxNorm %q", by, code)
		}
		if other, used := codes[code]; used {
			t.Errorf("%s: RxNorm %s is also of %s", by, code, other)
		}
		codes[code] = by
	}
	for _, in := range d.Ingredients {
		if in.RxNorm != "" {
			use(in.RxNorm, in.Key)
		}
		for _, code := range slices.Concat(in.ATC, in.ATCCombinations) {
			if !atc.MatchString(code) {
				t.Errorf("%s: ATC %q", in.Key, code)
			}
		}
	}
	for _, p := range d.Products {
		use(p.RxNorm, p.Name)
	}
	for _, in := range d.ByName {
		if in.RxNorm != "" || len(in.ATC)+len(in.ATCCombinations) > 0 {
			t.Errorf("%s: known by name alone, yet has a code", in.Key)
		}
	}
	if len(d.Ingredients) != 184 || len(d.Products) != 1790 {
		t.Errorf("%d ingredients and %d products: the tables have 184 and 1790", len(d.Ingredients), len(d.Products))
	}
}
