package form

import (
	"html"
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// writer makes the resources of the form.
type writer struct {
	Options
	en, es *v1.Questionnaire
	// vocabulary is that in English, spanish the same in Spanish.
	vocabulary, spanish map[string][]v1.Option
}

func newWriter(o Options, en, es *v1.Questionnaire, k Knowledge) *writer {
	return &writer{Options: o, en: en, es: es, vocabulary: k.Vocabulary(en.Language), spanish: k.Vocabulary(es.Language)}
}

// word is the text of a code of a kind, in both languages.
func (w *writer) word(kind, code string) words {
	return words{named(w.vocabulary[kind], code), named(w.spanish[kind], code)}
}

func named(options []v1.Option, code string) string {
	for _, o := range options {
		if o.Code == code {
			return o.Display
		}
	}
	return ""
}

// narrative says in English what a resource is, for those who read it as it is.
func narrative(title, text string) *fhir.Narrative {
	return &fhir.Narrative{
		Status: "generated",
		Div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><p><b>` + html.EscapeString(title) + `</b></p><p>` +
			html.EscapeString(text) + `</p></div>`,
	}
}

func no() *bool  { return new(bool) }
func yes() *bool { b := true; return &b }

// publisher stands on all resources.
const publisher = "rlscreen"

func (w *writer) questionnaire() *fhir.Questionnaire {
	title, intro := words{w.en.Title, w.es.Title}, words{w.en.Intro, w.es.Intro}
	q := &fhir.Questionnaire{
		ResourceType: "Questionnaire", ID: ID, Language: w.en.Language,
		Text:      narrative(title.en, intro.en),
		Extension: []fhir.Extension{launchContext()},
		URL:       w.Base + "/Questionnaire/" + ID, Version: w.Version, Name: "RestlessLegsScreening",
		Title: title.en, TitleElement: title.translated(),
		Status: "active", Experimental: no(), SubjectType: []string{"Patient"}, Date: w.Released, Publisher: publisher,
		Description: intro.en, DescriptionElement: intro.translated(),
		Copyright: named(w.vocabulary["notice"], "loinc"),
	}
	q.Item = append(
		q.Item,
		display("intro", intro),
		display("notice", words{w.en.Notice, w.es.Notice}),
	)
	for i := range w.en.Sections {
		q.Item = append(q.Item, w.section(&w.en.Sections[i], &w.es.Sections[i]))
	}
	q.Item = append(q.Item, w.outcome())
	return q
}

func (w *writer) section(en, es *v1.Section) fhir.QuestionnaireItem {
	group := item("group", en.ID, words{en.Title, es.Title})
	if en.Help != "" {
		group.Item = append(group.Item, display(en.ID+".help", words{en.Help, es.Help}))
	}
	for i := range en.Questions {
		e, s := &en.Questions[i], &es.Questions[i]
		switch e.Type {
		case "medications":
			group.Item = append(group.Item, w.medications(e, s)...)
		case "labs":
			group.Item = append(group.Item, w.labs(e, s)...)
		default:
			group.Item = append(group.Item, w.question(e, s))
		}
	}
	return group
}

// item is a group or a question. A question carries our own code.
func item(kind, linkID string, text words) fhir.QuestionnaireItem {
	return fhir.QuestionnaireItem{LinkID: linkID, Type: kind, Text: text.en, TextElement: text.translated()}
}

// asked is a question with our own code, before those of standards, and its help.
func (w *writer) asked(kind, linkID string, text, help words) fhir.QuestionnaireItem {
	q := item(kind, linkID, text)
	q.Code = []fhir.Coding{{System: fhir.OwnSystem(w.Base, fhir.QuestionSystem), Code: linkID}}
	if help.en != "" {
		hint := display(linkID+".help", help)
		hint.Extension = []fhir.Extension{itemControl("help", "Help-Button")}
		q.Item = append(q.Item, hint)
	}
	return q
}

// formItem is a question of which the words are not in the questionnaire of api/v1.
func (w *writer) formItem(kind, linkID string) fhir.QuestionnaireItem {
	return w.asked(kind, linkID, w.word("form", linkID), w.word("form", linkID+".help"))
}

// display is a text. It has no questionnaire-displayCategory: R4 made that
// extension for texts, and by mistake allows it on everything but texts.
func display(linkID string, text words) fhir.QuestionnaireItem { return item("display", linkID, text) }

// fhirTypes are the types of items by the types of questions.
var fhirTypes = map[string]string{"choice": "choice", "integer": "integer", "number": "decimal", "date": "date"}

func (w *writer) question(en, es *v1.Question) fhir.QuestionnaireItem {
	q := w.asked(fhirTypes[en.Type], en.ID, words{en.Text, es.Text}, words{en.Help, es.Help})
	if c, is := standardCodes[en.ID]; is {
		q.Code = append(q.Code, c)
	}
	if en.Type == "choice" {
		w.choice(&q, en.Options, es.Options)
	} else {
		q.Extension = limits(q.Type, en.Minimum, en.Maximum)
		if code := numberUnits[en.ID]; code != "" {
			q.Extension = append(q.Extension, fhir.Extension{URL: extUnit, ValueCoding: &fhir.Coding{
				System: fhir.SystemUCUM, Code: code, Display: en.Unit, DisplayElement: words{es: es.Unit}.translated(),
			}})
		}
	}
	switch {
	case slices.Contains(essential, en.ID):
		q.Required = yes()
	case en.ID == "patient.age_years":
		q.Extension = append(q.Extension, expression(extInitialExpression, "Age today, in full years", initialAge))
	case en.ID == "patient.sex":
		q.Extension = append(q.Extension, expression(extInitialExpression, "", initialSex))
	}
	q.EnableWhen, q.EnableBehavior = w.enableWhen(en.EnableWhen)
	return q
}

// standardCodes are the codes of questions that a standard has.
//
// Source: terminology/questions.csv and labs.csv.
var standardCodes = map[string]fhir.Coding{
	"patient.pregnancy":       {System: fhir.SystemLOINC, Code: "82810-3", Display: "Pregnancy status"},
	"patient.gestation_weeks": {System: fhir.SystemLOINC, Code: "18185-9", Display: "Gestational age"},
}

// choice offers options, as radio buttons.
func (w *writer) choice(q *fhir.QuestionnaireItem, en, es []v1.Option) {
	q.Extension = append(q.Extension, itemControl("radio-button", "Radio Button"))
	for i, o := range en {
		c := w.answer(q.LinkID, o.Code)
		c.Display, c.DisplayElement = o.Display, words{es: es[i].Display}.translated()
		q.AnswerOption = append(q.AnswerOption, fhir.AnswerOption{ValueCoding: &c})
	}
}

// answer is the code of an answer: that of a standard where one has it.
func (w *writer) answer(linkID, code string) fhir.Coding {
	switch {
	case linkID == "patient.sex":
		return fhir.Coding{System: fhir.SystemGender, Code: code}
	case code == "yes":
		return fhir.Coding{System: fhir.SystemYesNo, Code: "Y"}
	case code == "no":
		return fhir.Coding{System: fhir.SystemYesNo, Code: "N"}
	case code == "not_sure":
		return fhir.Coding{System: fhir.SystemDataAbsentReason, Code: "asked-unknown"}
	default:
		return fhir.Coding{System: fhir.OwnSystem(w.Base, fhir.AnswerSystem), Code: code}
	}
}

func (w *writer) outcome() fhir.QuestionnaireItem {
	q := w.formItem("string", outcomeItem)
	q.Extension = append(q.Extension, expression(extCalculatedExpression, "Outcome of the screen so far", outcomeExpression(w.en)))
	q.ReadOnly = yes()
	return q
}

// outcomeItem is the linkId of the outcome, which is shown and never read.
const outcomeItem = "outcome"
