package chart

import "github.com/go-json-experiment/json/jsontext"

// The members of resources that are read. Others may hold anything.

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type concept struct {
	Coding codings `json:"coding"`
	Text   string  `json:"text"`
}

// status is the first code, whatever its system: required bindings leave only one.
func (c *concept) status() string {
	if c != nil {
		for i := range c.Coding {
			if c.Coding[i].Code != "" {
				return c.Coding[i].Code
			}
		}
	}
	return ""
}

type quantity struct {
	Value      *float64 `json:"value"`
	Comparator string   `json:"comparator"`
	Unit       string   `json:"unit"`
	System     string   `json:"system"`
	Code       string   `json:"code"`
}

type reference struct {
	Reference  string      `json:"reference"`
	Display    string      `json:"display"`
	Identifier *identifier `json:"identifier"`

	misread bool // it contradicts another member
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type patient struct {
	ID         string      `json:"id"`
	Gender     string      `json:"gender"`
	BirthDate  string      `json:"birthDate"`
	Identifier identifiers `json:"identifier"`
}

type condition struct {
	ID                 string         `json:"id"`
	ClinicalStatus     *concept       `json:"clinicalStatus"`
	VerificationStatus *concept       `json:"verificationStatus"`
	Code               *concept       `json:"code"`
	Subject            reference      `json:"subject"`
	OnsetDateTime      string         `json:"onsetDateTime"`
	OnsetAge           *quantity      `json:"onsetAge"`
	AbatementDateTime  string         `json:"abatementDateTime"`
	AbatementPeriod    *period        `json:"abatementPeriod"`
	AbatementAge       jsontext.Value `json:"abatementAge"`
	AbatementRange     jsontext.Value `json:"abatementRange"`
	AbatementString    string         `json:"abatementString"`
	RecordedDate       string         `json:"recordedDate"`
	Patient            reference      `json:"patient"` // of DSTU2
}

// medicationUse is a MedicationRequest or a MedicationStatement.
type medicationUse struct {
	ID              string     `json:"id"`
	Contained       contained  `json:"contained"`
	Status          string     `json:"status"`
	Intent          string     `json:"intent"`
	DoNotPerform    bool       `json:"doNotPerform"`
	Concept         *concept   `json:"medicationCodeableConcept"`
	Reference       *reference `json:"medicationReference"`
	Subject         reference  `json:"subject"`
	Patient         reference  `json:"patient"` // of DSTU2
	AuthoredOn      string     `json:"authoredOn"`
	DateAsserted    string     `json:"dateAsserted"`
	EffectiveDate   string     `json:"effectiveDateTime"`
	EffectivePeriod period     `json:"effectivePeriod"`
	ReasonCode      concepts   `json:"reasonCode"`
	ReasonReference references `json:"reasonReference"`
	Dosage          dosages    `json:"dosageInstruction"`
}

// settle makes one subject of two members, and returns the id.
func (u *medicationUse) settle() string {
	u.Subject.also(&u.Patient)
	return u.ID
}

type dosage struct {
	Timing timing `json:"timing"`
}

type timing struct {
	Repeat repeat `json:"repeat"`
}

type repeat struct {
	BoundsPeriod period `json:"boundsPeriod"`
}

type medication struct {
	ID   string   `json:"id"`
	Code *concept `json:"code"`
}

type observation struct {
	ID               string     `json:"id"`
	Status           string     `json:"status"`
	Subject          reference  `json:"subject"`
	EffectiveDate    string     `json:"effectiveDateTime"`
	EffectivePeriod  period     `json:"effectivePeriod"`
	EffectiveInstant string     `json:"effectiveInstant"`
	Issued           string     `json:"issued"`
	Component        components `json:"component"`
	component
}

// component is a part of an observation, or what an observation itself finds.
type component struct {
	Code             concept        `json:"code"`
	Quantity         *quantity      `json:"valueQuantity"`
	Concept          *concept       `json:"valueCodeableConcept"`
	DateTime         string         `json:"valueDateTime"`
	DataAbsentReason jsontext.Value `json:"dataAbsentReason"`

	index int // among the components sent
}

type familyMember struct {
	ID           string    `json:"id"`
	Status       string    `json:"status"`
	Patient      reference `json:"patient"`
	Relationship concept   `json:"relationship"`
	Condition    ailments  `json:"condition"`
}

// ailment is a condition of a relative.
type ailment struct {
	Code concept `json:"code"`

	index int // among the conditions sent
}
