package app

import (
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/medicine"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/terminology"
)

// Conditions are what a code of a diagnosis means. System may have any of its
// spellings; a code that is not known means nothing here.
func (s *Service) Conditions(system, code string) []terminology.Condition {
	return s.rules.Conditions.Conditions(system, code)
}

// LabTest is the id of the test that a LOINC code names.
func (s *Service) LabTest(loinc string) (test string, known bool) {
	t, known := s.rules.TestByLOINC(loinc)
	if !known {
		return "", false
	}
	return t.String(), true
}

// CheckLab says what is wrong with a result, as Parse would: the test, its unit
// or a value that cannot be. Nil is fine.
func (s *Service) CheckLab(test string, value float64, unit string) *problem.Field {
	if _, known := screen.ParseTest(test); !known {
		return &problem.Field{Pointer: "/test", Code: problem.CodeOneOf, Detail: "No such test is known."}
	}
	c := &check{service: s}
	if c.result(&v1.Lab{Test: test, Value: &value, Unit: unit}, 0, "/"); len(c.faults) == 0 {
		return nil
	}
	return &c.faults[0]
}

// ConvertLab gives a value in the unit that the test is compared in. It is false
// for a test or a unit that is not known.
func (s *Service) ConvertLab(test string, value float64, unit string) (converted float64, known bool) {
	t, known := screen.ParseTest(test)
	if !known {
		return 0, false
	}
	return s.rules.Tests[t].Convert(value, unit)
}

// Saturation is the TSAT, in %, that iron and TIBC of one unit give.
func (s *Service) Saturation(iron, tibc float64) float64 { return screen.Saturation(iron, tibc) }

// Dopaminergic reports whether a medicine holds an ingredient that acts as
// dopamine does.
func (s *Service) Dopaminergic(m v1.Medication) bool {
	found := s.rules.Medicines.Recognise(medicine.Entry{Name: m.Name, RxNorm: m.RxNorm, ATC: m.ATC})
	for _, i := range found.Ingredients {
		if s.rules.Core.Medicines[i].Tier == screen.TierDopaminergic {
			return true
		}
	}
	return false
}

// Contents are the ingredients that a medicine is known to hold, with systemic
// effect or not, by their index. byProduct: they are by the code of a product.
func (s *Service) Contents(m v1.Medication) (ingredients []int, byProduct bool) {
	return s.rules.Medicines.Contents(medicine.Entry{Name: m.Name, RxNorm: m.RxNorm, ATC: m.ATC})
}

// IndexIn is the index that a path such as labs[2] has in a list of a request;
// false for any other path.
func IndexIn(list, path string) (index int, is bool) {
	rest, is := strings.CutPrefix(path, list+"[")
	index, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	return index, is && err == nil && index >= 0
}
