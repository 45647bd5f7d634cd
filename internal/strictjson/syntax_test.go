package strictjson_test

// Documents that cannot be read as a whole.

import (
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

func TestADocumentThatCannotBeReadSaysWhereAndWhy(t *testing.T) {
	for _, c := range []struct {
		rule, document string
		kind           problem.Kind
		line, column   int
		hint           string
	}{
		{"empty", "", problem.MalformedJSON, 1, 1, "no document"},
		{"only space", " \r\n ", problem.MalformedJSON, 1, 1, "no document"},
		{"byte order mark", "\ufeff{}", problem.MalformedJSON, 1, 1, "byte order mark"},
		{"UTF-16 little endian", "\xff\xfe{\x00}\x00", problem.InvalidUTF8, 1, 1, "UTF-16"},
		{"UTF-16 big endian", "\xfe\xff\x00{\x00}", problem.InvalidUTF8, 1, 1, "UTF-16"},
		{"invalid UTF-8 in a text", "{\n\"as_of\": \"é\xff\"}", problem.InvalidUTF8, 2, 12, "UTF-8"},
		{"invalid UTF-8 in a name", "{\"\xc3\": 1}", problem.InvalidUTF8, 1, 3, "UTF-8"},
		{"surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", problem.InvalidUTF8, 1, 7, "UTF-8"},
		{"columns count characters", `{"é":"é", x}`, problem.MalformedJSON, 1, 11, ""},
		{"lines end with LF or CR LF", "{\r\n\"as_of\":\r\n x}", problem.MalformedJSON, 3, 2, ""},
		{"a second document", "{}\n{}", problem.MalformedJSON, 2, 1, "exactly one"},
		{"rubbish behind the document", "{} x", problem.MalformedJSON, 1, 4, "exactly one"},
		{"a NUL behind the document", "{}\x00", problem.MalformedJSON, 1, 3, "exactly one"},
		{"the same member twice", `{"as_of":"2026-01-01","as_of":"2026-01-01"}`, problem.DuplicateMember, 1, 23, "/as_of is given twice"},
		{"the same answer twice, once escaped", `{"patient":{"sex":"male","se\u0078":"male"}}`, problem.DuplicateMember, 1, 26, "/patient/sex is"},
		{"twice in an element", `{"labs":[{},{"unit":"a","unit":"b"}]}`, problem.DuplicateMember, 1, 25, "/labs/1/unit is"},
		{"an unknown member twice is not named", `{"secret":1,"secret":2}`, problem.DuplicateMember, 1, 13, "A member is given twice"},
		{"twice in an unknown member", `{"x":{"a":1,"a":2}}`, problem.DuplicateMember, 1, 13, "A member is given twice"},
		{"a trailing comma in an object", `{"as_of":"2026-01-01",}`, problem.MalformedJSON, 1, 22, "comma with nothing after"},
		{"a trailing comma in a list", `{"labs":[{}, ]}`, problem.MalformedJSON, 1, 12, "comma with nothing after"},
		{"a missing comma", `{"patient":{} "labs":[]}`, problem.MalformedJSON, 1, 15, "comma or colon may be missing"},
		{"a missing value", `{"patient":}`, problem.MalformedJSON, 1, 12, "missing before this bracket"},
		{"the wrong bracket", `{"labs":[}`, problem.MalformedJSON, 1, 10, "bracket"},
		{"single quotes", `{'as_of':1}`, problem.MalformedJSON, 1, 2, "single quote"},
		{"a comment", "{ // note\n}", problem.MalformedJSON, 1, 3, "comment"},
		{"not a number", `{"labs":[{"value":NaN}]}`, problem.MalformedJSON, 1, 19, "NaN"},
		{"True", `{"as_of":True}`, problem.MalformedJSON, 1, 10, "lower case"},
		{"a leading zero", `{"patient":{"age_years":034}}`, problem.MalformedJSON, 1, 26, "number"},
		{"a leading plus", `{"patient":{"age_years":+34}}`, problem.MalformedJSON, 1, 25, "number"},
		{"a line break in a text", "{\"as_of\":\"a\nb\"}", problem.MalformedJSON, 1, 12, `\n`},
		{"an unknown escape", `{"as_of":"\x41"}`, problem.MalformedJSON, 1, 11, "escape"},
		{"an unfinished text", `{"as_of":"2026`, problem.MalformedJSON, 1, 15, "ends too early"},
		{"an unfinished object", `{"patient":{`, problem.MalformedJSON, 1, 13, "ends too early"},
		{"an unfinished list beyond its limit", `{"medications":[` + repeat("{}", 101), problem.MalformedJSON, 1, 319, "ends too early"},
		{"syntax comes before faults", `{"nonsense":1,"patient":5,`, problem.MalformedJSON, 1, 27, "ends too early"},
		{"a name that is no text, and deep", "{" + strings.Repeat("[", 100_000), problem.MalformedJSON, 1, 2, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var into v1.ScreeningRequest
			fields, err := strictjson.New().Decode([]byte(c.document), &into)
			if err == nil || fields != nil {
				t.Fatalf("fields %v, error %v", fields, err)
			}
			if err.Kind != c.kind || err.Line != c.line || err.Column != c.column || !strings.Contains(err.Detail, c.hint) {
				t.Errorf("got %v at %d:%d, want %s at %d:%d, %q", err, err.Line, err.Column, c.kind, c.line, c.column, c.hint)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error quotes the document: %v", err)
			}
		})
	}
}
