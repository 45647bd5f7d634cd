package form

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// LinkIds of the items that stand for the lists of a request.
const (
	medicationsGroup  = "medications"
	medicationsAny    = "medications.any"
	medicationsEntry  = "medications.entry"
	medicationsName   = "medications.name"
	medicationsRxNorm = "medications.rxnorm"
	medicationsATC    = "medications.atc"
	medicationsTiming = "medications.timing"
	labsGroup         = "labs"
	labsPrefix        = "labs."
	collectedOn       = ".collected_on"
)

// maxText is how long a text may be, in characters.
const maxText = 200

// Shapes of codes of medicines, as api/v1 has them.
const (
	shapeRxNorm = "[0-9]{1,10}"
	shapeATC    = "[A-Za-z][0-9]{2}[A-Za-z]{2}([0-9]{2})?"
)

// medications are the question whether there are any, and a group for each.
// The answer no says that none are taken: an empty list, which is not the same
// as a list that was not asked for.
func (w *writer) medications(en, es *v1.Question) []fhir.QuestionnaireItem {
	some := w.formItem("choice", medicationsAny)
	w.choice(&some, yesNo(w.en), yesNo(w.es))

	entry := item("group", medicationsEntry, w.word("form", medicationsEntry))
	entry.Repeats = yes()
	entry.EnableWhen, entry.EnableBehavior = w.enableWhen([]v1.EnableWhen{{
		Question: medicationsAny, Operator: "not_in", Codes: []string{"no"},
	}})
	entry.Item = append(entry.Item, w.text(medicationsName, maxText, ""), w.text(medicationsRxNorm, len("1234567890"), shapeRxNorm))
	if w.ATC {
		entry.Item = append(entry.Item, w.text(medicationsATC, len("A00AA00"), shapeATC))
	}
	timing := w.formItem("choice", medicationsTiming)
	w.choice(&timing, en.Timings, es.Timings)
	entry.Item = append(entry.Item, timing)
	return []fhir.QuestionnaireItem{some, entry}
}

// yesNo are the options of a question that has just yes, no and not sure.
func yesNo(q *v1.Questionnaire) []v1.Option {
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.ID == essential[0] {
				return question.Options
			}
		}
	}
	return nil
}

func (w *writer) text(linkID string, longest int, shape string) fhir.QuestionnaireItem {
	q := w.formItem("string", linkID)
	q.MaxLength = &longest
	if shape != "" {
		q.Extension = append(q.Extension, fhir.Extension{URL: extRegex, ValueString: shape})
	}
	return q
}

// labs are one quantity for each test, with the date of the sample below it.
func (w *writer) labs(en, es *v1.Question) []fhir.QuestionnaireItem {
	items := []fhir.QuestionnaireItem{display("labs.instructions", words{en.Help, es.Help})}
	for i := range en.Tests {
		items = append(items, w.lab(&en.Tests[i], &es.Tests[i]))
	}
	return items
}

func (w *writer) lab(en, es *v1.LabTest) fhir.QuestionnaireItem {
	q := w.asked("quantity", labsPrefix+en.Test, words{en.Display, es.Display}, words{})
	for _, u := range unitsOf(en.Test, en.Units) {
		q.Extension = append(q.Extension, fhir.Extension{URL: extUnitOption, ValueCoding: u.coding()})
	}
	if en.LOINC != "" {
		q.Code = append(q.Code, fhir.Coding{System: fhir.SystemLOINC, Code: en.LOINC, Display: named(w.vocabulary["loinc"], en.LOINC)})
		q.Extension = append(
			q.Extension,
			fhir.Extension{URL: extObservationExtract, ValueBoolean: yes()},
			fhir.Extension{URL: extObservationCategories, ValueCodeableConcept: concept(fhir.SystemCategory, "laboratory", "Laboratory")},
		)
	}
	date := w.asked("date", q.LinkID+collectedOn, w.word("form", "labs.collected_on"), words{})
	date.EnableWhen = []fhir.EnableWhen{{Question: q.LinkID, Operator: "exists", AnswerBoolean: yes()}}
	q.Item = append(q.Item, date)
	return q
}
