package app

import (
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/screen"
)

// What doors need of the knowledge beside the answers: words, where a rule is
// from, codes to ask for, and how a value is shown.

// Say is the text of a key of the wording, such as "preparation.iron_panel",
// for the audience and in the language of the options. It is "" for a key that
// there is not.
func (s *Service) Say(o Options, key string) string { return s.voice(o).words[key] }

// Evidence is what a rule rests on.
func (s *Service) Evidence(rule string) v1.Evidence {
	r := s.rules.Rule(screen.Rule(rule))
	return v1.Evidence{Rule: rule, Evidence: r.Evidence, Sources: r.Sources}
}

// Source is the publication with the id.
func (s *Service) Source(id string) (v1.Source, bool) {
	i := slices.IndexFunc(s.rules.Sources, func(source knowledge.Source) bool { return source.ID == id })
	if i < 0 {
		return v1.Source{}, false
	}
	return v1.Source(s.rules.Sources[i]), true
}

// LOINCs are the codes under which results of a test may be filed, the one to
// show first: nil for a test that has none.
func (s *Service) LOINCs(test string) []string {
	t := s.testByID(test)
	if t == nil || t.LOINC.Code == "" {
		return nil
	}
	return append([]string{t.LOINC.Code}, t.AcceptedLOINCs...)
}

// OrderCode is the LOINC code by which a test is ordered, with its official
// name; "" where none is verified.
func (s *Service) OrderCode(test string) (code, display string) {
	o := s.rules.Order(test)
	return o.LOINC, o.Display
}

// LabValue is a result as answers in the language of the options show it, such
// as "22 ng/mL", in the unit of the test; "" for a test or a unit that there is
// not.
func (s *Service) LabValue(o Options, test string, value float64, unit string) string {
	t := s.testByID(test)
	if t == nil {
		return ""
	}
	x, ok := t.Convert(value, unit)
	if !ok {
		return ""
	}
	return s.voice(o).amount(s.displayed(x, t.Unit), t.Unit)
}

func (s *Service) testByID(id string) *knowledge.LabTest {
	for i := range s.rules.Tests {
		if s.rules.Tests[i].ID == id {
			return &s.rules.Tests[i]
		}
	}
	return nil
}
