package strictjson

// JSON has one kind of number, and encoders write a whole one as 5, 5.0 or
// 5e0. All are taken where a whole number is expected, exactly, without a
// detour through floating point.

import (
	"bytes"
	"math"
	"strconv"
)

// parseWhole reads a JSON number. fits is false beyond int64; integral is
// false when there is a fraction.
func parseWhole(raw []byte) (n int64, integral, fits bool) {
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n, true, true
	}
	sign := ""
	if raw[0] == '-' {
		sign, raw = "-", raw[1:]
	}
	mantissa, power, _ := bytes.Cut(bytes.ToLower(raw), []byte{'e'})
	before, after, _ := bytes.Cut(mantissa, []byte{'.'})
	all := append(bytes.Clone(before), after...)
	significant := bytes.TrimRight(all, "0")
	exponent := exponentOf(power) - len(after) + len(all) - len(significant)
	significant = bytes.TrimLeft(significant, "0")
	switch {
	case len(significant) == 0:
		return 0, true, true
	case exponent < 0:
		return 0, false, true
	case len(significant)+exponent > 19: // digits of the largest int64
		return 0, true, false
	}
	for range exponent {
		significant = append(significant, '0')
	}
	n, err := strconv.ParseInt(sign+string(significant), 10, 64)
	return n, true, err == nil
}

// exponentOf reads the digits behind e. One too large to count is as good as
// any that is larger than a document has digits.
func exponentOf(power []byte) int {
	const endless = math.MaxInt32
	n, err := strconv.Atoi(string(power))
	switch {
	case len(power) == 0:
		return 0
	case (err != nil || n < -endless) && power[0] == '-':
		return -endless
	case err != nil || n > endless:
		return endless
	}
	return n
}

// parseNumber reads a JSON number; ok is false when it is too large.
func parseNumber(raw []byte, bits int) (f float64, ok bool) {
	f, err := strconv.ParseFloat(string(raw), bits)
	if f == 0 {
		f = 0 // -0 is a number that no result has
	}
	return f, err == nil
}
