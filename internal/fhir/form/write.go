package form

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// Write fills in a response from a request: in progress, of this version of
// the questionnaire, without a subject. The form has one result for each test,
// the newest; Places finds those that matter more. What the form has no place
// for, and answers of questions that are not enabled, are left out. A bound is
// written as the number just beyond it, without a comparator: LHC-Forms leaves
// out an answer that has one. Read knows the number again.
func (f *Form) Write(req *v1.ScreeningRequest) *fhir.QuestionnaireResponse {
	q := f.questionnaire
	w := &filler{form: f, answers: map[string]*answer{}, values: map[string]fhir.ResponseAnswer{}}
	w.take(req)
	w.takeLabs(req.Labs)
	return &fhir.QuestionnaireResponse{
		ResourceType: root, Questionnaire: q.URL + "|" + q.Version, Status: "in-progress", Authored: req.AsOf,
		Item: w.group(f.root),
	}
}

// filler fills in one response.
type filler struct {
	form *Form
	// answers decide what is enabled; values are what is written. Both are by
	// linkId, and without those of medicines.
	answers map[string]*answer
	values  map[string]fhir.ResponseAnswer
	entries []fhir.ResponseItem
}

// take turns a request into answers, but for its results.
func (w *filler) take(req *v1.ScreeningRequest) {
	for _, group := range w.form.root.children {
		if group.item.Type != "group" || group.id() == medicationsGroup || group.id() == labsGroup {
			continue
		}
		section := sectionOf(req, group.id())
		for _, d := range group.children {
			if said, there := section[strings.TrimPrefix(d.id(), group.id()+".")]; there && d.question() {
				w.answer(d, said)
			}
		}
	}
	w.implyKidneyDisease(req.History)
	w.takeMedications(req.Medications)
}

// implyKidneyDisease answers that there is kidney disease where a request only
// gives its stage, which implies it: the form asks for the stage after that
// answer alone.
//
// Source: spec/api.md, "A request".
func (w *filler) implyKidneyDisease(h *v1.History) {
	if h != nil && h.KidneyDisease == "" && h.KidneyDiseaseStage != "" && h.KidneyDiseaseStage != "unknown" {
		w.answer(w.form.definitions[kidneyDisease], jsontext.Value(`"yes"`))
	}
}

// kidneyDisease is the linkId of the question that a stage implies the answer to.
const kidneyDisease = "history.kidney_disease"

// sectionOf is a member of a request by the names of its own members.
func sectionOf(req *v1.ScreeningRequest, name string) map[string]jsontext.Value {
	sections := map[string]any{
		"patient": req.Patient, "criteria": req.Criteria, "mimics": req.Mimics, "course": req.Course, "history": req.History,
		"safety": req.Safety,
	}
	var members map[string]jsontext.Value
	// Every section can be written, and is an object or null.
	encoded, _ := json.Marshal(sections[name])
	_ = json.Unmarshal(encoded, &members)
	return members
}

// answer notes the answer to a question, given as JSON of a request.
func (w *filler) answer(d *definition, said jsontext.Value) {
	a := &answer{definition: d}
	value, ok := valueFrom(d, said, a)
	if ok {
		w.answers[d.id()], w.values[d.id()] = a, value
	}
}

// valueFrom is the value of FHIR for an answer of a request; false where the
// form has none for it.
func valueFrom(d *definition, said jsontext.Value, a *answer) (fhir.ResponseAnswer, bool) {
	var word string
	switch d.item.Type {
	case "integer", "decimal":
		if json.Unmarshal(said, &a.number) != nil {
			return fhir.ResponseAnswer{}, false
		}
		if d.item.Type == "integer" {
			return fhir.ResponseAnswer{ValueInteger: said}, true
		}
		return fhir.ResponseAnswer{ValueDecimal: said}, true
	case "date":
		return fhir.ResponseAnswer{ValueDate: said}, true
	case "string":
		return fhir.ResponseAnswer{ValueString: said}, true
	}
	if json.Unmarshal(said, &word) != nil {
		return fhir.ResponseAnswer{}, false
	}
	for _, o := range d.item.AnswerOption {
		c := fhir.Coding{System: o.ValueCoding.System, Code: o.ValueCoding.Code, Display: o.ValueCoding.Display}
		if a.coding = (code{c.System, c.Code}); d.codes[a.coding] == word {
			return fhir.ResponseAnswer{ValueCoding: encoded(c)}, true
		}
	}
	return fhir.ResponseAnswer{}, false
}

// encoded is the JSON of a type that can always be written.
func encoded(v any) fhir.Raw {
	out, _ := json.Marshal(v)
	return out
}

func (w *filler) takeMedications(list []v1.Medication) {
	some, said := w.form.definitions[medicationsAny], `"yes"`
	switch {
	case list == nil:
		return
	case len(list) == 0:
		said = `"no"`
	}
	w.answer(some, jsontext.Value(said))
	group := w.form.definitions[medicationsEntry]
	for i := range list {
		if answers := medicine(group, &list[i]); len(answers) > 0 {
			w.entries = append(w.entries, fhir.ResponseItem{LinkID: group.id(), Text: group.item.Text, Item: answers})
		}
	}
}

// medicine is what the form has room for of one medicine.
func medicine(group *definition, m *v1.Medication) []fhir.ResponseItem {
	said := map[string]string{
		medicationsName: m.Name, medicationsRxNorm: m.RxNorm, medicationsATC: m.ATC, medicationsTiming: m.Timing,
	}
	if !asks(group, medicationsATC) && m.Name == "" && m.RxNorm == "" {
		said[medicationsName] = m.ATC // all that is known of it; somebody can say what it is
	}
	var answers []fhir.ResponseItem
	for _, d := range group.children {
		if said[d.id()] == "" {
			continue
		}
		if value, ok := valueFrom(d, quote(said[d.id()]), &answer{definition: d}); ok {
			answers = append(answers, itemFor(d, value))
		}
	}
	return answers
}

// asks reports whether a question is in a group: that for ATC codes can be
// switched off.
func asks(group *definition, id string) bool {
	return slices.ContainsFunc(group.children, func(d *definition) bool { return d.id() == id })
}

// takeLabs takes the results that the form has a place for.
func (w *filler) takeLabs(labs []v1.Lab) {
	for _, i := range w.form.Places(labs, nil) {
		lab := &labs[i]
		d := w.form.result(lab)
		quantity := fhir.Quantity{Value: lab.Value, Unit: lab.Unit}
		if u, known := ucum(strings.TrimPrefix(d.id(), labsPrefix), lab.Unit); known {
			quantity.Unit, quantity.System, quantity.Code = u.shown, fhir.SystemUCUM, u.code
		}
		w.answers[d.id()] = &answer{definition: d, number: *lab.Value}
		w.values[d.id()] = fhir.ResponseAnswer{ValueQuantity: encoded(quantity)}
		if date := w.form.definitions[d.id()+collectedOn]; lab.CollectedOn != "" {
			w.answer(date, quote(lab.CollectedOn))
		}
	}
}

// group is what is answered below an item, in the order of the form.
func (w *filler) group(parent *definition) []fhir.ResponseItem {
	var items []fhir.ResponseItem
	for _, d := range parent.children {
		switch value, answered := w.values[d.id()]; {
		case d.id() == medicationsEntry:
			items = append(items, w.entries...)
		case d.item.Type == "group":
			if inner := w.group(d); len(inner) > 0 {
				items = append(items, fhir.ResponseItem{LinkID: d.id(), Text: d.item.Text, Item: inner})
			}
		case answered && enabled(d, w.answers):
			value.Item = w.group(d)
			items = append(items, itemFor(d, value))
		}
	}
	return items
}

func itemFor(d *definition, value fhir.ResponseAnswer) fhir.ResponseItem {
	return fhir.ResponseItem{LinkID: d.id(), Text: d.item.Text, Answer: []fhir.ResponseAnswer{value}}
}
