package fhir

import "github.com/go-json-experiment/json/jsontext"

// Bundle is a set of resources: a transaction, or what a search found. A
// resource is any of the types of this package, or its JSON as it was sent.
type Bundle struct {
	ResourceType string        `json:"resourceType"`
	ID           string        `json:"id,omitempty"`
	Meta         *Meta         `json:"meta,omitempty"`
	Identifier   *Identifier   `json:"identifier,omitempty"`
	Type         string        `json:"type"`
	Timestamp    string        `json:"timestamp,omitempty"`
	Total        *int          `json:"total,omitempty"`
	Link         []BundleLink  `json:"link,omitempty"`
	Entry        []BundleEntry `json:"entry,omitempty"`
}

// BundleLink is where to find a bundle, or more of it.
type BundleLink struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// BundleEntry is one resource with what to do with it, or why it is there.
type BundleEntry struct {
	FullURL  string         `json:"fullUrl,omitempty"`
	Resource any            `json:"resource,omitempty"`
	Search   *BundleSearch  `json:"search,omitempty"`
	Request  *BundleRequest `json:"request,omitempty"`
}

// BundleSearch is why a search found a resource.
type BundleSearch struct {
	Mode string `json:"mode"`
}

// BundleRequest is what a server is to do with a resource of a transaction.
type BundleRequest struct {
	Method      string `json:"method"`
	URL         string `json:"url"`
	IfNoneExist string `json:"ifNoneExist,omitempty"`
}

// Parameters are the arguments or the results of an operation.
type Parameters struct {
	ResourceType string      `json:"resourceType"`
	Parameter    []Parameter `json:"parameter,omitempty"`
}

// Parameter is one argument or result.
type Parameter struct {
	Name           string      `json:"name"`
	ValueBoolean   *bool       `json:"valueBoolean,omitempty"`
	ValueString    string      `json:"valueString,omitempty"`
	ValueCode      string      `json:"valueCode,omitempty"`
	ValueURI       string      `json:"valueUri,omitempty"`
	ValueCanonical string      `json:"valueCanonical,omitempty"`
	ValueReference *Reference  `json:"valueReference,omitempty"`
	Resource       any         `json:"resource,omitempty"`
	Part           []Parameter `json:"part,omitempty"`
}

// Raw is the JSON of a resource that is passed on as it was sent.
type Raw = jsontext.Value
