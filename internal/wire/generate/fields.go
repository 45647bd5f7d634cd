package main

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// field is one member of a JSON object.
type field struct {
	name                string // in JSON
	path                string // in Go, through embedded structs
	typ                 reflect.Type
	omitEmpty, omitZero bool
	rules               rules
}

// rules are the validate tag of a field.
type rules struct {
	required bool
	oneOf    []string
	format   string
	min, max string // "" is without
}

// fieldsOf lists the members of a struct in the order in which they are
// written; those of an embedded struct stand in its place.
func fieldsOf(t reflect.Type) ([]field, error) {
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		more, err := membersOf(f)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name(), f.Name, err)
		}
		for _, m := range more {
			if slices.ContainsFunc(fields, func(other field) bool { return other.name == m.name }) {
				return nil, fmt.Errorf("%s.%s: there are two members %q", t.Name(), f.Name, m.name)
			}
		}
		fields = append(fields, more...)
	}
	return fields, nil
}

func membersOf(f reflect.StructField) ([]field, error) {
	if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag == "" {
		inner, err := fieldsOf(f.Type)
		for i := range inner {
			inner[i].path = f.Name + "." + inner[i].path
		}
		return inner, err
	}
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" || name == "-" || !plain(name) {
		return nil, fmt.Errorf("needs a plain name in its json tag")
	}
	m := field{name: name, path: f.Name, typ: f.Type}
	switch options {
	case "":
	case "omitempty":
		m.omitEmpty = true
	case "omitzero":
		m.omitZero = true
	default:
		return nil, fmt.Errorf("json option %q", options)
	}
	return []field{m}, m.rules.parse(f.Tag.Get("validate"))
}

func (r *rules) parse(tag string) error {
	for rule := range strings.SplitSeq(tag, ",") {
		name, param, _ := strings.Cut(rule, "=")
		switch name {
		case "", "omitempty", "dive":
		case "required":
			r.required = true
		case "min":
			r.min = param
		case "max":
			r.max = param
		case "oneof":
			r.oneOf = strings.Fields(param)
		case "date", "rxnorm", "atc", "loinc":
			r.format = name
		default:
			return fmt.Errorf("validate rule %q", rule)
		}
	}
	for _, word := range r.oneOf {
		if !plain(word) || strings.Contains(word, "'") {
			return fmt.Errorf("oneof value %q", word)
		}
	}
	_, behind, dives := strings.Cut(tag, "dive")
	if dives && behind != "" {
		return fmt.Errorf("rules behind dive")
	}
	return nil
}

// plain reports whether a word is written in Go and JSON as it is.
func plain(word string) bool {
	return strconv.QuoteToASCII(word) == `"`+word+`"` && !strings.Contains(word, "`")
}
