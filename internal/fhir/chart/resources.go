package chart

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

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

// statuses are the codes that a status may have.
type statuses struct {
	system string
	codes  []string
}

// The statuses of conditions. Their bindings are required, and records send
// codes of their own beside them all the same.
var (
	clinicalStatuses = statuses{
		"http://terminology.hl7.org/CodeSystem/condition-clinical",
		[]string{"active", "recurrence", "relapse", "inactive", "remission", "resolved"},
	}
	verificationStatuses = statuses{
		"http://terminology.hl7.org/CodeSystem/condition-ver-status",
		[]string{"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"},
	}
)

// status is which of the codes a concept gives: by the system they are of, or,
// where that is not used, by any other, or in words. It is "" where there is no
// status, and not understood where there is one that is none of the codes.
func (c *concept) status(of *statuses) (code string, understood bool) {
	if c == nil || len(c.Coding) == 0 && strings.TrimSpace(c.Text) == "" {
		return "", true
	}
	var own, others []string
	for i := range c.Coding {
		if one := &c.Coding[i]; one.System == of.system && one.Code != "" {
			own = append(own, one.Code)
		} else {
			others = append(others, one.Code, one.Display)
		}
	}
	if len(own) == 0 {
		own = append(others, c.Text)
	}
	for _, written := range own {
		written = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(written)), " ", "-")
		if slices.Contains(of.codes, written) {
			return written, true
		}
	}
	return "", false
}

// modified reports extensions that may turn around what an element says. FHIR
// forbids to use it without knowing them, and none is known here.
type modified bool

// UnmarshalJSONFrom takes anything but null and an empty list for some.
func (m *modified) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case 'n':
		return d.SkipValue()
	case '[':
		return elements(d, func(int) error {
			*m = true
			return d.SkipValue()
		})
	default:
		*m = true
		return d.SkipValue()
	}
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
	Modified           modified       `json:"modifierExtension"`
	ClinicalStatus     *concept       `json:"clinicalStatus"`
	VerificationStatus *concept       `json:"verificationStatus"`
	Code               *concept       `json:"code"`
	Subject            reference      `json:"subject"`
	OnsetDateTime      string         `json:"onsetDateTime"`
	OnsetAge           *quantity      `json:"onsetAge"`
	OnsetPeriod        jsontext.Value `json:"onsetPeriod"`
	OnsetRange         jsontext.Value `json:"onsetRange"`
	OnsetString        jsontext.Value `json:"onsetString"`
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
	Modified        modified   `json:"modifierExtension"`
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
	ID       string   `json:"id"`
	Modified modified `json:"modifierExtension"`
	Code     *concept `json:"code"`
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
	Modified         modified       `json:"modifierExtension"`
	Code             concept        `json:"code"`
	Quantity         *quantity      `json:"valueQuantity"`
	Concept          *concept       `json:"valueCodeableConcept"`
	DateTime         string         `json:"valueDateTime"`
	DataAbsentReason jsontext.Value `json:"dataAbsentReason"`

	index int // among the components sent
}

type familyMember struct {
	ID           string    `json:"id"`
	Modified     modified  `json:"modifierExtension"`
	Status       string    `json:"status"`
	Patient      reference `json:"patient"`
	Relationship concept   `json:"relationship"`
	Condition    ailments  `json:"condition"`
}

// ailment is a condition of a relative.
type ailment struct {
	Modified modified `json:"modifierExtension"`
	Code     concept  `json:"code"`

	index int // among the conditions sent
}
