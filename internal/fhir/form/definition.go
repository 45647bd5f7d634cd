package form

import (
	"regexp"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// definition is an item of the questionnaire as a response is read by it.
type definition struct {
	item *fhir.QuestionnaireItem
	// parent is the item above; the root for those at the top, and nil for the root.
	parent   *definition
	children []*definition
	// codes are the answers of the request by the codes that are offered.
	codes map[code]string
	// least and greatest bound a number.
	least, greatest *float64
	shape           *regexp.Regexp
}

// code is a code of a system.
type code struct{ system, code string }

func (d *definition) id() string { return d.item.LinkID }

// question reports whether an item takes an answer that is read.
func (d *definition) question() bool {
	return d.item.Type != "group" && d.item.Type != "display"
}

// index makes the definitions of all items.
func (f *Form) index() {
	f.root = &definition{item: &fhir.QuestionnaireItem{Type: "group", Item: f.questionnaire.Item}}
	f.definitions = map[string]*definition{}
	f.indexBelow(f.root)
}

func (f *Form) indexBelow(parent *definition) {
	for i := range parent.item.Item {
		d := &definition{item: &parent.item.Item[i], parent: parent}
		parent.children = append(parent.children, d)
		f.definitions[d.id()] = d
		for _, e := range d.item.Extension {
			d.read(&e)
		}
		for _, o := range d.item.AnswerOption {
			if d.codes == nil {
				d.codes = map[code]string{}
			}
			c := o.ValueCoding
			d.codes[code{c.System, c.Code}] = f.answerOf(c)
		}
		f.indexBelow(d)
	}
}

// read takes what an extension says of the answers to a question.
func (d *definition) read(e *fhir.Extension) {
	limit := e.ValueDecimal
	if e.ValueInteger != nil {
		x := float64(*e.ValueInteger)
		limit = &x
	}
	switch e.URL {
	case extMinValue:
		d.least = limit
	case extMaxValue:
		d.greatest = limit
	case extRegex:
		d.shape = regexp.MustCompile("^(" + e.ValueString + ")$")
	}
}

// answerOf is the answer of a request that a code stands for.
func (f *Form) answerOf(c *fhir.Coding) string {
	switch (code{c.System, c.Code}) {
	case code{fhir.SystemYesNo, "Y"}:
		return "yes"
	case code{fhir.SystemYesNo, "N"}:
		return "no"
	case code{fhir.SystemDataAbsentReason, "asked-unknown"}:
		return "not_sure"
	default:
		return c.Code
	}
}
