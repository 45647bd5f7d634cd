package fhirapi

// searchCodeSystems finds code systems.
//
//	@Summary		Find code systems
//	@Description	Finds the code systems of our own: questions, answers, results, issues. Takes _id, name, title, publisher and experimental too, and _count, _summary=count, _format and _pretty. A parameter that is not known is left out, and so is missing in the link to itself, unless Prefer has handling=strict.
//	@Tags			fhir
//	@ID				fhirSearchCodeSystems
//	@Produce		application/fhir+json
//	@Param			url	query	string	false	"canonical URL, or URL|version"
//	@Param			version	query	string	false	"business version"
//	@Param			status	query	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/CodeSystem [get]
func (a *API) searchCodeSystems(x *exchange) error { return a.search(x, typeCodeSystem) }

// postSearchCodeSystems finds code systems by a web form.
//
//	@Summary		Find code systems by a web form
//	@Description	As the search by GET, with parameters in the body, in the URL, or both.
//	@Tags			fhir
//	@ID				fhirPostSearchCodeSystems
//	@Accept			application/x-www-form-urlencoded
//	@Produce		application/fhir+json
//	@Param			url	formData	string	false	"canonical URL, or URL|version"
//	@Param			version	formData	string	false	"business version"
//	@Param			status	formData	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,413,415,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/CodeSystem/_search [post]
func (a *API) postSearchCodeSystems(x *exchange) error { return a.search(x, typeCodeSystem) }

// readCodeSystem returns a code system.
//
//	@Summary		Read a code system
//	@Description	A code system of our own with all its codes, in English with Spanish designations.
//	@Tags			fhir
//	@ID				fhirReadCodeSystem
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as rls-answer"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/CodeSystem/{id} [get]
func (a *API) readCodeSystem(x *exchange) error { return a.read(x, typeCodeSystem) }

// vreadCodeSystem returns a code system in a version.
//
//	@Summary		Read a code system in a version
//	@Description	The same as the resource itself while it has this versionId in its meta, and 404 after that.
//	@Tags			fhir
//	@ID				fhirVersionReadCodeSystem
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, such as rls-answer"
//	@Param			vid	path		string	true	"meta.versionId of the resource"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/CodeSystem/{id}/_history/{vid} [get]
func (a *API) vreadCodeSystem(x *exchange) error { return a.vread(x, typeCodeSystem) }
