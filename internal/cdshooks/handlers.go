package cdshooks

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/door"
)

// discover lists the services.
//
//	@Summary		The decision support services there are
//	@Description	For each service: the hook at which to call it, and the searches whose results to send with the call.
//	@Tags			cds-hooks
//	@ID				listCDSServices
//	@Produce		json
//	@Success		200	{object}	v1.CDSServices
//	@Failure		406,500	{object}	v1.FHIRResource
//	@Router			/cds-services [get]
func (a *API) discover(c echo.Context) error {
	if !takesJSON(c.Request().Header["Accept"]) {
		return notAcceptable()
	}
	lang := a.languages.Of(c.Request().Header.Get("Accept-Language"))
	d, err := a.discovery[lang]()
	if err != nil {
		return fmt.Errorf("describe the services: %w", err)
	}
	header := c.Response().Header()
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Language", lang)
	header.Set("ETag", d.etag)
	header.Set("Cache-Control", "private, no-cache")
	if door.Names(c.Request().Header["If-None-Match"], d.etag) {
		c.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	return write(c, http.StatusOK, mediaJSON, d.body)
}

// call answers a hook with cards.
//
//	@Summary		Ask a service for cards
//	@Description	Reads what the call brings of a chart and answers with few cards, most often none. Nothing is fetched or stored, and the same chart gives the same cards. Unknown members and extensions are ignored.
//	@Tags			cds-hooks
//	@ID				callCDSService
//	@Accept			json
//	@Produce		json
//	@Param			id		path		string			true	"id of the service"	Enums(rls-patient-view, rls-order-select, rls-order-sign, rls-problem-list)
//	@Param			call	body		v1.CDSRequest	true	"what is being done, and the chart"
//	@Success		200		{object}	v1.CDSResponse
//	@Failure		400,401,403,404,406,412,413,415,500,503,504	{object}	v1.FHIRResource
//	@Router			/cds-services/{id} [post]
func (a *API) call(c echo.Context) error {
	s, err := a.admit(c, "")
	if err != nil {
		return err
	}
	body, err := readBody(c.Request(), maxCall)
	if err != nil {
		return err
	}
	defer clear(body) // nothing of a patient stays longer than the call
	lang := a.languages.Of(c.Request().Header.Get("Accept-Language"))
	cards, refusal := a.cards(s, body, lang)
	if refusal != nil {
		return refusal
	}
	text, err := encode(v1.CDSResponse{Cards: cards})
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Language", lang)
	header.Set("Cache-Control", "no-store")
	return write(c, http.StatusOK, mediaJSON, text)
}

// feedback counts what became of cards.
//
//	@Summary		Say what became of cards
//	@Description	Counts cards that were accepted or overridden, by service, rule and code of the reason. Several at once, and the same card again, are fine. What somebody wrote is dropped.
//	@Tags			cds-hooks
//	@ID				giveCDSFeedback
//	@Accept			json
//	@Param			id			path	string			true	"id of the service"	Enums(rls-patient-view, rls-order-select, rls-order-sign, rls-problem-list)
//	@Param			feedback	body	v1.CDSFeedback	true	"what became of cards"
//	@Success		200
//	@Failure		400,401,403,404,406,413,415,500,503,504	{object}	v1.FHIRResource
//	@Router			/cds-services/{id}/feedback [post]
func (a *API) feedback(c echo.Context) error {
	s, err := a.admit(c, "/feedback")
	if err != nil {
		return err
	}
	body, err := readBody(c.Request(), maxFeedback)
	if err != nil {
		return err
	}
	defer clear(body)
	entries, refusal := readFeedback(body)
	if refusal != nil {
		return refusal
	}
	for _, e := range entries {
		a.Count(s.id, a.shown.rule(e.card), e.outcome, e.reason)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return write(c, http.StatusOK, "", nil)
}
