package strictjson

// What is wrong with a document as a whole, and where. The parser's own words
// quote the document, so the place is looked up and described anew.

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

const whitespace = " \t\r\n"

// checkText refuses what is not text, before it is read as JSON.
func checkText(data []byte) *problem.Error {
	switch {
	case bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.HasPrefix(data, []byte("\xff\xfe")):
		return located(problem.InvalidUTF8, data, 0, "The document is in UTF-16; send it in UTF-8.")
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return located(problem.MalformedJSON, data, 0,
			"The document begins with a byte order mark; send it without one.")
	case !utf8.Valid(data):
		return located(problem.InvalidUTF8, data, firstInvalid(data),
			"The document is not valid UTF-8 from here on.")
	case len(bytes.Trim(data, whitespace)) == 0:
		return located(problem.MalformedJSON, data, 0, "There is no document; send one JSON object.")
	}
	return nil
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// checkEnd refuses what follows the document.
func checkEnd(data []byte, end int64) *problem.Error {
	rest := bytes.TrimLeft(data[end:], whitespace)
	if len(rest) == 0 {
		return nil
	}
	return located(problem.MalformedJSON, data, len(data)-len(rest),
		"The document ends before this; send exactly one JSON document.")
}

// explainSyntax says what the parser found.
func explainSyntax(data []byte, err error, plan *shape) *problem.Error {
	var fault *jsontext.SyntacticError
	if !errors.As(err, &fault) {
		// The end came where a value could have begun.
		return located(problem.MalformedJSON, data, len(data), describe(data, len(data)))
	}
	offset := min(int(fault.ByteOffset), len(data))
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return located(problem.DuplicateMember, data, offset, describeDuplicate(fault.JSONPointer, plan))
	}
	return located(problem.MalformedJSON, data, offset, describe(data, offset))
}

// describeDuplicate names the member only when it is one of ours.
func describeDuplicate(pointer jsontext.Pointer, s *shape) string {
	const unnamed = "A member is given twice in one object; give it once."
	known := ""
	for token := range pointer.Tokens() {
		if s.kind == list {
			s, known = s.element, known+"/"+token
			continue
		}
		if s.kind != members {
			return unnamed
		}
		key, ok := s.object.byName[token]
		if !ok {
			return unnamed
		}
		m := &s.object.members[key]
		s, known = &m.shape, known+"/"+m.token
	}
	return "The member " + known + " is given twice; give it once."
}

// describe says what a caller most likely did, by the byte at the offset.
func describe(data []byte, offset int) string {
	if offset >= len(data) {
		return "The document ends too early: a text, list or object is not closed."
	}
	after := bytes.TrimLeft(data[offset+1:], whitespace)
	switch c := data[offset]; {
	case c == ',' && len(after) > 0 && (after[0] == '}' || after[0] == ']'):
		return "There is a comma with nothing after it; remove it."
	case c == '}' || c == ']':
		return "Something is missing before this bracket, or it is not the one that was opened."
	case c < ' ':
		return `There is a control character here; in a text, a line break is written \n.`
	case c == '\\':
		return "There is an escape here that JSON does not have."
	case c == '\'':
		return "There is a single quote here; JSON has double quotes."
	case c == '/' || c == '#':
		return "There is a comment here; JSON has none."
	case c == '"':
		return "There is a text here that was not expected; a comma or colon may be missing before it."
	case c == 'N' || c == 'I':
		return "NaN and Infinity are not numbers of JSON; leave the member out."
	case strings.IndexByte("TFtfn", c) >= 0:
		return "true, false and null are written so, in lower case."
	case c == '+' || c == '.' || (c >= '0' && c <= '9'):
		return "A number was not expected here or is not written as JSON has it, such as -12 or 0.5."
	}
	return "This is not JSON from here on."
}

// located makes the error of an offset; lines and columns count characters.
func located(kind problem.Kind, data []byte, offset int, detail string) *problem.Error {
	before := data[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return &problem.Error{Kind: kind, Detail: detail, Line: line, Column: column}
}
