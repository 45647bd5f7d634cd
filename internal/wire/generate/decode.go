package main

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// decoders writes the methods of the cursor that read a struct.
type decoders struct {
	writer
	choices [][]string // accepted words, each list once
}

func generateDecoders(roots ...reflect.Type) ([]byte, error) {
	var d decoders
	d.write(roots, d.object)
	for _, words := range d.choices {
		d.print("\nfunc %s(s []byte) string {\nswitch string(s) {\n", nameOf(words))
		for _, word := range words {
			d.print("case %q:\nreturn %q\n", word, word)
		}
		d.print("}\nreturn \"\"\n}\n")
	}
	return d.source()
}

func (d *decoders) object(name string, fields []field) {
	d.print("\nfunc (c *cursor) %s(dst *v1.%s) {\nvar given uint64\n", method(name), name)
	d.print("for name, ok := c.member(true); ok; name, ok = c.member(false) {\nswitch string(name) {\n")
	var needed []string
	for i, f := range fields {
		d.print("case %q:\ngiven = c.once(given, 1<<%d)\n", f.name, i)
		d.member(f, "dst."+f.path)
		if f.required {
			needed = append(needed, fmt.Sprintf("1<<%d", i))
		}
	}
	d.print("default:\nc.doubt = true\n}\n}\n")
	if needed != nil {
		d.print("c.need(given, %s)\n", strings.Join(needed, "|"))
	}
	d.print("}\n")
}

func method(name string) string { return strings.ToLower(name[:1]) + name[1:] }

func (d *decoders) member(f field, v string) {
	switch t := f.typ; {
	case t == reflect.TypeFor[string]():
		d.print("%s = %s\n", v, d.text(f))
	case t == reflect.TypeFor[*int]():
		d.print("%s = c.integer(%s)\n", v, f.limits("-unlimited"))
	case t == reflect.TypeFor[*float64]():
		d.print("%s = c.number(%s)\n", v, f.limits("-unlimited"))
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		name := d.need(t.Elem())
		d.print("%s = new(v1.%s)\nc.%s(%s)\n", v, name, method(name), v)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		// In place: a function value would move the cursor to the heap.
		name := d.need(t.Elem())
		d.print("list := make([]v1.%s, 0, usualLength)\nfor c.element(len(list), %s) {\n", name, f.limits("0"))
		d.print("list = append(list, v1.%s{})\nc.%s(&list[len(list)-1])\n}\n%s = list\n", name, method(name), v)
	default:
		d.refuse(f, "cannot be read: make it a text, a pointer to a number or struct, or a list of structs")
	}
}

// limits are the smallest and the largest of what is accepted.
func (f *field) limits(least string) string {
	return cmp.Or(f.min, least) + ", " + cmp.Or(f.max, "unlimited")
}

// text is the expression that reads a text by its rules.
func (d *decoders) text(f field) string {
	limited := f.min+f.max != ""
	if f.required && cmp.Or(f.min, "0") == "0" {
		f.min = "1" // an empty text is not given
	}
	switch {
	case f.oneOf != nil && f.format == "" && !limited:
		return "c.known(" + d.choice(f) + "(c.quoted()))"
	case f.oneOf == nil && f.format != "" && !limited:
		return "c.code(" + map[string]string{"date": "isDate", "rxnorm": "isRxNorm", "atc": "isATC", "loinc": "isLOINC"}[f.format] + ")"
	case f.oneOf != nil || f.format != "":
		d.refuse(f, "has rules that are not read together")
	}
	return "c.text(" + f.limits("0") + ")"
}

// choice is the function that knows the accepted words.
func (d *decoders) choice(f field) string {
	i := slices.IndexFunc(d.choices, func(words []string) bool { return nameOf(words) == nameOf(f.oneOf) })
	if i < 0 {
		d.choices = append(d.choices, f.oneOf)
	} else if !slices.Equal(d.choices[i], f.oneOf) {
		d.refuse(f, "accepts words that begin as others do: "+nameOf(f.oneOf))
	}
	return nameOf(f.oneOf)
}

// nameOf names the function by the first of the words.
func nameOf(words []string) string {
	name := "one"
	for word := range strings.SplitSeq(strings.Join(words[:min(3, len(words))], "_"), "_") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name
}
