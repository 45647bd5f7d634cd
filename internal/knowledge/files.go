package knowledge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/terminology"
	"go.yaml.in/yaml/v3"
)

// files are the decoded files of one version. They hold no map, so that the
// compiled ones are data of the program; see compiled.go.
type files struct {
	// Digest is "sha256:" and the digest of all files.
	Digest    string
	Manifest  Manifest
	Limits    screen.Limits
	Rules     []Rule
	Sources   []Source
	Accuracy  []Accuracy
	Tests     []LabTest
	Orders    []Order
	Sections  []Section
	Medicines medicine.Data
	// Conditions are those that codes of health records mean.
	Conditions []terminology.Entry
	Texts      []Text // in the order of language and key
}

// Text is one text in the words of a language.
type Text struct {
	Lang, Key string
	Entry     Entry
}

// readFiles decodes every file strictly: a member that nothing reads is a fault.
func readFiles(dir fs.FS) (*files, error) {
	f := &files{}
	var names struct {
		Ingredients []medicine.Ingredient `yaml:"ingredients"`
		ByName      []medicine.Ingredient `yaml:"by_name"`
	}
	var products struct {
		Products medicine.Products `yaml:"products"`
	}
	into := map[string]any{
		"manifest.yaml": &f.Manifest,
		"limits.yaml":   &f.Limits,
		"rules.yaml": &struct {
			Rules *[]Rule `yaml:"rules"`
		}{&f.Rules},
		"sources.yaml": &struct {
			Sources *[]Source `yaml:"sources"`
		}{&f.Sources},
		"accuracy.yaml": &struct {
			Accuracy *[]Accuracy `yaml:"accuracy"`
		}{&f.Accuracy},
		"labs.yaml": &struct {
			Tests       *[]LabTest `yaml:"tests"`
			Suggestions *[]Order   `yaml:"suggestions"`
		}{&f.Tests, &f.Orders},
		"questionnaire.yaml": &struct {
			Sections *[]Section `yaml:"sections"`
		}{&f.Sections},
		"medicines.yaml": &names,
		"brands.yaml":    &f.Medicines,
		"conditions.yaml": &struct {
			Conditions *[]terminology.Entry `yaml:"conditions"`
		}{&f.Conditions},
		"products.yaml": &products,
	}
	wording, err := fs.Glob(dir, "wording/*/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range wording {
		into[name] = &Words{}
	}
	if err := decodeAll(dir, into); err != nil {
		return nil, err
	}
	f.Medicines.Ingredients = append(f.Medicines.Ingredients, names.Ingredients...)
	f.Medicines.ByName = append(f.Medicines.ByName, names.ByName...)
	f.Medicines.Products = append(f.Medicines.Products, products.Products...)
	for _, name := range wording {
		f.addWords(path.Base(path.Dir(name)), *into[name].(*Words))
	}
	return f, f.sortTexts()
}

// decodeAll decodes each file into its value, all at once. The error joins
// those of all files, in the order of their names.
func decodeAll(dir fs.FS, into map[string]any) error {
	names := slices.Sorted(maps.Keys(into))
	errs := make([]error, len(names))
	var wait sync.WaitGroup
	for i, name := range names {
		wait.Go(func() { errs[i] = decode(dir, name, into[name]) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// addWords adds the words of wording/<language>/*.yaml.
func (f *files) addWords(lang string, words Words) {
	for key, entry := range words {
		f.Texts = append(f.Texts, Text{lang, key, entry})
	}
}

// sortTexts puts the texts in order. The files of one language are one map: a
// key in two of them is a fault.
func (f *files) sortTexts() error {
	slices.SortFunc(f.Texts, compareTexts)
	for i := 1; i < len(f.Texts); i++ {
		if t := &f.Texts[i]; compareTexts(f.Texts[i-1], *t) == 0 {
			return fmt.Errorf("wording/%s: %s is in two files", t.Lang, t.Key)
		}
	}
	return nil
}

func compareTexts(a, b Text) int {
	return cmp.Or(strings.Compare(a.Lang, b.Lang), strings.Compare(a.Key, b.Key))
}

func decode(dir fs.FS, name string, into any) error {
	content, err := fs.ReadFile(dir, name)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := decoder.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more than one document", name)
	}
	return nil
}

// compile turns the files into a Ruleset.
func (f *files) compile() (*Ruleset, error) {
	rs := &Ruleset{
		Digest: f.Digest, Manifest: f.Manifest, Rules: slices.Clone(f.Rules), Sources: f.Sources, Accuracy: f.Accuracy, Sections: f.Sections,
		words: f.words(), conditions: f.Conditions, rules: map[screen.Rule]*Rule{}, orders: map[string]Order{},
	}
	rs.Core.Limits = f.Limits
	for i := range rs.Rules {
		r := &rs.Rules[i]
		if r.ReviewBy == "" {
			r.ReviewBy = f.Manifest.ReviewBy
		}
		if rs.firstReview == "" || r.ReviewBy < rs.firstReview {
			rs.firstReview = r.ReviewBy
		}
		rs.rules[r.ID] = r
	}
	for _, o := range f.Orders {
		rs.orders[o.ID] = o
	}
	if err := f.compileTests(rs); err != nil {
		return nil, err
	}
	var err error
	if rs.Conditions, err = terminology.New(f.Conditions); err != nil {
		return nil, fmt.Errorf("conditions.yaml: %w", err)
	}
	return rs, f.compileMedicines(rs)
}

// words are the texts of each language by key.
func (f *files) words() map[string]Words {
	all := map[string]Words{}
	for i := range f.Texts {
		t := &f.Texts[i]
		if all[t.Lang] == nil {
			all[t.Lang] = make(Words, len(f.Texts)/2) // of two languages
		}
		all[t.Lang][t.Key] = t.Entry
	}
	return all
}

func (f *files) compileTests(rs *Ruleset) error {
	for _, t := range f.Tests {
		test, known := screen.ParseTest(t.ID)
		if !known {
			return fmt.Errorf("labs.yaml: the decision knows no test %q", t.ID)
		}
		t.index()
		rs.Tests[test] = t
	}
	rs.loincs = indexLOINCs(&rs.Tests)
	return nil
}

// compileMedicines keeps the core's list in the order of the catalogue, so
// that an index into one is an index into the other.
func (f *files) compileMedicines(rs *Ruleset) error {
	catalogue, err := medicine.New(f.Medicines)
	if err != nil {
		return err
	}
	rs.Medicines = catalogue
	for i := range catalogue.Len() {
		m := catalogue.Ingredient(i)
		tier, known := screen.ParseEffectTier(string(m.Tier))
		if !known {
			return fmt.Errorf("medicines.yaml: %s: the decision knows no tier %q", m.Key, m.Tier)
		}
		rs.Core.Medicines = append(rs.Core.Medicines, screen.Medicine{
			Key: m.Key, Generic: m.Generic, Class: m.Class, RxNorm: m.RxNorm, Tier: tier, DopamineBlocker: m.DopamineBlocker,
		})
	}
	return nil
}
