package form

import (
	"bytes"
	"errors"
	"io"
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
	text     string
	members  []member
	elements []node
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
	return n == nil || (n.kind == '[' && len(n.elements) == 0) || (n.kind == '{' && len(n.members) == 0)
}

var errTooDeep = errors.New("nested too deep")

// parse reads a document strictly: no duplicate members, valid UTF-8, nothing after it.
func parse(raw []byte) (*node, *fhir.Issue) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	n, err := parseValue(d)
	if err == nil {
		switch _, err = d.ReadToken(); {
		case errors.Is(err, io.EOF):
			return &n, nil
		case err == nil:
			return nil, issue(malformed, "", "There is more after the end of the resource. Send one resource.")
		}
	}
	return nil, syntaxIssue(raw, err)
}

func parseValue(d *jsontext.Decoder) (node, error) {
	token, err := d.ReadToken()
	if err != nil {
		return node{}, err
	}
	n := node{kind: token.Kind()}
	switch n.kind {
	case '"', '0':
		n.text = token.String()
	case '{', '[':
		if d.StackDepth() > maxDepth {
			return node{}, errTooDeep
		}
		if n.kind == '{' {
			n.members = make([]member, 0, 3) // most have no more
		}
		err = n.parseInside(d)
	}
	return n, err
}

// parseInside reads what is in an object or a list, with its end.
func (n *node) parseInside(d *jsontext.Decoder) error {
	for {
		if k := d.PeekKind(); k == '}' || k == ']' {
			_, err := d.ReadToken()
			return err
		}
		name := ""
		if n.kind == '{' {
			token, err := d.ReadToken()
			if err != nil {
				return err
			}
			name = token.String()
		}
		value, err := parseValue(d)
		if err != nil {
			return err
		}
		if n.kind == '{' {
			n.members = append(n.members, member{name, value})
		} else {
			n.elements = append(n.elements, value)
		}
	}
}

func syntaxIssue(raw []byte, err error) *fhir.Issue {
	at := ""
	if syntax, is := errors.AsType[*jsontext.SyntacticError](err); is {
		at = string(syntax.JSONPointer)
	}
	switch {
	case errors.Is(err, errTooDeep):
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
