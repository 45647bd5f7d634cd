package extract

import (
	"net/url"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// deviceName is what tells one set of rules from another, wherever they run.
func (f *filing) deviceName() string {
	return digest("device", f.RulesetID, f.RulesetVersion, f.RulesetDigest, f.ProgramVersion)
}

// fileDevice files the rules in their version, once for all screenings.
func (f *filing) fileDevice() {
	id := fhir.Identifier{System: fhir.SystemURI, Value: urn(f.deviceName(), "identifier")}
	f.add("Device", f.device, &fhir.Device{
		ResourceType: "Device",
		Identifier:   []fhir.Identifier{id},
		Status:       "active",
		DeviceName:   []fhir.DeviceName{{Name: "rlscreen " + f.RulesetID, Type: "user-friendly-name"}},
		Type:         &fhir.CodeableConcept{Text: "Clinical decision support rules"},
		Version: []fhir.DeviceVersion{
			{Type: &fhir.CodeableConcept{Text: "ruleset"}, Value: f.RulesetVersion},
			{Type: &fhir.CodeableConcept{Text: "ruleset digest"}, Value: f.RulesetDigest},
			{Type: &fhir.CodeableConcept{Text: "program"}, Value: f.ProgramVersion},
		},
	}, ifNoneExist(id))
}

// Code systems and extensions of HL7 that Provenance needs.
const (
	systemParticipant         = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
	extensionDataAbsentReason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
)

// fileProvenance says that the rules assembled everything but the response and
// the Device out of the response.
func (f *filing) fileProvenance() {
	p := &fhir.Provenance{
		ResourceType:     "Provenance",
		Target:           f.made,
		OccurredDateTime: f.Response.Authored,
		Policy:           []string{f.policy()},
		Agent: []fhir.ProvenanceAgent{{
			Type: &fhir.CodeableConcept{Coding: []fhir.Coding{{System: systemParticipant, Code: "assembler", Display: "Assembler"}}},
			Who:  f.device,
		}},
		Entity: []fhir.ProvenanceEntity{{Role: "source", What: f.response}},
	}
	if isInstant(f.Response.Authored) {
		p.Recorded = f.Response.Authored
	} else {
		p.RecordedElement = &fhir.Element{Extension: []fhir.Extension{{URL: extensionDataAbsentReason, ValueCode: "unknown"}}}
	}
	f.add("Provenance", f.reference("provenance"), p, "")
}

// policy is where the rules in this version explain themselves.
func (f *filing) policy() string {
	return strings.TrimSuffix(f.Base, "/fhir/R4") + "/v1/ruleset?ruleset=" + url.QueryEscape(f.RulesetVersion)
}

// isInstant reports whether a date and time has seconds and a zone.
func isInstant(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil && !strings.Contains(text, ",")
}
