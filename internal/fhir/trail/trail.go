// Package trail writes entries of the audit trail as AuditEvent of FHIR R4, with
// codes that R4 itself has for it.
//
// Each event has the record or the API key concerned as an entity, and the entry
// of the chain as another one: its place, its hash and that of the entry before
// it, in the form in which `rlscreen audit` writes them.
//
// Source: https://hl7.org/fhir/R4/auditevent.html.
package trail

import (
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// namespace is the UUID in which this package names things (RFC 9562, version
// 5): 5d3a8f0e-62c1-4b79-9a44-1f7be0c6d285. It must never change, or an event
// would have another id.
const namespace = "\x5d\x3a\x8f\x0e\x62\xc1\x4b\x79\x9a\x44\x1f\x7b\xe0\xc6\xd2\x85"

// instant is a time as FHIR has it, to the millisecond.
const instant = "2006-01-02T15:04:05.000Z07:00"

// Codes of outcomes.
const (
	success      = "0"
	minorFailure = "4" // the fault of who asked
	majorFailure = "8" // the fault of the service
)

// Bundle is a collection of events, in the order of the entries. The same
// entries give the same bundle.
func Bundle(entries []audit.Entry, baseURL, version string) *fhir.Bundle {
	b := &fhir.Bundle{ResourceType: "Bundle", Type: "collection"}
	names := []string{"bundle"}
	for _, e := range entries {
		event := AuditEvent(e, baseURL, version)
		names = append(names, event.ID)
		b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: "urn:uuid:" + event.ID, Resource: event})
	}
	b.ID = fhir.UUID(namespace, names...)
	return b
}

// AuditEvent is an entry as a resource. BaseURL is where callers reach the
// service: ids are named below it. Version is that of the program that reports
// the event, which need not be the one that did what it says.
func AuditEvent(e audit.Entry, baseURL, version string) *Resource {
	k := kindOf(e)
	return &Resource{
		ResourceType: "AuditEvent",
		ID:           fhir.UUID(namespace, "entry", string(e.Tenant), strconv.FormatInt(e.Seq, 10), e.Hash.String()),
		Type:         k.event,
		Subtype:      k.subtype(),
		Action:       k.action,
		Recorded:     e.At.UTC().Format(instant),
		Outcome:      outcome(e.Outcome),
		OutcomeDesc:  described(e.Outcome),
		Agent:        []Agent{{Who: who(e.Caller, baseURL), Requestor: true}},
		Source:       source(version),
		Entity:       entities(e, k, strings.TrimSuffix(baseURL, "/")),
	}
}

func outcome(code string) string {
	switch code {
	case audit.Done:
		return success
	case "internal", "unavailable", "timeout":
		return majorFailure
	}
	return minorFailure
}

// described is the code of a problem, as the answer had it.
func described(code string) string {
	if code == audit.Done {
		return ""
	}
	return code
}

func who(caller, baseURL string) fhir.Reference {
	if caller == "" {
		return fhir.Reference{Display: "unknown"}
	}
	return named(strings.TrimSuffix(baseURL, "/"), "callers", caller)
}

// named is a thing by its id, which is one of ours.
func named(baseURL, kind, id string) fhir.Reference {
	return fhir.Reference{Identifier: &fhir.Identifier{System: baseURL + "/v1/" + kind, Value: id}}
}

func source(version string) Source {
	return Source{
		Observer: fhir.Reference{Display: strings.TrimSpace("rlscreen " + version)},
		Type:     []fhir.Coding{{System: systemSource, Code: "4", Display: "Application Server"}},
	}
}

// entities are what was done something with, if it has an id, and the entry of
// the chain that says so.
func entities(e audit.Entry, k kind, baseURL string) []Entity {
	var out []Entity
	if e.Record != "" {
		record := named(baseURL, "records", e.Record)
		out = append(out, Entity{What: &record, Type: systemObject(), Role: role("4", "Domain Resource"), Lifecycle: k.lifecycle()})
	}
	if k.key && e.Detail != "" {
		key := named(baseURL, "callers", e.Detail)
		out = append(out, Entity{What: &key, Type: systemObject(), Role: role("13", "Security Resource")})
	}
	return append(out, Entity{Type: systemObject(), Role: role("13", "Security Resource"), Name: "entry of the audit trail", Detail: details(e)})
}

func systemObject() fhir.Coding {
	return fhir.Coding{System: systemEntity, Code: "2", Display: "System Object"}
}

func role(code, display string) *fhir.Coding {
	return &fhir.Coding{System: systemRole, Code: code, Display: display}
}

// details are all of an entry that has no member of its own.
func details(e audit.Entry) []Detail {
	var out []Detail
	for _, d := range []Detail{
		{"tenant", string(e.Tenant)},
		{"seq", strconv.FormatInt(e.Seq, 10)},
		{"action", string(e.Action)},
		{"detail", e.Detail},
		{"count", strconv.Itoa(e.Count)},
		{"request_id", e.Request},
		{"prev", e.Prev.String()},
		{"hash", e.Hash.String()},
	} {
		if d.ValueString != "" {
			out = append(out, d)
		}
	}
	return out
}
