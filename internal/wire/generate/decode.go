package main

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// decoders writes the methods of the cursor that read a struct.
type decoders struct {
	*writer
	choices map[string][]string // words by the name of their function
	order   []string            // of the choices
}

func generateDecoders(roots ...reflect.Type) ([]byte, error) {
	d := decoders{writer: newWriter(roots), choices: map[string][]string{}}
	d.each(d.object)
	for _, name := range d.order {
		d.choice(name, d.choices[name])
	}
	return d.file()
}

func method(typeName string) string { return strings.ToLower(typeName[:1]) + typeName[1:] }

func (d *decoders) object(t reflect.Type, fields []field) {
	if len(fields) > 64 {
		d.err = fmt.Errorf("%s has more members than bits", t)
	}
	var needed []string
	d.print("\nfunc (c *cursor) %s(dst *v1.%s) {\n", method(t.Name()), t.Name())
	d.print("var given uint64\nfor name, ok := c.member(true); ok; name, ok = c.member(false) {\nswitch string(name) {\n")
	for i, f := range fields {
		d.print("case %q:\ngiven = c.once(given, 1<<%d)\n", f.name, i)
		d.member(t, f)
		if f.rules.required {
			needed = append(needed, fmt.Sprintf("1<<%d", i))
		}
	}
	d.print("default:\nc.doubt = true\n}\n}\n")
	if len(needed) > 0 {
		d.print("c.need(given, %s)\n", strings.Join(needed, "|"))
	}
	d.print("}\n")
}

func (d *decoders) member(t reflect.Type, f field) {
	to := "dst." + f.path
	switch f.typ {
	case reflect.TypeFor[string]():
		d.print("%s = %s\n", to, d.text(t, f))
		return
	case reflect.TypeFor[*int]():
		d.print("%s = c.integer(%s, %s)\n", to, cmp.Or(f.rules.min, "-unlimited"), cmp.Or(f.rules.max, "unlimited"))
		return
	case reflect.TypeFor[*float64]():
		d.print("%s = c.number(%s, %s)\n", to, cmp.Or(f.rules.min, "-unlimited"), cmp.Or(f.rules.max, "unlimited"))
		return
	}
	switch {
	case f.typ.Kind() == reflect.Pointer && f.typ.Elem().Kind() == reflect.Struct:
		d.print("%s = new(v1.%s)\n", to, d.function(f.typ.Elem()))
		d.print("c.%s(%s)\n", method(f.typ.Elem().Name()), to)
	case f.typ.Kind() == reflect.Slice && f.typ.Elem().Kind() == reflect.Struct && f.rules.max != "":
		d.list(to, f)
	default:
		d.refuse(f, "cannot be read: use a string, a pointer to a number or struct, or a list of structs with a limit")
	}
}

// list reads a list in place: a function that took one for its elements would
// move the cursor to the heap.
func (d *decoders) list(to string, f field) {
	name := d.function(f.typ.Elem())
	d.print("list := []v1.%s{}\n", name)
	d.print("for c.element(len(list), %s, %s) {\n", cmp.Or(f.rules.min, "0"), f.rules.max)
	d.print("list = append(list, v1.%s{})\n", name)
	d.print("c.%s(&list[len(list)-1])\n}\n%s = list\n", method(name), to)
}

// text is the expression that reads a text by its rules.
func (d *decoders) text(t reflect.Type, f field) string {
	r := f.rules
	least := cmp.Or(r.min, "0")
	if r.required && least == "0" {
		least = "1"
	}
	switch limited := r.min != "" || r.max != ""; {
	case limited && (r.oneOf != nil || r.format != ""), r.oneOf != nil && r.format != "":
		d.refuse(f, "has rules that cannot be combined")
		return ""
	case r.oneOf != nil:
		return "c.known(" + d.choiceOf(t, f) + "(c.quoted()))"
	case r.format != "":
		return "c.code(" + map[string]string{"date": "isDate", "rxnorm": "isRxNorm", "atc": "isATC", "loinc": "isLOINC"}[r.format] + ")"
	}
	return fmt.Sprintf("c.text(%s, %s)", least, cmp.Or(r.max, "unlimited"))
}

// choiceOf names the function that knows the words of a field: by the words,
// or after its first field when they are many.
func (d *decoders) choiceOf(t reflect.Type, f field) string {
	const longest = 30
	words := strings.Join(f.rules.oneOf, "_")
	for _, name := range d.order {
		if slices.Equal(d.choices[name], f.rules.oneOf) {
			return name
		}
	}
	name := "one" + t.Name() + f.path
	if len(words) <= longest {
		name = "one"
		for word := range strings.SplitSeq(words, "_") {
			name += string(unicode.ToUpper(rune(word[0]))) + word[1:]
		}
	}
	if d.choices[name] != nil {
		d.refuse(f, "needs another name than "+name)
	}
	d.choices[name] = f.rules.oneOf
	d.order = append(d.order, name)
	return name
}

func (d *decoders) choice(name string, words []string) {
	d.print("\nfunc %s(s []byte) string {\nswitch string(s) {\n", name)
	for _, word := range words {
		d.print("case %q:\nreturn %q\n", word, word)
	}
	d.print("}\nreturn \"\"\n}\n")
}
