package fhir

// Bound is the number that stands for a value known only as a bound: one just
// beyond it, so that "< 20" compares as under 20 and "> 300" as over 300.
// Without a comparator it is the value itself.
func Bound(value float64, comparator string) float64 {
	const beyond = 1e-6
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
