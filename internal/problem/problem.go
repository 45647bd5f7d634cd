// Package problem holds the errors a caller can act on. It knows no HTTP:
// each door turns a Kind into its own protocol.
package problem

import (
	"errors"
	"strings"
)

// Kind is the stable code of a class of errors. It is part of the public
// contract: /problems/{kind} explains it.
type Kind string

// The kinds, grouped by the HTTP status that the REST door gives them.
const (
	MalformedJSON         Kind = "malformed_json"          // 400
	DuplicateMember       Kind = "duplicate_member"        // 400
	InvalidUTF8           Kind = "invalid_utf8"            // 400
	BadQuery              Kind = "bad_query"               // 400
	Unauthenticated       Kind = "unauthenticated"         // 401
	Forbidden             Kind = "forbidden"               // 403
	NotFound              Kind = "not_found"               // 404
	MethodNotAllowed      Kind = "method_not_allowed"      // 405
	NotAcceptable         Kind = "not_acceptable"          // 406
	RulesetUnavailable    Kind = "ruleset_unavailable"     // 409
	IdempotencyInProgress Kind = "idempotency_in_progress" // 409
	BodyTooLarge          Kind = "body_too_large"          // 413
	UnsupportedMediaType  Kind = "unsupported_media_type"  // 415
	ValidationFailed      Kind = "validation_failed"       // 422
	IdempotencyMismatch   Kind = "idempotency_mismatch"    // 422
	RateLimited           Kind = "rate_limited"            // 429
	Internal              Kind = "internal"                // 500
	Unavailable           Kind = "unavailable"             // 503
	Timeout               Kind = "timeout"                 // 504
)

// Code says what is wrong with one member.
type Code string

// The codes of a Field.
const (
	CodeType             Code = "type"                 // another JSON type is expected
	CodeNull             Code = "null"                 // null is not accepted; leave the member out
	CodeUnknownMember    Code = "unknown_member"       // no such member
	CodeOneOf            Code = "one_of"               // not among the accepted values
	CodeRange            Code = "range"                // outside the accepted range
	CodeRequired         Code = "required"             // must be given
	CodeExactlyOne       Code = "exactly_one"          // exactly one of several members must be given
	CodeAtLeastOne       Code = "at_least_one"         // at least one of several members must be given
	CodeTooLong          Code = "too_long"             // text longer than accepted
	CodeTooMany          Code = "too_many"             // list longer than accepted
	CodeTooDeep          Code = "too_deep"             // nested deeper than accepted
	CodeFormat           Code = "format"               // not of the accepted form, such as a date
	CodeControlCharacter Code = "control_character"    // NUL or another control character in a text
	CodeUnit             Code = "unit_not_supported"   // a unit this test does not have
	CodeInconsistent     Code = "inconsistent_answers" // contradicts another answer
	CodeDuplicateResult  Code = "duplicate_result"     // two results of one test that cannot be told apart
	CodeAfterAsOf        Code = "after_as_of"          // dated after the date of the request
	CodeMalformed        Code = "malformed"            // syntax
)

// Field is one fault at one place of a request. It never holds the value sent.
type Field struct {
	// Pointer is a JSON pointer (RFC 6901) into the body; "" is the whole body.
	// For a query parameter or header it is the name.
	Pointer string
	Code    Code
	// Detail is one sentence that says what is wrong and what to do.
	Detail string
	// Accepted lists what would have been accepted, when that is a short list.
	Accepted []string
}

// Error is an error that a caller can act on.
type Error struct {
	Kind Kind
	// Detail is one or two sentences for a developer. It never holds the value sent.
	Detail string
	// Fields are all faults found, in the order of the document.
	Fields []Field
	// Line and Column (from 1, in characters) are set for MalformedJSON,
	// DuplicateMember and InvalidUTF8; 0 otherwise.
	Line, Column int
	// RetryAfter is after how many seconds it is worth trying again; 0 is not said.
	RetryAfter int
	// Cause is for the log, and the command line of an operator: see Reason.
	// Callers never see it.
	Cause error
}

// New returns an Error without fields.
func New(kind Kind, detail string) *Error { return &Error{Kind: kind, Detail: detail} }

// Error gives kind and detail, and never a value of the request.
func (e *Error) Error() string {
	if e.Detail == "" {
		return string(e.Kind)
	}
	return string(e.Kind) + ": " + e.Detail
}

// Reason is what an operator should know of an error, on one line: its cause,
// where it has one, which callers never see.
func Reason(err error) string {
	for known := (*Error)(nil); errors.As(err, &known) && known.Cause != nil; {
		err = known.Cause
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }
