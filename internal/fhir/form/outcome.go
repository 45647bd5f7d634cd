package form

import (
	"strconv"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// adultFrom is the age in years from which the screen applies.
const adultFrom = 13

// essential are the four criteria that decide the screen.
var essential = []string{
	"criteria.urge_to_move", "criteria.worse_at_rest", "criteria.relieved_by_movement", "criteria.worse_in_evening",
}

// outcomeExpression is FHIRPath on %resource, the response, that gives the code
// of the outcome. It is for display while the form is filled in: the service
// decides anew, and a test holds the two together. What is not answered is
// empty, and empty is never a no.
//
// Source: spec/clinical.md, section 1, "Outcome (first match)".
func outcomeExpression(q *v1.Questionnaire) string {
	mimics := questionsOf(q, "mimics")
	criteria := itemsOf(essential)
	asked := itemsOf(mimics)
	saysNo := ".where(answer.value.code = 'N')"
	rules := []struct{ when, then string }{
		{valueOf("patient.age_years") + " < " + strconv.Itoa(adultFrom), "out_of_scope"},
		{valueOf("patient.cognitive_impairment") + ".code = 'Y'", "out_of_scope"},
		{criteria + saysNo + ".exists() or " + valueOf("criteria.body_parts") + ".code = 'other_only'", "negative"},
		{criteria + ".where(answer.value.code in ('Y' | 'previously')).count() < " + strconv.Itoa(len(essential)), "indeterminate"},
		{asked + ".where(answer.value.code = 'Y').exists()", "positive_review"},
		{asked + saysNo + ".count() < " + strconv.Itoa(len(mimics)), "positive_provisional"},
	}
	var out strings.Builder
	for _, r := range rules {
		out.WriteString("iif(" + r.when + ", '" + r.then + "', ")
	}
	out.WriteString("'positive'" + strings.Repeat(")", len(rules)))
	return out.String()
}

// valueOf is the path to the value of an answer.
func valueOf(linkID string) string {
	return "%resource.item.item.where(linkId = '" + linkID + "').answer.value"
}

// itemsOf is the path to the items of some questions.
func itemsOf(linkIDs []string) string {
	return "%resource.item.item.where(linkId in ('" + strings.Join(linkIDs, "' | '") + "'))"
}

func questionsOf(q *v1.Questionnaire, section string) []string {
	var ids []string
	for _, s := range q.Sections {
		if s.ID == section {
			for _, question := range s.Questions {
				ids = append(ids, question.ID)
			}
		}
	}
	return ids
}
