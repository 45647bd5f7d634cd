package fhirapi

import (
	"net/url"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// target is what a reference points to: a resource of a type with an id, or
// something that only a URN names.
type target struct {
	server   string // where it is, "" for a reference relative to the caller's own server
	kind, id string // "" for a URN
	urn      string
}

// parseTarget reads a reference: Type/id, with a server before it or not, or a
// URN. A version behind it is left out.
func parseTarget(reference string) (target, bool) {
	for _, scheme := range []string{"urn:uuid:", "urn:oid:"} {
		if name, is := strings.CutPrefix(reference, scheme); is {
			return target{urn: reference}, name != ""
		}
	}
	path, _, _ := strings.Cut(reference, "/_history/")
	server := ""
	if strings.Contains(path, "://") {
		u, err := url.Parse(path)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
			return target{}, false
		}
		parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
		at := max(len(parts)-2, 0)
		server, path = u.Host+"/"+strings.Join(parts[:at], "/"), strings.Join(parts[at:], "/")
	}
	kind, id, _ := strings.Cut(path, "/")
	return target{server: server, kind: kind, id: id}, isTypeName(kind) && isID(id)
}

func isTypeName(s string) bool {
	return s != "" && s[0] >= 'A' && s[0] <= 'Z' && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// isID reports whether s is of FHIR's type id.
func isID(s string) bool {
	const longest = 64
	return s != "" && len(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.'
	})
}

// contradicts reports whether two references are known to mean different things.
// One with a server and one without may mean the same.
func (t target) contradicts(other target) bool {
	if t.urn != "" || other.urn != "" {
		return t.urn != "" && other.urn != "" && t.urn != other.urn
	}
	return t.kind != other.kind || t.id != other.id || t.server != "" && other.server != "" && t.server != other.server
}

// checkReference checks a reference to a resource of a type: by where it is, or
// by an identifier.
func checkReference(r *fhir.Reference, kind, at string) []fhir.Issue {
	wrong := func(member, detail string) []fhir.Issue {
		return []fhir.Issue{faultAt(at+member, fhir.TypeValue, codeFormat, detail)}
	}
	if r.Type != "" && r.Type != kind {
		return wrong(".type", "This must be a "+kind+".")
	}
	if r.Reference == "" {
		if r.Identifier == nil || strings.TrimSpace(r.Identifier.Value) == "" {
			return []fhir.Issue{faultAt(at, fhir.TypeRequired, codeRequired, "A reference needs reference or identifier; its display names nobody.")}
		}
		return nil
	}
	t, ok := parseTarget(r.Reference)
	if !ok || t.urn == "" && t.kind != kind {
		return wrong(".reference", "This must be "+kind+"/ with an id, an absolute URL that ends so, urn:uuid: or urn:oid:.")
	}
	return nil
}

// differ reports whether two references that are acceptable are known to mean
// different things.
func differ(a, b *fhir.Reference) bool {
	if a.Reference == "" || b.Reference == "" {
		return a.Reference == b.Reference && (a.Identifier.Value != b.Identifier.Value ||
			a.Identifier.System != "" && b.Identifier.System != "" && a.Identifier.System != b.Identifier.System)
	}
	one, _ := parseTarget(a.Reference)
	other, _ := parseTarget(b.Reference)
	return one.contradicts(other)
}

// choose returns the reference that the response has, else that of a parameter.
// Both are nil where they are not given; both at once must agree.
func choose(inResponse, inParameter *fhir.Reference, code, at string) (*fhir.Reference, []fhir.Issue) {
	switch {
	case inResponse == nil:
		return inParameter, nil
	case inParameter != nil && differ(inResponse, inParameter):
		return nil, []fhir.Issue{faultAt(at, fhir.TypeConflict, code,
			"The parameter names another one than the response does. Leave one of the two out, or correct it.")}
	default:
		return inResponse, nil
	}
}
