package v1

// The types of CDS Hooks 2.0.1 (https://cds-hooks.hl7.org/2.0/), with the
// members version and hookVersion of the ballot of 3.0. Names of members are
// those of the specification. Members that are not known are ignored, and so
// are extensions: this is the one place where they are.

// CDSServices are the decision support services there are.
type CDSServices struct {
	Services []CDSService `json:"services" validate:"required"`
}

// CDSService is one service: when to call it, and with what.
type CDSService struct {
	// Hook is the moment in the work of a clinician at which to call.
	Hook string `json:"hook" validate:"required,oneof=patient-view order-select order-sign problem-list-item-create" example:"patient-view"`
	// Title is its name.
	Title string `json:"title" validate:"required" example:"Restless legs: chart review"`
	// Description says when it speaks.
	Description string `json:"description" validate:"required"`
	// ID is the last part of the URL to call.
	ID string `json:"id" validate:"required,oneof=rls-patient-view rls-order-select rls-order-sign rls-problem-list" example:"rls-patient-view"`
	// Prefetch holds FHIR searches by the key under which to send what they find.
	Prefetch map[string]string `json:"prefetch" validate:"required"`
	// UsageRequirements say what a call must bring.
	UsageRequirements string `json:"usageRequirements" validate:"required"`
	// Version is that of CDS Hooks.
	Version string `json:"version" validate:"required" example:"2.0.1"`
	// HookVersion is that of the definition of the hook.
	HookVersion string `json:"hookVersion" validate:"required" example:"1.0"`
}

// CDSRequest is the call of a service.
type CDSRequest struct {
	// Hook is the one that the service is for.
	Hook string `json:"hook" validate:"required,oneof=patient-view order-select order-sign problem-list-item-create" example:"patient-view"`
	// HookInstance is a UUID of this call.
	HookInstance string `json:"hookInstance" validate:"required" format:"uuid" example:"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"`
	// FHIRServer is the base URL of the health record's FHIR server. It is never called.
	FHIRServer string `json:"fhirServer,omitempty" example:"https://ehr.example/fhir"`
	// Context is what the hook is about.
	Context *CDSContext `json:"context" validate:"required"`
	// Prefetch holds what the searches of the service found, by key: a resource or a Bundle. A key that is left out was not
	// supplied, null says that there is nothing, and an OperationOutcome that the search failed.
	Prefetch map[string]any `json:"prefetch,omitempty" swaggertype:"object"`
}

// CDSContext is what a hook is about.
type CDSContext struct {
	// UserID is who is at work, as type and id. Nothing is said to a Patient or a RelatedPerson.
	UserID string `json:"userId" validate:"required" example:"Practitioner/abc"`
	// PatientID is the id of the Patient whose chart it is.
	PatientID string `json:"patientId" validate:"required" example:"1288992"`
	// EncounterID is the id of the Encounter.
	EncounterID string `json:"encounterId,omitempty" example:"456"`
	// Selections name the orders just selected, by type and id; needed for order-select.
	Selections []string `json:"selections,omitempty" example:"MedicationRequest/103"`
	// DraftOrders is a Bundle of orders not yet signed; needed for order-select and order-sign.
	DraftOrders any `json:"draftOrders,omitempty" swaggertype:"object"`
	// Conditions is a Bundle of problems just added; needed for problem-list-item-create.
	Conditions any `json:"conditions,omitempty" swaggertype:"object"`
}

// CDSResponse is what a service has to say; without cards, nothing.
type CDSResponse struct {
	// Cards are few, that of the newest fact first.
	Cards []CDSCard `json:"cards" validate:"required"`
}

// CDSCard is one thing to know, with what can be done about it.
type CDSCard struct {
	// UUID is the same for the same chart.
	UUID string `json:"uuid" validate:"required" format:"uuid" example:"4e0a3a1e-3283-5575-ab82-028d55fe2719"`
	// Summary is one sentence of at most 139 characters.
	Summary string `json:"summary" validate:"required,max=139" example:"RLS in the chart; no ferritin and no TSAT of the last 90 days."`
	// Detail is Markdown: what was found and when, the rule and its sources, and what was not known.
	Detail    string    `json:"detail" validate:"required"`
	Indicator string    `json:"indicator" validate:"required,oneof=info warning" example:"info"`
	Source    CDSSource `json:"source" validate:"required"`
	// Suggestions are orders to draft.
	Suggestions []CDSSuggestion `json:"suggestions,omitempty"`
	// SelectionBehavior says how many suggestions may be chosen; it is there when they are.
	SelectionBehavior string `json:"selectionBehavior,omitempty" validate:"omitempty,oneof=any at-most-one" example:"any"`
	// OverrideReasons are offered to whoever dismisses the card.
	OverrideReasons []CDSCoding `json:"overrideReasons,omitempty"`
	// Links lead to the sources and to the questions of the screen.
	Links []CDSLink `json:"links,omitempty"`
}

// CDSSource is what a card rests on.
type CDSSource struct {
	Label string `json:"label" validate:"required" example:"rlscreen, ruleset 1.0.0"`
	URL   string `json:"url" validate:"required" format:"uri" example:"https://rls.example/"`
	// Topic is what the card is about; there is at most one card of each topic.
	Topic CDSCoding `json:"topic" validate:"required"`
}

// CDSCoding is a code with its words.
type CDSCoding struct {
	System  string `json:"system" validate:"required" format:"uri" example:"https://rls.example/fhir/R4/CodeSystem/rls-cds"`
	Code    string `json:"code" validate:"required" example:"iron"`
	Display string `json:"display" validate:"required" example:"Iron in restless legs"`
}

// CDSSuggestion is an order that can be drafted by choosing it.
type CDSSuggestion struct {
	Label string `json:"label" validate:"required" example:"Draft an order of ferritin"`
	UUID  string `json:"uuid" validate:"required" format:"uuid" example:"e56e1945-20b3-5393-8503-a1a20fd73152"`
	// IsRecommended marks what the rules recommend.
	IsRecommended bool        `json:"isRecommended,omitzero" example:"true"`
	Actions       []CDSAction `json:"actions" validate:"required"`
}

// CDSAction creates a resource when its suggestion is chosen.
type CDSAction struct {
	Type        string `json:"type" validate:"required,oneof=create" example:"create"`
	Description string `json:"description" validate:"required"`
	// Resource is a FHIR R4 resource, here a ServiceRequest in status draft.
	Resource any `json:"resource" validate:"required" swaggertype:"object"`
}

// CDSLink leads to something to read.
type CDSLink struct {
	Label string `json:"label" validate:"required" example:"aasm-2025"`
	URL   string `json:"url" validate:"required" format:"uri" example:"https://doi.org/10.5664/jcsm.11390"`
	Type  string `json:"type" validate:"required,oneof=absolute" example:"absolute"`
}

// CDSFeedback says what became of cards.
type CDSFeedback struct {
	// Feedback holds one entry for each time that somebody acted on a card, at most 1000.
	Feedback []CDSCardFeedback `json:"feedback" validate:"required,max=1000"`
}

// CDSCardFeedback says what became of one card.
type CDSCardFeedback struct {
	// Card is its uuid.
	Card    string `json:"card" validate:"required" format:"uuid" example:"4e0a3a1e-3283-5575-ab82-028d55fe2719"`
	Outcome string `json:"outcome" validate:"required,oneof=accepted overridden" example:"overridden"`
	// AcceptedSuggestions are those chosen; needed when the outcome is accepted.
	AcceptedSuggestions []CDSAcceptedSuggestion `json:"acceptedSuggestions,omitempty"`
	// OverrideReason is why the card was dismissed.
	OverrideReason *CDSOverrideReason `json:"overrideReason,omitempty"`
	// OutcomeTimestamp is when. It is not used, and not asked for.
	OutcomeTimestamp string `json:"outcomeTimestamp,omitempty" example:"2026-11-20T10:05:31Z"`
}

// CDSAcceptedSuggestion is a suggestion that was chosen.
type CDSAcceptedSuggestion struct {
	// ID is its uuid.
	ID string `json:"id" validate:"required" format:"uuid" example:"e56e1945-20b3-5393-8503-a1a20fd73152"`
}

// CDSOverrideReason is why a card was dismissed.
type CDSOverrideReason struct {
	// Reason is one of the override reasons of the card, or of the health record's own.
	Reason *CDSReason `json:"reason,omitempty"`
	// UserComment is what somebody wrote. It is dropped.
	UserComment string `json:"userComment,omitempty"`
}

// CDSReason is a code, which real health records send without its system too.
type CDSReason struct {
	Code    string `json:"code" validate:"required" example:"already-checked"`
	System  string `json:"system,omitempty" example:"https://rls.example/fhir/R4/CodeSystem/rls-cds"`
	Display string `json:"display,omitempty"`
}
