package httpapi

import (
	"net/http"
)

// screening evaluates one set of answers.
//
//	@Summary		Evaluate one set of answers
//	@Description	Evaluates answers, complete or partial: what is left out was not asked. Nothing is stored, and the same request gives the same bytes.
//	@Tags			screening
//	@ID				createScreening
//	@Accept			json
//	@Produce		json
//	@Param			audience	query		string						false	"who reads the answer"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string						false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string						false	"pins a version of the ruleset"	maxLength(200)
//	@Param			request		body		v1.ScreeningRequest			true	"the answers"
//	@Success		200			{object}	v1.Screening
//	@Failure		400,406,409,413,415,422,500,504	{object}	v1.Problem
//	@Router			/v1/screenings [post]
func (a *API) screening(x *exchange) error { return a.decide(x, a.Service.Screen) }

// ironStatus reads a dated series of iron results.
//
//	@Summary		Read a series of iron results
//	@Description	Reads dated results of ferritin and transferrin saturation: the reading, the trend, the response to treatment, and when to measure again.
//	@Tags			screening
//	@ID				createIronStatus
//	@Accept			json
//	@Produce		json
//	@Param			audience	query		string				false	"who reads the answer"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string				false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string				false	"pins a version of the ruleset"	maxLength(200)
//	@Param			request		body		v1.IronStatusRequest	true	"the results"
//	@Success		200			{object}	v1.IronStatus
//	@Failure		400,406,409,413,415,422,500,504	{object}	v1.Problem
//	@Router			/v1/iron-status [post]
func (a *API) ironStatus(x *exchange) error { return a.decide(x, a.Service.IronStatus) }

// decide reads the body, calls the use case and writes its answer.
func (a *API) decide(x *exchange, decision use) error {
	body, fault := a.readBody(x.Request())
	if fault != nil {
		return fault
	}
	defer a.bodies.Release(body)
	answer := a.bodies.Buffer()
	defer a.bodies.Release(answer)
	encoded, fault := decision(answer.AvailableBuffer(), body.Bytes(), x.options)
	if fault != nil {
		return fault
	}
	answer.Write(encoded) // keeps what had to grow
	return write(x, http.StatusOK, x.media, answer.Bytes())
}
