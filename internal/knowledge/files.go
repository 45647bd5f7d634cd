package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/screen"
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
	words     map[string]Words
}

// readFiles decodes every file strictly: a member that nothing reads is a fault.
func readFiles(dir fs.FS) (*files, error) {
	f := &files{words: map[string]Words{}}
	var errs []error
	read := func(name string, into any) {
		if err := decode(dir, name, into); err != nil {
			errs = append(errs, err)
		}
	}
	read("manifest.yaml", &f.manifest)
	read("limits.yaml", &f.limits)
	read("rules.yaml", &struct {
		Rules *[]Rule `yaml:"rules"`
	}{&f.rules})
	read("sources.yaml", &struct {
		Sources *[]Source `yaml:"sources"`
	}{&f.sources})
	read("accuracy.yaml", &struct {
		Accuracy *[]Accuracy `yaml:"accuracy"`
	}{&f.accuracy})
	read("labs.yaml", &struct {
		Tests       *[]LabTest `yaml:"tests"`
		Suggestions *[]Order   `yaml:"suggestions"`
	}{&f.tests, &f.orders})
	read("questionnaire.yaml", &struct {
		Sections *[]Section `yaml:"sections"`
	}{&f.sections})
	for _, name := range []string{"medicines.yaml", "brands.yaml", "products.yaml"} {
		read(name, &f.medicines)
	}
	errs = append(errs, f.readWords(dir))
	return f, errors.Join(errs...)
}

// readWords reads wording/<language>/*.yaml; the files of one language are one map.
func (f *files) readWords(dir fs.FS) error {
	names, err := fs.Glob(dir, "wording/*/*.yaml")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		var words Words
		if err := decode(dir, name, &words); err != nil {
			return err
		}
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
		words: f.words, rules: map[screen.Rule]*Rule{}, orders: map[string]Order{},
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
