package knowledge

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// linter collects every fault of a ruleset.
type linter struct {
	rs     *Ruleset
	faults []string
}

func (l *linter) fault(format string, args ...any) {
	l.faults = append(l.faults, fmt.Sprintf(format, args...))
}

// Lint lists everything that is wrong with a ruleset that loads: facts without
// a source, ids nothing uses, words missing in a language, limits outside the
// plausible, codes that fail their check digit. Nil means that it may ship.
func Lint(rs *Ruleset) []string {
	l := &linter{rs: rs}
	l.manifest()
	l.rules()
	l.sources()
	l.limits()
	l.tests()
	l.orders()
	l.medicines()
	l.conditions()
	l.questions()
	l.words()
	return l.faults
}

func (l *linter) manifest() {
	m := l.rs.Manifest
	for name, value := range map[string]string{"id": m.ID, "version": m.Version, "profile": m.Profile} {
		if value == "" {
			l.fault("manifest: %s is missing", name)
		}
	}
	l.date("manifest: released", m.Released)
	l.date("manifest: review_by", m.ReviewBy)
	slices.Sort(l.faults) // a map was walked
}

func (l *linter) date(what, date string) {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		l.fault("%s %q is not a date of the form 2006-01-02", what, date)
	}
}

var evidenceTiers = []string{"guideline", "consensus", "cohort", "case_reports", "low", "product"}

func (l *linter) rules() {
	wanted := screen.Rules()
	seen := map[screen.Rule]bool{}
	for _, r := range l.rs.Rules {
		if seen[r.ID] {
			l.fault("rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		if !slices.Contains(wanted, r.ID) {
			l.fault("rule %s is used by nothing", r.ID)
		}
		if r.Text == "" {
			l.fault("rule %s does not say what it says", r.ID)
		}
		if !slices.Contains(evidenceTiers, r.Evidence) {
			l.fault("rule %s: evidence %q is none of %s", r.ID, r.Evidence, strings.Join(evidenceTiers, ", "))
		}
		l.plain("rule "+string(r.ID), append([]string{string(r.ID)}, r.Sources...)...)
		if len(r.Sources) == 0 {
			l.fault("rule %s names no source", r.ID)
		}
		l.date("rule "+string(r.ID)+": review_by", r.ReviewBy)
		if r.ReviewBy <= l.rs.Manifest.Released {
			l.fault("rule %s: its review was due before the version was released", r.ID)
		}
	}
	for _, id := range wanted {
		if !seen[id] {
			l.fault("rule %s is missing", id)
		}
	}
}

func (l *linter) sources() {
	used := map[string]bool{}
	known := map[string]bool{}
	for _, s := range l.rs.Sources {
		if known[s.ID] {
			l.fault("source %s is there twice", s.ID)
		}
		known[s.ID] = true
		if s.Citation == "" {
			l.fault("source %s has no citation", s.ID)
		}
		if !strings.HasPrefix(s.URL, "https://") {
			l.fault("source %s has no https address", s.ID)
		}
	}
	use := func(by string, ids []string) {
		for _, id := range ids {
			used[id] = true
			if !known[id] {
				l.fault("%s names the source %q, which is not there", by, id)
			}
		}
	}
	for _, r := range l.rs.Rules {
		use("rule "+string(r.ID), r.Sources)
	}
	for _, a := range l.rs.Accuracy {
		use("accuracy of "+a.ID, a.Sources)
	}
	for _, s := range l.rs.Sources {
		if !used[s.ID] {
			l.fault("source %s is used by nothing", s.ID)
		}
	}
}

// limits must be there, and those of a test inside what is plausible for it.
func (l *linter) limits() {
	v := reflect.ValueOf(l.rs.Core.Limits)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			l.fault("limit %s is missing", v.Type().Field(i).Tag.Get("yaml"))
		}
	}
	in := &l.rs.Core.Limits
	for _, c := range []struct {
		test   screen.Test
		limits []float64
	}{
		{screen.Ferritin, []float64{
			in.FerritinStrong, in.FerritinModerate, in.FerritinCofactor, in.FerritinPaediatric,
			in.FerritinIVOnly, in.FerritinUpper, in.FerritinDialysis, in.FerritinCRP, in.FerritinUnexplained,
		}},
		{screen.TSAT, []float64{in.TSATLow, in.TSATHigh}},
		{screen.EGFR, []float64{in.EGFRSevere, in.EGFRModerate}},
		{screen.TSH, []float64{in.TSHLow}},
		{screen.Haemoglobin, []float64{in.HaemoglobinMale, in.HaemoglobinOther, in.HaemoglobinPregnant}},
	} {
		p := l.rs.Tests[c.test].Plausible
		for _, x := range c.limits {
			if x <= p.Min || x >= p.Max {
				l.fault("limit %v of %s is outside its plausible range", x, c.test)
			}
		}
	}
	if in.FerritinStrong >= in.FerritinModerate || in.FerritinModerate >= in.FerritinCofactor ||
		in.FerritinCofactor >= in.FerritinIVOnly || in.FerritinIVOnly >= in.FerritinUpper || in.TSATLow >= in.TSATHigh {
		l.fault("limits of iron are not in ascending order")
	}
}

func (l *linter) medicines() {
	for _, m := range l.rs.Core.Medicines {
		l.plain("medicine "+m.Key, m.Key, m.Generic, m.Class, m.RxNorm)
	}
	for i := range l.rs.Medicines.Len() {
		m := l.rs.Medicines.Ingredient(i)
		l.plain("medicine "+m.Key, m.Spanish)
	}
	for _, key := range []string{"lithium", "levothyroxine", "metformin"} {
		if _, ok := l.rs.Medicines.Index(key); !ok {
			l.fault("medicine %s is missing, which rules ask for", key)
		}
	}
}
