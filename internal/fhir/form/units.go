package form

import (
	"slices"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// unit is a unit of a laboratory result: its UCUM code, and how it is shown,
// which is a spelling that is accepted too.
type unit struct{ code, shown string }

// labUnits are the units that the form offers, all of them valid UCUM (checked
// with the UCUM library of the NLM). The ruleset accepts more spellings.
var labUnits = []unit{
	{"ng/mL", "ng/mL"},
	{"ug/L", "µg/L"},
	{"pmol/L", "pmol/L"},
	{"ug/dL", "µg/dL"},
	{"umol/L", "µmol/L"},
	{"%", "%"},
	{"1", "fraction"},
	{"g/dL", "g/dL"},
	{"g/L", "g/L"},
	{"mg/dL", "mg/dL"},
	{"mg/L", "mg/L"},
	{"mL/min/{1.73_m2}", "mL/min/1.73 m²"},
	{"mmol/L", "mmol/L"},
	{"mmol/mol", "mmol/mol"},
	{"m[IU]/L", "mIU/L"},
	{"u[IU]/mL", "µIU/mL"},
	{"pg/mL", "pg/mL"},
	{"ng/L", "ng/L"},
	{"nmol/L", "nmol/L"},
	{"meq/L", "mEq/L"},
	{"U/mL", "U/mL"},
	{"[arb'U]/mL", "[arb'U]/mL"},
	{"kU/L", "kU/L"},
	{"m[IU]/mL", "mIU/mL"},
	{"[IU]/L", "IU/L"},
}

// sameUnits are spellings that the ruleset accepts, by the UCUM code of the
// same unit.
var sameUnits = map[string]string{
	"mcg/L": "ug/L", "mcg/dL": "ug/dL", "mcmol/L": "umol/L", "micromol/L": "umol/L",
	"percent": "%", "fraction": "1", "gm/dL": "g/dL", "units/mL": "U/mL",
	"mL/min/{1.73m2}": "mL/min/{1.73_m2}", "mL/min/1.73m2": "mL/min/{1.73_m2}", "mL/min/1.73": "mL/min/{1.73_m2}",
}

// sameUnitsOf are spellings whose meaning depends on the test: a unit of a
// hormone is an international one.
var sameUnitsOf = map[string]map[string]string{
	"tsh": {"mIU/L": "m[IU]/L", "mU/L": "m[IU]/L", "uIU/mL": "u[IU]/mL", "uU/mL": "u[IU]/mL", "mcIU/mL": "u[IU]/mL"},
	"hcg": {"mIU/mL": "m[IU]/mL", "mU/mL": "m[IU]/mL", "IU/L": "[IU]/L", "U/L": "[IU]/L"},
}

// unitsOf are the units that the form offers for a test, out of those accepted,
// the preferred one first.
func unitsOf(test string, accepted []string) []unit {
	var out []unit
	for _, spelling := range accepted {
		u, known := ucum(test, spelling)
		if known && !slices.Contains(out, u) && slices.Contains(accepted, u.code) {
			out = append(out, u)
		}
	}
	return out
}

// ucum is the unit that a spelling of the ruleset means.
func ucum(test, spelling string) (unit, bool) {
	code := spelling
	if same, is := sameUnitsOf[test][spelling]; is {
		code = same
	} else if same, is := sameUnits[spelling]; is {
		code = same
	}
	i := slices.IndexFunc(labUnits, func(u unit) bool { return u.code == code })
	if i < 0 {
		return unit{}, false
	}
	return labUnits[i], true
}

func (u unit) coding() *fhir.Coding {
	return &fhir.Coding{System: fhir.SystemUCUM, Code: u.code, Display: u.shown}
}

// numberUnits are the UCUM codes of what numbers are counted in, by linkId. The
// words are those of the question.
var numberUnits = map[string]string{
	"patient.age_years":        "a",
	"patient.gestation_weeks":  "wk",
	"course.onset_age_years":   "a",
	"course.days_per_week":     "d/wk",
	"course.duration_months":   "mo",
	"course.lifetime_episodes": "{episodes}",
	"course.irls_total":        "{score}",
}
