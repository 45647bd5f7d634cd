// Package knowledge holds the facts that decisions rest on: limits, rules with
// their evidence, sources, tests and units, medicines, conditions, questions and
// words.
//
// They are YAML files in data/<version>, decoded strictly, checked by Lint, and
// compiled into one file of Go a version, which is nothing but data. A published
// version never changes.
package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

// Ruleset is one version of the knowledge, compiled. It never changes.
type Ruleset struct {
	Manifest Manifest
	// Digest is "sha256:" and the digest of all files of the version.
	Digest string

	Core      screen.Ruleset
	Rules     []Rule
	Sources   []Source
	Accuracy  []Accuracy
	Tests     [screen.NumTests]LabTest
	Sections  []Section
	Medicines *medicine.Catalogue
	// Conditions are what codes of diagnoses mean.
	Conditions *terminology.Index

	rules  map[screen.Rule]*Rule
	orders map[string]Order
	loincs map[string]screen.Test
	words  map[string]Words
	// conditions are those of Conditions as they are written, for Lint.
	conditions []terminology.Entry
	// firstReview is the earliest date on which the evidence of a rule is due.
	firstReview string
	// versions are all that are embedded, oldest first.
	versions []string
}

// Manifest identifies a version.
type Manifest struct {
	ID       string `yaml:"id"`
	Version  string `yaml:"version"`
	Released string `yaml:"released"`
	// ReviewBy is when the evidence of every rule without a date of its own is due for review.
	ReviewBy string `yaml:"review_by"`
	// Profile is the guideline that the reading of iron follows.
	Profile string `yaml:"profile"`
}

// Rule is one rule: what it says, how good the evidence is, and where it is from.
type Rule struct {
	ID       screen.Rule `yaml:"id"`
	Text     string      `yaml:"text"`
	Evidence string      `yaml:"evidence"`
	Sources  []string    `yaml:"sources"`
	ReviewBy string      `yaml:"review_by"`
	// Audience is "clinician" where patients are not shown the rule's words.
	Audience string `yaml:"audience"`
	// Treatment marks notes on treatment, which patients are not shown.
	Treatment bool `yaml:"treatment"`
}

// ForPatients reports whether patients are shown what the rule says.
func (r *Rule) ForPatients() bool { return r.Audience != "clinician" && !r.Treatment }

// Source is one publication.
type Source struct {
	ID       string `yaml:"id"`
	Citation string `yaml:"citation"`
	URL      string `yaml:"url"`
}

// Accuracy is a predictive value of an instrument that is not this one. Its name
// and a note on it are words.
type Accuracy struct {
	ID               string  `yaml:"id"`
	Sensitivity      float64 `yaml:"sensitivity"`
	Specificity      float64 `yaml:"specificity"`
	PredictiveValues []struct {
		PrevalencePercent float64 `yaml:"prevalence_percent"`
		PositivePercent   float64 `yaml:"positive_percent"`
	} `yaml:"predictive_values"`
	Sources []string `yaml:"sources"`
}

// Section is a group of questions.
type Section struct {
	ID        string     `yaml:"id"`
	Questions []Question `yaml:"questions"`
}

// Question is one question without its words.
type Question struct {
	ID         string       `yaml:"id"`
	Type       string       `yaml:"type"`
	Options    []string     `yaml:"options"`
	Minimum    *float64     `yaml:"minimum"`
	Maximum    *float64     `yaml:"maximum"`
	Unit       string       `yaml:"unit"`
	EnableWhen []EnableWhen `yaml:"enable_when"`
}

// EnableWhen is a condition on another answer.
type EnableWhen struct {
	Question string   `yaml:"question"`
	Operator string   `yaml:"operator"`
	Codes    []string `yaml:"codes"`
	Value    *float64 `yaml:"value"`
}

// LoadFrom reads the version in the folder of that name as people write it. It
// fails when a file is not what it should be; Lint lists everything else that
// is wrong. The program itself starts from what Compile made of the files.
func LoadFrom(data fs.FS, version string) (*Ruleset, error) {
	f, err := read(data, version)
	if err != nil {
		return nil, err
	}
	return f.ruleset()
}

func read(data fs.FS, version string) (*files, error) {
	dir, err := fs.Sub(data, version)
	if err != nil {
		return nil, err
	}
	f, err := readFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("ruleset %s: %w", version, err)
	}
	f.Digest, err = digest(dir)
	return f, err
}

func (f *files) ruleset() (*Ruleset, error) {
	rs, err := f.compile()
	if err != nil {
		return nil, fmt.Errorf("ruleset %s: %w", f.Manifest.Version, err)
	}
	rs.versions = []string{f.Manifest.Version}
	return rs, nil
}

// digest is over the names and contents of all files, in the order of names.
func digest(dir fs.FS) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", path.Clean(name), len(content))
		sum.Write(content)
		return nil
	})
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), err
}

// Rule returns the rule with the id. Every id that screen uses has one.
func (rs *Ruleset) Rule(id screen.Rule) *Rule {
	if r := rs.rules[id]; r != nil {
		return r
	}
	return &Rule{ID: id}
}

// Order is what to order for a test id of the core.
func (rs *Ruleset) Order(id string) Order { return rs.orders[id] }

// TestByLOINC returns the test that a LOINC code names.
func (rs *Ruleset) TestByLOINC(code string) (screen.Test, bool) {
	t, ok := rs.loincs[code]
	return t, ok
}

// Versions lists the embedded versions, oldest first.
func (rs *Ruleset) Versions() []string { return rs.versions }

// Words returns the words of a language, or English.
func (rs *Ruleset) Words(lang string) Words {
	if w, ok := rs.words[lang]; ok {
		return w
	}
	return rs.words[DefaultLanguage]
}

// Overdue lists the rules whose evidence is due for review on the day.
func (rs *Ruleset) Overdue(day time.Time) []screen.Rule {
	var ids []screen.Rule
	today := day.Format(time.DateOnly)
	for _, r := range rs.Rules {
		if r.ReviewBy < today {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// EvidenceStatus is "current" or "review_due" on a day written as an ISO date,
// and "undated" without one.
func (rs *Ruleset) EvidenceStatus(day string) string {
	switch {
	case day == "":
		return "undated"
	case rs.firstReview < day:
		return "review_due"
	default:
		return "current"
	}
}

// Languages lists the languages of the words, the default first.
func (rs *Ruleset) Languages() []string {
	var all []string
	for lang := range rs.words {
		all = append(all, lang)
	}
	slices.SortFunc(all, func(a, b string) int {
		if (a == DefaultLanguage) != (b == DefaultLanguage) {
			if a == DefaultLanguage {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return all
}
