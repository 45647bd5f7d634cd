package form

import (
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// enableWhen turns the conditions of a question, of which any one shows it,
// into those of FHIR. "none of these, or not answered" is written out, since
// clients differ on whether != holds for a question that has no answer.
func (w *writer) enableWhen(conditions []v1.EnableWhen) (out []fhir.EnableWhen, behavior string) {
	for _, c := range conditions {
		switch c.Operator {
		case "in":
			for _, code := range c.Codes {
				out = append(out, w.answered(c.Question, "=", code))
			}
		case "not_in":
			out = append(out, fhir.EnableWhen{Question: c.Question, Operator: "exists", AnswerBoolean: no()})
			for _, code := range w.otherOptions(c.Question, c.Codes) {
				out = append(out, w.answered(c.Question, "=", code))
			}
		case "below":
			out = append(out, w.compared(c, "<"))
		case "at_least":
			out = append(out, w.compared(c, ">="))
		}
	}
	if len(out) > 1 {
		behavior = "any"
	}
	return out, behavior
}

func (w *writer) answered(question, operator, code string) fhir.EnableWhen {
	c := w.answer(question, code)
	return fhir.EnableWhen{Question: question, Operator: operator, AnswerCoding: &c}
}

func (w *writer) compared(c v1.EnableWhen, operator string) fhir.EnableWhen {
	out := fhir.EnableWhen{Question: c.Question, Operator: operator}
	if q := w.find(c.Question); q != nil && q.Type == "integer" {
		whole := int(*c.Value)
		out.AnswerInteger = &whole
	} else {
		out.AnswerDecimal = c.Value
	}
	return out
}

// otherOptions are the codes that a question offers beside those given.
func (w *writer) otherOptions(question string, codes []string) []string {
	options := yesNo(w.en)
	if q := w.find(question); q != nil {
		options = q.Options
	}
	var out []string
	for _, o := range options {
		if !slices.Contains(codes, o.Code) {
			out = append(out, o.Code)
		}
	}
	return out
}

func (w *writer) find(question string) *v1.Question {
	for i := range w.en.Sections {
		for j := range w.en.Sections[i].Questions {
			if q := &w.en.Sections[i].Questions[j]; q.ID == question {
				return q
			}
		}
	}
	return nil
}
