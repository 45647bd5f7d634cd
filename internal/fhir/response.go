package fhir

// QuestionnaireResponse is a form that is filled in, or being filled in.
//
// Members that R4 does not have end up in Rest, and so do those of R4 that
// rlscreen does not use. Values are kept as they were sent, so that one of a
// wrong type is an issue of its own and not the end of reading.
type QuestionnaireResponse struct {
	ResourceType      string         `json:"resourceType"`
	ID                string         `json:"id,omitempty"`
	Meta              *ResponseMeta  `json:"meta,omitempty"`
	ImplicitRules     string         `json:"implicitRules,omitempty"`
	Language          string         `json:"language,omitempty"`
	ModifierExtension []Raw          `json:"modifierExtension,omitempty"`
	Questionnaire     string         `json:"questionnaire,omitempty"`
	Status            string         `json:"status"`
	Subject           *Reference     `json:"subject,omitempty"`
	Encounter         *Reference     `json:"encounter,omitempty"`
	Authored          string         `json:"authored,omitempty"`
	Author            *Reference     `json:"author,omitempty"`
	Source            *Reference     `json:"source,omitempty"`
	Item              []ResponseItem `json:"item,omitempty"`
	Rest              map[string]Raw `json:",embed"`
}

// ResponseMeta is what a server knows of a response.
type ResponseMeta struct {
	VersionID   string         `json:"versionId,omitempty"`
	LastUpdated string         `json:"lastUpdated,omitempty"`
	Profile     []string       `json:"profile,omitempty"`
	Rest        map[string]Raw `json:",embed"`
}

// ResponseItem is a question with its answers, or a group.
type ResponseItem struct {
	LinkID            string           `json:"linkId"`
	Text              string           `json:"text,omitempty"`
	ModifierExtension []Raw            `json:"modifierExtension,omitempty"`
	Answer            []ResponseAnswer `json:"answer,omitempty"`
	Item              []ResponseItem   `json:"item,omitempty"`
	Rest              map[string]Raw   `json:",embed"`
}

// ResponseAnswer is one answer. At most one of the values is given.
type ResponseAnswer struct {
	ValueInteger  Raw            `json:"valueInteger,omitempty"`
	ValueDecimal  Raw            `json:"valueDecimal,omitempty"`
	ValueDate     Raw            `json:"valueDate,omitempty"`
	ValueString   Raw            `json:"valueString,omitempty"`
	ValueCoding   Raw            `json:"valueCoding,omitempty"`
	ValueQuantity Raw            `json:"valueQuantity,omitempty"`
	Item          []ResponseItem `json:"item,omitempty"`
	Rest          map[string]Raw `json:",embed"`
}
