package chart

import "github.com/go-json-experiment/json/jsontext"

// The members of resources that are read. Others may hold anything.

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type concept struct {
	Coding []coding `json:"coding"`
	Text   string   `json:"text"`
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
	Reference string `json:"reference"`
}

type period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type patient struct {
	ID        string `json:"id"`
	Gender    string `json:"gender"`
	BirthDate string `json:"birthDate"`
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
}

// medicationUse is a MedicationRequest or a MedicationStatement.
type medicationUse struct {
	ID              string           `json:"id"`
	Contained       []jsontext.Value `json:"contained"`
	Status          string           `json:"status"`
	Intent          string           `json:"intent"`
	DoNotPerform    bool             `json:"doNotPerform"`
	Concept         *concept         `json:"medicationCodeableConcept"`
	Reference       *reference       `json:"medicationReference"`
	Subject         reference        `json:"subject"`
	AuthoredOn      string           `json:"authoredOn"`
	DateAsserted    string           `json:"dateAsserted"`
	EffectiveDate   string           `json:"effectiveDateTime"`
	EffectivePeriod period           `json:"effectivePeriod"`
	ReasonCode      []concept        `json:"reasonCode"`
	ReasonReference []reference      `json:"reasonReference"`
	Dosage          []dosage         `json:"dosageInstruction"`
}

type dosage struct {
	Timing struct {
		Repeat struct {
			BoundsPeriod period `json:"boundsPeriod"`
		} `json:"repeat"`
	} `json:"timing"`
}

type medication struct {
	ID   string   `json:"id"`
	Code *concept `json:"code"`
}

type observation struct {
	ID               string      `json:"id"`
	Status           string      `json:"status"`
	Subject          reference   `json:"subject"`
	EffectiveDate    string      `json:"effectiveDateTime"`
	EffectivePeriod  period      `json:"effectivePeriod"`
	EffectiveInstant string      `json:"effectiveInstant"`
	Issued           string      `json:"issued"`
	Component        []component `json:"component"`
	component
}

// component is a part of an observation, or what an observation itself finds.
type component struct {
	Code             concept        `json:"code"`
	Quantity         *quantity      `json:"valueQuantity"`
	Concept          *concept       `json:"valueCodeableConcept"`
	DateTime         string         `json:"valueDateTime"`
	DataAbsentReason jsontext.Value `json:"dataAbsentReason"`
}

type familyMember struct {
	ID           string    `json:"id"`
	Status       string    `json:"status"`
	Patient      reference `json:"patient"`
	Relationship concept   `json:"relationship"`
	Condition    []struct {
		Code concept `json:"code"`
	} `json:"condition"`
}
