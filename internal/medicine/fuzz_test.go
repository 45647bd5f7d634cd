package medicine_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/rlscreen/rlscreen/internal/medicine"
)

// wordsOf splits a text into folded words by other means than the package: the
// whole text is decomposed at once.
func wordsOf(text string) []string {
	text = strings.NewReplacer("'", "", "’", "", "‘", "", "ʼ", "", "™", " ", "℠", " ").Replace(text)
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r), r == '\'', r == '’', r == '‘', r == 'ʼ':
			return -1
		case unicode.IsLetter(r), unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(text))
	return strings.Fields(text)
}

// namesOf lists, for each ingredient, every name it may be recognised by.
func namesOf(c *medicine.Catalogue, d medicine.Data) [][][]string {
	names := make([][][]string, c.Len())
	add := func(key, name string) {
		i, _ := c.Index(key)
		names[i] = append(names[i], wordsOf(name))
	}
	for _, in := range slices.Concat(d.Ingredients, d.ByName) {
		for _, name := range slices.Concat([]string{in.Generic}, in.Synonyms, in.Brands) {
			add(in.Key, name)
		}
	}
	for _, b := range slices.Concat(d.Brands, d.ExtraBrands, d.AmbiguousBrands) {
		for _, key := range b.Keys {
			add(key, b.Name)
		}
	}
	return names
}

// holds reports whether part stands in words, whole and in one piece.
func holds(words, part []string) bool {
	for i := range len(words) - len(part) + 1 {
		if slices.Equal(words[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

func FuzzRecognise(f *testing.F) {
	c, d := catalogue(f)
	names := namesOf(c, d)
	for _, name := range []string{
		"", "Benadryl", "not taking sertraline", "fenitoi\u0301na", "Tylenol PM Extra Strength", "\xff\xc3", "Sominex",
		"amitriptyline / perphenazine", "ketotifen eye drops", "Ｓｅｒｔｒａｌｉｎｅ™", "ﬁ ½ ǅ ẞ İ ſ", "a\u0301\u0301\u0301",
	} {
		f.Add(name, "36437", "N06AX11")
		f.Add(name, "", "")
	}
	f.Fuzz(func(t *testing.T, name, rxnorm, atc string) {
		e := medicine.Entry{Name: name, RxNorm: rxnorm, ATC: atc}
		r := c.Recognise(e)
		if again := c.Recognise(e); !reflect.DeepEqual(r, again) {
			t.Fatalf("%+v, then %+v", r, again)
		}
		if r.NonSystemic != (r.Recognised && len(r.Ingredients) == 0) {
			t.Fatalf("inconsistent: %+v", r)
		}
		if !utf8.ValidString(name) {
			return
		}
		text := c.Recognise(medicine.Entry{Name: name})
		words := wordsOf(name)
		for _, i := range slices.Concat(text.Ingredients, text.Candidates) {
			if !slices.ContainsFunc(names[i], func(part []string) bool { return holds(words, part) }) {
				t.Errorf("%q: %s, of which the text holds no whole name", name, c.Ingredient(i).Key)
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	c, _ := catalogue(f)
	for _, q := range []string{"", "bena", "n06", "3", "vitamin b", "ñ", "\xff", "™"} {
		f.Add(q, 10)
	}
	f.Fuzz(func(t *testing.T, q string, limit int) {
		hits := c.Search(q, limit)
		if !reflect.DeepEqual(hits, c.Search(q, limit)) {
			t.Fatal("not the same twice")
		}
		if len(hits) > max(limit, 0) {
			t.Fatalf("%d hits, limit %d", len(hits), limit)
		}
		for _, h := range hits {
			if h.Name == "" || len(h.Ingredients) == 0 || (h.Code != "") != (h.Kind == medicine.KindRxNorm || h.Kind == medicine.KindATC) {
				t.Errorf("%q: %+v", q, h)
			}
		}
	})
}

// Letters glued to a name make another word, which means nothing, or, as with
// "es" before citalopram, is a name of its own.
func TestLettersGluedToANameMakeAnotherWord(t *testing.T) {
	c, d := catalogue(t)
	own := map[string]bool{}
	for _, list := range namesOf(c, d) {
		for _, words := range list {
			own[strings.Join(words, " ")] = true
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	letters := func() string {
		b := make([]byte, 1+random.IntN(3))
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[random.IntN(36)]
		}
		return string(b)
	}
	for name := range own {
		if strings.Contains(name, " ") {
			continue
		}
		for range 20 {
			for _, glued := range []string{letters() + name, name + letters(), letters() + name + letters()} {
				if r := c.Recognise(medicine.Entry{Name: glued}); (r.Recognised || len(r.Candidates) > 0) && !own[glued] {
					t.Errorf("%q: %s", glued, says(c, r))
				}
			}
		}
	}
}
