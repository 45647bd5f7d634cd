package fhir

// Coding is a code of a code system.
type Coding struct {
	System         string   `json:"system,omitempty"`
	Version        string   `json:"version,omitempty"`
	Code           string   `json:"code,omitempty"`
	Display        string   `json:"display,omitempty"`
	DisplayElement *Element `json:"_display,omitempty"`
}

// CodeableConcept is one meaning, in any number of code systems and in words.
type CodeableConcept struct {
	Coding []Coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

// Element carries the extensions of a primitive member, such as _text.
type Element struct {
	Extension []Extension `json:"extension,omitempty"`
}

// Extension is an extension with the types of value that are used here.
type Extension struct {
	URL       string      `json:"url"`
	Extension []Extension `json:"extension,omitempty"`

	ValueBoolean         *bool            `json:"valueBoolean,omitempty"`
	ValueCode            string           `json:"valueCode,omitempty"`
	ValueInteger         *int             `json:"valueInteger,omitempty"`
	ValueDecimal         *float64         `json:"valueDecimal,omitempty"`
	ValueString          string           `json:"valueString,omitempty"`
	ValueMarkdown        string           `json:"valueMarkdown,omitempty"`
	ValueURI             string           `json:"valueUri,omitempty"`
	ValueCanonical       string           `json:"valueCanonical,omitempty"`
	ValueID              string           `json:"valueId,omitempty"`
	ValueCoding          *Coding          `json:"valueCoding,omitempty"`
	ValueCodeableConcept *CodeableConcept `json:"valueCodeableConcept,omitempty"`
	ValueExpression      *Expression      `json:"valueExpression,omitempty"`
	ValueQuantity        *Quantity        `json:"valueQuantity,omitempty"`
	ValueReference       *Reference       `json:"valueReference,omitempty"`
}

// Expression is a computation, here always in FHIRPath.
type Expression struct {
	Description string `json:"description,omitempty"`
	Name        string `json:"name,omitempty"`
	Language    string `json:"language"`
	Expression  string `json:"expression,omitempty"`
}

// Quantity is a measured amount. Comparator is "", <, <=, >= or >.
type Quantity struct {
	Value      *float64 `json:"value,omitempty"`
	Comparator string   `json:"comparator,omitempty"`
	Unit       string   `json:"unit,omitempty"`
	System     string   `json:"system,omitempty"`
	Code       string   `json:"code,omitempty"`
}

// Reference points to a resource.
type Reference struct {
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"`
	Identifier *Identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

// Identifier is a name that stays with a thing across systems.
type Identifier struct {
	Use    string           `json:"use,omitempty"`
	Type   *CodeableConcept `json:"type,omitempty"`
	System string           `json:"system,omitempty"`
	Value  string           `json:"value,omitempty"`
}

// Period is from Start to End, both included; a missing end goes on.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Annotation is a note.
type Annotation struct {
	Time string `json:"time,omitempty"`
	Text string `json:"text"`
}

// Meta is what a server knows of a resource.
type Meta struct {
	VersionID   string   `json:"versionId,omitempty"`
	LastUpdated string   `json:"lastUpdated,omitempty"`
	Profile     []string `json:"profile,omitempty"`
	Tag         []Coding `json:"tag,omitempty"`
}

// Narrative is a resource in words, for people. Div is XHTML.
type Narrative struct {
	Status string `json:"status"`
	Div    string `json:"div"`
}

// ContactDetail is who to ask.
type ContactDetail struct {
	Name    string         `json:"name,omitempty"`
	Telecom []ContactPoint `json:"telecom,omitempty"`
}

// ContactPoint is how to reach somebody.
type ContactPoint struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value,omitempty"`
}
