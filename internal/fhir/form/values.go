package form

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// valueNames are the members that hold the answer, by the type of the item.
var valueNames = map[string]string{
	"choice": "valueCoding", "integer": "valueInteger", "decimal": "valueDecimal", "string": "valueString",
	"date": "valueDate", "quantity": "valueQuantity",
}

// value reads the value of an answer; nil where there is none that can be used.
func (r *reader) value(d *definition, n *node, place string) *answer {
	var found *member
	here := place + ".value"
	for i := range n.members {
		m := &n.members[i]
		if _, is := values[m.name]; !is {
			continue
		}
		if found != nil {
			r.say(severalValues, here, "An answer has one value.")
			return nil
		}
		found = m
	}
	if found == nil {
		return nil
	}
	want := valueNames[d.item.Type]
	if found.name != want {
		r.say(otherType, here, "This question takes a "+want+".")
		return nil
	}
	v := &found.value
	if kind := values[want]; v.kind != kind {
		return nil // an issue already
	}
	a := &answer{definition: d, at: here}
	if !r.typed(a, v) {
		return nil
	}
	return a
}

// typed reads a value as the type of its item says.
func (r *reader) typed(a *answer, v *node) bool {
	switch a.definition.item.Type {
	case "choice":
		return r.choice(a, v)
	case "integer":
		return r.integer(a, v)
	case "decimal":
		return r.decimal(a, v)
	case "date":
		return r.day(a, v)
	case "quantity":
		return r.quantity(a, v)
	default:
		return r.string(a, v)
	}
}

// choice takes a code that is offered, whatever its display. One that is shown
// as another answer is a warning: somebody saw another word than the code says.
func (r *reader) choice(a *answer, n *node) bool {
	if !r.shape(n, ofCoding, a.at) {
		return false
	}
	a.coding = code{n.string("system"), n.string("code")}
	said, offered := a.definition.codes[a.coding]
	if !offered {
		r.say(notOffered, a.at, "This code is not offered. Accepted: "+strings.Join(a.definition.offered(), ", ")+".")
		return false
	}
	if display := n.string("display"); display != "" && a.definition.showsAnother(a.coding, display) {
		r.say(otherDisplay, a.at+".display", "The display is that of another answer to this question. The code counts.")
	}
	a.json = quote(said)
	return true
}

// showsAnother reports a display that is that of another answer, in one of the
// languages, and not that of the code.
func (d *definition) showsAnother(c code, display string) (another bool) {
	display = strings.TrimSpace(display)
	for _, o := range d.item.AnswerOption {
		if !shownAs(o.ValueCoding, display) {
			continue
		}
		if c == (code{o.ValueCoding.System, o.ValueCoding.Code}) {
			return false
		}
		another = true
	}
	return another
}

// shownAs reports whether a code is shown by a word in one of the languages.
func shownAs(c *fhir.Coding, display string) bool {
	return strings.EqualFold(c.Display, display) || strings.EqualFold(spanish(c.DisplayElement), display)
}

// offered lists the codes of a choice with their systems.
func (d *definition) offered() []string {
	var out []string
	for _, o := range d.item.AnswerOption {
		out = append(out, o.ValueCoding.System+"|"+o.ValueCoding.Code)
	}
	return out
}

func (r *reader) integer(a *answer, n *node) bool {
	i, err := strconv.ParseInt(n.text, 10, 32)
	if err != nil {
		r.say(otherType, a.at, "Expected a whole number.")
		return false
	}
	a.number, a.json = float64(i), strconv.AppendInt(nil, i, 10)
	return r.within(a)
}

func (r *reader) decimal(a *answer, n *node) bool {
	x, err := strconv.ParseFloat(n.text, 64)
	if err != nil {
		r.say(outOfRange, a.at, "The number is too large.")
		return false
	}
	a.number, a.json = x, numeral(x)
	return r.within(a)
}

// numeral writes a number in JSON.
func numeral(x float64) []byte {
	return []byte(jsontext.Float(x).String())
}

func (r *reader) within(a *answer) bool {
	d := a.definition
	if d.least != nil && a.number < *d.least || d.greatest != nil && a.number > *d.greatest {
		r.say(outOfRange, a.at, "Expected a number from "+string(numeral(*d.least))+" to "+string(numeral(*d.greatest))+".")
		return false
	}
	return true
}

func (r *reader) string(a *answer, n *node) bool {
	said := strings.TrimSpace(n.text)
	d := a.definition
	switch {
	case said == "": // what a client leaves behind when a text is deleted
		return false
	case strings.ContainsFunc(said, illegible):
		r.say(control, a.at, "A text may not hold control characters.")
	case utf8.RuneCountInString(said) > maxText:
		r.say(tooLong, a.at, "A text has "+strconv.Itoa(maxText)+" characters at most.")
	case d.shape != nil && !d.shape.MatchString(said):
		r.say(format, a.at, "Expected a code of this form: "+d.shape.String())
	default:
		a.json = quote(said)
		return true
	}
	return false
}

// illegible are characters that nobody types, and that hide or reorder what is
// read. They are those that api/v1 refuses.
func illegible(c rune) bool {
	return unicode.Is(unicode.Cc, c) || c == 0x2028 || c == 0x2029 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 ||
		c >= 0xfdd0 && c <= 0xfdef || c&0xfffe == 0xfffe
}

// quote writes a text in JSON. It is valid UTF-8, so that it can be written.
func quote(s string) []byte { return appendQuoted(nil, s) }

func appendQuoted(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}

// day takes a full date. One without a day would make a result undated, and an
// undated one counts as new.
func (r *reader) day(a *answer, n *node) bool {
	day, partial, ok := date(n.text)
	if !ok || partial || len(n.text) != len(day) {
		r.say(format, a.at, "Expected a date with its day, such as 2026-11-20.")
		return false
	}
	a.json = quote(day)
	return true
}

// comparators are those of R4.
var comparators = []string{"<", "<=", ">=", ">"}

// quantity takes a result in a unit that is accepted.
func (r *reader) quantity(a *answer, n *node) bool {
	if !r.shape(n, ofQuantity, a.at) {
		return false
	}
	value := n.member("value")
	if value == nil {
		r.say(required, a.at+".value", "A result needs its number.")
		return false
	}
	x, err := strconv.ParseFloat(value.text, 64)
	if err != nil {
		r.say(outOfRange, a.at+".value", "The number is too large.")
		return false
	}
	comparator := n.string("comparator")
	if n.member("comparator") != nil && !slices.Contains(comparators, comparator) {
		r.say(wrongComparator, a.at+".comparator", "Expected one of "+strings.Join(comparators, " ")+".")
		return false
	}
	a.number = x
	r.unitOf(a, n)
	if !r.plausible(a) {
		return false
	}
	r.bound(a, comparator)
	a.json = numeral(a.number)
	return true
}

// bound takes a result that is only known as a bound: by its comparator, or as
// the number that Write gives it.
func (r *reader) bound(a *answer, comparator string) {
	if comparator != "" {
		r.say(bound, a.at+".comparator", "The result is only known as a bound. It counts as a value just beyond it.")
		a.bound = &Bound{Comparator: comparator, Value: a.number}
		r.beyond(a, comparator)
		return
	}
	if value, comparator, is := fhir.BoundOf(a.number); is {
		r.say(bound, a.at+".value", "The number stands for a result that is only known as a bound, just beyond which it lies.")
		a.bound = &Bound{Comparator: comparator, Value: value}
	}
}

// unitOf takes the unit: the code where it is of UCUM, which wins over what the
// unit is shown as; else the unit as it is spelt.
func (r *reader) unitOf(a *answer, n *node) {
	a.unit, a.unitAt = n.string("unit"), a.at+".unit"
	if system := n.string("system"); n.string("code") != "" && (system == fhir.SystemUCUM || system == "") {
		a.unit, a.unitAt = n.string("code"), a.at+".code"
	}
}

func (a *answer) test() string { return strings.TrimPrefix(a.definition.id(), labsPrefix) }

// plausible refuses a unit that the test does not have, and values that cannot be.
func (r *reader) plausible(a *answer) bool {
	fault := r.form.knowledge.CheckLab(a.test(), a.number, a.unit)
	if fault == nil {
		return true
	}
	m, place := outOfRange, a.at+".value"
	if fault.Code == problem.CodeUnit {
		m, place = wrongUnit, a.unitAt
	}
	detail := fault.Detail
	if len(fault.Accepted) > 0 {
		detail += " Accepted: " + strings.Join(fault.Accepted, ", ") + "."
	}
	r.say(m, place, detail)
	return false
}

// beyond moves a bound to the number that stands for it, unless that is not
// plausible any more where the bound itself is.
func (r *reader) beyond(a *answer, comparator string) {
	moved := fhir.Bound(a.number, comparator)
	if !math.IsInf(moved, 0) && r.form.knowledge.CheckLab(a.test(), moved, a.unit) == nil {
		a.number = moved
	}
}
