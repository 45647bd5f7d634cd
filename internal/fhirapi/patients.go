package fhirapi

import (
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// A chart of the wrong patient is the worst that can be filled in from. So
// every Patient in what is sent must be the subject, and what is about somebody
// else is left out, which the chart sees to once it knows who is meant.

// foundPatient is a Patient in what is sent.
type foundPatient struct {
	at      string
	id      string // "" without one
	fullURL string // of its entry in a Bundle, "" without one
}

// maxBundles is how deep Bundles are looked for in Bundles.
const maxBundles = 8

// findPatients lists the Patients in a resource, which may be a Bundle.
func findPatients(found []foundPatient, resource fhir.Raw, at, fullURL string, depth int) []foundPatient {
	switch resourceType(resource) {
	case typePatient:
		p := foundPatient{at: at, fullURL: fullURL}
		for name, value := range members(resource) {
			if name == "id" {
				_ = json.Unmarshal(value, &p.id) // what is no text is no id
				break
			}
		}
		return append(found, p)
	case typeBundle:
		if depth == maxBundles {
			return found
		}
		var bundle struct {
			Entry []fhir.Raw `json:"entry"`
		}
		if json.Unmarshal(resource, &bundle) != nil {
			return found
		}
		for i, raw := range bundle.Entry {
			var entry struct {
				FullURL  string   `json:"fullUrl"`
				Resource fhir.Raw `json:"resource"`
			}
			if json.Unmarshal(raw, &entry) == nil && entry.Resource.Kind() == '{' {
				found = findPatients(found, entry.Resource, at+".entry["+strconv.Itoa(i)+"].resource", entry.FullURL, depth+1)
			}
		}
	}
	return found
}

// checkPatients refuses Patients that are known not to be the subject.
func (p *population) checkPatients() []fhir.Issue {
	meant, ok := parseTarget(p.subject.Reference)
	if !ok {
		return nil // by identifier only
	}
	var found []foundPatient
	for _, c := range p.contents {
		found = findPatients(found, c.Raw, c.Expression, "", 0)
	}
	var issues []fhir.Issue
	for _, patient := range found {
		if len(issues) < maxArguments && patient.contradicts(meant) {
			issues = append(issues, faultAt(patient.at, fhir.TypeConflict, codeSubject,
				"This is another patient than the parameter subject names. Send the chart of the subject."))
		}
	}
	return issues
}

// contradicts reports whether a Patient is known not to be the one meant.
func (f *foundPatient) contradicts(meant target) bool {
	url, ok := parseTarget(f.fullURL)
	if meant.urn != "" {
		return ok && url.contradicts(meant)
	}
	if ok && url.kind == typePatient && url.contradicts(meant) {
		return true
	}
	return f.id != "" && f.id != meant.id
}

// patient is whom the chart is about: by reference, or by identifier alone.
func (p *population) patient() chart.Subject {
	s := chart.Subject{Reference: p.subject.Reference}
	if s.Reference == "" {
		// A Patient of which the identifier is known can be written.
		s.Patient, _ = json.Marshal(map[string]any{"resourceType": typePatient, "identifier": []*fhir.Identifier{p.subject.Identifier}})
	}
	return s
}
