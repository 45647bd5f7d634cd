package fhirapi

// searchValueSets finds value sets.
//
//	@Summary		Find value sets
//	@Description	Finds the choices of codes that the form and its results take. Takes _id, name, title, publisher and experimental too, and _count, _summary=count, _format and _pretty. A parameter that is not known is left out, and so is missing in the link to itself, unless Prefer has handling=strict.
//	@Tags			fhir
//	@ID				fhirSearchValueSets
//	@Produce		application/fhir+json
//	@Param			url	query	string	false	"canonical URL, or URL|version"
//	@Param			version	query	string	false	"business version"
//	@Param			status	query	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/ValueSet [get]
func (a *API) searchValueSets(x *exchange) error { return a.search(x, typeValueSet) }

// postSearchValueSets finds value sets by a web form.
//
//	@Summary		Find value sets by a web form
//	@Description	As the search by GET, with parameters in the body, in the URL, or both.
//	@Tags			fhir
//	@ID				fhirPostSearchValueSets
//	@Accept			application/x-www-form-urlencoded
//	@Produce		application/fhir+json
//	@Param			url	formData	string	false	"canonical URL, or URL|version"
//	@Param			version	formData	string	false	"business version"
//	@Param			status	formData	string	false	"publication status"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,406,413,415,500,504	{object}	v1.FHIRResource
//	@Router			/fhir/R4/ValueSet/_search [post]
func (a *API) postSearchValueSets(x *exchange) error { return a.search(x, typeValueSet) }

// readValueSet returns a value set.
//
//	@Summary		Read a value set
//	@Description	A choice of codes that the form or its results take.
//	@Tags			fhir
//	@ID				fhirReadValueSet
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, as a search gives it"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/ValueSet/{id} [get]
func (a *API) readValueSet(x *exchange) error { return a.read(x, typeValueSet) }

// vreadValueSet returns a value set in a version.
//
//	@Summary		Read a value set in a version
//	@Description	The same as the resource itself while it has this versionId in its meta, and 404 after that.
//	@Tags			fhir
//	@ID				fhirVersionReadValueSet
//	@Produce		application/fhir+json
//	@Param			id	path		string	true	"logical id, as a search gives it"
//	@Param			vid	path		string	true	"meta.versionId of the resource"
//	@Success		200	{object}	v1.FHIRResource
//	@Failure		400,404,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/ValueSet/{id}/_history/{vid} [get]
func (a *API) vreadValueSet(x *exchange) error { return a.vread(x, typeValueSet) }
