package records

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// mostDifferences is how many differences are listed.
const mostDifferences = 500

// differences compares two JSON documents without duplicate members, in the
// order of the stored one; what only the current one has follows. The order of
// members and the spelling of texts and numbers are no difference. It lists at
// most the first 500.
func differences(stored, current jsontext.Value) []v1.Difference {
	d := differ{found: []v1.Difference{}}
	d.compare("", bytes.TrimSpace(stored), bytes.TrimSpace(current))
	return d.found
}

type differ struct{ found []v1.Difference }

func (d *differ) full() bool { return len(d.found) == mostDifferences }

func (d *differ) compare(pointer string, stored, current jsontext.Value) {
	kind := stored.Kind()
	switch {
	case d.full() || bytes.Equal(stored, current):
	case kind != current.Kind():
		d.add(pointer, stored, current)
	case kind == '{' || kind == '[':
		d.parts(pointer, parts(stored), parts(current))
	case !equal(kind, stored, current):
		d.add(pointer, stored, current)
	}
}

// parts compares two objects or two lists.
func (d *differ) parts(pointer string, stored, current []part) {
	others := make(map[string]jsontext.Value, len(current))
	for _, p := range current {
		others[p.token] = p.value
	}
	for _, p := range stored {
		other, both := others[p.token]
		if delete(others, p.token); both {
			d.compare(pointer+"/"+p.token, p.value, other)
		} else {
			d.add(pointer+"/"+p.token, p.value, nil)
		}
	}
	for _, p := range current {
		if _, alone := others[p.token]; alone {
			d.add(pointer+"/"+p.token, nil, p.value)
		}
	}
}

// add lists a difference; nil is no value.
func (d *differ) add(pointer string, stored, current jsontext.Value) {
	if d.full() {
		return
	}
	found := v1.Difference{Pointer: pointer}
	if stored != nil {
		found.Stored = stored
	}
	if current != nil {
		found.Current = current
	}
	d.found = append(d.found, found)
}

// part is a member of an object, or an element of a list.
type part struct {
	token string // in a JSON pointer, escaped
	value jsontext.Value
}

// parts are those of an object or a list, in their order.
func parts(v jsontext.Value) []part {
	var all []part
	object := v.Kind() == '{'
	d := jsontext.NewDecoder(bytes.NewBuffer(v))
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != '}' && d.PeekKind() != ']' {
		p := part{token: strconv.Itoa(len(all))}
		if object {
			var name jsontext.Token
			name, err = d.ReadToken()
			if err != nil {
				break
			}
			p.token = strings.NewReplacer("~", "~0", "/", "~1").Replace(name.String())
		}
		p.value, err = d.ReadValue()
		p.value = p.value.Clone() // the decoder uses its memory again
		all = append(all, p)
	}
	return all
}

// equal reports whether two texts or numbers of different spelling are the same.
func equal(kind jsontext.Kind, a, b jsontext.Value) bool {
	switch kind {
	case '"':
		x, errX := jsontext.AppendUnquote(nil, a)
		y, errY := jsontext.AppendUnquote(nil, b)
		return errX == nil && errY == nil && bytes.Equal(x, y)
	case '0':
		x, errX := strconv.ParseFloat(string(a), 64)
		y, errY := strconv.ParseFloat(string(b), 64)
		return errX == nil && errY == nil && x == y
	default:
		return true // true, false and null have one spelling
	}
}
