package fhirapi

// searchQuestionnaires finds forms.
//
//	@Summary		Find forms
//	@Description	Finds the form of the screening, by its canonical URL for example. Takes _id, name, title, publisher and experimental too, and _count, _summary=count, _format and _pretty. A parameter that is not known is left out, and so is missing in the link to itself, unless Prefer has handling=strict.
//	@Tags			fhir
//	@ID				fhirSearchQuestionnaires
//	@Produce		application/fhir+json
//	@Param			url	query	string	false	"canonical URL, or URL|version"
//	@Param			version	query	string	false	"business version"
//	@Param			status	query	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire [get]
func (a *API) searchQuestionnaires(x *exchange) error { return a.search(x, typeQuestionnaire) }

// postSearchQuestionnaires finds forms by a web form.
//
//	@Summary		Find forms by a web form
//	@Description	As the search by GET, with parameters in the body, in the URL, or both.
//	@Tags			fhir
//	@ID				fhirPostSearchQuestionnaires
//	@Accept			application/x-www-form-urlencoded
//	@Produce		application/fhir+json
//	@Param			url	formData	string	false	"canonical URL, or URL|version"
//	@Param			version	formData	string	false	"business version"
//	@Param			status	formData	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,413,415,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire/_search [post]
func (a *API) postSearchQuestionnaires(x *exchange) error { return a.search(x, typeQuestionnaire) }

// readQuestionnaire returns a form.
//
//	@Summary		Read a form
//	@Description	The form of the screening, in English with Spanish translations. The linkId of a question is the path of its answer in a screening request.
//	@Tags			fhir
//	@ID				fhirReadQuestionnaire
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as rls-screening"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire/{id} [get]
func (a *API) readQuestionnaire(x *exchange) error { return a.read(x, typeQuestionnaire) }

// vreadQuestionnaire returns a form in a version.
//
//	@Summary		Read a form in a version
//	@Description	The same as the resource itself while it has this versionId in its meta, and 404 after that.
//	@Tags			fhir
//	@ID				fhirVersionReadQuestionnaire
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as rls-screening"
//	@Param			vid	path		string	true	"meta.versionId of the resource"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/Questionnaire/{id}/_history/{vid} [get]
func (a *API) vreadQuestionnaire(x *exchange) error { return a.vread(x, typeQuestionnaire) }
