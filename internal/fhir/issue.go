package fhir

import (
	"slices"
	"strconv"
)

// Issue is one thing that an operation has to say: what is wrong with what was
// sent, or what was noticed in it. It never holds the value sent.
type Issue struct {
	// Severity is fatal, error, warning or information.
	Severity Severity
	// Type is a code of FHIR's issue-type, such as "code-invalid".
	Type IssueType
	// Code is our own code of the matter, of the code system rls-issue.
	Code string
	// Detail is one sentence that says what is wrong and what to do.
	Detail string
	// Expression is a FHIRPath into what was sent, or http.<header or
	// parameter>; "" is the whole of it.
	Expression string
}

// Severity is how bad an issue is.
type Severity string

// The severities.
const (
	Fatal       Severity = "fatal"
	Error       Severity = "error"
	Warning     Severity = "warning"
	Information Severity = "information"
)

// IssueType is a code of FHIR's issue-type.
type IssueType string

// The issue types that are used.
const (
	TypeInvalid       IssueType = "invalid"
	TypeStructure     IssueType = "structure"
	TypeRequired      IssueType = "required"
	TypeValue         IssueType = "value"
	TypeInvariant     IssueType = "invariant"
	TypeSecurity      IssueType = "security"
	TypeLogin         IssueType = "login"
	TypeForbidden     IssueType = "forbidden"
	TypeProcessing    IssueType = "processing"
	TypeNotSupported  IssueType = "not-supported"
	TypeDuplicate     IssueType = "duplicate"
	TypeNotFound      IssueType = "not-found"
	TypeTooLong       IssueType = "too-long"
	TypeTooCostly     IssueType = "too-costly"
	TypeCodeInvalid   IssueType = "code-invalid"
	TypeBusinessRule  IssueType = "business-rule"
	TypeConflict      IssueType = "conflict"
	TypeException     IssueType = "exception"
	TypeTimeout       IssueType = "timeout"
	TypeThrottled     IssueType = "throttled"
	TypeInformational IssueType = "informational"
)

// OperationOutcome is a list of issues.
type OperationOutcome struct {
	ResourceType string         `json:"resourceType"`
	ID           string         `json:"id,omitempty"`
	Issue        []OutcomeIssue `json:"issue"`
}

// OutcomeIssue is an Issue as a resource holds it.
type OutcomeIssue struct {
	Severity    Severity         `json:"severity"`
	Code        IssueType        `json:"code"`
	Details     *CodeableConcept `json:"details,omitempty"`
	Diagnostics string           `json:"diagnostics,omitempty"`
	Expression  []string         `json:"expression,omitempty"`
}

// Outcome makes an OperationOutcome of at least one issue. Base is where the
// FHIR endpoint is reached, without a slash at its end: it is part of the name
// of our code system. Of very many issues the first are kept, errors first.
func Outcome(base string, issues ...Issue) *OperationOutcome {
	out := &OperationOutcome{ResourceType: "OperationOutcome"}
	for _, i := range fewer(issues) {
		issue := OutcomeIssue{Severity: i.Severity, Code: i.Type, Diagnostics: i.Detail}
		if i.Code != "" {
			issue.Details = &CodeableConcept{Coding: []Coding{{System: OwnSystem(base, IssueSystem), Code: i.Code}}, Text: i.Detail}
		}
		if i.Expression != "" {
			issue.Expression = []string{i.Expression}
		}
		out.Issue = append(out.Issue, issue)
	}
	return out
}

// maxIssues is how many issues an answer holds: what is small to send must not
// be large to answer.
const maxIssues = 500

func fewer(issues []Issue) []Issue {
	if len(issues) <= maxIssues {
		return issues
	}
	kept := slices.Clone(issues)
	slices.SortStableFunc(kept, func(a, b Issue) int { return rank(a.Severity) - rank(b.Severity) })
	return append(kept[:maxIssues], Issue{
		Severity: Information, Type: TypeTooCostly, Detail: strconv.Itoa(len(issues)-maxIssues) + " more issues are not listed.",
	})
}

func rank(s Severity) int { return slices.Index([]Severity{Fatal, Error, Warning, Information}, s) }

// Ids of the code systems of our own.
const (
	QuestionSystem = "rls-question" // the questions, by JSON path
	AnswerSystem   = "rls-answer"   // answers that no standard has a code for
	ResultSystem   = "rls-result"   // what results say: outcomes, labels, alerts, tests
	IssueSystem    = "rls-issue"    // what issues say
	CardSystem     = "rls-cds"      // topics of cards, and reasons to override one
)

// OwnSystem is the canonical URL of a code system of our own. Base is where
// the FHIR endpoint is reached.
func OwnSystem(base, id string) string { return base + "/CodeSystem/" + id }

// HasErrors reports whether an issue is an error.
func HasErrors(issues []Issue) bool {
	for _, i := range issues {
		if i.Severity == Error || i.Severity == Fatal {
			return true
		}
	}
	return false
}

// Systems of codes that resources carry.
const (
	SystemSNOMED           = "http://snomed.info/sct"
	SystemLOINC            = "http://loinc.org"
	SystemRxNorm           = "http://www.nlm.nih.gov/research/umls/rxnorm"
	SystemATC              = "http://www.whocc.no/atc"
	SystemICD10CM          = "http://hl7.org/fhir/sid/icd-10-cm"
	SystemICD10            = "http://hl7.org/fhir/sid/icd-10"
	SystemUCUM             = "http://unitsofmeasure.org"
	SystemYesNo            = "http://terminology.hl7.org/CodeSystem/v2-0136"
	SystemDataAbsentReason = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
	SystemGender           = "http://hl7.org/fhir/administrative-gender"
	SystemCategory         = "http://terminology.hl7.org/CodeSystem/observation-category"
	SystemInterpretation   = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
	SystemURI              = "urn:ietf:rfc:3986"
)
