package app

import (
	"cmp"
	"math"
	"strconv"

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
	r := math.Round(x*scale) / scale
	for _, c := range cuts {
		if cmp.Compare(r, c) != cmp.Compare(x, c) {
			return x
		}
	}
	return r
}

// shown is a value with its unit, such as "22 ng/mL".
func (s *Service) shown(x float64, unit string) string {
	l := &s.rules.Core.Limits
	switch unit {
	case screen.UnitFerritin:
		x = s.ferritin(x)
	case screen.UnitPercent:
		x = rounded(x, l.TSATLow, l.TSATHigh)
	case screen.UnitTSH:
		x = rounded(x, l.TSHLow)
	case screen.UnitEGFR:
		x = rounded(x, l.EGFRSevere, l.EGFRModerate)
	default:
		x = math.Round(x*100) / 100
	}
	return string(append(append(strconv.AppendFloat(make([]byte, 0, 40), x, 'f', -1, 64), ' '), unit...))
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
