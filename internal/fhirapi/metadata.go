package fhirapi

// metadata returns the CapabilityStatement.
//
//	@Summary		What this FHIR endpoint can do
//	@Description	The CapabilityStatement: the resources that can be read and searched, and the operations. Every FHIR path takes _format (json) and _pretty.
//	@Tags			fhir
//	@ID				fhirMetadata
//	@Produce		application/fhir+json
//	@Param			_pretty	query		string	false	"true indents the answer"
//	@Success		200		{object}	v1.FHIRResource
//	@Failure		400,406,500	{object}	v1.FHIRResource
//	@Router			/fhir/R4/metadata [get]
func (a *API) metadata(x *exchange) error {
	s, err := a.capability()
	if err != nil {
		return err
	}
	return x.answerTagged(s.body, s.etag)
}
