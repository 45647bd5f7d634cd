package strictjson

// Texts, numbers and truth values: from the bytes of a JSON value to a Go
// value, or a fault.

import (
	"bytes"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// scalar takes a value of the right JSON type. One that seems to break a rule
// is taken all the same, with a doubt, since the validator has to see it.
func (r *reader) scalar(at int32, want *shape, raw jsontext.Value, into reflect.Value) {
	switch want.kind {
	case text:
		r.text(at, want, raw, into)
	case whole:
		r.whole(at, want, raw, into)
	case number:
		f, ok := parseNumber(raw, want.typ.Bits())
		if !ok {
			r.report(at, rangeField(want))
			return
		}
		r.doubt = r.doubt || !want.rules.number(f)
		want.place(into).SetFloat(f)
	default:
		want.place(into).SetBool(raw[0] == 't')
	}
}

func (r *reader) text(at int32, want *shape, raw jsontext.Value, into reflect.Value) {
	content, sound := raw[1:len(raw)-1], true
	if bytes.IndexByte(content, '\\') >= 0 {
		var s string
		s, sound = unquote(raw)
		content = []byte(s)
	}
	if !sound || !legible(content) {
		r.report(at, problem.Field{Code: problem.CodeControlCharacter, Detail: detailControl})
		return
	}
	if blank(content) {
		// An empty text would pass as a member that was left out, and would
		// turn "nothing to say" into "not asked".
		if field, refused := blankField(want); refused {
			r.report(at, field)
			return
		}
	}
	s, kept := want.rules.text(content)
	r.doubt = r.doubt || !kept
	want.place(into).SetString(s)
}

func (r *reader) whole(at int32, want *shape, raw jsontext.Value, into reflect.Value) {
	n, integral, fits := parseWhole(raw)
	switch {
	case !integral:
		r.report(at, fractionField(want))
	case !fits || reflect.Zero(want.typ).OverflowInt(n):
		r.report(at, rangeField(want))
	default:
		r.doubt = r.doubt || !want.rules.whole(n)
		want.place(into).SetInt(n)
	}
}

// unquote decodes a JSON string; sound is false when it has a lone surrogate,
// half of a character.
func unquote(raw jsontext.Value) (s string, sound bool) {
	b, err := jsontext.AppendUnquote(nil, raw)
	return string(b), err == nil
}
