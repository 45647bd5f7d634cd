package fhirapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// inquiry is a search that has been understood.
type inquiry struct {
	kind       string
	conditions []condition
	used       url.Values // parameters that were understood, as they were given
	countOnly  bool
	count      int // entries on a page; -1 is all
	offset     int // entries before it
}

// search answers a search for resources of a type.
func (a *API) search(x *exchange, kind string) error {
	q, err := readInquiry(x, kind)
	if err != nil {
		return err
	}
	l, err := a.library()
	if err != nil {
		return err
	}
	body, err := encode(q.bundle(a.base, l), false)
	if err != nil {
		return err
	}
	return x.answerTagged(body, "W/"+door.Tag(body))
}

// readInquiry reads the parameters of a search. Those that are not known are
// left out, and so are not in the link to itself, unless the caller asks for
// strict handling.
func readInquiry(x *exchange, kind string) (*inquiry, error) {
	q := &inquiry{kind: kind, used: url.Values{}, count: -1}
	known := searchParameters()
	var faults []fhir.Issue
	for _, name := range sortedNames(x.query) {
		plain, modifier, _ := strings.Cut(name, ":")
		i := slices.IndexFunc(known, func(p searchParameter) bool { return p.name == plain })
		switch {
		case i >= 0 && modifier != "" && !slices.Contains(known[i].modifiers, modifier):
			faults = append(faults, unknownModifier(&known[i]))
		case i >= 0:
			q.add(&known[i], modifier, name, x.query[name])
		case slices.Contains(resultParameters(), plain):
			faults = append(faults, q.readResultParameter(plain, x.query[name])...)
		case x.prefer.strict:
			faults = append(faults, unknownParameter(name, known))
		}
	}
	if len(faults) > 0 {
		return nil, refuse(http.StatusBadRequest, faults...)
	}
	return q, nil
}

func sortedNames(query url.Values) []string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// add adds a condition for each time the parameter is given: all of them must hold.
func (q *inquiry) add(p *searchParameter, modifier, name string, given []string) {
	for _, value := range given {
		if values := alternatives(value); len(values) > 0 {
			q.conditions = append(q.conditions, condition{p, modifier, values})
			q.used.Add(name, value)
		}
	}
}

func (q *inquiry) readResultParameter(name string, given []string) []fhir.Issue {
	last := given[len(given)-1]
	switch name {
	case "_summary":
		if last == "count" {
			q.countOnly = true
			q.used.Set(name, last)
		}
	case "_count", "_offset":
		n, err := strconv.Atoi(last)
		if err != nil || n < 0 {
			return []fhir.Issue{faultAt("http."+name, fhir.TypeInvalid, codeBadQuery, name+" is a whole number from 0 on.")}
		}
		if name == "_count" {
			q.count = n
		} else {
			q.offset = n
		}
		q.used.Set(name, last)
	}
	return nil
}

func unknownModifier(p *searchParameter) fhir.Issue {
	detail := "The parameter has no such modifier."
	if len(p.modifiers) > 0 {
		detail += " It has: " + strings.Join(p.modifiers, ", ") + "."
	}
	return faultAt("http."+p.name, fhir.TypeNotSupported, codeUnknownModifier, detail)
}

func unknownParameter(name string, known []searchParameter) fhir.Issue {
	names := make([]string, 0, len(known))
	for _, p := range known {
		names = append(names, p.name)
	}
	return faultAt(placeOf(name), fhir.TypeNotSupported, codeUnknownParameter,
		"There is no such search parameter here. There is: "+strings.Join(names, ", ")+".")
}

// placeOf names a parameter that was sent, when it looks like a name.
func placeOf(name string) string {
	const longest = 32
	plain := func(r rune) bool { return r == '_' || r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	if len(name) > longest || strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }) {
		return ""
	}
	return "http." + name
}

// bundle is what the search finds.
func (q *inquiry) bundle(base string, l *library) *fhir.Bundle {
	var found []*document
	for i := range l.documents {
		if d := &l.documents[i]; d.kind == q.kind && q.selects(d) {
			found = append(found, d)
		}
	}
	total := len(found)
	out := &fhir.Bundle{
		ResourceType: typeBundle, Type: "searchset", Total: &total,
		Link: []fhir.BundleLink{{Relation: "self", URL: q.link(base, q.used)}},
	}
	if q.countOnly || q.count == 0 {
		return out
	}
	page := found[min(q.offset, total):]
	if q.count > 0 && q.count < len(page) {
		page = page[:q.count]
		next := url.Values{"_offset": {strconv.Itoa(q.offset + q.count)}}
		for name, values := range q.used {
			if name != "_offset" {
				next[name] = values
			}
		}
		out.Link = append(out.Link, fhir.BundleLink{Relation: "next", URL: q.link(base, next)})
	}
	for _, d := range page {
		out.Entry = append(out.Entry, fhir.BundleEntry{
			FullURL: base + "/" + d.kind + "/" + d.id, Resource: d.body, Search: &fhir.BundleSearch{Mode: "match"},
		})
	}
	return out
}

func (q *inquiry) selects(d *document) bool {
	return !slices.ContainsFunc(q.conditions, func(c condition) bool { return !c.holds(d) })
}

func (q *inquiry) link(base string, parameters url.Values) string {
	if len(parameters) == 0 {
		return base + "/" + q.kind
	}
	return base + "/" + q.kind + "?" + parameters.Encode()
}
