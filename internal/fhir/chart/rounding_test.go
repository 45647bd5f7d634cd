package chart_test

import "testing"

// Results of one time in two units are one result up to the rounding of 1 %, and
// differ beyond it: which of them is right nobody knows.
func TestTwoUnitsAgreeUpToTheirRounding(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		rule   string
		pmol   float64 // 22 ng/mL of ferritin are 49.4 pmol/L
		issues string
	}{
		{"rounded to a whole number", 49, ""},
		{"3 % more", 51, "duplicate_result at content[0]; duplicate_result at content[1]"},
		{"9 % less", 45, "duplicate_result at content[0]; duplicate_result at content[1]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := read(t, s, resultOf("a", "2276-4", 22, "ng/mL"), resultOf("b", "14723-1", c.pmol, "pmol/L"))
			if issues := codes(got); issues != c.issues {
				t.Errorf("issues are %q", issues)
			}
		})
	}
}
