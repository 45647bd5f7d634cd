package fhir

// OperationDefinition describes an operation of our own.
type OperationDefinition struct {
	ResourceType string               `json:"resourceType"`
	ID           string               `json:"id,omitempty"`
	Meta         *Meta                `json:"meta,omitempty"`
	Language     string               `json:"language,omitempty"`
	Text         *Narrative           `json:"text,omitempty"`
	URL          string               `json:"url,omitempty"`
	Version      string               `json:"version,omitempty"`
	Name         string               `json:"name"`
	Title        string               `json:"title,omitempty"`
	Status       string               `json:"status"`
	Kind         string               `json:"kind"`
	Experimental *bool                `json:"experimental,omitempty"`
	Date         string               `json:"date,omitempty"`
	Publisher    string               `json:"publisher,omitempty"`
	Description  string               `json:"description,omitempty"`
	AffectsState bool                 `json:"affectsState"`
	Code         string               `json:"code"`
	Resource     []string             `json:"resource,omitempty"`
	System       bool                 `json:"system"`
	Type         bool                 `json:"type"`
	Instance     bool                 `json:"instance"`
	Parameter    []OperationParameter `json:"parameter,omitempty"`
}

// OperationParameter is what an operation takes or gives.
type OperationParameter struct {
	Name          string `json:"name"`
	Use           string `json:"use"` // in or out
	Min           int    `json:"min"`
	Max           string `json:"max"`
	Documentation string `json:"documentation,omitempty"`
	Type          string `json:"type,omitempty"`
}
