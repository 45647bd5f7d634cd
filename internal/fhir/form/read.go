package form

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// Reading is what a response says.
type Reading struct {
	// Body is the request as JSON of api/v1; nil when an issue is an error.
	Body []byte
	// Issues are all that was found, sorted by place.
	Issues []fhir.Issue
	// Bounds are the results of Body that are known as bounds.
	Bounds []Bound
	// At turns a JSON pointer into Body into the FHIRPath of what it was read
	// from. It is never nil.
	At func(pointer string) string
}

// Bound is a result of a request that is known as a bound, such as < 20. The
// request has a number at the bound or just beyond it.
type Bound struct {
	Index      int     // in the labs of the request
	Comparator string  // <, <=, >= or >
	Value      float64 // the bound, in the unit of the result
}

// root is where expressions begin.
const root = "QuestionnaireResponse"

// Read checks a response against the form, and turns it into a request. The
// response is nil when the bytes are not one.
//
// The order of items does not matter. Texts, extensions, the outcome that a
// client has calculated and other members that R4 has are passed over; items
// without an answer are not asked. A criterion that has no answer is a warning:
// nothing may keep an alert from being raised.
func (f *Form) Read(raw []byte) (*fhir.QuestionnaireResponse, Reading) {
	r := &reader{form: f, answers: map[string]*answer{}}
	response := r.document(raw)
	reading := Reading{Issues: r.issues, At: func(string) string { return root }}
	if response != nil && !r.failed {
		reading.Body = r.body(&builder{})
		reading.Bounds = r.bounds
		reading.At = r.at
	}
	return response, reading
}

// reader reads one response.
type reader struct {
	form   *Form
	issues []fhir.Issue
	// said counts the issues, of which issues lists the first; failed says that
	// one of them is an error.
	said   int
	failed bool
	// authored is the date of the response, "" without one.
	authored string
	// answers are those given, by linkId, but for the entries of medicines.
	answers map[string]*answer
	entries []*entry
	bounds  []Bound
	// places are where the parts of the body were read from, by JSON pointer; nil
	// until somebody asks.
	places map[string]string
	// criteria is where the group of the criteria stands; "" when it is not there.
	criteria string
}

// answer is one answer that can be used.
type answer struct {
	definition *definition
	at         string
	// coding is the code of a choice; number the value of a number or quantity.
	coding code
	number float64
	// json is the value for the request.
	json []byte
	// unit and unitAt are those of a quantity; bound is what it is known as, nil
	// when its value is known.
	unit, unitAt string
	bound        *Bound
}

// entry is one medicine.
type entry struct {
	at      string
	answers map[string]*answer
}

// maxIssues is how many issues are listed. A body can hold many more.
const maxIssues = 100

func (r *reader) say(m *matter, at, detail string) {
	r.said++
	r.failed = r.failed || m.severity == fhir.Error
	if r.said <= maxIssues {
		r.issues = append(r.issues, *issue(m, at, detail))
	}
}

// sayRest tells how many issues are not listed.
func (r *reader) sayRest() {
	if r.said > maxIssues {
		r.issues = append(r.issues, *issue(tooMany, "", "There are "+strconv.Itoa(r.said-maxIssues)+" more issues."))
	}
}

func (r *reader) document(raw []byte) *fhir.QuestionnaireResponse {
	doc, fault := parse(raw)
	if fault != nil {
		r.issues, r.failed = append(r.issues, *fault), true
		return nil
	}
	if doc.kind != '{' {
		r.say(wrongJSON, "", "A resource is an object.")
		return nil
	}
	if doc.string("resourceType") != root {
		r.say(otherResource, "", "A QuestionnaireResponse is needed: resourceType must say so.")
		return nil
	}
	r.envelope(doc)
	r.items(r.form.root, doc.member("item"), root, 1, r.answers)
	r.checkEnabled()
	r.checkMedications()
	r.checkRequired()
	r.checkDated()
	r.sort()
	r.sayRest()
	return responseOf(doc)
}

// responseOf is what others need of a response beside its answers: what it is
// about, and its names.
func responseOf(doc *node) *fhir.QuestionnaireResponse {
	response := &fhir.QuestionnaireResponse{
		ResourceType: root, ID: doc.string("id"), Language: doc.string("language"),
		Questionnaire: doc.string("questionnaire"), Status: doc.string("status"), Authored: doc.string("authored"),
		Subject: referenceOf(doc.member("subject")), Encounter: referenceOf(doc.member("encounter")),
	}
	if id := identifierOf(doc.member("identifier")); id != nil {
		response.Rest = map[string]fhir.Raw{"identifier": encoded(id)}
	}
	return response
}

func referenceOf(n *node) *fhir.Reference {
	if n == nil || n.kind != object {
		return nil
	}
	return &fhir.Reference{
		Reference: n.string("reference"), Type: n.string("type"), Display: n.string("display"),
		Identifier: identifierOf(n.member("identifier")),
	}
}

func identifierOf(n *node) *fhir.Identifier {
	if n == nil || n.kind != object {
		return nil
	}
	return &fhir.Identifier{Use: n.string("use"), System: n.string("system"), Value: n.string("value")}
}

// sort puts issues in the order of their places, items as they stand in the
// response.
func (r *reader) sort() {
	slices.SortStableFunc(r.issues, func(a, b fhir.Issue) int {
		return cmp.Compare(order(a.Expression), order(b.Expression))
	})
}

// order makes a place comparable: indexes as numbers of equal length.
func order(at string) string {
	var out strings.Builder
	for part := range strings.SplitAfterSeq(at, "[") {
		if index, rest, is := strings.Cut(part, "]"); is {
			part = strings.Repeat("0", max(0, 6-len(index))) + index + "]" + rest
		}
		out.WriteString(part)
	}
	return out.String()
}

// at is the place of the longest part of a pointer that is known.
func (r *reader) at(pointer string) string {
	if r.places == nil {
		b := &builder{places: map[string]string{"": root}}
		r.body(b)
		r.places = b.places
	}
	for {
		if place, known := r.places[pointer]; known {
			return place
		}
		pointer = pointer[:max(0, strings.LastIndexByte(pointer, '/'))]
	}
}

// checkDated warns of results that there is no day to judge the age of by: an
// old one counts as new.
func (r *reader) checkDated() {
	if r.authored != "" {
		return
	}
	for id := range r.answers {
		if strings.HasPrefix(id, labsPrefix) {
			r.say(undated, root+".authored", "The response does not say on which day it was completed: the age of its results is not judged.")
			return
		}
	}
}

// checkRequired warns of criteria that have no answer.
func (r *reader) checkRequired() {
	for _, id := range essential {
		if r.answers[id] == nil {
			r.say(unanswered, cmp.Or(r.criteria, root), "There is no answer to "+id+": the outcome cannot be more than indeterminate.")
		}
	}
}
