package httpapi

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// The parameters that routes take.
const (
	paramAudience = "audience"
	paramLang     = "lang"
	paramRuleset  = "ruleset"
	paramQ        = "q"
	paramLimit    = "limit"
	paramSubject  = "subject"
	paramOutcome  = "outcome"
	paramCursor   = "cursor"
	paramWithout  = "without"
)

// Limits of parameters.
const (
	maxText   = 200 // characters of a text
	maxName   = 64  // characters of an unknown parameter's name that are given back
	maxFaults = 100 // parameters that are faulted one by one
)

// parameters are names of query parameters.
type parameters []string

func (p parameters) has(name string) bool { return slices.Contains(p, name) }

// limits are how many of something a list has: by default, and at most. Lists
// that go on at a cursor have longer pages than a search while one types.
func (p parameters) limits() (usual, most int) {
	if p.has(paramCursor) {
		return 20, 100
	}
	return 10, 50
}

// readQuery fills in the parameters. A misspelt or repeated one is an error:
// an answer under other rules than were meant must not look like one that was.
func (x *exchange) readQuery(accepted parameters) *problem.Error {
	raw := x.Request().URL.RawQuery
	if raw == "" && !accepted.has(paramQ) {
		return nil
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return problem.New(problem.BadQuery, "The query cannot be read: an escape is not %XX, or a semicolon is not escaped.")
	}
	var fields []problem.Field
	for _, name := range sortedKeys(values) {
		if len(fields) == maxFaults {
			break
		}
		if field := x.readParameter(name, values[name], accepted); field.Code != "" {
			field.Pointer = legible(name)
			fields = append(fields, field)
		}
	}
	if accepted.has(paramQ) && !values.Has(paramQ) {
		fields = append(fields, problem.Field{Pointer: paramQ, Code: problem.CodeRequired, Detail: "q, the text to search for, is needed."})
	}
	if len(fields) == 0 {
		return nil
	}
	return &problem.Error{Kind: problem.BadQuery, Detail: "The query is not acceptable; errors lists each parameter.", Fields: fields}
}

// legible is the name of a parameter, fit to be given back.
func legible(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(name, string(utf8.RuneError)))
	if runes := []rune(name); len(runes) > maxName {
		return string(runes[:maxName])
	}
	return name
}

func sortedKeys(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// readParameter takes one parameter; the zero Field says that it is fine.
func (x *exchange) readParameter(name string, values []string, accepted parameters) problem.Field {
	if !accepted.has(name) {
		return problem.Field{Code: problem.CodeUnknownMember, Detail: "This route has no such parameter.", Accepted: accepted}
	}
	if len(values) > 1 {
		return problem.Field{Code: problem.CodeTooMany, Detail: "The parameter is given more than once; give it once."}
	}
	switch value := values[0]; name {
	case paramAudience:
		x.options.Audience = app.Audience(value)
		return oneOf(value, string(app.Clinician), string(app.Patient))
	case paramLang:
		x.options.Lang = value
		return oneOf(value, "en", "es")
	case paramRuleset:
		x.options.Ruleset = value
		return text(value)
	case paramQ:
		x.search = value
		return text(value)
	case paramSubject:
		x.filter.Subject = value
		return text(value)
	case paramOutcome:
		x.filter.Outcome = value
		return oneOf(value, app.OutcomeCodes()...)
	case paramCursor:
		x.filter.Cursor = value
		return text(value)
	case paramWithout:
		x.without = value
		return oneOf(value, checkDatabase)
	default: // paramLimit
		_, most := accepted.limits()
		return x.readLimit(value, most)
	}
}

func (x *exchange) readLimit(value string, most int) problem.Field {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most || value != strconv.Itoa(n) {
		return problem.Field{Code: problem.CodeRange, Detail: "limit is a whole number from 1 to " + strconv.Itoa(most) + "."}
	}
	x.limit = n
	return problem.Field{}
}

func oneOf(value string, accepted ...string) problem.Field {
	if slices.Contains(accepted, value) {
		return problem.Field{}
	}
	return problem.Field{Code: problem.CodeOneOf, Detail: "The value is not one of those accepted.", Accepted: accepted}
}

// text accepts legible text of a sensible length.
func text(value string) problem.Field {
	switch {
	case !utf8.ValidString(value):
		return problem.Field{Code: problem.CodeFormat, Detail: "The value is not UTF-8."}
	case strings.ContainsFunc(value, unicode.IsControl):
		return problem.Field{Code: problem.CodeControlCharacter, Detail: "The value holds a control character; leave it out."}
	case strings.TrimSpace(value) == "":
		return problem.Field{Code: problem.CodeRequired, Detail: "The value is empty."}
	case utf8.RuneCountInString(value) > maxText:
		return problem.Field{Code: problem.CodeTooLong, Detail: "The value has more than " + strconv.Itoa(maxText) + " characters."}
	}
	return problem.Field{}
}
