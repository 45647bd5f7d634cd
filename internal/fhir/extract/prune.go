package extract

import (
	"bytes"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// pruned is a resource without its empty members, which FHIR does not allow and
// for which a server refuses the whole transaction: null, "", [] and {}, at
// every depth, and what becomes empty without them. All other values stay to
// the byte; where nothing is empty the resource does. Members are the names of
// those that stay at the top.
func pruned(sent []byte) (out fhir.Raw, members []string) {
	p := pruner{Scanner: fhir.NewScanner(sent), sent: sent, out: make([]byte, 0, len(sent))}
	p.value(nil)
	if !p.dropped {
		return sent, p.members
	}
	return p.out, p.members
}

// pruner copies JSON, which has been checked, and takes back what turns out to
// be empty.
type pruner struct {
	fhir.Scanner[[]byte]
	sent    []byte
	out     []byte
	depth   int
	dropped bool
	members []string
}

// value copies the next value, the member of an object or an item of a list
// that is one. It reports an empty one, of which it leaves nothing.
func (p *pruner) value(name []byte) (empty bool) {
	start := len(p.out)
	switch p.Next() {
	case '{':
		p.object()
	case '[':
		p.list(name)
	default:
		p.out = append(p.out, p.Scalar()...)
	}
	switch string(p.out[start:]) {
	case "{}", "[]", `""`, "null":
		p.out, p.dropped = p.out[:start], true
		return true
	}
	return false
}

func (p *pruner) object() {
	p.Bracket()
	p.out = append(p.out, '{')
	p.depth++
	for start := len(p.out); p.Next() == '"'; {
		back := len(p.out)
		if back > start {
			p.out = append(p.out, ',')
		}
		key := p.Scalar()
		p.out = append(append(p.out, key...), ':')
		name := bytes.Trim(key, `"`)
		switch empty := p.value(name); {
		case empty:
			p.out = p.out[:back]
		case p.depth == 1:
			p.members = append(p.members, string(name))
		}
	}
	p.depth--
	p.Bracket()
	p.out = append(p.out, '}')
}

func (p *pruner) list(name []byte) {
	p.Bracket()
	p.out = append(p.out, '[')
	start, kept := len(p.out), false
	for kind := p.Next(); kind != ']' && kind != 0; kind = p.Next() {
		back := len(p.out)
		if back > start {
			p.out = append(p.out, ',')
		}
		switch empty := p.value(name); {
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
	p.Bracket()
	p.out = append(p.out, ']')
}

// paired reports whether the items of a list belong by their place to those of
// another: extensions of texts stand in a list beside them, with null where
// there is none. Such a list keeps its places.
func (p *pruner) paired(name []byte) bool {
	return bytes.HasPrefix(name, []byte("_")) || bytes.Contains(p.sent, []byte(`"_`+string(name)+`"`))
}
