package chart

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Subject is whom a chart is read for. The zero Subject leaves it to the chart
// to tell.
type Subject struct {
	// Reference is that of the patient: "Patient/1", absolute, or a URN.
	Reference string
	// Server is the FHIR base URL that a relative Reference is below; "" is not known.
	Server string
	// Patient is the Patient itself as JSON, for its identifiers; nil is none.
	Patient []byte
}

// name is a reference to a patient in one spelling.
type name struct {
	server string // base URL without a slash at its end; "" for relative ones and URNs
	local  string // "Patient/1", or the URN
}

// contested is the server of a patient whom references of several servers
// name: none of those can be the right one for sure.
const contested = "\x00"

// nameOf reads a reference to a patient, of any version. It is not ok for
// anything else.
func nameOf(ref string) (n name, ok bool) {
	if len(ref) > 4 && strings.EqualFold(ref[:4], "urn:") {
		return name{local: strings.ToLower(ref)}, true
	}
	ref, version, versioned := strings.Cut(ref, "/_history/")
	if versioned && !isID(version) {
		return name{}, false
	}
	const kind = "Patient/"
	at := strings.LastIndex(ref, kind)
	if at < 0 || !isID(ref[at+len(kind):]) {
		return name{}, false
	}
	if at == 0 {
		return name{local: ref}, true
	}
	server, ok := serverOf(ref[:at])
	return name{server, ref[at:]}, ok
}

// serverOf is a base URL in one spelling: scheme and host do not tell small
// letters from capital ones.
func serverOf(base string) (server string, ok bool) {
	scheme, rest, ok := strings.Cut(base, "://")
	scheme = strings.ToLower(scheme)
	rest, slash := strings.CutSuffix(rest, "/")
	host, path, _ := strings.Cut(rest, "/")
	if !ok || !slash || host == "" || scheme != "http" && scheme != "https" || strings.ContainsAny(rest, "?#") {
		return "", false
	}
	return strings.TrimSuffix(scheme+"://"+strings.ToLower(host)+"/"+path, "/"), true
}

// is reports the same patient: a reference without a server is of any.
func (n name) is(other name) bool {
	return n.local == other.local && (n.server == other.server || n.server == "" || other.server == "")
}

// identifier is a business identifier.
type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

// isGiven reports a reference that is there, understood or not.
func (r *reference) isGiven() bool {
	return r.misread || r.Reference != "" || r.Display != "" || r.Identifier != nil
}

// also takes another member that names the subject, which must not differ.
func (r *reference) also(other *reference) {
	switch {
	case !other.isGiven():
	case !r.isGiven():
		*r = *other
	case r.Reference != other.Reference:
		r.misread = true
	}
}

// subjects are the names and identifiers of the one whom a chart is about. What
// is about anybody else is left out, and so is what is about somebody who cannot
// be told; only what names nobody counts as of the one patient.
type subjects struct {
	names       []name
	urls        []string // of the entry of the Patient, as written
	identifiers []identifier
	disputed    map[string]bool // systems of identifiers that contradict each other
}

// are reports whether a reference is to the patient.
func (s *subjects) are(ref *reference) bool {
	if !ref.isGiven() {
		return true
	}
	if ref.misread || s.contradict(ref.Identifier) {
		return false
	}
	if ref.Reference == "" {
		return s.identify(ref.Identifier)
	}
	return s.answerTo(ref.Reference)
}

// answerTo reports whether a reference in writing is to the patient.
func (s *subjects) answerTo(ref string) bool {
	for _, url := range s.urls {
		if ref == url {
			return true
		}
	}
	given, ok := nameOf(ref)
	for _, n := range s.names {
		if ok && n.is(given) {
			return true
		}
	}
	return false
}

// contradict reports an identifier of a system of which the patient has others.
func (s *subjects) contradict(given *identifier) bool {
	if given == nil || given.System == "" {
		return false
	}
	differs := s.disputed[given.System]
	for _, own := range s.identifiers {
		if own.System == given.System {
			if own.Value == given.Value {
				return false
			}
			differs = true
		}
	}
	return differs
}

// identify reports an identifier of the patient.
func (s *subjects) identify(given *identifier) bool {
	if given == nil || given.System == "" || given.Value == "" {
		return false
	}
	for _, own := range s.identifiers {
		if own == *given {
			return true
		}
	}
	return false
}

// expected are the names of a Subject; none for the zero one. One that is no
// reference to a patient is nobody's.
func (s *Subject) expected() (who subjects, given bool) {
	if s.Reference == "" {
		return subjects{}, false
	}
	if n, ok := nameOf(s.Reference); ok {
		if n.server == "" && !strings.HasPrefix(n.local, "urn:") && s.Server != "" {
			n.server = contested
			if server, ok := serverOf(strings.TrimSuffix(s.Server, "/") + "/"); ok {
				n.server = server
			}
		}
		who.names = []name{n}
	}
	if len(s.Patient) > 0 {
		var p patient
		if decode(s.Patient, "Patient", &p, &leniency{}) == nil {
			who.identifiers = p.Identifier
		}
	}
	return who, true
}

// Owner tells whom resources are about before they are read as a chart.
type Owner struct{ who subjects }

// Owner is the subject as an owner of resources.
func (s Subject) Owner() *Owner {
	who, _ := s.expected()
	return &Owner{who}
}

// Owns reports whether members that refer to a patient, as JSON, refer to the
// subject. One that is left out, or is null, does not say otherwise.
func (o *Owner) Owns(members ...jsontext.Value) bool {
	for _, raw := range members {
		if len(raw) == 0 || raw.Kind() == 'n' {
			continue
		}
		var ref reference
		if json.Unmarshal(raw, &ref, jsontext.AllowDuplicateNames(true)) != nil || !o.who.are(&ref) {
			return false
		}
	}
	return true
}
