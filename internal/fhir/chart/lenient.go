package chart

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

// How many elements of a list are read. Real charts have fewer; what is beyond
// is left out, and said to be there.
const (
	maxCodings    = 50
	maxComponents = 200
	maxContained  = 100
	maxOthers     = 50 // reasons, dosages, identifiers, conditions of a relative
)

var errTooMany = errors.New("more elements than are read")

// Lists that cannot become longer than their limits. Elements that say nothing
// are not kept: a body full of them would take many times its size in memory.
type (
	codings     []coding
	components  []component
	contained   []jsontext.Value
	concepts    []concept
	references  []reference
	dosages     []dosage
	identifiers []identifier
	ailments    []ailment
)

func (l *codings) UnmarshalJSONFrom(d *jsontext.Decoder) error     { return l.read(d, nil) }
func (l *components) UnmarshalJSONFrom(d *jsontext.Decoder) error  { return l.read(d, nil) }
func (l *contained) UnmarshalJSONFrom(d *jsontext.Decoder) error   { return l.read(d, nil) }
func (l *concepts) UnmarshalJSONFrom(d *jsontext.Decoder) error    { return l.read(d, nil) }
func (l *references) UnmarshalJSONFrom(d *jsontext.Decoder) error  { return l.read(d, nil) }
func (l *dosages) UnmarshalJSONFrom(d *jsontext.Decoder) error     { return l.read(d, nil) }
func (l *identifiers) UnmarshalJSONFrom(d *jsontext.Decoder) error { return l.read(d, nil) }
func (l *ailments) UnmarshalJSONFrom(d *jsontext.Decoder) error    { return l.read(d, nil) }

func (l *codings) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]coding)(l), maxCodings, over, func(c *coding, _ int) bool { return c.Code != "" || c.Display != "" })
}

func (l *components) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]component)(l), maxComponents, over, func(c *component, i int) bool {
		c.index = i
		return slices.ContainsFunc(c.Code.Coding, func(code coding) bool { return terminology.System(code.System) == terminology.LOINC })
	})
}

func (l *contained) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]jsontext.Value)(l), maxContained, over, func(*jsontext.Value, int) bool { return true })
}

func (l *concepts) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]concept)(l), maxOthers, over, func(c *concept, _ int) bool { return len(c.Coding) > 0 })
}

func (l *references) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]reference)(l), maxOthers, over, func(r *reference, _ int) bool { return r.Reference != "" })
}

func (l *dosages) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]dosage)(l), maxOthers, over, func(*dosage, int) bool { return true }) // one without an end counts
}

func (l *identifiers) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]identifier)(l), maxOthers, over, func(i *identifier, _ int) bool { return i.Value != "" })
}

func (l *ailments) read(d *jsontext.Decoder, over *bool) error {
	return bounded(d, (*[]ailment)(l), maxOthers, over, func(a *ailment, i int) bool {
		a.index = i
		return len(a.Code.Coding) > 0
	})
}

// bounded reads a list element by element. More than the limit are an error, or
// are passed over and told by over if there is one.
func bounded[T any](d *jsontext.Decoder, list *[]T, limit int, over *bool, keep func(*T, int) bool) error {
	if d.PeekKind() != '[' {
		return json.UnmarshalDecode(d, list) // null, or what is wrong
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	*list = (*list)[:0]
	one := new(T)
	for i := 0; d.PeekKind() != ']'; i++ {
		if i >= limit {
			if over == nil {
				return errTooMany
			}
			*over = true
			if err := d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		*one = *new(T)
		if err := json.UnmarshalDecode(d, one); err != nil {
			return err
		}
		if keep(one, i) {
			*list = append(*list, *one)
		}
	}
	_, err := d.ReadToken()
	return err
}

// leniency reads a resource of which parts have a wrong type, without them.
type leniency struct {
	readers *json.Unmarshalers
	skipped []jsontext.Pointer // what had a wrong type
	over    bool               // a list was too long
}

// decode reads a resource. One that is not as R4 has it is read again without
// what is wrong, as long as that does not decide what the resource says.
func decode[T any](raw []byte, kind string, dst *T, l *leniency) error {
	l.skipped, l.over = l.skipped[:0], false
	err := json.Unmarshal(raw, dst)
	var fault *json.SemanticError
	if err == nil || !errors.As(err, &fault) {
		return err
	}
	if l.readers == nil {
		l.readers = l.all()
	}
	*dst = *new(T)
	if again := json.Unmarshal(raw, dst, json.WithUnmarshalers(l.readers)); again != nil {
		return again
	}
	for _, at := range l.skipped {
		if !isSpare(kind, at) {
			return err
		}
	}
	return nil
}

// isSpare reports a member without which a resource says the same, or less.
func isSpare(kind string, at jsontext.Pointer) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(string(at), "/"), "/")
	if last := at.LastToken(); first != "subject" && first != "patient" && (last == "display" || last == "text") {
		return true
	}
	return first == "id" && kind != "Patient" || slices.Contains(spare[kind], first)
}

var spare = map[string][]string{
	"Patient":   {"gender", "birthDate", "identifier"},
	"Condition": {"recordedDate", "onsetDateTime", "onsetAge"},
	"MedicationRequest": {
		"contained", "authoredOn", "dateAsserted", "effectiveDateTime", "reasonCode", "reasonReference", "dosageInstruction",
		"medicationCodeableConcept", "medicationReference",
	},
	"MedicationStatement": {
		"contained", "authoredOn", "dateAsserted", "effectiveDateTime", "reasonCode", "reasonReference", "dosageInstruction",
		"medicationCodeableConcept", "medicationReference",
	},
	"Medication": {"code"},
}

// all pass over what has a wrong type, and the end of lists that are too long.
func (l *leniency) all() *json.Unmarshalers {
	return json.JoinUnmarshalers(
		tolerate[string](l, '"'), tolerate[bool](l, 't', 'f'), tolerate[float64](l, '0'),
		tolerate[coding](l, '{'), tolerate[concept](l, '{'), tolerate[quantity](l, '{'), tolerate[reference](l, '{'),
		tolerate[identifier](l, '{'), tolerate[period](l, '{'), tolerate[dosage](l, '{'), tolerate[timing](l, '{'),
		tolerate[repeat](l, '{'), tolerate[component](l, '{'), tolerate[ailment](l, '{'),
		shorten(l, (*codings).read), shorten(l, (*components).read), shorten(l, (*contained).read), shorten(l, (*concepts).read),
		shorten(l, (*references).read), shorten(l, (*dosages).read), shorten(l, (*identifiers).read), shorten(l, (*ailments).read),
	)
}

// tolerate passes over a value that is of none of the kinds.
func tolerate[T any](l *leniency, kinds ...jsontext.Kind) *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ *T) error {
		if kind := d.PeekKind(); kind == 'n' || slices.Contains(kinds, kind) {
			return errors.ErrUnsupported // it is read as ever
		}
		return l.skip(d)
	})
}

// shorten reads a list up to its limit.
func shorten[T any](l *leniency, read func(*T, *jsontext.Decoder, *bool) error) *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(d *jsontext.Decoder, list *T) error {
		switch d.PeekKind() {
		case 'n':
			return errors.ErrUnsupported
		case '[':
			return read(list, d, &l.over)
		default:
			return l.skip(d)
		}
	})
}

func (l *leniency) skip(d *jsontext.Decoder) error {
	if len(l.skipped) < maxSkipped {
		l.skipped = append(l.skipped, d.StackPointer())
	} else {
		return errTooMany
	}
	return d.SkipValue()
}

// maxSkipped is how many parts of one resource may be wrong.
const maxSkipped = 100

// dotted is a JSON pointer as the members of an expression: ".code.coding[0]".
func dotted(at jsontext.Pointer) string {
	var out strings.Builder
	for token := range at.Tokens() {
		if all(token, isDigit) {
			out.WriteString("[" + token + "]")
		} else {
			out.WriteString("." + token)
		}
	}
	return out.String()
}
