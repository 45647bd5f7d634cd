package fhirapi

// searchOperationDefinitions finds definitions of operations.
//
//	@Summary		Find definitions of operations
//	@Description	Finds the definitions of the operations that are of our own. Those of SDC are published by HL7. Takes _id, name, title, publisher and experimental too, and _count, _summary=count, _format and _pretty. A parameter that is not known is left out, and so is missing in the link to itself, unless Prefer has handling=strict.
//	@Tags			fhir
//	@ID				fhirSearchOperationDefinitions
//	@Produce		application/fhir+json
//	@Param			url	query	string	false	"canonical URL, or URL|version"
//	@Param			version	query	string	false	"business version"
//	@Param			status	query	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/OperationDefinition [get]
func (a *API) searchOperationDefinitions(x *exchange) error {
	return a.search(x, typeOperationDefinition)
}

// postSearchOperationDefinitions finds definitions of operations by a web form.
//
//	@Summary		Find definitions of operations by a web form
//	@Description	As the search by GET, with parameters in the body, in the URL, or both.
//	@Tags			fhir
//	@ID				fhirPostSearchOperationDefinitions
//	@Accept			application/x-www-form-urlencoded
//	@Produce		application/fhir+json
//	@Param			url	formData	string	false	"canonical URL, or URL|version"
//	@Param			version	formData	string	false	"business version"
//	@Param			status	formData	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,413,415,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/OperationDefinition/_search [post]
func (a *API) postSearchOperationDefinitions(x *exchange) error {
	return a.search(x, typeOperationDefinition)
}

// readOperationDefinition returns the definition of an operation.
//
//	@Summary		Read the definition of an operation
//	@Description	What an operation of our own takes and gives.
//	@Tags			fhir
//	@ID				fhirReadOperationDefinition
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as QuestionnaireResponse-from-answers"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/OperationDefinition/{id} [get]
func (a *API) readOperationDefinition(x *exchange) error { return a.read(x, typeOperationDefinition) }

// vreadOperationDefinition returns the definition of an operation in a version.
//
//	@Summary		Read the definition of an operation in a version
//	@Description	The same as the resource itself while it has this versionId in its meta, and 404 after that.
//	@Tags			fhir
//	@ID				fhirVersionReadOperationDefinition
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as QuestionnaireResponse-from-answers"
//	@Param			vid	path		string	true	"meta.versionId of the resource"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/OperationDefinition/{id}/_history/{vid} [get]
func (a *API) vreadOperationDefinition(x *exchange) error { return a.vread(x, typeOperationDefinition) }
