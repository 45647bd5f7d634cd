package form

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// codeSystems are the code systems of our own, of which the questionnaire
// uses those of questions and answers.
func (w *writer) codeSystems(q *fhir.Questionnaire) []*fhir.CodeSystem {
	return []*fhir.CodeSystem{
		w.codeSystem(fhir.QuestionSystem, "Questions of the restless legs screening",
			"The groups and questions of the form, by linkId, which is the JSON path of the answer in the REST interface.", w.questions(q)),
		w.codeSystem(fhir.AnswerSystem, "Answers of the restless legs screening",
			"Answers of the form for which no standard has a code. Yes, no and not sure are Y and N of HL7 v2-0136 and asked-unknown "+
				"of data-absent-reason.", w.answers(q)),
		w.codeSystem(fhir.ResultSystem, "Results of the restless legs screening",
			"What results say: outcomes, criteria, labels, contributors, alerts and tests. A screen is not a diagnosis.", w.concepts(resultKinds)),
		w.codeSystem(fhir.IssueSystem, "Issues of the restless legs screening",
			"What an OperationOutcome of the service says is wrong, or was noticed.", w.issues()),
		w.codeSystem(fhir.CardSystem, "Cards of the restless legs screening",
			"What cards of CDS Hooks are about, and reasons to override one.", w.concepts(cardKinds)),
	}
}

func (w *writer) codeSystem(id, title, description string, concepts []fhir.Concept) *fhir.CodeSystem {
	count := len(concepts)
	return &fhir.CodeSystem{
		ResourceType: "CodeSystem", ID: id, Language: w.en.Language, Text: narrative(title, description),
		URL: fhir.OwnSystem(w.Base, id), Version: w.Version, Name: nameOf(id) + "Codes", Title: title,
		Status: "active", Experimental: no(), Date: w.Released, Publisher: publisher, Description: description,
		CaseSensitive: yes(), ValueSet: w.valueSetURL(id), Content: "complete", Count: &count, Concept: concepts,
	}
}

// nameOf makes a name for programs of an id: "rls-answer" is "RlsAnswer".
func nameOf(id string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(id, "-") {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

// vocabulary is a list of concepts in the making. A code that comes again with
// other words keeps the first as its display, and the others as designations.
type vocabulary struct{ concepts []fhir.Concept }

func (v *vocabulary) add(code string, text words, definition string) {
	i := slices.IndexFunc(v.concepts, func(c fhir.Concept) bool { return c.Code == code })
	if i < 0 {
		v.concepts = append(v.concepts, fhir.Concept{Code: code, Display: text.en, Definition: definition})
		i = len(v.concepts) - 1
	}
	c := &v.concepts[i]
	if definition != "" && !strings.Contains(c.Definition, definition) {
		c.Definition += " " + definition
	}
	if text.en != c.Display {
		designate(c, "en", text.en)
	}
	designate(c, "es", text.es)
}

func designate(c *fhir.Concept, lang, text string) {
	d := fhir.Designation{Language: lang, Value: text}
	if text != "" && !slices.Contains(c.Designation, d) {
		c.Designation = append(c.Designation, d)
	}
}

// issues are the codes of issues, those of other packages last.
func (w *writer) issues() []fhir.Concept {
	var all vocabulary
	for _, c := range slices.Concat(problemCodes(), matters(), w.IssueCodes) {
		if !slices.ContainsFunc(all.concepts, func(x fhir.Concept) bool { return x.Code == c.Code }) {
			all.concepts = append(all.concepts, c)
		}
	}
	return all.concepts
}

// questions are all groups and questions.
func (w *writer) questions(q *fhir.Questionnaire) []fhir.Concept {
	var all vocabulary
	eachItem(q.Item, func(i *fhir.QuestionnaireItem) {
		if i.Type != "display" {
			all.add(i.LinkID, words{i.Text, spanish(i.TextElement)}, "")
		}
	})
	return all.concepts
}

// answers are the options of all questions for which no standard has a code.
func (w *writer) answers(q *fhir.Questionnaire) []fhir.Concept {
	var all vocabulary
	own := fhir.OwnSystem(w.Base, fhir.AnswerSystem)
	eachItem(q.Item, func(i *fhir.QuestionnaireItem) {
		for _, o := range i.AnswerOption {
			if c := o.ValueCoding; c.System == own {
				all.add(c.Code, words{c.Display, spanish(c.DisplayElement)}, "")
			}
		}
	})
	return all.concepts
}

// eachItem visits items and those below them, in order.
func eachItem(items []fhir.QuestionnaireItem, visit func(*fhir.QuestionnaireItem)) {
	for i := range items {
		visit(&items[i])
		eachItem(items[i].Item, visit)
	}
}

// spanish is the translation that an element holds.
func spanish(e *fhir.Element) string {
	if e == nil {
		return ""
	}
	return e.Extension[0].Extension[1].ValueString
}

// codeKind is a kind of codes, with what each of them is.
type codeKind struct{ kind, meaning string }

// cardKinds are the kinds of codes that cards carry.
var cardKinds = []codeKind{
	{"cds.topic", "What a card is about."},
	{"cds.override", "Why a card was overridden."},
}

// resultKinds are the kinds of codes that results carry.
var resultKinds = []codeKind{
	{"part", "A part of a result."},
	{"outcome", "An outcome of the screen."},
	{"status", "The status of a criterion."},
	{"criterion_5", "The status of criterion 5, the exclusion of mimics."},
	{"label", "A label: what contributors and primary pointers add up to."},
	{"course", "A course of the symptoms."},
	{"significance", "Whether the symptoms matter."},
	{"tier", "How much a contributor weighs."},
	{"contributor", "A condition or medicine that may contribute."},
	{"alert", "An alert: something that somebody must act on."},
	{"test", "A test that is suggested."},
}

func (w *writer) concepts(kinds []codeKind) []fhir.Concept {
	var all vocabulary
	for _, k := range kinds {
		for _, o := range w.vocabulary[k.kind] {
			all.add(o.Code, w.word(k.kind, o.Code), k.meaning)
		}
	}
	return all.concepts
}

// resultChoices are the kinds of codes of results that have a value set.
var resultChoices = []struct{ kind, title string }{
	{"outcome", "Outcomes of the restless legs screening"},
	{"label", "Labels of the restless legs screening"},
	{"course", "Courses of restless legs symptoms"},
	{"significance", "Significance of restless legs symptoms"},
	{"alert", "Alerts of the restless legs screening"},
}

// valueSets are one of all codes for each code system, and the choices of
// codes that results carry.
func (w *writer) valueSets(systems []*fhir.CodeSystem) []*fhir.ValueSet {
	var all []*fhir.ValueSet
	for _, s := range systems {
		all = append(all, w.valueSet(s.ID, s.Title, "All codes of "+s.ID+".", fhir.ValueSetInclude{System: s.URL, Version: s.Version}))
	}
	for _, c := range resultChoices {
		include := fhir.ValueSetInclude{System: fhir.OwnSystem(w.Base, fhir.ResultSystem), Version: w.Version}
		for _, o := range w.vocabulary[c.kind] {
			include.Concept = append(include.Concept, w.chosen(c.kind, o))
		}
		all = append(all, w.valueSet("rls-"+c.kind, c.title, "The codes of "+fhir.ResultSystem+" that a result can have here.", include))
	}
	return all
}

func (w *writer) chosen(kind string, o v1.Option) fhir.Concept {
	text := w.word(kind, o.Code)
	return fhir.Concept{Code: o.Code, Display: text.en, Designation: []fhir.Designation{{Language: "es", Value: text.es}}}
}

func (w *writer) valueSetURL(id string) string { return w.Base + "/ValueSet/" + id }

func (w *writer) valueSet(id, title, description string, include fhir.ValueSetInclude) *fhir.ValueSet {
	return &fhir.ValueSet{
		ResourceType: "ValueSet", ID: id, Language: w.en.Language, Text: narrative(title, description),
		URL: w.valueSetURL(id), Version: w.Version, Name: nameOf(id), Title: title,
		Status: "active", Experimental: no(), Date: w.Released, Publisher: publisher, Description: description,
		Compose: &fhir.ValueSetCompose{Include: []fhir.ValueSetInclude{include}},
	}
}
