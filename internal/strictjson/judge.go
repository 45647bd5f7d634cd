package strictjson

// When the reader has a doubt, the validator judges the whole value by the
// same tags. Its verdicts are turned into places of the document and our own
// sentences; its own hold Go names and values, and never leave this file.

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// needsJudgement reports whether the value may break a rule. With a fault of
// the reader there may be more of the validator, and all are owed.
func (r *reader) needsJudgement() bool {
	return r.doubt || (len(r.faults.found) > 0 && !r.trail[root].faulty)
}

// judge adds what the validator finds, and empties what it refuses.
func (r *reader) judge(v *validator.Validate, target reflect.Value) {
	var found validator.ValidationErrors
	if !errors.As(v.Struct(target.Addr().Interface()), &found) {
		return
	}
	for _, verdict := range found {
		path := strings.TrimPrefix(verdict.StructNamespace(), target.Type().Name()+".")
		p := place{shape: r.plan, value: target}
		if r.locate(&p, path) {
			r.faults.add(r.trail[p.at].offset, p.broken(verdict.Tag()))
			p.value.SetZero()
		}
	}
}

// place is where a verdict points: in the plan, the Go value and the trail.
type place struct {
	shape   *shape
	value   reflect.Value
	pointer string
	at      int32 // the visit, or of the nearest parent that was sent
	missing bool  // it was not sent itself
}

// locate follows a path of the validator, such as Labs[0].Unit. It reports
// false when the reader already found a fault on the way: what is not there
// because it was refused is not missing.
func (r *reader) locate(p *place, path string) bool {
	for step := range strings.SplitSeq(path, ".") {
		goName, index, isElement := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		if !r.descend(p, p.shape.object.key(goName)) {
			return false
		}
		if !isElement {
			continue
		}
		n, err := strconv.ParseInt(index, 10, 32)
		if err != nil || !r.descend(p, int32(n)) {
			return false
		}
	}
	return true
}

func (r *reader) descend(p *place, key int32) bool {
	if !p.missing {
		at, ok := r.trail.child(p.at, key)
		p.at, p.missing = at, !ok
	}
	v := reflect.Indirect(p.value)
	if p.shape.kind == list {
		p.value = v.Index(int(key))
	} else {
		p.value = v.Field(p.shape.object.members[key].index)
	}
	var token string
	p.shape, token = p.shape.at(key)
	p.pointer += "/" + token
	return p.missing || !r.trail[p.at].faulty
}

// key is the index of the member of a Go name, which a verdict always has.
func (o *object) key(goName string) int32 {
	for i := range o.members {
		if o.members[i].goName == goName {
			return int32(i) //nolint:gosec // a struct has fewer fields
		}
	}
	return 0
}

func (p *place) broken(rule string) problem.Field {
	field := ruleField(p.shape, rule)
	field.Pointer = p.pointer
	return field
}
