package extract

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// pruned is a resource without its empty members, which FHIR does not allow and
// for which a server refuses the whole transaction: null, "", [] and {}, at
// every depth, and what becomes empty without them. All other values stay to
// the byte; where nothing is empty the resource does. Members are the names of
// those that stay at the top.
func pruned(sent []byte) (out fhir.Raw, members []string) {
	p := pruner{sent: sent, d: jsontext.NewDecoder(bytes.NewReader(sent)), out: make([]byte, 0, len(sent))}
	_, err := p.value("")
	switch {
	case err != nil: // a checked response is JSON
		return sent, nil
	case p.dropped:
		return p.out, p.members
	default:
		return sent, p.members
	}
}

// pruner copies JSON and takes back what turns out to be empty.
type pruner struct {
	sent    []byte
	d       *jsontext.Decoder
	out     []byte
	dropped bool
	members []string
}

// value copies the next value, the member of an object or an item of a list
// that is one. It reports an empty one, of which it leaves nothing.
func (p *pruner) value(name string) (empty bool, err error) {
	start := len(p.out)
	switch p.d.PeekKind() {
	case '{':
		err = p.object()
	case '[':
		err = p.list(name)
	default:
		var v jsontext.Value
		v, err = p.d.ReadValue()
		p.out = append(p.out, v...)
	}
	if err != nil {
		return false, err
	}
	switch string(p.out[start:]) {
	case "{}", "[]", `""`, "null":
		p.out, p.dropped = p.out[:start], true
		return true, nil
	}
	return false, nil
}

func (p *pruner) object() error {
	if _, err := p.d.ReadToken(); err != nil {
		return err
	}
	p.out = append(p.out, '{')
	first := true
	for p.d.PeekKind() != '}' {
		back := len(p.out)
		key, err := p.d.ReadValue()
		if err != nil {
			return err
		}
		if !first {
			p.out = append(p.out, ',')
		}
		p.out = append(append(p.out, key...), ':')
		name := string(bytes.Trim(key, `"`))
		empty, err := p.value(name)
		switch {
		case err != nil:
			return err
		case empty:
			p.out = p.out[:back]
			continue
		case p.d.StackDepth() == 1:
			p.members = append(p.members, name)
		}
		first = false
	}
	_, err := p.d.ReadToken()
	p.out = append(p.out, '}')
	return err
}

func (p *pruner) list(name string) error {
	if _, err := p.d.ReadToken(); err != nil {
		return err
	}
	p.out = append(p.out, '[')
	start, kept := len(p.out), false
	for p.d.PeekKind() != ']' {
		back := len(p.out)
		if back > start {
			p.out = append(p.out, ',')
		}
		empty, err := p.value(name)
		switch {
		case err != nil:
			return err
		case !empty:
			kept = true
		case p.paired(name):
			p.out = append(p.out, "null"...)
		default:
			p.out = p.out[:back]
		}
	}
	if !kept {
		p.out = p.out[:start]
	}
	_, err := p.d.ReadToken()
	p.out = append(p.out, ']')
	return err
}

// paired reports whether the items of a list belong by their place to those of
// another: extensions of texts stand in a list beside them, with null where
// there is none. Such a list keeps its places.
func (p *pruner) paired(name string) bool {
	return strings.HasPrefix(name, "_") || bytes.Contains(p.sent, []byte(`"_`+name+`"`))
}
