package strictjson

// The formats judge the shape of a code, never whether it exists: that is
// knowledge, which changes, and which a warning can tell more kindly.

import (
	"time"

	"github.com/go-playground/validator/v10"
)

// format is the form of a text, named in validate tags.
type format struct {
	pattern string // for Accepted
	expects string // the sentence on a text that does not fit
	fits    func(string) bool
}

func formatNames() []string { return []string{"date", "rxnorm", "atc", "loinc"} }

func formatOf(name string) *format {
	switch name {
	case "date":
		return &format{"YYYY-MM-DD", "Expected a date of the calendar as YYYY-MM-DD.", isDate}
	case "rxnorm":
		return &format{"1 to 10 digits", "Expected an RxNorm code: 1 to 10 digits, as a text.", isRxNorm}
	case "atc":
		return &format{
			"A00AA or A00AA00",
			"Expected an ATC code of level 4 or 5: a letter, two digits, two letters and, at level 5, two digits.",
			isATC,
		}
	case "loinc":
		return &format{"00000-0", "Expected a LOINC code: up to seven digits, a hyphen and a check digit.", isLOINC}
	}
	return nil
}

// newValidator returns a validator that knows the formats.
func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	for _, name := range formatNames() {
		fits := formatOf(name).fits
		// It fails only for an empty or a reserved name.
		_ = v.RegisterValidation(name, func(fl validator.FieldLevel) bool { return fits(fl.Field().String()) })
	}
	return v
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && len(s) == len(time.DateOnly)
}

func isRxNorm(s string) bool { return len(s) <= 10 && digits(s) }

func isATC(s string) bool {
	if len(s) != 5 && len(s) != 7 {
		return false
	}
	return letters(s[:1]) && digits(s[1:3]) && letters(s[3:5]) && (len(s) == 5 || digits(s[5:]))
}

func isLOINC(s string) bool {
	n := len(s) - 2 // before the hyphen
	return n >= 1 && n <= 7 && digits(s[:n]) && s[n] == '-' && digits(s[n+1:])
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if lower := s[i] | 0x20; lower < 'a' || lower > 'z' {
			return false
		}
	}
	return s != ""
}
