package knowledge

import (
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// tests must all be there, with units that can be told apart and codes that
// pass their check digit.
func (l *linter) tests() {
	owner := map[string]string{}
	for i := range l.rs.Tests {
		t := &l.rs.Tests[i]
		name := screen.Test(i).String()
		if t.ID == "" {
			l.fault("test %s is missing", name)
			continue
		}
		l.units(t)
		if t.Plausible.Min < 0 || t.Plausible.Min >= t.Plausible.Max {
			l.fault("test %s: the plausible range is empty or below zero", name)
		}
		for _, code := range append([]string{t.LOINC.Code}, t.AcceptedLOINCs...) {
			if code == "" {
				continue
			}
			if !ValidLOINC(code) {
				l.fault("test %s: LOINC %s fails its check digit", name, code)
			}
			if first, twice := owner[code]; twice {
				l.fault("LOINC %s names both %s and %s", code, first, name)
			}
			owner[code] = name
		}
	}
}

func (l *linter) units(t *LabTest) {
	if len(t.Units) == 0 || t.Units[0].Name != t.Unit {
		l.fault("test %s: the first unit is not the one values are compared in", t.ID)
	}
	seen := map[string]bool{}
	for _, u := range t.Units {
		if fold := foldUnit(u.Name); seen[fold] {
			l.fault("test %s: unit %s cannot be told from another", t.ID, u.Name)
		} else {
			seen[fold] = true
		}
		if u.Factor < 0 || u.Divisor < 0 || u.Factor == 0 && u.Divisor == 0 {
			l.fault("test %s: unit %s has no factor", t.ID, u.Name)
		}
	}
}

func (l *linter) orders() {
	for id, o := range l.rs.orders {
		if o.LOINC != "" && (!ValidLOINC(o.LOINC) || o.Display == "") {
			l.fault("order %s: LOINC %q fails its check digit or has no official name", id, o.LOINC)
		}
	}
	for _, id := range screen.LabIDs() {
		if _, ok := l.rs.orders[id]; !ok {
			l.fault("order %s is missing", id)
		}
	}
	if len(l.rs.orders) > len(screen.LabIDs()) {
		l.fault("labs.yaml has orders that nothing suggests")
	}
}

// ValidLOINC reports whether a code has the form and the check digit of LOINC:
// from the right, every other digit of the number, read as one number and
// doubled, and the digits between; the sum of all digits is filled up to ten.
func ValidLOINC(code string) bool {
	body, check, found := strings.Cut(code, "-")
	if !found || len(check) != 1 || len(body) == 0 || len(body) > 7 {
		return false
	}
	var odd string
	sum := 0
	for i := len(body) - 1; i >= 0; i-- {
		d := body[i]
		if d < '0' || d > '9' {
			return false
		}
		if (len(body)-1-i)%2 == 0 {
			odd = string(d) + odd
		} else {
			sum += int(d - '0')
		}
	}
	n, _ := strconv.Atoi(odd) // digits only, at most four
	for n *= 2; n > 0; n /= 10 {
		sum += n % 10
	}
	return strconv.Itoa((10-sum%10)%10) == check
}
