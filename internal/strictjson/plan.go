package strictjson

// A plan is what reflection finds in a wire type, looked up once. It is also a
// reviewer of wire types: a shape, a tag or a combination of tags that this
// package could not enforce and explain is an error at the first use, rather
// than a rule that is silently not kept.

import (
	"fmt"
	"reflect"
	"strings"
)

type kind uint8

const (
	text kind = iota
	whole
	number
	truth
	members
	list
)

// shape is what is expected at one place of a document.
type shape struct {
	kind    kind
	pointer bool         // the Go value is a pointer to typ
	typ     reflect.Type // without the pointer
	object  *object      // of kind members
	element *shape       // of kind list
	rules   rules
}

// object is the plan of one struct.
type object struct {
	members  []member
	byName   map[string]int32 // JSON name → index in members
	names    []string         // JSON names in the order of the struct
	required int              // how many members are needed
}

// member is one field of a struct.
type member struct {
	shape
	name   string // in JSON
	token  string // in a JSON pointer, escaped
	goName string
	index  int  // of the field in the struct
	needed bool // it must be given, or has a member that must
}

// plan is the compiled type of one document, or why there cannot be one.
type plan struct {
	root shape
	err  error
}

func compile(t reflect.Type) *plan {
	c := compiler{done: map[reflect.Type]*object{}}
	o, err := c.object(t)
	return &plan{root: shape{kind: members, typ: t, object: o}, err: err}
}

// compiler remembers the structs that it has met, which may hold each other.
type compiler struct {
	done map[reflect.Type]*object
}

func (c compiler) object(t reflect.Type) (*object, error) {
	if o, ok := c.done[t]; ok {
		return o, nil
	}
	o := &object{byName: map[string]int32{}}
	c.done[t] = o
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || (!f.IsExported() && !f.Anonymous) {
			continue
		}
		m, err := c.member(f, name)
		if err != nil {
			return nil, fmt.Errorf("strictjson: %s.%s: %w", t, f.Name, err)
		}
		if _, twice := o.byName[m.name]; twice {
			return nil, fmt.Errorf("strictjson: %s has two members %q", t, m.name)
		}
		if m.needed {
			o.required++
		}
		o.byName[m.name] = int32(len(o.members)) //nolint:gosec // a struct has fewer fields
		o.names = append(o.names, m.name)
		o.members = append(o.members, m)
	}
	return o, nil
}

func (c compiler) member(f reflect.StructField, name string) (member, error) {
	if f.Anonymous || name == "" {
		return member{}, fmt.Errorf("needs a name in its json tag")
	}
	s, err := c.shape(f.Type)
	if err != nil {
		return member{}, err
	}
	if err := s.tag(f.Tag.Get("validate")); err != nil {
		return member{}, err
	}
	needed := s.rules.required || (s.kind == members && !s.pointer && s.object.required > 0)
	return member{s, name, escape(name), f.Name, f.Index[0], needed}, nil
}

func (c compiler) shape(t reflect.Type) (s shape, err error) {
	if t.Kind() == reflect.Pointer {
		s.pointer, t = true, t.Elem()
	}
	s.typ = t
	switch t.Kind() {
	case reflect.String:
		s.kind = text
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.kind = whole
	case reflect.Float32, reflect.Float64:
		s.kind = number
	case reflect.Bool:
		s.kind = truth
	case reflect.Struct:
		s.kind = members
		s.object, err = c.object(t)
	case reflect.Slice:
		s.kind = list
		s.element, err = c.element(t.Elem())
	default:
		err = fmt.Errorf("a %s has no place in a request", t.Kind())
	}
	if s.pointer && s.kind == list {
		err = fmt.Errorf("a list is not a pointer: nil says that it was left out")
	}
	return s, err
}

func (c compiler) element(t reflect.Type) (*shape, error) {
	s, err := c.shape(t)
	if err == nil && s.kind == list {
		err = fmt.Errorf("a list of lists has no place in a request")
	}
	return &s, err
}

// place returns where the value goes, making what a pointer points to.
func (s *shape) place(v reflect.Value) reflect.Value {
	if !s.pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(s.typ))
	}
	return v.Elem()
}
