// Package strictjson is the one place that turns the bytes of a request into
// wire types. A screening that silently ignores a misspelt or doubled answer
// decides on something that nobody said, so nothing is ignored here: what
// cannot be taken as it was meant is refused, and the caller learns of every
// fault at once, with its place and what would have been accepted.
//
// A document is read once, by a plan compiled from the wire type: JSON names,
// kinds and validate tags. Only when that reading leaves a doubt does
// go-playground/validator judge the result; it then names the rules that are
// broken, and this package says so in its own words. A fuzz test holds the two
// judgements equal. No text that leaves this package, be it error or detail,
// holds a value that was sent.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-playground/validator/v10"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Decoder reads documents into wire types. It compiles a plan for each type at
// its first use and keeps it, so make one Decoder and share it: it is safe for
// concurrent use.
type Decoder struct {
	validate *validator.Validate
	plans    sync.Map  // reflect.Type of a struct → *plan
	readers  sync.Pool // of *reader
}

// New returns a Decoder that knows the formats date, rxnorm, atc and loinc
// besides the common rules required, omitempty, oneof, min, max and dive.
func New() *Decoder {
	return &Decoder{
		validate: newValidator(),
		readers:  sync.Pool{New: func() any { return new(reader) }},
	}
}

// Decode reads exactly one JSON document from data into dst, a pointer to a
// struct of wire types, which is emptied first.
//
// It returns a *problem.Error, and nothing else, when the document as a whole
// cannot be read: MalformedJSON, DuplicateMember or InvalidUTF8, with line and
// column, or Internal when the type of dst is not one a plan can be made of.
// Otherwise it returns the faults, at most 100, in the order of the document;
// a member that is missing stands where its parent stands. dst then holds
// every member that was acceptable. An element of a list that was not is left
// empty, so that the others keep their index, and a list that is too long is
// cut at its limit. Without faults the document is valid.
//
// A document that is nested too deep is not read to its end: the faults are
// those up to that place. See IsWhole before relying on what dst holds.
func (d *Decoder) Decode(data []byte, dst any) ([]problem.Field, *problem.Error) {
	target, p, err := d.prepare(dst)
	if err != nil {
		return nil, &problem.Error{Kind: problem.Internal, Cause: err}
	}
	if fault := checkText(data); fault != nil {
		return nil, fault
	}
	r := d.readers.Get().(*reader)
	defer d.release(r)
	r.begin(data, &p.root)

	err = r.value(root, &p.root, target)
	switch {
	case errors.Is(err, errReported):
		return r.faults.list(), nil
	case err != nil:
		return nil, explainSyntax(data, err, &p.root)
	}
	if fault := checkEnd(data, r.decoder.InputOffset()); fault != nil {
		return nil, fault
	}
	if r.needsJudgement() {
		r.judge(d.validate, target)
	}
	return r.faults.list(), nil
}

// prepare empties dst and finds its plan.
func (d *Decoder) prepare(dst any) (reflect.Value, *plan, error) {
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return reflect.Value{}, nil, fmt.Errorf("strictjson: cannot decode into %T: want a pointer to a struct", dst)
	}
	v = v.Elem()
	p, ok := d.plans.Load(v.Type())
	if !ok {
		p, _ = d.plans.LoadOrStore(v.Type(), compile(v.Type()))
	}
	v.SetZero()
	return v, p.(*plan), p.(*plan).err
}

// release gives the reader back without anything of the document in it: what
// a patient said must not outlive the request.
func (d *Decoder) release(r *reader) {
	const keep = 1 << 12 // visits; a larger trail was an exception
	if cap(r.trail) > keep {
		r.trail = nil
	}
	r.source = bytes.Buffer{}
	r.decoder.Reset(&r.source, jsontext.AllowInvalidUTF8(true))
	r.faults = faults{}
	d.readers.Put(r)
}
