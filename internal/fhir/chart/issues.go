package chart

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// matter is what an issue is about.
type matter struct {
	code     string
	severity fhir.Severity
	kind     fhir.IssueType
	meaning  string
}

// The matters. Information is on what was used, a warning on what was left out.
var (
	used            = &matter{"used", fhir.Information, fhir.TypeInformational, "Something of the chart was used as an answer."}
	noStatus        = &matter{"no_status", fhir.Information, fhir.TypeInformational, "A condition without a clinical status, and without an end, counts as active."}
	oldResult       = &matter{"old_result", fhir.Information, fhir.TypeInformational, "A result is too old to decide: it only informs the text."}
	bound           = &matter{"bound", fhir.Information, fhir.TypeInformational, "A result is known as a bound (such as <5), and counts as a value just beyond it."}
	approximate     = &matter{"approximate", fhir.Information, fhir.TypeInformational, "A date without day or month gives an age to within a year."}
	notActive       = &matter{"not_active", fhir.Warning, fhir.TypeBusinessRule, "Not active now, or not known to be: it answers nothing."}
	statusUnknown   = &matter{"status_unknown", fhir.Warning, fhir.TypeCodeInvalid, "A status is given that is not one of R4: a condition is only possible then."}
	refuted         = &matter{"refuted", fhir.Warning, fhir.TypeBusinessRule, "A condition was refuted, which answers neither yes nor no."}
	enteredInError  = &matter{"entered_in_error", fhir.Warning, fhir.TypeBusinessRule, "Marked as entered in error."}
	notConfirmed    = &matter{"not_confirmed", fhir.Warning, fhir.TypeBusinessRule, "A condition is not confirmed: it is only possible."}
	possibleOnly    = &matter{"possible_only", fhir.Warning, fhir.TypeBusinessRule, "A code covers other conditions too: it proves none of them."}
	stopped         = &matter{"stopped", fhir.Warning, fhir.TypeBusinessRule, "A medicine was stopped more than four weeks ago, or nobody says when."}
	notTaken        = &matter{"not_taken", fhir.Warning, fhir.TypeBusinessRule, "A medicine is proposed, forbidden or not taken."}
	unnamed         = &matter{"unnamed", fhir.Warning, fhir.TypeRequired, "A medicine has neither a name nor a code that can be used; others may be taken than those listed."}
	unresolved      = &matter{"unresolved_reference", fhir.Warning, fhir.TypeNotFound, "A medicine is referred to and was not sent."}
	nothingKnown    = &matter{"nothing_known", fhir.Warning, fhir.TypeBusinessRule, "A statement that nothing is known or reported answers nothing."}
	notFinal        = &matter{"not_final", fhir.Warning, fhir.TypeBusinessRule, "A result is not final: its number may still change."}
	cancelled       = &matter{"cancelled", fhir.Warning, fhir.TypeBusinessRule, "A result was cancelled."}
	noValue         = &matter{"no_value", fhir.Warning, fhir.TypeValue, "There is no value of the kind that is needed."}
	noDate          = &matter{"no_date", fhir.Warning, fhir.TypeRequired, "There is no full date: nobody can say how old it is."}
	futureDate      = &matter{"future_date", fhir.Warning, fhir.TypeValue, "Dated after today."}
	wrongUnit       = &matter{"unit_not_supported", fhir.Warning, fhir.TypeValue, "The unit is not known for this test."}
	outOfRange      = &matter{"range", fhir.Warning, fhir.TypeValue, "The value is not plausible."}
	sameDate        = &matter{"duplicate_result", fhir.Warning, fhir.TypeDuplicate, "Results of one test differ, and nothing says which is the newer."}
	byRace          = &matter{"race_adjusted", fhir.Warning, fhir.TypeBusinessRule, "An eGFR by race gives way to one without."}
	stale           = &matter{"stale", fhir.Warning, fhir.TypeBusinessRule, "Too long ago, or undated: it may be over."}
	contradicted    = &matter{"contradiction", fhir.Warning, fhir.TypeConflict, "The chart contradicts itself: neither is used, or the one that calls for more care."}
	earlierOverload = &matter{"earlier_overload", fhir.Warning, fhir.TypeBusinessRule, "An earlier transferrin saturation above 45 % counts until a newer one decides."}
	mayBePregnant   = &matter{"pregnancy_open", fhir.Warning, fhir.TypeRequired, "Weeks of pregnancy or a date of delivery that may still hold, and no status that says so."}
	leftOpen        = &matter{"left_open", fhir.Information, fhir.TypeInformational, "That it is not known, or not told as a number or a code, leaves a question open."}
	notFirstDegree  = &matter{"not_first_degree", fhir.Warning, fhir.TypeBusinessRule, "Not of a parent, brother, sister or child by birth, or not known to be."}
	noMeaning       = &matter{"no_meaning", fhir.Information, fhir.TypeInformational, "Resources that mean nothing here, with their number: they answer nothing."}
	otherPatient    = &matter{"other_patient", fhir.Warning, fhir.TypeConflict, "About another patient than the rest of the chart."}
	passedOver      = &matter{"member_ignored", fhir.Warning, fhir.TypeStructure, "A member has a wrong type, and was passed over: the rest of its resource was read."}
	unreadable      = &matter{"unreadable", fhir.Warning, fhir.TypeStructure, "Not a resource that can be read, or one with an extension that may change what it says."}
	failed          = &matter{"failed", fhir.Warning, fhir.TypeProcessing, "There is an OperationOutcome in place of data: what it stands for is missing."}
	truncated       = &matter{"truncated", fhir.Warning, fhir.TypeNotSupported, "A Bundle has further pages, which were not sent: what is on them is missing."}
	tooMany         = &matter{"too_many", fhir.Warning, fhir.TypeTooCostly, "There are more than can be used; the newest were."}
	more            = &matter{"more", fhir.Warning, fhir.TypeInformational, "Further issues of the same kind are not listed."}
)

// IssueCodes lists our own codes of issues with their meaning in English, in a
// fixed order. Some are those of package problem, in the same sense.
func IssueCodes() []fhir.Concept {
	var codes []fhir.Concept
	for _, m := range []*matter{
		used, noStatus, oldResult, bound, approximate, notActive, statusUnknown, refuted, enteredInError, notConfirmed, possibleOnly,
		stopped, notTaken, unnamed, unresolved, nothingKnown, notFinal, cancelled, noValue, noDate, futureDate,
		wrongUnit, outOfRange, sameDate, byRace, stale, contradicted, earlierOverload, mayBePregnant, leftOpen, notFirstDegree, noMeaning, otherPatient,
		passedOver, unreadable, failed, truncated, tooMany, more,
	} {
		codes = append(codes, fhir.Concept{Code: m.code, Display: m.meaning})
	}
	return codes
}

// maxIssues is how many issues of one matter are listed; charts can be long.
const maxIssues = 50

// issues collects what there is to say of a chart.
type issues struct {
	list []placedIssue
	of   map[*matter]int
}

type placedIssue struct {
	order int
	issue fhir.Issue
}

// add notes one issue at a place, or at a member of it such as ".status".
func (s *issues) add(m *matter, p place, member, format string, args ...any) {
	if s.of == nil {
		s.of = map[*matter]int{}
	}
	s.of[m]++
	if s.of[m] > maxIssues && m != used {
		return
	}
	s.list = append(s.list, placedIssue{p.order, fhir.Issue{
		Severity: m.severity, Type: m.kind, Code: m.code,
		Detail: fmt.Sprintf(format, args...), Expression: p.expression + member,
	}})
}

// sorted lists the issues in the order of the chart, and then how many are not
// listed.
func (s *issues) sorted() []fhir.Issue {
	slices.SortStableFunc(s.list, func(a, b placedIssue) int { return cmp.Compare(a.order, b.order) })
	list := make([]fhir.Issue, 0, len(s.list))
	for i := range s.list {
		list = append(list, s.list[i].issue)
	}
	for m, n := range s.of {
		if n > maxIssues && m != used {
			list = append(list, fhir.Issue{
				Severity: m.severity, Type: more.kind, Code: more.code,
				Detail: fmt.Sprintf("%d more issues are of the kind %s.", n-maxIssues, m.code),
			})
		}
	}
	rest := list[len(s.list):] // a map was walked
	slices.SortFunc(rest, func(a, b fhir.Issue) int { return cmp.Compare(a.Detail, b.Detail) })
	return list
}
