package cdshooks

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

const (
	typeBundle  = "Bundle"
	typeOutcome = "OperationOutcome"
	typePatient = "Patient"
)

// entry is a resource with where it stands in the call.
type entry struct {
	at           string
	fullURL      string
	resourceType string
	id           string
	// subject and patient are the members that refer to a patient; nil where
	// they are left out.
	subject, patient jsontext.Value
	raw              jsontext.Value
}

// maxResources is how many entries of a Bundle are read; more are said to be
// there, as any that were not sent. Charts have some thousands.
const maxResources = 20_000

// names are what a selection may call the resource: a reference such as
// "MedicationRequest/103", a bare id, or the URL of its entry.
func (e entry) names() []string {
	var names []string
	if e.id != "" {
		names = append(names, e.resourceType+"/"+e.id, e.id)
	}
	if e.fullURL != "" {
		names = append(names, e.fullURL)
	}
	return names
}

// owns reports whether a resource may be read as one of the patient: a resource
// of somebody else in the chart must not become a fact of it, nor one of
// somebody who cannot be told. One that names nobody was found by a search for
// the patient.
func (c *hookCall) owns(e entry) bool {
	if e.resourceType == typePatient {
		return e.id == "" || e.id == c.patient
	}
	return c.owner.Owns(e.subject, e.patient)
}

// state is what became of a search that was asked for.
type state int

const (
	notSupplied state = iota // the key is left out
	failed                   // an OperationOutcome: the search failed
	supplied                 // what it found, which may be nothing
)

// list is what a health record sent under a key of the prefetch.
type list struct {
	state     state
	truncated bool // there is more that was not sent
	entries   []entry
	others    int // entries of another patient, which are not among entries
	unread    int // entries that are no resources, or Bundles, which are not read
}

// isKnown reports whether the list says what there is, at least in part.
func (l *list) isKnown() bool { return l.state == supplied }

// sentResource is what is read of any resource. Link, Total and Entry are of a
// Bundle.
type sentResource struct {
	ResourceType jsontext.Value `json:"resourceType"`
	ID           jsontext.Value `json:"id"`
	Subject      jsontext.Value `json:"subject"`
	Patient      jsontext.Value `json:"patient"`
	Link         jsontext.Value `json:"link"`
	Total        jsontext.Value `json:"total"`
	Entry        jsontext.Value `json:"entry"`
}

// bundle is a resource, or the resources of a Bundle.
type bundle struct {
	resourceType string
	truncated    bool
	entries      []entry
	failed       bool     // an OperationOutcome tells of an error
	nested       []string // where there are Bundles, which are not read
	unread       int      // entries that are no resources
	matches      int      // entries that the search was for
}

// readList reads the value of a key. It is not ok when it is neither null nor a
// resource; the list is then one that was not supplied.
func readList(at string, raw jsontext.Value, there bool) (l *list, ok bool) {
	switch {
	case !there:
		return &list{}, true
	case isAbsent(raw):
		return &list{state: supplied}, true
	}
	b, ok := readBundle(at, raw)
	switch {
	case !ok:
		return &list{}, false
	case b.resourceType == typeOutcome,
		len(b.entries) == 0 && (b.failed || b.truncated): // nothing came of the search, or of this page of it
		return &list{state: failed}, true
	}
	return &list{state: supplied, truncated: b.truncated || b.failed, entries: b.entries, unread: b.unread + len(b.nested)}, true
}

// isUnread reports a list of which nothing can be concluded from what it does
// not say: there is more of it, parts cannot be read, or all of it is about
// somebody else.
func (l *list) isUnread() bool {
	return l.truncated || l.unread > 0 || l.others > 0 && len(l.entries) == 0
}

// keep leaves out what is about another patient.
func (l *list) keep(c *hookCall) {
	mine := l.entries[:0]
	for _, e := range l.entries {
		if c.owns(e) {
			mine = append(mine, e)
		}
	}
	l.others = len(l.entries) - len(mine)
	l.entries = mine
}

// readBundle reads a resource, or the entries of a Bundle. It is not ok when
// the JSON is no resource. An entry that is none is left out: charts are read
// leniently.
func readBundle(at string, raw jsontext.Value) (b bundle, ok bool) {
	e, came, ok := readEntry(at, "", raw)
	b.resourceType = e.resourceType
	if !ok || e.resourceType != typeBundle {
		b.entries = []entry{e}
		return b, ok
	}
	if !isAbsent(came.Entry) && came.Entry.Kind() != '[' {
		return bundle{}, false
	}
	entries, more := elements(came.Entry, maxResources)
	b.truncated = more || hasNext(came.Link)
	b.entries = make([]entry, 0, len(entries))
	for i, one := range entries {
		b.add(at+".entry["+strconv.Itoa(i)+"].resource", one)
	}
	b.truncated = b.truncated || totalOf(came.Total) > b.matches
	return b, true
}

// add reads one entry of a Bundle.
func (b *bundle) add(at string, raw jsontext.Value) {
	var came struct {
		FullURL  jsontext.Value `json:"fullUrl"`
		Resource jsontext.Value `json:"resource"`
		Search   jsontext.Value `json:"search"`
	}
	if raw.Kind() != '{' || !read(raw, &came) {
		b.unread++
		b.matches++
		return
	}
	e, _, ok := readEntry(at, text(came.FullURL), came.Resource)
	if !isAbsent(came.Resource) && e.resourceType != typeOutcome && isMatch(came.Search) {
		b.matches++
	}
	switch {
	case !ok:
		if !isAbsent(came.Resource) {
			b.unread++
		}
	case e.resourceType == typeBundle: // whose resources it holds would have to be looked at in each
		b.nested = append(b.nested, at)
	case e.resourceType == typeOutcome:
		b.failed = b.failed || hasErrors(e.raw) // a search that found some and failed for the rest, or for all
	default:
		b.entries = append(b.entries, e)
	}
}

// readEntry reads what a resource is, and whose.
func readEntry(at, fullURL string, raw jsontext.Value) (e entry, came sentResource, ok bool) {
	if raw.Kind() != '{' || !read(raw, &came) {
		return entry{}, sentResource{}, false
	}
	e = entry{at: at, fullURL: fullURL, resourceType: text(came.ResourceType), id: text(came.ID), raw: raw}
	e.subject, e.patient = came.Subject, came.Patient
	return e, came, e.resourceType != ""
}

// hasNext reports whether a Bundle goes on elsewhere.
func hasNext(raw jsontext.Value) bool {
	var links []struct {
		Relation jsontext.Value `json:"relation"`
	}
	if raw.Kind() != '[' || !read(raw, &links) {
		return false
	}
	for _, link := range links {
		if text(link.Relation) == "next" {
			return true
		}
	}
	return false
}

// isMatch reports an entry that is not said to be beside what was searched for.
func isMatch(raw jsontext.Value) bool {
	var came struct {
		Mode jsontext.Value `json:"mode"`
	}
	if raw.Kind() != '{' || !read(raw, &came) {
		return true
	}
	mode := text(came.Mode)
	return mode != "include" && mode != "outcome"
}

// totalOf is how many matches a search had on all of its pages, 0 unknown.
func totalOf(raw jsontext.Value) int {
	var total int
	if raw.Kind() != '0' || !read(raw, &total) {
		return 0
	}
	return total
}

// hasErrors reports whether an OperationOutcome tells of an error.
func hasErrors(raw jsontext.Value) bool {
	var came struct {
		Issue []struct {
			Severity jsontext.Value `json:"severity"`
		} `json:"issue"`
	}
	if !read(raw, &came) {
		return true
	}
	for _, issue := range came.Issue {
		if severity := text(issue.Severity); severity == "error" || severity == "fatal" {
			return true
		}
	}
	return false
}

// contents are the entries for chart.Read, which others may refer to by their
// URLs. The Patient is that of the call, whatever the URL of its entry.
func contents(entries []entry) []chart.Content {
	out := make([]chart.Content, 0, len(entries))
	for _, e := range entries {
		c := chart.Content{Expression: e.at, Raw: e.raw}
		if e.resourceType != typePatient {
			c.URL = e.fullURL
		}
		out = append(out, c)
	}
	return out
}
