package strictjson

// The reader walks a document and its plan together, once. What does not fit
// is reported and skipped, so that one fault never hides another; only broken
// syntax and endless nesting end the walk.

import (
	"bytes"
	"errors"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// deepest is the nesting that is accepted, three times what any request needs.
const deepest = 16

// stop ends the walk. It passes each value on its way up: the innermost makes
// a fault of it.
type stop string

func (s stop) Error() string { return string(s) }

const (
	errTooDeep  = stop("nested too deep")
	errReported = stop("the reason is among the faults")
)

type reader struct {
	decoder jsontext.Decoder
	source  bytes.Buffer
	plan    *shape
	trail   trail
	faults  faults
	doubt   bool // a rule seems broken: the validator must judge
}

func (r *reader) begin(data []byte, plan *shape) {
	// The decoder reads out of a bytes.Buffer in place, without a copy. It has
	// to let invalid UTF-8 pass, since that includes lone surrogates in
	// escapes, which are a fault of one text; the rest was checked before.
	r.source = *bytes.NewBuffer(data)
	r.decoder.Reset(&r.source, jsontext.AllowInvalidUTF8(true))
	r.plan, r.faults, r.doubt = plan, faults{}, false
	r.trail = append(r.trail[:0], visit{})
}

// value reads one value into a Go value that is zero.
func (r *reader) value(at int32, want *shape, into reflect.Value) error {
	err := r.take(at, want, into)
	if errors.Is(err, errTooDeep) {
		r.report(at, tooDeepField())
		return errReported
	}
	return err
}

func (r *reader) take(at int32, want *shape, into reflect.Value) error {
	sent := r.decoder.PeekKind()
	switch {
	case sent == 'n' && at != root:
		return r.refuse(at, nullField(want))
	case !want.takes(sent):
		return r.refuse(at, typeField(want, sent))
	}
	switch want.kind {
	case members:
		return r.object(at, want.object, want.place(into))
	case list:
		return r.list(at, want, into)
	default:
		raw, err := r.decoder.ReadValue()
		if err != nil {
			return err
		}
		r.scalar(at, want, raw, into)
		return nil
	}
}

// takes reports whether a JSON value of the kind sent can be taken at all.
func (s *shape) takes(sent jsontext.Kind) bool {
	switch s.kind {
	case text:
		return sent == '"'
	case whole, number:
		return sent == '0'
	case truth:
		return sent == 't' || sent == 'f'
	case members:
		return sent == '{'
	case list:
		return sent == '['
	}
	return false
}

func (r *reader) object(at int32, want *object, into reflect.Value) error {
	if err := r.open(); err != nil {
		return err
	}
	given, next := 0, int32(0)
	for r.decoder.PeekKind() != '}' {
		key, name, err := r.name(want, next)
		switch {
		case err != nil:
			return err
		case key < 0:
			err = r.unknown(at, want, name)
		default:
			m := &want.members[key]
			next = key + 1
			if m.needed {
				given++
			}
			here := r.trail.step(at, key, r.decoder.InputOffset())
			err = r.value(here, &m.shape, into.Field(m.index))
		}
		if err != nil {
			return err
		}
	}
	r.doubt = r.doubt || given < want.required
	_, err := r.decoder.ReadToken()
	return err
}

// name reads the name of a member. Its key is -1, and only then there is a
// name, when the object has none of this name. Most documents have their
// members in the order of the specification, so the next one is tried first.
func (r *reader) name(want *object, next int32) (key int32, name string, err error) {
	if r.decoder.PeekKind() != '"' {
		_, err := r.decoder.ReadToken() // which knows what is wrong here
		return 0, "", err
	}
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return 0, "", err
	}
	plain := raw[1 : len(raw)-1]
	if int(next) < len(want.members) && want.members[next].name == string(plain) {
		return next, "", nil
	}
	if key, ok := want.byName[string(plain)]; ok {
		return key, "", nil
	}
	name, _ = unquote(raw)
	if key, ok := want.byName[name]; ok {
		return key, "", nil
	}
	return -1, name, nil
}

func (r *reader) list(at int32, want *shape, into reflect.Value) error {
	if err := r.open(); err != nil {
		return err
	}
	longest := int(want.rules.max.whole)
	into.Set(reflect.MakeSlice(want.typ, 0, 0)) // an empty list is an answer
	n := 0
	for ; r.decoder.PeekKind() != ']'; n++ {
		if n >= longest {
			if err := r.skip(); err != nil {
				return err
			}
			continue
		}
		into.Grow(1)
		into.SetLen(n + 1)
		here := r.trail.step(at, int32(n), r.decoder.InputOffset()) //nolint:gosec // below the limit
		if err := r.value(here, want.element, into.Index(n)); err != nil {
			return err
		}
	}
	if n > longest {
		r.faults.add(r.trail[at].offset, r.pointed(at, limitField(want, "max")))
	}
	r.doubt = r.doubt || !want.rules.whole(int64(n))
	_, err := r.decoder.ReadToken()
	return err
}

// open reads the beginning of an object or list.
func (r *reader) open() error {
	if r.decoder.StackDepth() == deepest {
		return errTooDeep
	}
	_, err := r.decoder.ReadToken()
	return err
}

// skip reads past one value. It checks names, syntax and depth on the way.
func (r *reader) skip() error {
	outside := r.decoder.StackDepth()
	for {
		var err error
		switch r.decoder.PeekKind() {
		case '{', '[':
			err = r.open()
		default:
			_, err = r.decoder.ReadToken()
		}
		if err != nil || r.decoder.StackDepth() <= outside {
			return err
		}
	}
}

// refuse reports a value and skips it.
func (r *reader) refuse(at int32, field problem.Field) error {
	if err := r.skip(); err != nil {
		return err
	}
	r.report(at, field)
	return nil
}

// unknown reports a member that the object does not have, and skips its value.
func (r *reader) unknown(at int32, of *object, name string) error {
	offset := int(r.decoder.InputOffset())
	err := r.skip()
	field := tooDeepField()
	switch {
	case errors.Is(err, errTooDeep):
		err = errReported
	case err != nil || r.faults.full(offset):
		return err // searching for the name meant costs more than it gives
	default:
		field = unknownField(r.plan, of, name)
	}
	field.Pointer = r.trail.pointer(r.plan, at) + "/" + escape(legibleName(name))
	r.faults.add(offset, field)
	return err
}

// report adds the fault of a value, which the validator then leaves alone.
func (r *reader) report(at int32, field problem.Field) {
	r.trail[at].faulty = true
	r.faults.add(r.trail[at].offset, r.pointed(at, field))
}

func (r *reader) pointed(at int32, field problem.Field) problem.Field {
	field.Pointer = r.trail.pointer(r.plan, at)
	return field
}
