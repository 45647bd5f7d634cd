package app

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// number writes a number as short as it can be read back.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// rounded is x with one decimal, or two near one of the cuts. It keeps all
// decimals where rounding would carry x across a cut: what is shown must never
// contradict what was concluded.
func rounded(x float64, cuts ...float64) float64 {
	scale := 10.0
	for _, c := range cuts {
		if screen.NearCut(x, c, 0.10) {
			scale = 100
		}
	}
	return kept(math.Round(x*scale)/scale, x, cuts...)
}

// kept is r, which x was rounded to, unless that says something else than x: that
// there is nothing, or that a cut was crossed.
func kept(r, x float64, cuts ...float64) float64 {
	if r == 0 {
		return x
	}
	for _, c := range cuts {
		if cmp.Compare(r, c) != cmp.Compare(x, c) {
			return x
		}
	}
	return r
}

// displayed is x, in a unit, as rounded as it is shown.
func (s *Service) displayed(x float64, unit string) float64 {
	l := &s.rules.Core.Limits
	switch unit {
	case screen.UnitFerritin:
		return s.ferritin(x)
	case screen.UnitPercent:
		return s.tsat(x)
	case screen.UnitTSH:
		return kept(math.Round(x*100)/100, x, l.TSHLow)
	case screen.UnitEGFR:
		return rounded(x, l.EGFRSevere, l.EGFRModerate)
	default:
		return kept(math.Round(x*100)/100, x)
	}
}

// amount is a number with its unit as the language writes them, such as
// "22.5 ng/mL": Spanish has a decimal comma, and a unit that is a word is one of
// the language.
func (v *voice) amount(x float64, unit string) string {
	text := strconv.AppendFloat(make([]byte, 0, 40), x, 'f', -1, 64)
	if i := bytes.IndexByte(text, '.'); i >= 0 && v.lang == "es" {
		text[i] = ','
	}
	if word, has := v.words["unit."+unit]; has {
		unit = word
	}
	return string(append(append(text, ' '), unit...))
}

// read is an amount as people read it.
func (v *voice) read(amount string) string { return ReadUnit(v.lang, amount) }

// ReadUnit has the unit of an eGFR in an amount, which is UCUM in answers, as
// people of the language write it.
func ReadUnit(lang, amount string) string {
	unit := "/1.73 m²"
	if lang == "es" {
		unit = "/1,73 m²"
	}
	return strings.Replace(amount, "/{1.73_m2}", unit, 1)
}

// ferritin is rounded for display, in ng/mL.
func (s *Service) ferritin(x float64) float64 {
	l := &s.rules.Core.Limits
	return rounded(x, l.FerritinStrong, l.FerritinModerate, l.FerritinCofactor, l.FerritinIVOnly, l.FerritinUpper, l.FerritinDialysis)
}

// tsat is rounded for display, in %.
func (s *Service) tsat(x float64) float64 {
	return rounded(x, s.rules.Core.Limits.TSATLow, s.rules.Core.Limits.TSATHigh)
}
