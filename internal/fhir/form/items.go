package form

import (
	"strconv"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// Limits of a response.
const (
	maxItemDepth = 16
	maxEntries   = 100
)

// items reads a list of items that stands below an item of the form, at a
// place. Answers go into a scope: that of the response, or of one medicine.
func (r *reader) items(parent *definition, n *node, place string, depth int, scope map[string]*answer) {
	if n == nil || n.kind != list { // another kind is an issue already
		return
	}
	seen := map[string]bool{}
	for i := range n.members {
		each := &n.members[i].value
		here := at(place, "item", i)
		switch {
		case depth > maxItemDepth:
			r.say(tooDeep, here, "Items are nested deeper than accepted.")
			return
		case each.kind != object:
			r.say(wrongJSON, here, "An item is an object.")
		default:
			r.item(parent, each, here, depth, scope, seen)
		}
	}
}

func (r *reader) item(parent *definition, n *node, here string, depth int, scope map[string]*answer, seen map[string]bool) {
	r.shape(n, ofItem, here)
	r.modifiers(n, here)
	d := r.identify(parent, n, here)
	if d == nil {
		return
	}
	if seen[d.id()] && !repeats(d) {
		r.say(repeated, here, "This item is there already, and may be there once.")
		return
	}
	seen[d.id()] = true
	switch {
	case d.question():
		r.question(d, n, here, depth, scope)
	case !n.member("answer").empty():
		r.say(answeredGroup, here+".answer", "A group or a text takes no answer.")
	case d.item.Type == "group":
		r.group(d, n, here, depth, scope)
	default: // a text, which nothing belongs below
		r.items(d, n.member("item"), here, depth+1, scope)
	}
}

func repeats(d *definition) bool { return d.item.Repeats != nil && *d.item.Repeats }

// identify finds the item of the form, which must belong where it stands.
func (r *reader) identify(parent *definition, n *node, here string) *definition {
	id := n.member("linkId")
	if id == nil {
		r.say(required, here+".linkId", "An item needs its linkId.")
		return nil
	}
	if id.kind != text {
		return nil // an issue already
	}
	d := r.form.definitions[id.text]
	switch {
	case d == nil:
		r.say(unknownItem, here+".linkId", "The questionnaire has no item with this linkId.")
		return nil
	case d.parent != parent:
		where := "at the top"
		if d.parent != r.form.root {
			where = "below " + d.parent.id()
		}
		r.say(misplaced, here, "The item "+d.id()+" belongs "+where+".")
		return nil
	}
	return d
}

func (r *reader) group(d *definition, n *node, here string, depth int, scope map[string]*answer) {
	switch d.id() {
	case medicationsEntry:
		e := &entry{at: here, answers: map[string]*answer{}}
		r.items(d, n.member("item"), here, depth+1, e.answers)
		if len(e.answers) > 0 { // an empty one is what a client shows to begin with
			r.entries = append(r.entries, e)
		}
	case "criteria":
		r.criteria = here
		fallthrough
	default:
		r.items(d, n.member("item"), here, depth+1, scope)
	}
}

// question reads the answer of a question. The outcome that a client has
// calculated is passed over.
func (r *reader) question(d *definition, n *node, here string, depth int, scope map[string]*answer) {
	r.beside(d, n.member("item"), here)
	answers := n.member("answer")
	if answers == nil || answers.kind != list {
		return
	}
	if d.id() == outcomeItem {
		r.passOver(d, answers, here, depth)
		return
	}
	given := 0
	for i := range answers.members {
		each := &answers.members[i].value
		place := at(here, "answer", i)
		if each.kind != object {
			r.say(wrongJSON, place, "An answer is an object.")
			continue
		}
		r.shape(each, ofAnswer, place)
		r.modifiers(each, place)
		a := r.value(d, each, place)
		if !each.empty() {
			given++
		}
		switch {
		case given > 1:
			r.say(severalAnswers, place, "This question takes one answer.")
			return
		case a != nil:
			scope[d.id()] = a
		}
		r.items(d, each.member("item"), place, depth+1, scope)
	}
}

// passOver leaves out what a client has calculated. Nothing that somebody said
// may stand below it.
func (r *reader) passOver(d *definition, answers *node, here string, depth int) {
	for i := range answers.members {
		r.items(d, answers.members[i].value.member("item"), at(here, "answer", i), depth+1, map[string]*answer{})
	}
}

// beside refuses items below a question that stand beside its answers. Texts,
// such as help, do no harm there.
func (r *reader) beside(d *definition, items *node, here string) {
	if items == nil || items.kind != list {
		return
	}
	for i := range items.members {
		each := &items.members[i].value
		inner := r.form.definitions[each.string("linkId")]
		if inner == nil || inner.parent != d || inner.item.Type != "display" || !each.member("answer").empty() || !each.member("item").empty() {
			r.say(itemBeside, at(here, "item", i), "An item below a question stands in its answer, and not beside it.")
		}
	}
}

// checkEnabled refuses answers to questions that other answers disable: what
// was not shown cannot have been answered.
func (r *reader) checkEnabled() {
	for _, d := range r.form.inOrder(r.form.root, nil) {
		if a := r.answers[d.id()]; a != nil && !enabled(d, r.answers) {
			r.say(notEnabled, a.at, "The question "+d.id()+" is answered while other answers disable it. Correct these, or leave it out.")
		}
	}
}

// inOrder lists the questions of the form, but for those of a medicine.
func (f *Form) inOrder(parent *definition, out []*definition) []*definition {
	for _, d := range parent.children {
		if d.question() {
			out = append(out, d)
		}
		if d.id() != medicationsEntry {
			out = f.inOrder(d, out)
		}
	}
	return out
}

// checkMedications holds the entries against the question whether there are any.
func (r *reader) checkMedications() {
	if len(r.entries) > maxEntries {
		r.say(tooMany, r.entries[maxEntries].at, "No more than "+strconv.Itoa(maxEntries)+" medicines are accepted.")
	}
	some := r.answers[medicationsAny]
	for _, e := range r.entries {
		switch {
		case some != nil && some.answerCode() == "no":
			r.say(inconsistent, e.at, "A medicine is given while "+medicationsAny+" says that none is taken. Correct one of the two.")
		case e.answers[medicationsName] == nil && e.answers[medicationsRxNorm] == nil && e.answers[medicationsATC] == nil:
			r.say(atLeastOne, e.at, "A medicine needs at least its name or a code.")
		}
	}
}

// answerCode is the answer of a choice, as a request has it.
func (a *answer) answerCode() string { return a.definition.codes[a.coding] }

// enabled reports whether a question is to be answered, given the answers. Those
// of questions that are disabled themselves do not count.
func enabled(d *definition, answers map[string]*answer) bool {
	if d.parent != nil && !enabled(d.parent, answers) {
		return false
	}
	conditions := d.item.EnableWhen
	for i := range conditions {
		if holds(&conditions[i], answers) {
			return true
		}
	}
	return len(conditions) == 0
}

// holds judges one condition. The form has no others than these.
func holds(c *fhir.EnableWhen, answers map[string]*answer) bool {
	a := answers[c.Question]
	if a != nil && !enabled(a.definition, answers) {
		a = nil
	}
	switch {
	case c.Operator == "exists":
		return (a != nil) == *c.AnswerBoolean
	case a == nil:
		return false
	case c.AnswerCoding != nil:
		return a.coding == code{c.AnswerCoding.System, c.AnswerCoding.Code}
	case c.AnswerInteger != nil:
		return compare(c.Operator, a.number, float64(*c.AnswerInteger))
	default:
		return compare(c.Operator, a.number, *c.AnswerDecimal)
	}
}

func compare(operator string, a, b float64) bool {
	if operator == "<" {
		return a < b
	}
	return a >= b
}
