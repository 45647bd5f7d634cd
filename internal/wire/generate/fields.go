package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// field is one member of a JSON object.
type field struct {
	name  string // in JSON
	owner string // the struct
	path  string // in Go, through embedded structs
	typ   reflect.Type
	omit  string // omitempty, omitzero or nothing

	// verbatim texts hold nothing that JSON has to escape: words of a list, and
	// what the ruleset gives, which its linter checks.
	verbatim bool

	// The rules of the validate tag, "" when it does not have them.
	required         bool
	oneOf            []string
	format, min, max string
}

// fieldsOf lists the members of a struct in the order in which they are
// written; those of an embedded struct stand in its place.
func fieldsOf(t reflect.Type) (fields []field, err error) {
	names := map[string]bool{}
	for i := range t.NumField() {
		members, err := membersOf(t.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name(), t.Field(i).Name, err)
		}
		for _, m := range members {
			if names[m.name] {
				return nil, fmt.Errorf("%s has two members %q", t.Name(), m.name)
			}
			names[m.name], m.owner = true, t.Name()
			fields = append(fields, m)
		}
	}
	return fields, nil
}

func membersOf(f reflect.StructField) ([]field, error) {
	if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag == "" {
		fields, err := fieldsOf(f.Type)
		for i := range fields {
			fields[i].path = f.Name + "." + fields[i].path
		}
		return fields, err
	}
	name, omit, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !plain(name) || omit != "" && omit != "omitempty" && omit != "omitzero" {
		return nil, fmt.Errorf("json tag %q", f.Tag.Get("json"))
	}
	m := field{name: name, path: f.Name, typ: f.Type, omit: omit, verbatim: f.Tag.Get("wire") == "plain"}
	for rule := range strings.SplitSeq(f.Tag.Get("validate"), ",") {
		if err := m.rule(rule); err != nil {
			return nil, err
		}
	}
	return []field{m}, nil
}

// rule adds a rule of the validate tag. Whether it suits the type of the field
// is for strictjson to say, which reads the same tags.
func (f *field) rule(rule string) error {
	name, param, _ := strings.Cut(rule, "=")
	switch name {
	case "", "omitempty", "dive": // into structs, which have tags of their own
	case "required":
		f.required = true
	case "min":
		f.min = param
	case "max":
		f.max = param
	case "date", "rxnorm", "atc", "loinc":
		f.format = name
	case "oneof":
		f.oneOf = strings.Fields(param)
		f.verbatim = true
		if plain(strings.Join(f.oneOf, "_")) {
			return nil
		}
		fallthrough
	default:
		return fmt.Errorf("validate rule %q", rule)
	}
	return nil
}

// plain reports whether a word is written the same in Go, JSON and tags.
func plain(word string) bool { return regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(word) }
