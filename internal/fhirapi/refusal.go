package fhirapi

import (
	"net/http"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// refusal is an error that is answered with an OperationOutcome.
type refusal struct {
	status int
	issues []fhir.Issue
}

// Error names the first issue; issues hold nothing that was sent.
func (r *refusal) Error() string { return string(r.issues[0].Type) + ": " + r.issues[0].Detail }

func refuse(status int, issues ...fhir.Issue) *refusal { return &refusal{status, issues} }

// unprocessable refuses content that can be read but not be worked with.
func unprocessable(issues ...fhir.Issue) *refusal {
	return refuse(http.StatusUnprocessableEntity, issues...)
}

// fault is an error as an issue.
func fault(kind fhir.IssueType, code, detail string) fhir.Issue {
	return fhir.Issue{Severity: fhir.Error, Type: kind, Code: code, Detail: detail}
}

// faultAt is an error at a place of what was sent.
func faultAt(expression string, kind fhir.IssueType, code, detail string) fhir.Issue {
	return fhir.Issue{Severity: fhir.Error, Type: kind, Code: code, Detail: detail, Expression: expression}
}

// noteAt is something to know that stops nothing.
func noteAt(expression string, severity fhir.Severity, code, detail string) fhir.Issue {
	kind := fhir.TypeInformational
	if severity == fhir.Warning {
		kind = fhir.TypeProcessing
	}
	return fhir.Issue{Severity: severity, Type: kind, Code: code, Detail: detail, Expression: expression}
}

// kind is what FHIR says of a problem.Kind.
type kind struct {
	status int
	issue  fhir.IssueType
	detail string // when the problem has none
}

// typeTransient is a code of FHIR's issue-type: it may work later.
const typeTransient fhir.IssueType = "transient"

// kindOf is the table of problems.
func kindOf(k problem.Kind) kind {
	switch k {
	case problem.MalformedJSON, problem.DuplicateMember, problem.InvalidUTF8:
		return kind{http.StatusBadRequest, fhir.TypeStructure, "The body is not JSON."}
	case problem.BadQuery:
		return kind{http.StatusBadRequest, fhir.TypeInvalid, "A parameter is not acceptable."}
	case problem.Unauthenticated:
		return kind{http.StatusUnauthorized, fhir.TypeLogin, "A valid credential is needed."}
	case problem.Forbidden:
		return kind{http.StatusForbidden, fhir.TypeForbidden, "The credential does not allow this."}
	case problem.NotFound:
		return kind{http.StatusNotFound, fhir.TypeNotFound, "There is nothing here."}
	case problem.MethodNotAllowed:
		return kind{http.StatusMethodNotAllowed, fhir.TypeNotSupported, "The path does not take this method."}
	case problem.NotAcceptable:
		return kind{http.StatusNotAcceptable, fhir.TypeNotSupported, "Only JSON is answered."}
	case problem.RulesetUnavailable:
		return kind{http.StatusConflict, fhir.TypeConflict, "The version of the ruleset is not available."}
	case problem.BodyTooLarge:
		return kind{http.StatusRequestEntityTooLarge, fhir.TypeTooLong, "The body is too large."}
	case problem.UnsupportedMediaType:
		return kind{http.StatusUnsupportedMediaType, fhir.TypeNotSupported, "The body must be JSON."}
	case problem.ValidationFailed:
		return kind{http.StatusUnprocessableEntity, fhir.TypeInvalid, "The content is not acceptable."}
	case problem.RateLimited:
		return kind{http.StatusTooManyRequests, fhir.TypeThrottled, "Too many requests; Retry-After says when to go on."}
	case problem.Unavailable:
		return kind{http.StatusServiceUnavailable, typeTransient, "The service cannot do this now."}
	case problem.Timeout:
		return kind{http.StatusGatewayTimeout, fhir.TypeTimeout, "The request took too long and was given up."}
	default:
		return kind{http.StatusInternalServerError, fhir.TypeException, "The service failed. X-Request-Id names the request when asking for help."}
	}
}

// ofProblem turns a problem into a refusal, with an issue for each of its
// fields when there are any. At turns a pointer of a field into the expression
// of its place, nil where there is none to turn.
func ofProblem(p *problem.Error, at func(pointer string) string) *refusal {
	k := kindOf(p.Kind)
	if len(p.Fields) == 0 || p.Kind == problem.Internal {
		detail := p.Detail
		if detail == "" || p.Kind == problem.Internal {
			detail = k.detail
		}
		return refuse(k.status, fault(k.issue, string(p.Kind), detail))
	}
	issues := make([]fhir.Issue, 0, len(p.Fields))
	for _, f := range p.Fields {
		expression := f.Pointer
		if at != nil {
			expression = at(f.Pointer)
		}
		issues = append(issues, faultAt(expression, issueType(f.Code, k.issue), string(f.Code), detailOf(f, at)))
	}
	return refuse(k.status, issues...)
}

// issueType is the issue-type of a fault of one member.
func issueType(code problem.Code, otherwise fhir.IssueType) fhir.IssueType {
	switch code {
	case problem.CodeType, problem.CodeNull, problem.CodeRange, problem.CodeFormat, problem.CodeControlCharacter:
		return fhir.TypeValue
	case problem.CodeOneOf, problem.CodeUnit:
		return fhir.TypeCodeInvalid
	case problem.CodeRequired, problem.CodeExactlyOne, problem.CodeAtLeastOne:
		return fhir.TypeRequired
	case problem.CodeTooLong, problem.CodeTooMany:
		return fhir.TypeTooLong
	case problem.CodeUnknownMember, problem.CodeTooDeep, problem.CodeMalformed:
		return fhir.TypeStructure
	case problem.CodeInconsistent, problem.CodeAfterAsOf:
		return fhir.TypeBusinessRule
	case problem.CodeDuplicateResult:
		return fhir.TypeDuplicate
	default:
		return otherwise
	}
}

// detailOf is the sentence of a fault with what would have been accepted. Where
// a place is named in it, it is the place in what was sent.
func detailOf(f problem.Field, at func(string) string) string {
	detail := f.Detail
	if at != nil {
		detail = placed(detail, at, "authored")
	}
	if len(f.Accepted) > 0 {
		detail += " Accepted: " + strings.Join(f.Accepted, ", ") + "."
	}
	return detail
}

// placed writes the places of a request that a sentence names, such as /labs/3,
// as those of what was sent, and as_of under its name there.
func placed(sentence string, at func(string) string, asOf string) string {
	words := strings.Split(sentence, " ")
	for i, word := range words {
		plain := strings.TrimRight(word, ".,")
		switch rest := word[len(plain):]; {
		case strings.HasPrefix(plain, "/"):
			words[i] = at(plain) + rest
		case plain == "as_of":
			words[i] = asOf + rest
		}
	}
	return strings.Join(words, " ")
}
