package fhir

// Questionnaire is a form.
type Questionnaire struct {
	ResourceType       string              `json:"resourceType"`
	ID                 string              `json:"id,omitempty"`
	Meta               *Meta               `json:"meta,omitempty"`
	Language           string              `json:"language,omitempty"`
	Text               *Narrative          `json:"text,omitempty"`
	Extension          []Extension         `json:"extension,omitempty"`
	URL                string              `json:"url,omitempty"`
	Version            string              `json:"version,omitempty"`
	Name               string              `json:"name,omitempty"`
	Title              string              `json:"title,omitempty"`
	TitleElement       *Element            `json:"_title,omitempty"`
	Status             string              `json:"status"`
	Experimental       *bool               `json:"experimental,omitempty"`
	SubjectType        []string            `json:"subjectType,omitempty"`
	Date               string              `json:"date,omitempty"`
	Publisher          string              `json:"publisher,omitempty"`
	Contact            []ContactDetail     `json:"contact,omitempty"`
	Description        string              `json:"description,omitempty"`
	DescriptionElement *Element            `json:"_description,omitempty"`
	Purpose            string              `json:"purpose,omitempty"`
	Copyright          string              `json:"copyright,omitempty"`
	ApprovalDate       string              `json:"approvalDate,omitempty"`
	LastReviewDate     string              `json:"lastReviewDate,omitempty"`
	Code               []Coding            `json:"code,omitempty"`
	Item               []QuestionnaireItem `json:"item,omitempty"`
}

// QuestionnaireItem is a question, a group of them, or a text.
type QuestionnaireItem struct {
	Extension      []Extension         `json:"extension,omitempty"`
	LinkID         string              `json:"linkId"`
	Code           []Coding            `json:"code,omitempty"`
	Prefix         string              `json:"prefix,omitempty"`
	Text           string              `json:"text,omitempty"`
	TextElement    *Element            `json:"_text,omitempty"`
	Type           string              `json:"type"`
	EnableWhen     []EnableWhen        `json:"enableWhen,omitempty"`
	EnableBehavior string              `json:"enableBehavior,omitempty"`
	Required       *bool               `json:"required,omitempty"`
	Repeats        *bool               `json:"repeats,omitempty"`
	ReadOnly       *bool               `json:"readOnly,omitempty"`
	MaxLength      *int                `json:"maxLength,omitempty"`
	AnswerOption   []AnswerOption      `json:"answerOption,omitempty"`
	Item           []QuestionnaireItem `json:"item,omitempty"`
}

// AnswerOption is one answer of a choice.
type AnswerOption struct {
	ValueCoding *Coding `json:"valueCoding,omitempty"`
}

// EnableWhen is a condition on another answer.
type EnableWhen struct {
	Question      string   `json:"question"`
	Operator      string   `json:"operator"`
	AnswerBoolean *bool    `json:"answerBoolean,omitempty"`
	AnswerDecimal *float64 `json:"answerDecimal,omitempty"`
	AnswerInteger *int     `json:"answerInteger,omitempty"`
	AnswerCoding  *Coding  `json:"answerCoding,omitempty"`
}
