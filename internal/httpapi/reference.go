package httpapi

import (
	"github.com/rlscreen/rlscreen/api"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// questionnaire returns everything a form needs.
//
//	@Summary		Everything a form needs
//	@Description	Sections, questions, answer options, help and conditions. The id of a question is the place of its answer in a request.
//	@Tags			reference
//	@ID				getQuestionnaire
//	@Produce		json
//	@Param			audience	query		string	false	"who reads the words"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string	false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string	false	"pins a version of the ruleset"	maxLength(200)
//	@Success		200			{object}	v1.Questionnaire
//	@Failure		400,406,409,500	{object}	v1.Problem
//	@Router			/v1/questionnaire [get]
func (a *API) questionnaire(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) { return a.Service.Questionnaire(x.options) })
}

// ruleset returns what the decisions rest on.
//
//	@Summary		What decisions rest on
//	@Description	Version and digest of the ruleset, and every rule with its quality of evidence, its sources and its date of review.
//	@Tags			reference
//	@ID				getRuleset
//	@Produce		json
//	@Param			audience	query		string	false	"who reads the words"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string	false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string	false	"pins a version of the ruleset"	maxLength(200)
//	@Success		200			{object}	v1.Ruleset
//	@Failure		400,406,409,500	{object}	v1.Problem
//	@Router			/v1/ruleset [get]
func (a *API) ruleset(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) { return a.Service.Ruleset(x.options, a.Now()) })
}

// decisionTable returns the outcome of every combination.
//
//	@Summary		The whole outcome table
//	@Description	The outcome of every combination of what it depends on, enumerated, as JSON or CSV.
//	@Tags			reference
//	@ID				getDecisionTable
//	@Produce		json
//	@Produce		text/csv
//	@Param			ruleset	query		string	false	"pins a version of the ruleset"	maxLength(200)
//	@Success		200		{object}	v1.DecisionTable
//	@Failure		400,406,409,500	{object}	v1.Problem
//	@Router			/v1/ruleset/decision-table [get]
func (a *API) decisionTable(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) {
		if x.media == mediaCSV {
			return a.Service.DecisionTableCSV(x.options)
		}
		return a.Service.DecisionTable(x.options)
	})
}

// medications searches the medicines.
//
//	@Summary		Search medicines
//	@Description	Finds medicines by the beginning of a brand name, generic name, RxNorm or ATC code, for type-ahead; each with its effect on restless legs.
//	@Tags			reference
//	@ID				searchMedications
//	@Produce		json
//	@Param			q			query		string	true	"what to search for"	maxLength(200)
//	@Param			limit		query		int		false	"most matches to return"	minimum(1)	maximum(50)	default(10)
//	@Param			audience	query		string	false	"who reads the words"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string	false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string	false	"pins a version of the ruleset"	maxLength(200)
//	@Success		200			{object}	v1.MedicationList
//	@Failure		400,406,409,500	{object}	v1.Problem
//	@Router			/v1/medications [get]
func (a *API) medications(x *exchange) error {
	answer, fault := a.Service.Medications(x.search, x.limit, x.options)
	if fault != nil {
		return fault
	}
	return writeTagged(x, x.media, answer)
}

// medicationNames lists the names of all medicines.
//
//	@Summary		All names of medicines
//	@Description	Every name of a medicine that is recognised, generic names and brands in all languages, each with its ingredients: for type-ahead in a form, so that what somebody types goes nowhere.
//	@Tags			reference
//	@ID				listMedicationNames
//	@Produce		json
//	@Param			lang	query		string	false	"language of the ingredients; else Accept-Language"	Enums(en, es)
//	@Param			ruleset	query		string	false	"pins a version of the ruleset"	maxLength(200)
//	@Success		200		{object}	v1.MedicationNames
//	@Failure		400,406,409,500	{object}	v1.Problem
//	@Router			/v1/medications/names [get]
func (a *API) medicationNames(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) { return a.Service.MedicationNames(x.options) })
}

// openAPIJSON returns this description.
//
//	@Summary		This description as JSON
//	@Description	The OpenAPI 3.1.1 description of this service, generated from its code.
//	@Tags			service
//	@ID				getOpenAPIJSON
//	@Produce		json
//	@Success		200	{object}	map[string]any
//	@Failure		400,406,500	{object}	v1.Problem
//	@Router			/openapi.json [get]
func (a *API) openAPIJSON(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) { return api.OpenAPIJSON, nil })
}

// openAPIYAML returns this description.
//
//	@Summary		This description as YAML
//	@Description	The same description as at /openapi.json, easier to read.
//	@Tags			service
//	@ID				getOpenAPIYAML
//	@Produce		application/yaml
//	@Success		200	{string}	string
//	@Failure		400,406,500	{object}	v1.Problem
//	@Router			/openapi.yaml [get]
func (a *API) openAPIYAML(x *exchange) error {
	return a.constant(x, func() ([]byte, *problem.Error) { return api.OpenAPIYAML, nil })
}

// constant writes an answer that stays the same all day, compressed for whoever
// takes that.
func (a *API) constant(x *exchange, build func() ([]byte, *problem.Error)) error {
	key := documentKey{path: x.Path(), media: x.media, options: x.options}
	d, fault := a.documents.get(key, a.Now(), build)
	if fault != nil {
		return fault
	}
	cached(x)
	return d.Send(x.Response(), x.Request(), contentType(x.media))
}
