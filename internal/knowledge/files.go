package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"

	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/terminology"
	"go.yaml.in/yaml/v3"
)

// files are the decoded files of one version.
type files struct {
	manifest  Manifest
	limits    screen.Limits
	rules     []Rule
	sources   []Source
	accuracy  []Accuracy
	tests     []LabTest
	orders    []Order
	sections  []Section
	medicines medicine.Data
	// conditions are those that codes of health records mean.
	conditions []terminology.Entry
	words      map[string]Words
}

// readFiles decodes every file strictly: a member that nothing reads is a fault.
// They are read side by side, since reading them is most of the time that the
// program takes to start.
func readFiles(dir fs.FS) (*files, error) {
	f := &files{words: map[string]Words{}}
	var names struct {
		Ingredients []medicine.Ingredient `yaml:"ingredients"`
		ByName      []medicine.Ingredient `yaml:"by_name"`
	}
	var products struct {
		Products medicine.Products `yaml:"products"`
	}
	into := map[string]any{
		"manifest.yaml": &f.manifest,
		"limits.yaml":   &f.limits,
		"rules.yaml": &struct {
			Rules *[]Rule `yaml:"rules"`
		}{&f.rules},
		"sources.yaml": &struct {
			Sources *[]Source `yaml:"sources"`
		}{&f.sources},
		"accuracy.yaml": &struct {
			Accuracy *[]Accuracy `yaml:"accuracy"`
		}{&f.accuracy},
		"labs.yaml": &struct {
			Tests       *[]LabTest `yaml:"tests"`
			Suggestions *[]Order   `yaml:"suggestions"`
		}{&f.tests, &f.orders},
		"questionnaire.yaml": &struct {
			Sections *[]Section `yaml:"sections"`
		}{&f.sections},
		"medicines.yaml": &names,
		"brands.yaml":    &f.medicines,
		"conditions.yaml": &struct {
			Conditions *[]terminology.Entry `yaml:"conditions"`
		}{&f.conditions},
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
	f.medicines.Ingredients = append(f.medicines.Ingredients, names.Ingredients...)
	f.medicines.ByName = append(f.medicines.ByName, names.ByName...)
	f.medicines.Products = append(f.medicines.Products, products.Products...)
	for _, name := range wording {
		if err := f.addWords(name, *into[name].(*Words)); err != nil {
			return nil, err
		}
	}
	return f, nil
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

// addWords adds the words of wording/<language>/*.yaml; the files of one
// language are one map.
func (f *files) addWords(name string, words Words) error {
	lang := path.Base(path.Dir(name))
	if f.words[lang] == nil {
		f.words[lang] = Words{}
	}
	for key, entry := range words {
		if _, twice := f.words[lang][key]; twice {
			return fmt.Errorf("%s: %s is also in another file", name, key)
		}
		f.words[lang][key] = entry
	}
	return nil
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
		Manifest: f.manifest, Rules: f.rules, Sources: f.sources, Accuracy: f.accuracy, Sections: f.sections,
		words: f.words, conditions: f.conditions, rules: map[screen.Rule]*Rule{}, orders: map[string]Order{},
	}
	rs.Core.Limits = f.limits
	for i := range rs.Rules {
		r := &rs.Rules[i]
		if r.ReviewBy == "" {
			r.ReviewBy = f.manifest.ReviewBy
		}
		if rs.firstReview == "" || r.ReviewBy < rs.firstReview {
			rs.firstReview = r.ReviewBy
		}
		rs.rules[r.ID] = r
	}
	for _, o := range f.orders {
		rs.orders[o.ID] = o
	}
	if err := f.compileTests(rs); err != nil {
		return nil, err
	}
	var err error
	if rs.Conditions, err = terminology.New(f.conditions); err != nil {
		return nil, fmt.Errorf("conditions.yaml: %w", err)
	}
	return rs, f.compileMedicines(rs)
}

func (f *files) compileTests(rs *Ruleset) error {
	for _, t := range f.tests {
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
	catalogue, err := medicine.New(f.medicines)
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
