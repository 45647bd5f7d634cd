package trail

import "github.com/rlscreen/rlscreen/internal/fhir"

// Resource is an AuditEvent of FHIR R4, with the members that are used here.
type Resource struct {
	ResourceType string        `json:"resourceType"`
	ID           string        `json:"id"`
	Type         fhir.Coding   `json:"type"`
	Subtype      []fhir.Coding `json:"subtype,omitempty"`
	Action       string        `json:"action"`
	Recorded     string        `json:"recorded"`
	Outcome      string        `json:"outcome"`
	OutcomeDesc  string        `json:"outcomeDesc,omitempty"`
	Agent        []Agent       `json:"agent"`
	Source       Source        `json:"source"`
	Entity       []Entity      `json:"entity"`
}

// Agent is who did it.
type Agent struct {
	Who       fhir.Reference `json:"who"`
	Requestor bool           `json:"requestor"`
}

// Source is what reports it.
type Source struct {
	Observer fhir.Reference `json:"observer"`
	Type     []fhir.Coding  `json:"type"`
}

// Entity is what it was done with.
type Entity struct {
	What      *fhir.Reference `json:"what,omitempty"`
	Type      fhir.Coding     `json:"type"`
	Role      *fhir.Coding    `json:"role,omitempty"`
	Lifecycle *fhir.Coding    `json:"lifecycle,omitempty"`
	Name      string          `json:"name,omitempty"`
	Detail    []Detail        `json:"detail,omitempty"`
}

// Detail is one more thing about an entity.
type Detail struct {
	Type        string `json:"type"`
	ValueString string `json:"valueString"`
}
