package form

import (
	"strconv"
	"strings"
)

// body writes the request, members in the order of the form, and tells b where
// each was read from.
func (r *reader) body(b *builder) []byte {
	b.open('{')
	if r.authored != "" {
		b.text("as_of", r.authored)
		b.from(root+".authored", "as_of")
	}
	for _, d := range r.form.root.children {
		switch {
		case d.id() == medicationsGroup:
			r.medications(b)
		case d.id() == labsGroup:
			r.labs(b, d)
		case d.item.Type == "group":
			r.section(b, d)
		}
	}
	b.close('}')
	return b.out
}

// section writes the answers of a group, if there are any.
func (r *reader) section(b *builder, group *definition) {
	open := false
	for _, d := range group.children {
		a := r.answers[d.id()]
		if a == nil {
			continue
		}
		if !open {
			b.name(group.id())
			b.open('{')
			open = true
		}
		name := strings.TrimPrefix(d.id(), group.id()+".")
		b.member(name, a.json)
		b.from(a.at, group.id(), name)
	}
	if open {
		b.close('}')
	}
}

// medications writes the list: those given, or an empty one where the answer is
// that none are taken. Without either nothing is known of medicines.
func (r *reader) medications(b *builder) {
	some := r.answers[medicationsAny]
	none := some != nil && some.answerCode() == "no"
	if len(r.entries) == 0 && !none {
		return
	}
	if none {
		b.from(some.at, "medications")
	}
	b.name("medications")
	b.open('[')
	for i, e := range r.entries {
		index := strconv.Itoa(i)
		b.from(e.at, "medications", index)
		b.comma()
		b.open('{')
		for _, id := range []string{medicationsName, medicationsRxNorm, medicationsATC, medicationsTiming} {
			if a := e.answers[id]; a != nil {
				name := strings.TrimPrefix(id, medicationsGroup+".")
				b.member(name, a.json)
				b.from(a.at, "medications", index, name)
			}
		}
		b.close('}')
	}
	b.close(']')
}

// labs writes the list of results, if there are any, in the order of the form.
func (r *reader) labs(b *builder, group *definition) {
	count := 0
	r.bounds = nil
	for _, d := range group.children {
		a := r.answers[d.id()]
		if a == nil {
			continue
		}
		if count == 0 {
			b.name("labs")
			b.open('[')
		}
		if a.bound != nil {
			a.bound.Index = count
			r.bounds = append(r.bounds, *a.bound)
		}
		index := strconv.Itoa(count)
		count++
		b.comma()
		b.open('{')
		b.text("test", a.test())
		b.member("value", a.json)
		b.text("unit", a.unit)
		b.from(a.at, "labs", index)
		b.from(a.at+".value", "labs", index, "value")
		b.from(a.unitAt, "labs", index, "unit")
		if on := r.answers[d.id()+collectedOn]; on != nil {
			b.member("collected_on", on.json)
			b.from(on.at, "labs", index, "collected_on")
		}
		b.close('}')
	}
	if count > 0 {
		b.close(']')
	}
}

// builder writes compact JSON.
type builder struct {
	out []byte
	// places are where its parts were read from, by JSON pointer; nil: nobody asks.
	places map[string]string
}

// from says where the part was read from to which the names lead.
func (b *builder) from(at string, names ...string) {
	if b.places != nil {
		b.places["/"+strings.Join(names, "/")] = at
	}
}

func (b *builder) open(c byte)  { b.out = append(b.out, c) }
func (b *builder) close(c byte) { b.out = append(b.out, c) }

// comma separates what comes from what came before, if anything did.
func (b *builder) comma() {
	if last := b.out[len(b.out)-1]; last != '{' && last != '[' && last != ':' {
		b.out = append(b.out, ',')
	}
}

func (b *builder) name(name string) {
	b.comma()
	b.out = append(appendQuoted(b.out, name), ':')
}

func (b *builder) text(name, value string) {
	b.name(name)
	b.out = appendQuoted(b.out, value)
}

func (b *builder) member(name string, value []byte) {
	b.name(name)
	b.out = append(b.out, value...)
}
