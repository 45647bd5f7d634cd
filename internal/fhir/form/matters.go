package form

import (
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// matter is what an issue of a response is about.
type matter struct {
	code     string
	severity fhir.Severity
	kind     fhir.IssueType
	// meaning is what the code means wherever it stands.
	meaning string
}

// Matters of package problem, in the same sense, as a FHIR issue.
var (
	malformed    = of(string(problem.MalformedJSON), fhir.TypeStructure)
	duplicate    = of(string(problem.DuplicateMember), fhir.TypeStructure)
	invalidUTF8  = of(string(problem.InvalidUTF8), fhir.TypeInvalid)
	unknown      = of(string(problem.CodeUnknownMember), fhir.TypeStructure)
	wrongJSON    = of(string(problem.CodeType), fhir.TypeStructure)
	null         = of(string(problem.CodeNull), fhir.TypeStructure)
	tooDeep      = of(string(problem.CodeTooDeep), fhir.TypeTooLong)
	tooLong      = of(string(problem.CodeTooLong), fhir.TypeTooLong)
	tooMany      = of(string(problem.CodeTooMany), fhir.TypeTooLong)
	control      = of(string(problem.CodeControlCharacter), fhir.TypeValue)
	format       = of(string(problem.CodeFormat), fhir.TypeValue)
	outOfRange   = of(string(problem.CodeRange), fhir.TypeValue)
	required     = of(string(problem.CodeRequired), fhir.TypeRequired)
	atLeastOne   = of(string(problem.CodeAtLeastOne), fhir.TypeRequired)
	wrongUnit    = of(string(problem.CodeUnit), fhir.TypeCodeInvalid)
	inconsistent = of(string(problem.CodeInconsistent), fhir.TypeBusinessRule)
)

func of(code string, kind fhir.IssueType) *matter {
	return &matter{code: code, severity: fhir.Error, kind: kind}
}

// Matters of a response.
var (
	otherResource   = &matter{"other_resource", fhir.Error, fhir.TypeInvalid, "Another resource than the one that is needed."}
	notFinished     = &matter{"not_finished", fhir.Error, fhir.TypeBusinessRule, "The response is not completed: only what somebody has completed or amended is evaluated."}
	unknownStatus   = &matter{"unknown_status", fhir.Error, fhir.TypeCodeInvalid, "FHIR R4 has no such status."}
	modifier        = &matter{"modifier", fhir.Error, fhir.TypeNotSupported, "An extension or rule that changes the meaning, which is not understood here and may not be passed over."}
	otherForm       = &matter{"questionnaire_not_found", fhir.Error, fhir.TypeNotFound, "The questionnaire is not one of this service."}
	otherVersion    = &matter{"version_not_found", fhir.Error, fhir.TypeNotFound, "There is no such version of the questionnaire."}
	undated         = &matter{"undated", fhir.Warning, fhir.TypeBusinessRule, "The response has no date, so that the age of its results is not judged."}
	unversioned     = &matter{"unversioned", fhir.Warning, fhir.TypeBusinessRule, "The response names no version of the questionnaire: the newest was used."}
	unknownItem     = &matter{"unknown_link_id", fhir.Error, fhir.TypeStructure, "The questionnaire has no item with this linkId."}
	misplaced       = &matter{"wrong_nesting", fhir.Error, fhir.TypeStructure, "An item stands at another place than in the questionnaire."}
	repeated        = &matter{"item_repeated", fhir.Error, fhir.TypeStructure, "An item that may be there once is there again."}
	answeredGroup   = &matter{"answer_on_group", fhir.Error, fhir.TypeStructure, "A group or a text has an answer."}
	itemBeside      = &matter{"item_beside_answer", fhir.Error, fhir.TypeStructure, "Items below a question stand beside its answer instead of in it."}
	severalValues   = &matter{"several_values", fhir.Error, fhir.TypeStructure, "An answer has more than one value."}
	severalAnswers  = &matter{"several_answers", fhir.Error, fhir.TypeStructure, "A question has more answers than it takes."}
	otherType       = &matter{"answer_type", fhir.Error, fhir.TypeValue, "The answer is of another type than the question."}
	notOffered      = &matter{"option_not_offered", fhir.Error, fhir.TypeCodeInvalid, "The code is not one that the question offers."}
	otherDisplay    = &matter{"display_differs", fhir.Warning, fhir.TypeCodeInvalid, "A code is shown by the words of another answer: the code counts."}
	notEnabled      = &matter{"not_enabled", fhir.Error, fhir.TypeBusinessRule, "A question is answered that other answers disable."}
	wrongComparator = &matter{"comparator", fhir.Error, fhir.TypeCodeInvalid, "FHIR R4 has no such comparator."}
	bound           = &matter{"bound", fhir.Warning, fhir.TypeInformational, "A result is known as a bound (such as <5), and counts as a value just beyond it."}
	unanswered      = &matter{"unanswered", fhir.Warning, fhir.TypeRequired, "A question without which the outcome cannot be decided has no answer."}
	withoutDay      = &matter{"without_day", fhir.Warning, fhir.TypeValue, "A date without its day is not used: nothing is judged by its age."}
)

// matters are the codes of this package's own issues.
func matters() []fhir.Concept {
	var codes []fhir.Concept
	for _, m := range []*matter{
		otherResource, notFinished, unknownStatus, modifier, otherForm, otherVersion, undated, unversioned, unknownItem, misplaced, repeated,
		answeredGroup, itemBeside, severalValues, severalAnswers, otherType, notOffered, otherDisplay, notEnabled, wrongComparator, bound,
		unanswered, withoutDay,
	} {
		codes = append(codes, fhir.Concept{Code: m.code, Display: m.meaning})
	}
	return codes
}

// problemCodes are the codes of package problem, all of which an issue can have.
func problemCodes() []fhir.Concept {
	return []fhir.Concept{
		{Code: string(problem.MalformedJSON), Display: "The body is not JSON."},
		{Code: string(problem.DuplicateMember), Display: "A member is there twice."},
		{Code: string(problem.InvalidUTF8), Display: "The body is not UTF-8."},
		{Code: string(problem.BadQuery), Display: "A parameter of the URL is not acceptable."},
		{Code: string(problem.Unauthenticated), Display: "The caller is not known."},
		{Code: string(problem.Forbidden), Display: "The caller may not do this."},
		{Code: string(problem.NotFound), Display: "There is no such thing."},
		{Code: string(problem.MethodNotAllowed), Display: "The method is not allowed here."},
		{Code: string(problem.NotAcceptable), Display: "The answer cannot be given in the form that is asked for."},
		{Code: string(problem.RulesetUnavailable), Display: "This version of the rules is not available."},
		{Code: string(problem.IdempotencyInProgress), Display: "The same request is still being answered."},
		{Code: string(problem.IdempotencyMismatch), Display: "The idempotency key was used for another request."},
		{Code: string(problem.BodyTooLarge), Display: "The body is longer than accepted."},
		{Code: string(problem.UnsupportedMediaType), Display: "The body is of a type that is not read here."},
		{Code: string(problem.ValidationFailed), Display: "Something of the request is not acceptable."},
		{Code: string(problem.RateLimited), Display: "Too many requests in a short time."},
		{Code: string(problem.Internal), Display: "A fault of the service."},
		{Code: string(problem.Unavailable), Display: "The service is not ready at the moment."},
		{Code: string(problem.Timeout), Display: "The answer took too long."},
		{Code: string(problem.CodeType), Display: "Another JSON type is expected."},
		{Code: string(problem.CodeNull), Display: "Null is not accepted; leave the member out."},
		{Code: string(problem.CodeUnknownMember), Display: "There is no such member."},
		{Code: string(problem.CodeOneOf), Display: "Not among the accepted values."},
		{Code: string(problem.CodeRange), Display: "Outside the accepted range."},
		{Code: string(problem.CodeRequired), Display: "Must be given."},
		{Code: string(problem.CodeExactlyOne), Display: "Exactly one of several members must be given."},
		{Code: string(problem.CodeAtLeastOne), Display: "At least one of several members must be given."},
		{Code: string(problem.CodeTooLong), Display: "A text is longer than accepted."},
		{Code: string(problem.CodeTooMany), Display: "A list is longer than accepted."},
		{Code: string(problem.CodeTooDeep), Display: "Nested deeper than accepted."},
		{Code: string(problem.CodeFormat), Display: "Not of the accepted form."},
		{Code: string(problem.CodeControlCharacter), Display: "A text holds a control character."},
		{Code: string(problem.CodeUnit), Display: "The unit is not known for this test."},
		{Code: string(problem.CodeInconsistent), Display: "Answers contradict each other."},
		{Code: string(problem.CodeDuplicateResult), Display: "Results of one test cannot be told apart."},
		{Code: string(problem.CodeAfterAsOf), Display: "Dated after the date of the answers."},
		{Code: string(problem.CodeMalformed), Display: "The syntax is wrong."},
	}
}
