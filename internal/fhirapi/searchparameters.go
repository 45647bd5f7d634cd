package fhirapi

import (
	"slices"
	"strings"
)

// A searchParameter selects documents by one thing that is known of them.
type searchParameter struct {
	name, kind string // kind is a code of FHIR's search-param-type
	matches    func(d *document, modifier, value string) bool
	modifiers  []string // beside none
}

// searchParameters are all there are, for every type of resource.
func searchParameters() []searchParameter {
	exact := []string{"not"}
	worded := []string{"exact", "contains"}
	return []searchParameter{
		{"_id", "token", token(func(d *document) string { return d.id }, ""), exact},
		{"url", "uri", matchesURL, nil},
		{"version", "token", token(func(d *document) string { return d.version }, ""), exact},
		{"status", "token", token(func(d *document) string { return d.status }, "http://hl7.org/fhir/publication-status"), exact},
		{"name", "string", text(func(d *document) string { return d.name }), worded},
		{"title", "string", text(func(d *document) string { return d.title }), worded},
		{"publisher", "string", text(func(d *document) string { return d.publisher }), worded},
		{"experimental", "token", token(func(d *document) string { return d.experimental }, ""), exact},
	}
}

// resultParameters change how a search is answered, not what is found. Those
// that are not carried out here, such as _elements, may be ignored.
func resultParameters() []string {
	return []string{
		"_format", "_pretty", "_count", "_offset", "_summary", "_elements", "_total", "_sort",
		"_include", "_revinclude", "_contained", "_containedType",
	}
}

// definition is the canonical URL of the parameter for a type of resource.
func (p *searchParameter) definition(kind string) string {
	const core = "http://hl7.org/fhir/SearchParameter/"
	switch {
	case p.name == "_id":
		return core + "Resource-id"
	case p.name == "experimental":
		return "http://hl7.org/fhir/uv/sdc/SearchParameter/canonical-experimental"
	case kind == typeQuestionnaire:
		return core + "Questionnaire-" + p.name
	default:
		return core + "conformance-" + p.name
	}
}

// condition is one parameter of a search: one of the values must match.
type condition struct {
	parameter *searchParameter
	modifier  string
	values    []string
}

func (c *condition) holds(d *document) bool {
	found := slices.ContainsFunc(c.values, func(v string) bool { return c.parameter.matches(d, c.modifier, v) })
	return found != (c.modifier == "not")
}

// token matches a code as system|code, |code or code. System is that which the
// code always has, "" for none.
func token(of func(*document) string, system string) func(*document, string, string) bool {
	return func(d *document, _, value string) bool {
		if given, code, both := cutUnescaped(value, '|'); both {
			if given != "" && given != system {
				return false
			}
			value = code
		}
		return value != "" && unescape(value) == of(d)
	}
}

// text matches the beginning of a text whatever its case, all of it exactly, or
// any part of it.
func text(of func(*document) string) func(*document, string, string) bool {
	return func(d *document, modifier, value string) bool {
		have, want := of(d), unescape(value)
		switch modifier {
		case "exact":
			return have == want
		case "contains":
			return strings.Contains(strings.ToLower(have), strings.ToLower(want))
		default:
			return strings.HasPrefix(strings.ToLower(have), strings.ToLower(want))
		}
	}
}

// matchesURL matches a canonical URL, with or without its version.
func matchesURL(d *document, _, value string) bool {
	url, version, versioned := cutUnescaped(value, '|')
	return unescape(url) == d.url && (!versioned || unescape(version) == d.version)
}

// maxAlternatives is how many values of one parameter are compared.
const maxAlternatives = 100

// alternatives are the values of a parameter, of which any may match.
func alternatives(value string) []string {
	var all []string
	for {
		first, rest, more := cutUnescaped(value, ',')
		if first != "" && len(all) < maxAlternatives {
			all = append(all, first)
		}
		if !more {
			return all
		}
		value = rest
	}
}

// cutUnescaped is strings.Cut at a separator without a backslash before it.
func cutUnescaped(s string, separator byte) (before, after string, found bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case separator:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// unescape takes the backslashes off (https://hl7.org/fhir/R4/search.html#escaping).
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\,`, `,`, `\|`, `|`, `\$`, `$`).Replace(s)
}
