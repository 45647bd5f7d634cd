package main

import "reflect"

// encoders writes the functions that append a struct to a slice of bytes.
type encoders struct {
	writer
	literal string // JSON that is the same for every value, to be written next
}

func generateEncoders(roots ...reflect.Type) ([]byte, error) {
	var e encoders
	e.write(roots, e.object)
	return e.source()
}

func (e *encoders) object(name string, fields []field) {
	e.print("\nfunc append%s(dst []byte, v *v1.%s) []byte {\n", name, name)
	for i, f := range fields {
		condition := e.condition(f, "v."+f.path)
		separator := ","
		if i == 0 {
			separator = "{"
		}
		if i == 0 && condition != "" {
			// It says where commas go, and that no object is empty, which
			// omitempty would leave out.
			e.refuse(f, "cannot be left out: the first member is always there")
		}
		if condition != "" {
			e.flush()
			e.print("if %s {\n", condition)
		}
		e.literal += separator + `"` + f.name + `":`
		e.value(f, f.typ, "v."+f.path)
		if condition != "" {
			e.flush()
			e.print("}\n")
		}
	}
	e.print("return append(dst, `%s}`...)\n}\n", e.literal)
	e.literal = ""
}

// condition is that under which the member v is written; "" is always. As the
// library has it, omitempty is about JSON: it leaves out null, an empty text
// and an empty list, but never a number or a truth value.
func (e *encoders) condition(f field, v string) string {
	kind := f.typ.Kind()
	switch {
	case f.omit == "":
		return ""
	case kind == reflect.Pointer && f.omit == "omitempty" && f.typ.Elem().Kind() == reflect.String:
		return v + " != nil && *" + v + ` != ""`
	case kind == reflect.Int && f.omit == "omitzero":
		return v + " != 0"
	case kind == reflect.Pointer, kind == reflect.Slice && f.omit == "omitzero":
		return v + " != nil"
	case kind == reflect.Slice:
		return "len(" + v + ") > 0"
	case kind == reflect.String:
		return v + ` != ""`
	case kind == reflect.Struct, f.omit == "omitzero":
		e.refuse(f, "cannot be left out: use a pointer")
	}
	return ""
}

// value writes the expression v of type t.
func (e *encoders) value(f field, t reflect.Type, v string) {
	switch {
	case t.Kind() == reflect.Pointer:
		e.pointer(f, t.Elem(), v)
	case t.Kind() == reflect.Struct:
		e.call("append%s(dst, &%s)", e.need(t), v)
	case t == reflect.TypeFor[string]() && f.verbatim:
		e.literal += `"`
		e.call("append(dst, %s...)", v)
		e.literal = `"`
	case t == reflect.TypeFor[string]():
		e.literal += `"`
		e.call("appendEscaped(dst, %s)", v)
		e.literal = `"`
	case t == reflect.TypeFor[int]():
		e.call("appendInt(dst, %s)", v)
	case t == reflect.TypeFor[bool]():
		e.call("appendBool(dst, %s)", v)
	case t == reflect.TypeFor[float64]():
		e.call("appendFloat(dst, %s)", v)
	case t == reflect.TypeFor[[]string]() && f.verbatim:
		e.call("appendVerbatim(dst, %s)", v)
	case t == reflect.TypeFor[[]string]():
		e.call("appendStrings(dst, %s)", v)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		e.call("appendList(dst, %s, append%s)", v, e.need(t.Elem()))
	default:
		e.refuse(f, "cannot be written: it is a "+t.String())
	}
}

// pointer writes null for nil, unless the member is then left out.
func (e *encoders) pointer(f field, to reflect.Type, v string) {
	if f.omit == "" {
		e.flush()
		e.print("if %s == nil {\ndst = append(dst, `null`...)\n} else {\n", v)
	}
	if to.Kind() == reflect.Struct {
		e.call("append%s(dst, %s)", e.need(to), v)
	} else {
		e.value(f, to, "*"+v)
	}
	if f.omit == "" {
		e.flush()
		e.print("}\n")
	}
}

// call writes a call that appends to dst.
func (e *encoders) call(format string, args ...any) {
	e.flush()
	e.print("dst = "+format+"\n", args...)
}

func (e *encoders) flush() {
	if e.literal != "" {
		e.print("dst = append(dst, `%s`...)\n", e.literal)
	}
	e.literal = ""
}
