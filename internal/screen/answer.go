// Package screen is the decision of rlscreen: answers and a ruleset in, a
// result with its reasons out.
//
// It is pure and total. It has no clock, no I/O, no randomness and no errors:
// every input has a result, and the same input has the same result. What was
// not asked is Unknown and never counts as no; conclusions follow Kleene's
// three-valued logic.
//
// The authority on what it concludes is the clinical specification; each
// conclusion carries the id of its rule, and the ruleset names the sources.
package screen

// Answer is the answer to one question.
type Answer uint8

// The answers. The zero value is Unknown: the question was not asked.
const (
	Unknown Answer = iota
	No
	Yes
	NotSure
	Previously // no longer noticeable, but clearly so before symptoms became very severe
	Possible   // of pregnancy
	WithPlan   // of suicidal thoughts
)

var answerCodes = [...]string{"", "no", "yes", "not_sure", "previously", "possible", "with_plan"}

// String returns the code of the answer on the wire, "" for Unknown.
func (a Answer) String() string { return answerCodes[a] }

// ParseAnswer is the inverse of String. An unknown code is Unknown and false.
func ParseAnswer(code string) (Answer, bool) {
	for a, c := range answerCodes {
		if c == code {
			return Answer(a), true
		}
	}
	return Unknown, false
}

// firm reports whether the answer is yes or no.
func (a Answer) firm() bool { return a == Yes || a == No }

// Truth is a conclusion in Kleene's logic. The zero value is Undetermined.
type Truth uint8

// The truth values.
const (
	Undetermined Truth = iota
	NotMet
	Met
)

// String returns the code of the truth value on the wire.
func (t Truth) String() string { return [...]string{"undetermined", "not_met", "met"}[t] }

// and is Kleene's conjunction: not met if any part is, met if all are.
func and(parts ...Truth) Truth {
	result := Met
	for _, p := range parts {
		switch {
		case p == NotMet:
			return NotMet
		case p == Undetermined:
			result = Undetermined
		}
	}
	return result
}

// truth is Met for yes, NotMet for no and Undetermined for what is not known.
func truth(yes, no bool) Truth {
	switch {
	case yes:
		return Met
	case no:
		return NotMet
	default:
		return Undetermined
	}
}

// Count is a whole number that may not be known.
type Count struct {
	N     int
	Known bool
}

// Some returns a known Count.
func Some(n int) Count { return Count{N: n, Known: true} }

func (c Count) below(limit int) bool   { return c.Known && c.N < limit }
func (c Count) atLeast(limit int) bool { return c.Known && c.N >= limit }

// Amount is a number that may not be known.
type Amount struct {
	X     float64
	Known bool
}

// Measured returns a known Amount.
func Measured(x float64) Amount { return Amount{X: x, Known: true} }

func (a Amount) below(limit float64) bool   { return a.Known && a.X < limit }
func (a Amount) above(limit float64) bool   { return a.Known && a.X > limit }
func (a Amount) atLeast(limit float64) bool { return a.Known && a.X >= limit }

// within reports a known value in lo..hi, bounds included.
func (a Amount) within(lo, hi float64) bool { return a.Known && a.X >= lo && a.X <= hi }

// Day is a calendar day as days since 1970-01-01, or not known.
type Day struct {
	N     int
	Known bool
}
