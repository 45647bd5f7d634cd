package cdshooks

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// maxDepth is how deep objects and lists may be nested. Resources that clients
// send reach a dozen.
const maxDepth = 64

// checkSyntax refuses what is not exactly one JSON object, in UTF-8, without a
// member that is given twice. What passes can be read without checking again.
func checkSyntax(body []byte) *failure {
	if door.Depth(body) > maxDepth {
		return badJSON(problem.MalformedJSON, "Objects and lists are nested too deep.")
	}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body))
	value, err := decoder.ReadValue()
	end := decoder.InputOffset()
	switch {
	case err != nil:
		return explain(body, err)
	case len(bytes.Trim(body[end:], " \t\r\n")) > 0:
		return badJSON(problem.MalformedJSON, "Something follows the end of the document"+place(body, end)+".")
	case value.Kind() != '{':
		return badJSON(problem.MalformedJSON, "The body must be a JSON object.")
	}
	return nil
}

// explain says what is wrong with a body that cannot be read. The parser's own
// words quote the body.
func explain(body []byte, err error) *failure {
	var fault *jsontext.SyntacticError
	if !errors.As(err, &fault) {
		return badJSON(problem.MalformedJSON, "The body is not a JSON document: it is empty or ends too early.")
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return badJSON(problem.DuplicateMember, "A member is given twice in one object"+place(body, fault.ByteOffset)+".")
	case !utf8.Valid(body):
		return badJSON(problem.InvalidUTF8, "The body is not UTF-8.")
	default:
		return badJSON(problem.MalformedJSON, "The body is not JSON from here on"+place(body, fault.ByteOffset)+".")
	}
}

// place is where an offset is; lines and columns count characters from 1.
func place(body []byte, offset int64) string {
	line, column := door.Place(body, offset)
	return fmt.Sprintf(", line %d, column %d", line, column)
}

func badJSON(code problem.Kind, detail string) *failure {
	return refuse(http.StatusBadRequest, fhir.TypeStructure, code, detail)
}

// read fills in a value from JSON that has been checked. It reports whether
// the JSON has the types that dst wants; unknown members are ignored.
func read(raw jsontext.Value, dst any) bool {
	return json.Unmarshal(raw, dst, jsontext.AllowDuplicateNames(true)) == nil
}

// text is the JSON as a text, "" where it is none.
func text(raw jsontext.Value) string {
	var s string
	if raw.Kind() != '"' || !read(raw, &s) {
		return ""
	}
	return s
}

// elements are the first ones of a list, at most limit, which share its memory.
// More reports that there are others.
func elements(list jsontext.Value, limit int) (out []jsontext.Value, more bool) {
	if list.Kind() != '[' {
		return nil, false
	}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(list), jsontext.AllowDuplicateNames(true))
	if _, err := decoder.ReadToken(); err != nil {
		return nil, false
	}
	for decoder.PeekKind() != ']' {
		if len(out) == limit {
			return out, true
		}
		value, err := decoder.ReadValue()
		if err != nil {
			return out, true
		}
		end := int(decoder.InputOffset())
		out = append(out, list[end-len(value):end:end])
	}
	return out, false
}
