package fhirapi

import (
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// capabilityStatement says what there is here, with the members of FHIR's
// CapabilityStatement that are used.
//
// It instantiates no role of SDC 4.0.0. form-fill-manager, which is nearest,
// demands XML as well, and records of every call as AuditEvents or by IHE ATNA.
type capabilityStatement struct {
	ResourceType   string                   `json:"resourceType"`
	URL            string                   `json:"url"`
	Version        string                   `json:"version"`
	Name           string                   `json:"name"`
	Title          string                   `json:"title"`
	Status         string                   `json:"status"`
	Date           string                   `json:"date"`
	Publisher      string                   `json:"publisher"`
	Description    string                   `json:"description"`
	Kind           string                   `json:"kind"`
	Software       capabilitySoftware       `json:"software"`
	Implementation capabilityImplementation `json:"implementation"`
	FHIRVersion    string                   `json:"fhirVersion"`
	Format         []string                 `json:"format"`
	Rest           []capabilityRest         `json:"rest"`
}

type capabilitySoftware struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type capabilityImplementation struct {
	Description string `json:"description"`
	URL         string `json:"url"`
}

type capabilityRest struct {
	Mode          string               `json:"mode"`
	Documentation string               `json:"documentation"`
	Security      capabilitySecurity   `json:"security"`
	Resource      []capabilityResource `json:"resource"`
}

type capabilitySecurity struct {
	Extension   []capabilityExtension `json:"extension,omitempty"`
	Service     []capabilityService   `json:"service,omitempty"`
	Description string                `json:"description"`
}

// capabilityExtension is an extension with a URL, or with extensions.
type capabilityExtension struct {
	Extension []capabilityExtension `json:"extension,omitempty"`
	URL       string                `json:"url"`
	ValueURI  string                `json:"valueUri,omitempty"`
}

type capabilityService struct {
	Coding []capabilityCoding `json:"coding"`
	Text   string             `json:"text"`
}

type capabilityCoding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type capabilityResource struct {
	Type          string                  `json:"type"`
	Documentation string                  `json:"documentation,omitempty"`
	Interaction   []capabilityInteraction `json:"interaction,omitempty"`
	Versioning    string                  `json:"versioning,omitempty"`
	ReadHistory   *bool                   `json:"readHistory,omitempty"`
	SearchParam   []capabilitySearch      `json:"searchParam,omitempty"`
	Operation     []capabilityOperation   `json:"operation,omitempty"`
}

type capabilityInteraction struct {
	Code string `json:"code"`
}

type capabilitySearch struct {
	Name       string `json:"name"`
	Definition string `json:"definition"`
	Type       string `json:"type"`
}

type capabilityOperation struct {
	Name          string `json:"name"`
	Definition    string `json:"definition"`
	Documentation string `json:"documentation"`
}

// statement is the capability statement as it is sent.
type statement struct {
	body []byte
	etag string
}

// newStatement writes the capability statement down.
func (a *API) newStatement() (*statement, error) {
	body, err := encode(a.capabilities(a.Service.Released()), false)
	if err != nil {
		return nil, err
	}
	return &statement{body, "W/" + door.Tag(body)}, nil
}

func (a *API) capabilities(released string) *capabilityStatement {
	return &capabilityStatement{
		ResourceType: "CapabilityStatement", URL: a.base + "/metadata", Version: a.Version,
		Name: "RLScreen", Title: "rlscreen: FHIR R4", Status: "active", Date: a.Service.Released(), Publisher: "rlscreen",
		Description: "Screening for restless legs syndrome inside a health record: the form, filling it in from a chart, and the resources that follow from it. " +
			"A screen, not a diagnosis. Nothing is stored.",
		Kind:           "instance",
		Software:       capabilitySoftware{"rlscreen", a.Version},
		Implementation: capabilityImplementation{"rlscreen with ruleset " + a.Service.RulesetVersion(), a.base},
		FHIRVersion:    fhir.Version,
		Format:         []string{"json", fhir.MediaType},
		Rest: []capabilityRest{{
			Mode:          "server",
			Documentation: "Everything can be read, nothing created, changed or deleted. The operations work with what is sent to them and fetch nothing.",
			Security:      a.security(),
			Resource: []capabilityResource{
				a.readable(typeQuestionnaire, capabilityOperation{
					"populate", "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate",
					"Answers what the resources passed as context say. References are not followed.",
				}),
				{Type: typeQuestionnaireResponse, Documentation: "Responses are not kept.", Operation: []capabilityOperation{{
					"extract", "http://hl7.org/fhir/uv/sdc/OperationDefinition/QuestionnaireResponse-extract",
					"Gives a transaction for the caller to carry out. Takes a subject and an encounter as parameters too, and profile=extended for resources beyond US Core.",
				}, {
					"from-answers", a.fromAnswersURL(),
					"Gives the completed form for the answers that the REST interface takes, which are the body, in application/json.",
				}}},
				a.readable(typeCodeSystem),
				a.readable(typeValueSet),
				a.readable(typeOperationDefinition),
			},
		}},
	}
}

// readable describes a type of resource that is read and searched.
func (a *API) readable(kind string, operations ...capabilityOperation) capabilityResource {
	past := false
	r := capabilityResource{
		Type: kind, Interaction: []capabilityInteraction{{"read"}, {"vread"}, {"search-type"}},
		Versioning: "versioned", ReadHistory: &past, Operation: operations,
	}
	for _, p := range searchParameters() {
		r.SearchParam = append(r.SearchParam, capabilitySearch{p.name, p.definition(kind), p.kind})
	}
	return r
}
