package httpapi

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// kind is what HTTP says of a problem.Kind.
type kind struct {
	kind    problem.Kind
	status  int
	title   string
	meaning string
	remedy  string
}

// catalogue finds kinds by their code.
type catalogue map[problem.Kind]kind

func newCatalogue() catalogue {
	found := catalogue{}
	for _, k := range kinds() {
		found[k.kind] = k
	}
	return found
}

// document puts a fault into the wire form.
func (c catalogue) document(fault *problem.Error, baseURL, instance string) v1.Problem {
	k, known := c[fault.Kind]
	if !known {
		k = c[problem.Internal]
	}
	p := v1.Problem{
		Type: baseURL + "/problems/" + string(k.kind), Title: k.title, Status: k.status, Detail: fault.Detail,
		Instance: instance, Code: string(k.kind), Line: fault.Line, Column: fault.Column,
	}
	if p.Detail == "" || k.kind == problem.Internal {
		p.Detail = k.meaning
	}
	for _, f := range fault.Fields {
		p.Errors = append(p.Errors, v1.ProblemField{
			Pointer: f.Pointer, Code: string(f.Code), Detail: f.Detail, Accepted: f.Accepted,
		})
	}
	return p
}

// kinds is the table of errors: the status that HTTP gives each, and what its
// page says.
func kinds() []kind {
	return []kind{
		{
			problem.MalformedJSON, 400, "The body is not JSON",
			"The body stops being JSON at the line and column given, counted from 1 in characters.",
			"Look at that place. Most often a comma, a quote or a closing bracket is missing, or something follows the end of the document.",
		},
		{
			problem.DuplicateMember, 400, "A member is given twice",
			"One object holds the same member twice, so that it is not clear which one is meant.",
			"Give each member once.",
		},
		{
			problem.InvalidUTF8, 400, "The body is not UTF-8",
			"The body holds bytes that are not UTF-8, the encoding of JSON.",
			"Encode the body as UTF-8.",
		},
		{
			problem.BadQuery, 400, "The query or a header is not acceptable",
			"A parameter is unknown, repeated, or has a value that is not accepted; so may be the header Idempotency-Key. Nothing is ignored, so that a misspelt parameter is not taken for one that was left out.",
			"See errors: pointer names the parameter or the header, accepted what it takes.",
		},
		{
			problem.Unauthenticated, 401, "A valid credential is needed",
			"The request has no credential, or one that is not or no longer valid.",
			"Send Authorization: Bearer with an API key or a token.",
		},
		{
			problem.Forbidden, 403, "The credential does not allow this",
			"The credential is valid but lacks the scope that this route needs.",
			"Use a credential with the scope that detail names.",
		},
		{
			problem.NotFound, 404, "There is nothing here",
			"There is nothing at this path, or nothing that this caller may see.",
			"Check the path; /docs lists what there is.",
		},
		{
			problem.MethodNotAllowed, 405, "The method is not accepted here",
			"The path is right but does not take this method.",
			"Use a method that the Allow header lists.",
		},
		{
			problem.NotAcceptable, 406, "There is no representation as asked for",
			"The Accept header excludes every media type that this route answers with.",
			"Ask for one that accepted lists, or leave Accept out.",
		},
		{
			problem.RulesetUnavailable, 409, "The ruleset version is not available",
			"The parameter ruleset pins a version that this service does not have. An answer under other rules than were asked for would look like one that was not.",
			"Pin a version that accepted lists, or leave the parameter out.",
		},
		{
			problem.IdempotencyInProgress, 409, "The same request is being answered",
			"A request with the same Idempotency-Key has begun and has not been answered yet. It is stored once, whatever becomes of this one.",
			"Send it again after as long as Retry-After says, with the same key: the answer will be that of the first.",
		},
		{
			problem.BodyTooLarge, 413, "The body is too large",
			"The body, or a line of a batch, is larger than the limit that detail names.",
			"Send less at once; many requests go as lines to POST /v1/screenings/batch.",
		},
		{
			problem.UnsupportedMediaType, 415, "The body's media type is not accepted",
			"Content-Type or Content-Encoding is not one that this route takes. Compressed bodies are never taken.",
			"Send what accepted lists.",
		},
		{
			problem.ValidationFailed, 422, "The request has members that are not acceptable",
			"The body is JSON, but some of its members are not acceptable. errors lists all of them at once.",
			"For each of errors: pointer is the place (RFC 6901), code the reason as below, and accepted what would have been taken.",
		},
		{
			problem.IdempotencyMismatch, 422, "The key belongs to another request",
			"The Idempotency-Key was used within the last 24 hours with another body or other parameters. Nothing was stored for this request.",
			"Use a new key for each thing to store, and the same one only to send the very same request again.",
		},
		{
			problem.RateLimited, 429, "Too many requests",
			"This credential, or this address, has sent more requests than it may for now.",
			"Wait for as long as Retry-After says.",
		},
		{
			problem.Internal, 500, "Something failed on our side",
			"The service failed to answer. The request may well have been in order.",
			"Try again later. When asking for help, quote instance, the id of the request: it finds the cause in the log.",
		},
		{
			problem.Unavailable, 503, "The service cannot do this now",
			"Something that this needs is not available for now, such as the database that records are kept in. Screening does not need it and goes on.",
			"Try again after as long as Retry-After says. Whether a record was stored may be unknown: send it again with the same Idempotency-Key, and it is stored once.",
		},
		{
			problem.Timeout, 504, "It took too long",
			"The request was given up because it, or its body, took longer than it may.",
			"Try again, and send the body without a pause.",
		},
	}
}

// code is what the page of ValidationFailed says of a problem.Code.
type code struct {
	Code    problem.Code
	Meaning string
}

func codes() []code {
	return []code{
		{problem.CodeType, "Another JSON type is expected here."},
		{problem.CodeNull, "null is not accepted; leave the member out."},
		{problem.CodeUnknownMember, "There is no such member or parameter; names are case-sensitive."},
		{problem.CodeOneOf, "The value is not one of those that accepted lists."},
		{problem.CodeRange, "The number is outside its range, or the value outside what is plausible."},
		{problem.CodeRequired, "This must be given, and not be empty."},
		{problem.CodeExactlyOne, "Exactly one of several members must be given."},
		{problem.CodeAtLeastOne, "At least one of several members must be given."},
		{problem.CodeTooLong, "The text is too long."},
		{problem.CodeTooMany, "The list is too long, or something is given more often than it may."},
		{problem.CodeTooDeep, "Objects and lists are nested too deep."},
		{problem.CodeFormat, "The text does not have the form it needs, such as that of a date (2026-11-20)."},
		{problem.CodeControlCharacter, "The text holds NUL or another control character."},
		{problem.CodeUnit, "This test does not have this unit; accepted lists those it has."},
		{problem.CodeInconsistent, "The answer contradicts another one."},
		{problem.CodeDuplicateResult, "Two results of one test on one day cannot be told apart."},
		{problem.CodeAfterAsOf, "The date is after the date that the answers speak for."},
		{problem.CodeMalformed, "The syntax is wrong."},
	}
}
