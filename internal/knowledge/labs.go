package knowledge

import (
	"strings"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// LabTest is a laboratory test that a request can carry.
type LabTest struct {
	ID             string   `yaml:"id"`
	Unit           string   `yaml:"unit"` // in which values are compared and shown
	Units          []Unit   `yaml:"units"`
	Plausible      Range    `yaml:"plausible"` // in Unit
	LOINC          LOINC    `yaml:"loinc"`
	AcceptedLOINCs []string `yaml:"accepted_loincs"`

	byName, byFold map[string]Unit
}

// LOINC is a code with its official name.
type LOINC struct {
	Code    string `yaml:"code"`
	Display string `yaml:"display"`
}

// Unit converts a value into the unit of its test: value * Factor / Divisor + Offset.
type Unit struct {
	Name    string  `yaml:"unit"`
	Factor  float64 `yaml:"factor"`
	Divisor float64 `yaml:"divisor"`
	Offset  float64 `yaml:"offset"`
}

// Range bounds what is plausible, both ends included.
type Range struct {
	Min float64 `yaml:"min"`
	Max float64 `yaml:"max"`
}

// Order is what to order for a test.
type Order struct {
	ID      string `yaml:"id"`
	LOINC   string `yaml:"loinc"`
	Display string `yaml:"display"`
}

// foldUnit makes spellings of one unit equal: micro signs, superscripts, case
// and spaces. No test has two units that differ in these alone; Lint checks it.
func foldUnit(unit string) string {
	return strings.ToLower(unitFolding.Replace(unit))
}

var unitFolding = strings.NewReplacer("µ", "u", "μ", "u", "²", "2", "×", "x", " ", "")

// Convert returns the value in the test's own unit. It is false for a unit
// that the test does not have.
func (t *LabTest) Convert(value float64, unit string) (float64, bool) {
	u, ok := t.byName[unit]
	if !ok {
		if u, ok = t.byFold[foldUnit(unit)]; !ok {
			return 0, false
		}
	}
	if u.Factor != 0 {
		value *= u.Factor
	}
	if u.Divisor != 0 {
		value /= u.Divisor
	}
	value += u.Offset
	return screen.Decimal(value), true // a fraction of 0.29 is 29 %
}

// Names lists the accepted units, the preferred one first.
func (t *LabTest) Names() []string {
	names := make([]string, len(t.Units))
	for i, u := range t.Units {
		names[i] = u.Name
	}
	return names
}

func (t *LabTest) index() {
	t.byName, t.byFold = map[string]Unit{}, map[string]Unit{}
	for _, u := range t.Units {
		t.byName[u.Name] = u
		t.byFold[foldUnit(u.Name)] = u
	}
}

// indexLOINCs maps every accepted code to its test.
func indexLOINCs(tests *[screen.NumTests]LabTest) map[string]screen.Test {
	codes := make(map[string]screen.Test)
	for i := range tests {
		codes[tests[i].LOINC.Code] = screen.Test(i)
		for _, c := range tests[i].AcceptedLOINCs {
			codes[c] = screen.Test(i)
		}
	}
	delete(codes, "")
	return codes
}
