package form

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// maxDepth is how deep JSON may be nested. An item costs four levels (a list
// and an object, of items and of answers), and sixteen items are enough.
const maxDepth = 4 * maxItemDepth

// node is a JSON value with its place in the document.
type node struct {
	kind jsontext.Kind
	// text is a string, or a number as it is written.
	text string
	// members are those of an object, or the elements of a list, without names.
	members []member
}

type member struct {
	name  string
	value node
}

func (n *node) member(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i].value
		}
	}
	return nil
}

// string is the text of a member; "" when it is not there or is no string.
func (n *node) string(name string) string {
	if v := n.member(name); v != nil && v.kind == '"' {
		return v.text
	}
	return ""
}

// empty reports whether there is nothing in a list or an object.
func (n *node) empty() bool {
	return n == nil || (n.kind == '[' || n.kind == '{') && len(n.members) == 0
}

var errTooDeep = errors.New("nested too deep")

// parse reads a document strictly: no duplicate members, valid UTF-8, nothing after it.
func parse(raw []byte) (*node, *fhir.Issue) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw)) // which is read where it lies
	if err := d.SkipValue(); err != nil {
		return nil, syntaxIssue(raw, err)
	}
	switch _, err := d.ReadToken(); {
	case err == nil:
		return nil, issue(malformed, "", "There is more after the end of the resource. Send one resource.")
	case !errors.Is(err, io.EOF):
		return nil, syntaxIssue(raw, err)
	}
	t := tree{Scanner: fhir.NewScanner(string(raw)), open: make([]member, 0, 64)}
	n := t.value(0)
	if t.tooDeep {
		return nil, syntaxIssue(raw, errTooDeep)
	}
	return &n, nil
}

// tree makes nodes of a document that has been checked.
type tree struct {
	fhir.Scanner[string]
	// open are the members of what has not been read to its end.
	open    []member
	tooDeep bool
}

// value is the next one, which stands in depth others.
func (t *tree) value(depth int) node {
	n := node{kind: t.Next()}
	switch n.kind {
	case '{', '[':
		if depth == maxDepth {
			t.tooDeep = true
			return n
		}
		t.Bracket()
		n.members = t.inside(n.kind, depth+1)
		t.Bracket()
	case '"':
		n.text = unquoted(t.Scalar())
	default:
		n.text = t.Scalar()
	}
	return n
}

// inside is what an object or a list holds.
func (t *tree) inside(kind jsontext.Kind, depth int) []member {
	start := len(t.open)
	for !t.tooDeep && t.Next() != '}' && t.Next() != ']' {
		var m member
		if kind == '{' {
			m.name = unquoted(t.Scalar())
		}
		m.value = t.value(depth)
		t.open = append(t.open, m)
	}
	members := slices.Clone(t.open[start:])
	t.open = t.open[:start]
	return members
}

// unquoted is a text without its quotation marks and escapes.
func unquoted(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s[1 : len(s)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, s)
	return string(text)
}

func syntaxIssue(raw []byte, err error) *fhir.Issue {
	at := ""
	if syntax, is := errors.AsType[*jsontext.SyntacticError](err); is {
		at = string(syntax.JSONPointer)
	}
	switch {
	case errors.Is(err, errTooDeep) || strings.Count(at, "/") > maxDepth:
		return issue(tooDeep, "", "The resource is nested deeper than accepted.")
	case !utf8.Valid(raw):
		return issue(invalidUTF8, "", "The resource is not UTF-8.")
	case errors.Is(err, jsontext.ErrDuplicateName):
		return issue(duplicate, expressionOf(at), "A member is there twice. Keep one of the two.")
	default:
		return issue(malformed, expressionOf(at), "The resource is not JSON.")
	}
}

func issue(m *matter, at, detail string) *fhir.Issue {
	return &fhir.Issue{Severity: m.severity, Type: m.kind, Code: m.code, Detail: detail, Expression: at}
}
