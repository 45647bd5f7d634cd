package knowledge

import (
	"slices"
	"strings"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

// neededConditions are those that charts are read by.
var neededConditions = []string{"rls", "pregnancy", "postpartum", "parkinson"}

var conditionRoles = []string{
	terminology.RoleRLS, terminology.RoleMimic, terminology.RoleSecondaryCause, terminology.RoleComorbidity, terminology.RoleContext,
}

// conditions must have a role, codes of the right shape, and answers that a
// question offers and that never say no.
func (l *linter) conditions() {
	options := map[string][]string{}
	for _, s := range l.rs.Sections {
		for _, q := range s.Questions {
			options[q.ID] = q.Options
		}
	}
	seen := map[string]bool{}
	for i := range l.rs.conditions {
		c := &l.rs.conditions[i]
		seen[c.Key] = true
		l.plain("condition "+c.Key, c.Key, c.Name, c.Role)
		if c.Key == "" || c.Name == "" || !slices.Contains(conditionRoles, c.Role) {
			l.fault("condition %s has no key, no name or no role", c.Key)
		}
		if len(c.ICD10CM)+len(c.ICD10WHO)+len(c.SNOMED) == 0 {
			l.fault("condition %s has no code", c.Key)
		}
		l.codes(c.Key, "ICD-10-CM", c.ICD10CM, isICD10CM)
		l.codes(c.Key, "ICD-10", c.ICD10WHO, isICD10)
		l.codes(c.Key, "SNOMED CT", slices.Concat(c.SNOMED, c.Procedures), ValidSNOMED)
		answers, _ := c.Answers() // what is not of the form does not load
		for _, a := range answers {
			if a.Value == "no" || !slices.Contains(options[a.Path], a.Value) {
				l.fault("condition %s answers %s with %q, which it must not", c.Key, a.Path, a.Value)
			}
		}
	}
	for _, key := range neededConditions {
		if !seen[key] {
			l.fault("condition %s is missing, which charts are read by", key)
		}
	}
}

// codes are checked without the marks of their patterns.
func (l *linter) codes(key, system string, patterns []string, valid func(string) bool) {
	for _, p := range patterns {
		if !valid(strings.TrimSuffix(strings.TrimPrefix(p, "!"), "?")) {
			l.fault("condition %s: %q is no code of %s, or fails its check digit", key, p, system)
		}
	}
}

// isICD10CM reports whether a pattern has the shape of ICD-10-CM: a letter, a
// digit, a letter or digit; then, behind a dot, up to four of these; and "*".
func isICD10CM(pattern string) bool {
	code := strings.TrimSuffix(pattern, "*")
	category, rest, dotted := strings.Cut(code, ".")
	if len(category) != 3 || !isUpper(category[0]) || !isDigit(category[1]) || !isUpper(category[2]) && !isDigit(category[2]) {
		return false
	}
	for i := range len(rest) {
		if !isUpper(rest[i]) && !isDigit(rest[i]) {
			return false
		}
	}
	return len(rest) <= 4 && (rest != "" || !dotted || strings.HasSuffix(pattern, "*"))
}

// isICD10 reports whether a code has the shape of the WHO's: a letter, two
// digits and, behind a dot, one more.
func isICD10(code string) bool {
	category, rest, dotted := strings.Cut(code, ".")
	return len(category) == 3 && isUpper(category[0]) && isDigit(category[1]) && isDigit(category[2]) &&
		(!dotted || len(rest) == 1 && isDigit(rest[0]))
}

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// ValidSNOMED reports whether a code has the form and the check digit of a
// concept of SNOMED CT: 6 to 18 digits, of which the second and third last say
// that it is a concept, of the core or of an extension.
//
// Source: the Verhoeff algorithm, as the SNOMED CT Release File Specification
// has it.
func ValidSNOMED(code string) bool {
	n := len(code)
	if n < 6 || n > 18 || code[0] == '0' {
		return false
	}
	if partition := code[n-3 : n-1]; partition != "00" && partition != "10" {
		return false
	}
	var check byte
	for i := range n {
		digit := code[n-1-i]
		if !isDigit(digit) {
			return false
		}
		check = dihedral(check, permuted(digit-'0', i))
	}
	return check == 0
}

// dihedral multiplies in the group of the symmetries of a pentagon: 0 to 4 are
// its rotations, 5 to 9 its reflections.
func dihedral(a, b byte) byte {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b)%5
	case b < 5:
		return 5 + (a-b+5)%5
	default:
		return (a - b + 5) % 5
	}
}

// permuted applies Verhoeff's permutation i times to a digit.
func permuted(digit byte, i int) byte {
	for range i % 8 {
		digit = "1576283094"[digit] - '0'
	}
	return digit
}
