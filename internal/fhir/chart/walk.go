package chart

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// reader takes the resources of use out of a chart, before any is understood:
// they refer to each other.
type reader struct {
	knows  Knowledge
	now    time.Time
	today  time.Time // the day of it
	issues issues
	places int
	passed [passedKinds]passed

	patients     []placed[patient]
	conditions   []placed[condition]
	requests     []placed[medicationUse]
	statements   []placed[medicationUse]
	medications  []placed[medication]
	observations []placed[observation]
	relatives    []placed[familyMember]
	truncated    bool
	said         []statement // by conditions, of pregnancy
	expected     Subject
	who          subjects
	lenient      leniency
	illegible    int // resources that may be orders of medicines, and are not read

	// where resources stand that others refer to; made when first asked for
	medicationAt, conditionAt map[string]int
}

// place is where a resource stands.
type place struct {
	order      int
	expression string
	url        string // fullUrl of its entry
	reference  string // such as "Condition/123", "" without an id
}

func (p *place) source() Source { return Source{Reference: p.reference, Expression: p.expression} }

// name is what issues call a resource.
func (p *place) name(kind string) string {
	if p.reference != "" {
		return p.reference
	}
	return "A " + kind + " without an id"
}

type placed[T any] struct {
	place
	is T
}

// maxDepth is how deep Bundles may stand in Bundles.
const maxDepth = 8

// maxResources is how many resources of a chart are read; more are said to be
// there. Charts have some thousands.
const maxResources = 20_000

func newReader(expected Subject, contents []Content, k Knowledge, now time.Time) *reader {
	r := &reader{knows: k, now: now, today: civil(now), expected: expected}
	for _, c := range contents {
		if raw := bytes.TrimSpace(c.Raw); len(raw) > 0 && !bytes.Equal(raw, []byte("null")) {
			r.resource(raw, place{expression: c.Expression, url: c.URL}, 0)
		}
	}
	return r
}

// resource decodes a resource if its type is of use, and gives that type.
func (r *reader) resource(raw []byte, p place, depth int) (kind string) {
	p.order = r.places
	if r.places++; r.places > maxResources {
		if r.places == maxResources+1 {
			r.truncated = true
			r.illegible++
			r.issues.add(tooMany, p, "", "There are more than %d resources: this one and what follows were not read.", maxResources)
		}
		return ""
	}
	var err error
	switch kind = resourceType(raw); kind {
	case "Bundle":
		if err = errTooDeep; depth < maxDepth {
			err = r.bundle(raw, p, depth)
		}
	case "Patient":
		err = collect(r, &r.patients, raw, kind, p, func(x *patient) string { return x.ID })
	case "Condition":
		err = collect(r, &r.conditions, raw, kind, p, func(x *condition) string {
			x.Subject.also(&x.Patient)
			return x.ID
		})
	case "MedicationRequest":
		err = collect(r, &r.requests, raw, kind, p, (*medicationUse).settle)
	case "MedicationStatement":
		err = collect(r, &r.statements, raw, kind, p, (*medicationUse).settle)
	case "Medication":
		err = collect(r, &r.medications, raw, kind, p, func(x *medication) string { return x.ID })
	case "Observation":
		err = collect(r, &r.observations, raw, kind, p, func(x *observation) string { return x.ID })
	case "FamilyMemberHistory":
		err = collect(r, &r.relatives, raw, kind, p, func(x *familyMember) string { return x.ID })
	case "MedicationOrder", "MedicationDispense", "MedicationAdministration": // not what R4 has for an order
		r.illegible++
		r.passBy(kindSupplies, &p)
	case "OperationOutcome":
		r.issues.add(failed, p, "", "There is an OperationOutcome in place of data: what it stands for is missing.")
	case "":
		err = errNoType
	default:
		r.passBy(kindOthers, &p)
	}
	if err != nil {
		r.illegible++
		r.issues.add(unreadable, p, "", "This cannot be read as a resource of R4, and was left out.")
	}
	return kind
}

var (
	errNoType  = errors.New("no resourceType")
	errTooDeep = errors.New("too many Bundles in Bundles")
)

func collect[T any](r *reader, list *[]placed[T], raw []byte, kind string, p place, id func(*T) string) error {
	*list = append(*list, placed[T]{place: p})
	last := &(*list)[len(*list)-1]
	if err := decode(raw, kind, &last.is, &r.lenient); err != nil {
		*last = placed[T]{}
		*list = (*list)[:len(*list)-1]
		return err
	}
	for _, at := range r.lenient.skipped {
		r.issues.add(passedOver, p, dotted(at), "A member of a %s has a wrong type, and was passed over.", kind)
	}
	if r.lenient.over {
		r.issues.add(tooMany, p, "", "A list in a %s is longer than is read: its end was left out.", kind)
	}
	if id := id(&last.is); isID(id) {
		last.reference = kind + "/" + id
	}
	return nil
}

// isID reports whether a text is an id of FHIR: letters, digits, - and dots, at most 64.
func isID(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '.':
		default:
			return false
		}
	}
	return len(s) > 0 && len(s) <= 64
}

// resourceType reads that member alone. Most servers write it first. It is ""
// for what is no resource.
func resourceType(raw []byte) string {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return ""
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() != "resourceType" {
			if d.SkipValue() != nil {
				return ""
			}
			continue
		}
		if d.PeekKind() != '"' {
			return ""
		}
		kind, err := d.ReadToken()
		if err != nil {
			return ""
		}
		return kind.String()
	}
	return ""
}

// pages are what a Bundle tells of how much there is of it.
type pages struct {
	next    bool // it goes on elsewhere
	total   int  // matches of the search on all of its pages, 0 unknown
	matches int  // those that were sent
}

// bundle reads every entry for itself, so that one that is broken does not take
// the others with it. What is read before broken syntax stays.
func (r *reader) bundle(raw []byte, p place, depth int) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var there pages
	err := members(d, func(name string) error {
		switch name {
		case "link":
			return r.links(d, p, &there)
		case "total":
			value, err := d.ReadValue()
			if err != nil || json.Unmarshal(value, &there.total) != nil {
				there.total = 0
			}
			return err
		case "entry":
			return r.entries(d, raw, p, depth, &there)
		default:
			return d.SkipValue()
		}
	})
	if err == nil && !there.next && there.total > there.matches {
		r.truncated = true
		r.issues.add(truncated, p, ".total", "The Bundle is of %d resources, and %d were sent: the others are missing.", there.total, there.matches)
	}
	return err
}

// members calls read for each member of an object, which reads its value.
func members(d *jsontext.Decoder, read func(name string) error) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if err := read(name.String()); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// elements calls read for each element of a list, which reads it.
func elements(d *jsontext.Decoder, read func(i int) error) error {
	if d.PeekKind() != '[' {
		return d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for i := 0; d.PeekKind() != ']'; i++ {
		if err := read(i); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (r *reader) links(d *jsontext.Decoder, p place, there *pages) error {
	return elements(d, func(i int) error {
		value, err := d.ReadValue()
		if err != nil {
			return err
		}
		var link struct {
			Relation string `json:"relation"`
		}
		if json.Unmarshal(value, &link) == nil && link.Relation == "next" {
			r.truncated, there.next = true, true
			r.issues.add(truncated, p, ".link["+strconv.Itoa(i)+"]", "The Bundle has further pages, which were not sent: what is on them is missing.")
		}
		return nil
	})
}

func (r *reader) entries(d *jsontext.Decoder, raw []byte, p place, depth int, there *pages) error {
	return elements(d, func(i int) error {
		at := place{expression: p.expression + ".entry[" + strconv.Itoa(i) + "].resource"}
		if d.PeekKind() != '{' {
			r.resource(nil, at, depth)
			there.matches++
			return d.SkipValue()
		}
		var resource []byte
		var search struct {
			Mode string `json:"mode"`
		}
		err := members(d, func(name string) error {
			switch {
			case name == "resource":
				value, err := d.ReadValue()
				end := int(d.InputOffset())
				resource = raw[end-len(value) : end]
				return err
			case name == "search":
				value, err := d.ReadValue()
				if err != nil || json.Unmarshal(value, &search) != nil {
					search.Mode = ""
				}
				return err
			case name == "fullUrl" && d.PeekKind() == '"':
				url, err := d.ReadToken()
				at.url = strings.Clone(url.String())
				return err
			default:
				return d.SkipValue()
			}
		})
		if err != nil {
			return err
		}
		if resource != nil {
			kind := r.resource(resource, at, depth+1)
			if search.Mode != "include" && search.Mode != "outcome" && kind != "OperationOutcome" {
				there.matches++
			}
		}
		return nil
	})
}

// directory lists resources by their references and URLs; the first of a name counts.
func directory[T any](list []placed[T]) map[string]int {
	at := make(map[string]int, 2*len(list))
	for i := len(list) - 1; i >= 0; i-- {
		at[list[i].reference], at[list[i].url] = i, i
	}
	delete(at, "")
	return at
}

// find is the index of the resource that a reference means, or -1. An absolute
// reference means the entry of that URL, or else a resource that has none.
func find[T any](list []placed[T], at map[string]int, ref string) int {
	ref, _, _ = strings.Cut(ref, "/_history/")
	if i, ok := at[ref]; ok {
		return i
	}
	id := strings.LastIndexByte(ref, '/')
	if id < 0 {
		return -1
	}
	kind := strings.LastIndexByte(ref[:id], '/')
	if i, ok := at[ref[kind+1:]]; ok && list[i].url == "" {
		return i
	}
	return -1
}
