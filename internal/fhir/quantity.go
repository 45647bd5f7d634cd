package fhir

import (
	"math"
	"strconv"
)

// Bound is the number that stands for a value known only as a bound: one just
// beyond it, so that "< 20" compares as under 20 and "> 300" as over 300.
// Without a comparator it is the value itself.
func Bound(value float64, comparator string) float64 {
	step := max(value, -value) * beyond
	switch comparator {
	case "<":
		return value - step
	case ">":
		return value + step
	default:
		return value
	}
}

// beyond is how far beyond a bound its number is, as a part of it.
const beyond = 1e-6

// BoundOf is the bound that a number stands for which Bound has moved beyond
// it; false for any other number. It has five digits at most: no laboratory
// measures what lies a millionth beside such a number.
func BoundOf(moved float64) (value float64, comparator string, is bool) {
	const digits = 5
	value, _ = strconv.ParseFloat(strconv.FormatFloat(moved, 'g', digits, 64), 64)
	if value == 0 {
		return 0, "", false
	}
	const margin = 1e-12 // beyond rounding
	for _, comparator := range []string{"<", ">"} {
		if math.Abs(Bound(value, comparator)-moved) <= margin*math.Abs(value) {
			return value, comparator, true
		}
	}
	return 0, "", false
}
