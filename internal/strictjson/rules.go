package strictjson

// Here validate tags become rules that the reader checks as it goes, so that a
// valid document, which nearly all are, costs no second pass. The rules only
// ever raise a doubt; what is refused and why is the validator's to say.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rules are the validate tags of one member, or of the elements of one list.
type rules struct {
	required bool
	oneOf    []string
	format   *format
	min, max *limit
}

// limit is the parameter of min or max.
type limit struct {
	text   string // as written in the tag
	whole  int64  // of whole numbers, and of the length of texts and lists
	number float64
}

// tag takes a validate tag into the shape and, behind dive, into its elements.
func (s *shape) tag(tag string) error {
	own, inner, dives := tag, "", false
	if before, after, found := strings.Cut(tag+",", "dive,"); found {
		own, inner, dives = strings.TrimSuffix(before, ","), strings.TrimSuffix(after, ","), true
	}
	if err := s.rules.parse(own, s.kind); err != nil {
		return err
	}
	if own != "" && !s.rules.required && !strings.HasPrefix(own+",", "omitempty,") {
		return fmt.Errorf("validate tag %q must begin with omitempty or required", tag)
	}
	if s.rules.required && !s.pointer && s.kind != text && s.kind != list {
		return fmt.Errorf("required refuses zero: use a pointer")
	}
	if s.kind != list {
		if dives {
			return fmt.Errorf("dive is for lists")
		}
		return nil
	}
	if s.rules.max == nil {
		return fmt.Errorf("a list needs a limit: max")
	}
	if s.element.kind == members && !dives {
		return fmt.Errorf("a list of objects needs dive")
	}
	return s.element.rules.parse(inner, s.element.kind)
}

func (r *rules) parse(tag string, k kind) error {
	if tag == "" {
		return nil
	}
	for rule := range strings.SplitSeq(tag, ",") {
		name, param, _ := strings.Cut(rule, "=")
		if err := r.add(name, param, k); err != nil {
			return fmt.Errorf("validate rule %q: %w", rule, err)
		}
	}
	return nil
}

func (r *rules) add(name, param string, k kind) (err error) {
	f := formatOf(name)
	switch {
	case name == "omitempty":
	case name == "required":
		r.required = true
	case name == "min" && k != truth && k != members:
		r.min, err = parseLimit(param, k)
	case name == "max" && k != truth && k != members:
		r.max, err = parseLimit(param, k)
	case name == "oneof" && k == text && !strings.Contains(param, "'"):
		r.oneOf = strings.Fields(param)
	case f != nil && k == text:
		r.format = f
	default:
		err = fmt.Errorf("is not one that is understood here")
	}
	return err
}

func parseLimit(param string, k kind) (*limit, error) {
	l := &limit{text: param}
	var err error
	if k == number {
		l.number, err = strconv.ParseFloat(param, 64)
	} else {
		l.whole, err = strconv.ParseInt(param, 10, 64)
	}
	return l, err
}

// text returns s as a string, one of the accepted where there are any: answers
// come from short lists and need no memory of their own. It reports whether s
// keeps the rules.
func (r *rules) text(s []byte) (string, bool) {
	for _, v := range r.oneOf {
		if v == string(s) {
			return v, true
		}
	}
	kept := string(s)
	return kept, r.oneOf == nil &&
		(r.format == nil || r.format.fits(kept)) &&
		(r.max == nil && r.min == nil || r.whole(int64(utf8.RuneCountInString(kept))))
}

// whole reports whether a whole number, or a length, keeps the rules.
func (r *rules) whole(n int64) bool {
	return (r.min == nil || n >= r.min.whole) && (r.max == nil || n <= r.max.whole)
}

// number reports whether a number keeps the rules.
func (r *rules) number(n float64) bool {
	return (r.min == nil || n >= r.min.number) && (r.max == nil || n <= r.max.number)
}

// span is the accepted range in words, or "" without one.
func (r *rules) span() string {
	switch {
	case r.min != nil && r.max != nil:
		return r.min.text + " to " + r.max.text
	case r.min != nil:
		return r.min.text + " or more"
	case r.max != nil:
		return r.max.text + " or less"
	}
	return ""
}

// accepted is what a field names as accepted for a value of this kind.
func (r *rules) accepted(k kind) []string {
	switch {
	case r.oneOf != nil:
		return slices.Clone(r.oneOf)
	case r.format != nil:
		return []string{r.format.pattern}
	case (k == whole || k == number) && r.span() != "":
		return []string{r.span()}
	case k == truth:
		return []string{"true", "false"}
	}
	return nil
}
