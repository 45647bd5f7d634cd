package fhirapi

import (
	"fmt"
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

// checkPatients refuses Patients that are known not to be the subject. Where
// there is none at all, the subject stands in for it, so that the chart knows
// whom it is about.
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
	if len(found) == 0 {
		p.contents = append(p.contents, chart.Content{Expression: p.subjectAt, Raw: standIn(p.subject.Reference, meant)})
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

// standIn is a Patient of whom nothing is known but the name.
func standIn(reference string, t target) fhir.Raw {
	if t.urn == "" {
		return fhir.Raw(fmt.Sprintf(`{"resourceType":"Patient","id":%q}`, t.id)) // an id has nothing to escape
	}
	url, err := json.Marshal(reference)
	if err != nil {
		return nil // not UTF-8, which was ruled out before
	}
	return fhir.Raw(fmt.Sprintf(`{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":%s,"resource":{"resourceType":"Patient"}}]}`, url))
}

// checkChart refuses a chart that speaks of somebody else throughout.
func (p *population) checkChart(c *chart.Chart) []fhir.Issue {
	meant, ok := parseTarget(p.subject.Reference)
	if !ok {
		return nil
	}
	found, named := parseTarget(c.Subject)
	if !named || !meant.contradicts(found) {
		return nil
	}
	return []fhir.Issue{faultAt(p.subjectAt, fhir.TypeConflict, codeSubject,
		"The resources that are sent are about another patient than the parameter subject names. Send the chart of the subject.")}
}
