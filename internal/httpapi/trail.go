package httpapi

import (
	"net/http"

	"github.com/rlscreen/rlscreen/internal/fhir/trail"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// recordTrail returns what happened to a record.
//
//	@Summary		Who did what with a record
//	@Description	Returns the audit trail of a record, also of one that is erased: who created, read, listed, replayed and erased it, and who was refused. It holds nothing of the answers. As application/fhir+json it comes whole, as a Bundle of AuditEvents, if it has at most 1,000 entries; else 406.
//	@Tags			records
//	@ID				getRecordAudit
//	@Produce		json
//	@Produce		application/fhir+json
//	@Param			id		path		string	true	"id of the record"
//	@Param			cursor	query		string	false	"what the page before has as next_cursor; not as application/fhir+json"	maxLength(200)
//	@Param			limit	query		int		false	"most entries of a page; not as application/fhir+json"	minimum(1)	maximum(100)	default(20)
//	@Success		200		{object}	v1.AuditTrail
//	@Failure		400,404,406,500,504	{object}	v1.Problem
//	@Router			/v1/records/{id}/audit [get]
func (a *API) recordTrail(x *exchange) error {
	ctx, id := x.Request().Context(), x.Param("id")
	if x.media != mediaFHIR {
		return x.answer(a.Records.Trail(ctx, x.by(), id, x.filter.Cursor, x.limit))
	}
	if x.Request().URL.RawQuery != "" {
		return problem.New(problem.BadQuery, "As application/fhir+json the trail comes whole: leave cursor and limit out.")
	}
	entries, fault := a.Records.TrailEntries(ctx, x.by(), id)
	if fault != nil {
		return fault
	}
	return writeJSON(x, http.StatusOK, mediaFHIR, trail.Bundle(entries, a.BaseURL, a.Version))
}
