package fhir

// Observation is a finding.
type Observation struct {
	ResourceType         string                 `json:"resourceType"`
	ID                   string                 `json:"id,omitempty"`
	Meta                 *Meta                  `json:"meta,omitempty"`
	Language             string                 `json:"language,omitempty"`
	Text                 *Narrative             `json:"text,omitempty"`
	Identifier           []Identifier           `json:"identifier,omitempty"`
	Status               string                 `json:"status"`
	Category             []CodeableConcept      `json:"category,omitempty"`
	Code                 CodeableConcept        `json:"code"`
	Subject              *Reference             `json:"subject,omitempty"`
	Encounter            *Reference             `json:"encounter,omitempty"`
	EffectiveDateTime    string                 `json:"effectiveDateTime,omitempty"`
	Issued               string                 `json:"issued,omitempty"`
	Performer            []Reference            `json:"performer,omitempty"`
	ValueQuantity        *Quantity              `json:"valueQuantity,omitempty"`
	ValueCodeableConcept *CodeableConcept       `json:"valueCodeableConcept,omitempty"`
	ValueString          string                 `json:"valueString,omitempty"`
	DataAbsentReason     *CodeableConcept       `json:"dataAbsentReason,omitempty"`
	Interpretation       []CodeableConcept      `json:"interpretation,omitempty"`
	Note                 []Annotation           `json:"note,omitempty"`
	Method               *CodeableConcept       `json:"method,omitempty"`
	Device               *Reference             `json:"device,omitempty"`
	HasMember            []Reference            `json:"hasMember,omitempty"`
	DerivedFrom          []Reference            `json:"derivedFrom,omitempty"`
	Component            []ObservationComponent `json:"component,omitempty"`
}

// ObservationComponent is a part of a finding.
type ObservationComponent struct {
	Code                 CodeableConcept  `json:"code"`
	ValueQuantity        *Quantity        `json:"valueQuantity,omitempty"`
	ValueCodeableConcept *CodeableConcept `json:"valueCodeableConcept,omitempty"`
	ValueString          string           `json:"valueString,omitempty"`
	DataAbsentReason     *CodeableConcept `json:"dataAbsentReason,omitempty"`
}

// ServiceRequest is an order, here always a draft that somebody has yet to approve.
type ServiceRequest struct {
	ResourceType       string            `json:"resourceType"`
	ID                 string            `json:"id,omitempty"`
	Meta               *Meta             `json:"meta,omitempty"`
	Language           string            `json:"language,omitempty"`
	Identifier         []Identifier      `json:"identifier,omitempty"`
	Status             string            `json:"status"`
	Intent             string            `json:"intent"`
	Category           []CodeableConcept `json:"category,omitempty"`
	Priority           string            `json:"priority,omitempty"`
	Code               *CodeableConcept  `json:"code,omitempty"`
	OrderDetail        []CodeableConcept `json:"orderDetail,omitempty"`
	Subject            Reference         `json:"subject"`
	Encounter          *Reference        `json:"encounter,omitempty"`
	AuthoredOn         string            `json:"authoredOn,omitempty"`
	Requester          *Reference        `json:"requester,omitempty"`
	ReasonCode         []CodeableConcept `json:"reasonCode,omitempty"`
	ReasonReference    []Reference       `json:"reasonReference,omitempty"`
	SupportingInfo     []Reference       `json:"supportingInfo,omitempty"`
	Note               []Annotation      `json:"note,omitempty"`
	PatientInstruction string            `json:"patientInstruction,omitempty"`
}

// Task is something that somebody should do.
type Task struct {
	ResourceType    string           `json:"resourceType"`
	ID              string           `json:"id,omitempty"`
	Meta            *Meta            `json:"meta,omitempty"`
	Language        string           `json:"language,omitempty"`
	Identifier      []Identifier     `json:"identifier,omitempty"`
	Status          string           `json:"status"`
	Intent          string           `json:"intent"`
	Priority        string           `json:"priority,omitempty"`
	Code            *CodeableConcept `json:"code,omitempty"`
	Description     string           `json:"description,omitempty"`
	Focus           *Reference       `json:"focus,omitempty"`
	For             *Reference       `json:"for,omitempty"`
	Encounter       *Reference       `json:"encounter,omitempty"`
	AuthoredOn      string           `json:"authoredOn,omitempty"`
	ReasonCode      *CodeableConcept `json:"reasonCode,omitempty"`
	ReasonReference *Reference       `json:"reasonReference,omitempty"`
	Note            []Annotation     `json:"note,omitempty"`
}

// DetectedIssue is a clinical problem with something taken or done.
type DetectedIssue struct {
	ResourceType       string                  `json:"resourceType"`
	ID                 string                  `json:"id,omitempty"`
	Meta               *Meta                   `json:"meta,omitempty"`
	Language           string                  `json:"language,omitempty"`
	Identifier         []Identifier            `json:"identifier,omitempty"`
	Status             string                  `json:"status"`
	Code               *CodeableConcept        `json:"code,omitempty"`
	Severity           string                  `json:"severity,omitempty"`
	Patient            *Reference              `json:"patient,omitempty"`
	IdentifiedDateTime string                  `json:"identifiedDateTime,omitempty"`
	Author             *Reference              `json:"author,omitempty"`
	Implicated         []Reference             `json:"implicated,omitempty"`
	Evidence           []DetectedIssueEvidence `json:"evidence,omitempty"`
	Detail             string                  `json:"detail,omitempty"`
	Reference          string                  `json:"reference,omitempty"`
}

// DetectedIssueEvidence is what an issue rests on.
type DetectedIssueEvidence struct {
	Code   []CodeableConcept `json:"code,omitempty"`
	Detail []Reference       `json:"detail,omitempty"`
}

// Device is what made a finding: the rules, in a version.
type Device struct {
	ResourceType string           `json:"resourceType"`
	ID           string           `json:"id,omitempty"`
	Meta         *Meta            `json:"meta,omitempty"`
	Identifier   []Identifier     `json:"identifier,omitempty"`
	Status       string           `json:"status,omitempty"`
	Manufacturer string           `json:"manufacturer,omitempty"`
	DeviceName   []DeviceName     `json:"deviceName,omitempty"`
	Type         *CodeableConcept `json:"type,omitempty"`
	Version      []DeviceVersion  `json:"version,omitempty"`
	URL          string           `json:"url,omitempty"`
	Note         []Annotation     `json:"note,omitempty"`
}

// DeviceName is a name of a device.
type DeviceName struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// DeviceVersion is a version of a part of a device.
type DeviceVersion struct {
	Type  *CodeableConcept `json:"type,omitempty"`
	Value string           `json:"value"`
}

// Provenance says who or what made resources, out of what.
type Provenance struct {
	ResourceType     string             `json:"resourceType"`
	ID               string             `json:"id,omitempty"`
	Meta             *Meta              `json:"meta,omitempty"`
	Target           []Reference        `json:"target"`
	OccurredDateTime string             `json:"occurredDateTime,omitempty"`
	Recorded         string             `json:"recorded,omitempty"`
	RecordedElement  *Element           `json:"_recorded,omitempty"`
	Policy           []string           `json:"policy,omitempty"`
	Activity         *CodeableConcept   `json:"activity,omitempty"`
	Agent            []ProvenanceAgent  `json:"agent"`
	Entity           []ProvenanceEntity `json:"entity,omitempty"`
}

// ProvenanceAgent took part in making a resource.
type ProvenanceAgent struct {
	Type *CodeableConcept `json:"type,omitempty"`
	Who  Reference        `json:"who"`
}

// ProvenanceEntity is what a resource was made of.
type ProvenanceEntity struct {
	Role string    `json:"role"`
	What Reference `json:"what"`
}
