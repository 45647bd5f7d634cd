package cdshooks

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Members of the context beside userId, patientId and encounterId.
const (
	memberSelections = "selections"
	memberOrders     = "draftOrders"
	memberConditions = "conditions"
)

// Codes of issues that are ours alone. The others are those of problems.
const (
	codePrefetchMissing problem.Code = "prefetch_missing"
	codeOtherPatient    problem.Code = "other_patient"
	codeNotFound        problem.Code = "not_found"
)

// IssueCodes lists the codes of issues that this door alone answers with, with
// their meaning.
func IssueCodes() []fhir.Concept {
	return []fhir.Concept{
		{Code: string(codePrefetchMissing), Display: "Prefetched data that the service cannot do without was not sent."},
		{Code: string(codeOtherPatient), Display: "About another patient than the rest of the chart."},
	}
}

// sent is a call as it came: every member as its JSON, nil when left out.
type sent struct {
	FHIRServer   jsontext.Value `json:"fhirServer"`
	Hook         jsontext.Value `json:"hook"`
	HookInstance jsontext.Value `json:"hookInstance"`
	Context      jsontext.Value `json:"context"`
	Prefetch     jsontext.Value `json:"prefetch"`
}

// sentContext is the context as it came.
type sentContext struct {
	UserID      jsontext.Value `json:"userId"`
	PatientID   jsontext.Value `json:"patientId"`
	Selections  jsontext.Value `json:"selections"`
	DraftOrders jsontext.Value `json:"draftOrders"`
	Conditions  jsontext.Value `json:"conditions"`
}

// hookCall is a call whose members are as the specification wants them.
type hookCall struct {
	user, patient string
	selections    []string
	orders, added []entry
	unread        int              // entries of draftOrders that are no resources
	lists         map[string]*list // the prefetch, by key; every key is there
	subject       chart.Subject    // the patient, as chart wants to be told
	owner         *chart.Owner
}

// reader collects every fault of a call.
type reader struct {
	service *service
	call    *hookCall
	issues  []fhir.Issue
	more    int // faults that are not listed
}

// readCall turns bytes into a call of the service, or lists every fault.
func readCall(body []byte, s *service) (*hookCall, *failure) {
	if refusal := checkSyntax(body); refusal != nil {
		return nil, refusal
	}
	var came sent
	read(body, &came) // an object of any members
	r := &reader{service: s, call: &hookCall{lists: map[string]*list{}}}
	r.hook(came.Hook, came.HookInstance)
	r.context(came.Context)
	r.call.subject = chart.Subject{Reference: typePatient + "/" + r.call.patient, Server: text(came.FHIRServer)}
	r.prefetch(came.Prefetch)
	if refusal := r.failure(); refusal != nil {
		return nil, refusal
	}
	return r.call, nil
}

// maxFaults is how many issues an answer has: the last of them says how many
// more there are.
const maxFaults = 100

// failure is 400 with the faults there are; nil without any.
func (r *reader) failure() *failure {
	if len(r.issues) == 0 {
		return nil
	}
	if r.more > 0 {
		r.issues = append(r.issues, fhir.Issue{
			Severity: fhir.Error, Type: fhir.TypeTooLong, Code: string(problem.CodeTooMany), Detail: strconv.Itoa(r.more) + " more faults are not listed.",
		})
	}
	return &failure{status: http.StatusBadRequest, issues: r.issues}
}

func (r *reader) fault(at string, kind fhir.IssueType, code problem.Code, detail string) {
	if len(r.issues) >= maxFaults-1 {
		r.more++
		return
	}
	r.issues = append(r.issues, fhir.Issue{Severity: fhir.Error, Type: kind, Code: string(code), Detail: detail, Expression: at})
}

// missing faults a member that is not there, or is null or empty.
func (r *reader) missing(at string) {
	r.fault(at, fhir.TypeRequired, problem.CodeRequired, at+" must be given, and not be empty.")
}

func (r *reader) wrongType(at, want string) {
	r.fault(at, fhir.TypeStructure, problem.CodeType, at+" must be "+want+".")
}

// isAbsent reports a member that is left out, or null, which CDS Hooks forbids
// and clients send.
func isAbsent(raw jsontext.Value) bool { return len(raw) == 0 || raw.Kind() == 'n' }

func (r *reader) hook(hook, instance jsontext.Value) {
	switch given := text(hook); {
	case isAbsent(hook):
		r.missing("hook")
	case given != r.service.hook:
		r.fault("hook", fhir.TypeValue, problem.CodeOneOf, "This service is for the hook "+r.service.hook+".")
	}
	switch {
	case isAbsent(instance):
		r.missing("hookInstance")
	case !isUUID(text(instance)):
		r.fault("hookInstance", fhir.TypeValue, problem.CodeFormat, "hookInstance must be a UUID, such as d1577c69-dfbe-44ad-ba6d-3e05e953b2ea.")
	}
}

func (r *reader) context(raw jsontext.Value) {
	if isAbsent(raw) {
		r.missing("context")
		return
	}
	var c sentContext
	if raw.Kind() != '{' || !read(raw, &c) {
		r.wrongType("context", "an object")
		return
	}
	r.call.user = r.name("context.userId", c.UserID)
	r.call.patient = r.name("context.patientId", c.PatientID)
	if id := r.call.patient; id != "" && !isID(id) {
		r.fault("context.patientId", fhir.TypeValue, problem.CodeFormat, "context.patientId must be the id of a Patient, without its type or a path: at most 64 letters, digits, - and dots.")
	}
	for _, member := range r.service.context {
		switch member {
		case memberSelections:
			r.selections(c.Selections)
		case memberOrders:
			r.call.orders, r.call.unread = r.bundle("context."+member, c.DraftOrders)
		case memberConditions:
			r.call.added, _ = r.bundle("context."+member, c.Conditions)
		}
	}
}

// name is a text that must be there.
func (r *reader) name(at string, raw jsontext.Value) string {
	switch given := text(raw); {
	case isAbsent(raw) || (raw.Kind() == '"' && given == ""):
		r.missing(at)
	case raw.Kind() != '"':
		r.wrongType(at, "a text")
	default:
		return given
	}
	return ""
}

// isID reports an id of FHIR: others could not be told apart in references.
func isID(id string) bool {
	return len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.'
	})
}

// maxSelections is how many orders can be selected at once.
const maxSelections = 500

func (r *reader) selections(raw jsontext.Value) {
	const at = "context." + memberSelections
	if isAbsent(raw) {
		r.missing(at)
		return
	}
	list, more := elements(raw, maxSelections)
	switch {
	case raw.Kind() != '[':
		r.wrongType(at, "a list of texts")
		return
	case more:
		r.fault(at, fhir.TypeTooLong, problem.CodeTooMany, fmt.Sprintf("%s may have at most %d elements.", at, maxSelections))
		return
	case len(list) == 0: // nothing could be judged, and silence would say that all is well
		r.missing(at)
	}
	for i, element := range list {
		if selection := r.name(fmt.Sprintf("%s[%d]", at, i), element); selection != "" {
			r.call.selections = append(r.call.selections, selection)
		}
	}
}

// bundle reads the entries of a Bundle of the context, and counts those that
// are no resources.
func (r *reader) bundle(at string, raw jsontext.Value) (entries []entry, unread int) {
	if isAbsent(raw) {
		r.missing(at)
		return nil, 0
	}
	b, ok := readBundle(at, raw)
	if !ok || b.resourceType != typeBundle {
		r.wrongType(at, "a Bundle")
		return nil, 0
	}
	for _, nested := range b.nested {
		r.fault(nested, fhir.TypeStructure, problem.CodeType, "There may be no Bundle in a Bundle: what it holds cannot be judged.")
	}
	if b.truncated || b.failed { // what is not read cannot be judged
		r.fault(at, fhir.TypeTooLong, problem.CodeTooMany, fmt.Sprintf("%s must be whole, and may have at most %d entries.", at, maxResources))
	}
	return b.entries, b.unread
}

// prefetch reads the lists that the service asks for; other keys are ignored.
func (r *reader) prefetch(raw jsontext.Value) {
	var given map[string]jsontext.Value
	if !isAbsent(raw) && (raw.Kind() != '{' || !read(raw, &given)) {
		r.wrongType("prefetch", "an object")
		return
	}
	for _, key := range keys() {
		at := "prefetch." + key
		value, there := given[key]
		l, ok := readList(at, value, there)
		if !ok {
			r.wrongType(at, "a resource, a Bundle or null")
		}
		r.call.lists[key] = l
	}
	patients := r.call.lists[keyPatient]
	for _, e := range patients.entries {
		if e.resourceType == typePatient && e.id == r.call.patient {
			r.call.subject.Patient = e.raw
			break
		}
	}
	r.call.owner = r.call.subject.Owner()
	for _, l := range r.call.lists {
		l.keep(r.call)
	}
	if patients.others > 0 && r.call.patient != "" {
		r.fault("prefetch."+keyPatient, fhir.TypeBusinessRule, codeOtherPatient, "prefetch.patient is not the Patient of context.patientId.")
	}
}

// lacks is 412 if one of the lists is in the state, or worse.
func (c *hookCall) lacks(worst state, keys []string) *failure {
	var issues []fhir.Issue
	for _, key := range keys {
		if c.lists[key].state <= worst && key != keyPatient {
			issues = append(issues, needed(key))
		}
	}
	if len(issues) == 0 {
		return nil
	}
	return &failure{status: http.StatusPreconditionFailed, issues: issues}
}

func needed(key string) fhir.Issue {
	return fhir.Issue{
		Severity: fhir.Error, Type: fhir.TypeRequired, Code: string(codePrefetchMissing), Expression: "prefetch." + key,
		Detail: "The service needs prefetch." + key + " and cannot fetch it: send what the search of the discovery document finds, or null for nothing.",
	}
}

// selected are the orders that the selections name, and whatever else the
// Bundle holds for them to refer to. Unknown are the selections that name none.
func (c *hookCall) selected() (orders []entry, unknown []int) {
	names := make(map[string]bool, len(c.selections)) // whether an order has it
	for _, selection := range c.selections {
		names[selection] = false
	}
	for _, e := range c.orders {
		isSelected := false
		for _, name := range e.names() {
			if _, is := names[name]; is {
				names[name], isSelected = true, true
			}
		}
		if isSelected || e.resourceType == "Medication" {
			orders = append(orders, e)
		}
	}
	for i, selection := range c.selections {
		if !names[selection] {
			unknown = append(unknown, i)
		}
	}
	return orders, unknown
}
