package form

import (
	"strconv"
	"strings"
)

// body writes the request, members in the order of the form, and notes where
// each was read from.
func (r *reader) body() []byte {
	b := &builder{}
	b.open('{')
	if r.authored != "" {
		b.member("as_of", quote(r.authored))
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
		r.places["/"+group.id()+"/"+name] = a.at
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
		r.places["/medications"] = some.at
	}
	b.name("medications")
	b.open('[')
	for i, e := range r.entries {
		place := "/medications/" + strconv.Itoa(i)
		r.places[place] = e.at
		b.comma()
		b.open('{')
		for _, id := range []string{medicationsName, medicationsRxNorm, medicationsATC, medicationsTiming} {
			if a := e.answers[id]; a != nil {
				name := strings.TrimPrefix(id, medicationsGroup+".")
				b.member(name, a.json)
				r.places[place+"/"+name] = a.at
			}
		}
		b.close('}')
	}
	b.close(']')
}

// labs writes the list of results, if there are any, in the order of the form.
func (r *reader) labs(b *builder, group *definition) {
	count := 0
	for _, d := range group.children {
		a := r.answers[d.id()]
		if a == nil {
			continue
		}
		if count == 0 {
			b.name("labs")
			b.open('[')
		}
		place := "/labs/" + strconv.Itoa(count)
		count++
		b.comma()
		b.open('{')
		b.member("test", quote(a.test()))
		b.member("value", a.json)
		b.member("unit", quote(a.unit))
		r.places[place], r.places[place+"/value"], r.places[place+"/unit"] = a.at, a.at+".value", a.unitAt
		if on := r.answers[d.id()+collectedOn]; on != nil {
			b.member("collected_on", on.json)
			r.places[place+"/collected_on"] = on.at
		}
		b.close('}')
	}
	if count > 0 {
		b.close(']')
	}
}

// builder writes compact JSON.
type builder struct{ out []byte }

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
	b.out = append(append(b.out, quote(name)...), ':')
}

func (b *builder) member(name string, value []byte) {
	b.name(name)
	b.out = append(b.out, value...)
}
