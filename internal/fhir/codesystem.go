package fhir

// CodeSystem is a set of codes of our own.
type CodeSystem struct {
	ResourceType  string     `json:"resourceType"`
	ID            string     `json:"id,omitempty"`
	Meta          *Meta      `json:"meta,omitempty"`
	Language      string     `json:"language,omitempty"`
	Text          *Narrative `json:"text,omitempty"`
	URL           string     `json:"url,omitempty"`
	Version       string     `json:"version,omitempty"`
	Name          string     `json:"name,omitempty"`
	Title         string     `json:"title,omitempty"`
	Status        string     `json:"status"`
	Experimental  *bool      `json:"experimental,omitempty"`
	Date          string     `json:"date,omitempty"`
	Publisher     string     `json:"publisher,omitempty"`
	Description   string     `json:"description,omitempty"`
	CaseSensitive *bool      `json:"caseSensitive,omitempty"`
	ValueSet      string     `json:"valueSet,omitempty"`
	Content       string     `json:"content"`
	Count         *int       `json:"count,omitempty"`
	Concept       []Concept  `json:"concept,omitempty"`
}

// Concept is a code with its meaning.
type Concept struct {
	Code        string        `json:"code"`
	Display     string        `json:"display,omitempty"`
	Definition  string        `json:"definition,omitempty"`
	Designation []Designation `json:"designation,omitempty"`
}

// Designation is another wording of a concept.
type Designation struct {
	Language string  `json:"language,omitempty"`
	Use      *Coding `json:"use,omitempty"`
	Value    string  `json:"value"`
}

// ValueSet is a choice of codes.
type ValueSet struct {
	ResourceType string           `json:"resourceType"`
	ID           string           `json:"id,omitempty"`
	Meta         *Meta            `json:"meta,omitempty"`
	Language     string           `json:"language,omitempty"`
	Text         *Narrative       `json:"text,omitempty"`
	URL          string           `json:"url,omitempty"`
	Version      string           `json:"version,omitempty"`
	Name         string           `json:"name,omitempty"`
	Title        string           `json:"title,omitempty"`
	Status       string           `json:"status"`
	Experimental *bool            `json:"experimental,omitempty"`
	Date         string           `json:"date,omitempty"`
	Publisher    string           `json:"publisher,omitempty"`
	Description  string           `json:"description,omitempty"`
	Compose      *ValueSetCompose `json:"compose,omitempty"`
}

// ValueSetCompose says which codes a value set holds.
type ValueSetCompose struct {
	Include []ValueSetInclude `json:"include"`
}

// ValueSetInclude takes codes of one system: those named, or all.
type ValueSetInclude struct {
	System  string    `json:"system,omitempty"`
	Version string    `json:"version,omitempty"`
	Concept []Concept `json:"concept,omitempty"`
}
