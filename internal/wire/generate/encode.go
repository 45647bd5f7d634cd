package main

import "reflect"

// encoders writes the functions that append a struct to a slice of bytes.
type encoders struct {
	*writer
	literal string // JSON that is the same for every value, to be written next
}

func generateEncoders(roots ...reflect.Type) ([]byte, error) {
	e := encoders{writer: newWriter(roots)}
	e.each(e.object)
	return e.file()
}

func (e *encoders) object(t reflect.Type, fields []field) {
	e.print("\nfunc append%s(dst []byte, v *v1.%s) []byte {\n", t.Name(), t.Name())
	e.literal = "{"
	filled := false // there is surely a member before
	for _, f := range fields {
		f.path = "v." + f.path
		there := e.presence(f)
		if there != "" {
			e.flush()
			e.print("if %s {\n", there)
		}
		e.name(f, filled)
		e.value(f)
		if there != "" {
			e.flush()
			e.print("}\n")
		}
		filled = filled || there == ""
	}
	e.literal += "}"
	e.flush()
	e.print("return dst\n}\n")
}

// name writes what comes before a value.
func (e *encoders) name(f field, filled bool) {
	switch {
	case filled:
		e.literal += ","
	case e.literal == "":
		e.print("dst = appendComma(dst)\n")
	}
	e.literal += `"` + f.name + `":`
}

// presence is the condition under which a member is written; "" is always. As
// the library has it, omitempty is about JSON: it never leaves out a number, a
// truth value or an object with members.
func (e *encoders) presence(f field) string {
	kind := f.typ.Kind()
	switch {
	case f.omitZero && (kind == reflect.Pointer || kind == reflect.Slice):
		return f.path + " != nil"
	case f.omitZero || f.omitEmpty && kind == reflect.Struct:
		e.refuse(f, "may not be left out: use a pointer")
	case f.omitEmpty && kind == reflect.String:
		return f.path + ` != ""`
	case f.omitEmpty && kind == reflect.Slice:
		return "len(" + f.path + ") > 0"
	case f.omitEmpty && kind == reflect.Pointer:
		return e.presenceOfPointer(f)
	}
	return ""
}

func (e *encoders) presenceOfPointer(f field) string {
	there := f.path + " != nil"
	if f.typ.Elem().Kind() == reflect.String {
		there += " && *" + f.path + ` != ""`
	}
	return there
}

func (e *encoders) value(f field) {
	switch f.typ.Kind() {
	case reflect.Struct:
		e.call("append%s(dst, &%s)", e.function(f.typ), f.path)
	case reflect.Pointer:
		e.pointer(f)
	case reflect.Slice:
		e.list(f)
	default:
		e.scalar(f, f.typ, f.path)
	}
}

// pointer writes null for nil, unless the member is then left out.
func (e *encoders) pointer(f field) {
	if !f.omitEmpty && !f.omitZero {
		e.flush()
		e.print("if %s == nil {\ndst = append(dst, \"null\"...)\n} else {\n", f.path)
		defer e.print("}\n")
	}
	if to := f.typ.Elem(); to.Kind() == reflect.Struct {
		e.call("append%s(dst, %s)", e.function(to), f.path)
	} else {
		e.scalar(f, to, "*"+f.path)
	}
}

func (e *encoders) list(f field) {
	switch of := f.typ.Elem(); of.Kind() {
	case reflect.String:
		e.call("appendStrings(dst, %s)", f.path)
	case reflect.Struct:
		e.call("appendList(dst, %s, append%s)", f.path, e.function(of))
	default:
		e.refuse(f, "is a list of "+of.String())
	}
}

func (e *encoders) scalar(f field, t reflect.Type, value string) {
	switch t {
	case reflect.TypeFor[string]():
		e.call("appendString(dst, %s)", value)
	case reflect.TypeFor[int]():
		e.call("appendInt(dst, %s)", value)
	case reflect.TypeFor[bool]():
		e.call("appendBool(dst, %s)", value)
	case reflect.TypeFor[float64]():
		e.call("appendFloat(dst, %s)", value)
	default:
		e.refuse(f, "is a "+t.String())
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
