package httpapi

import (
	"context"
	"net/http"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
)

// Records are the use cases of screenings that are kept; *records.Service has them.
type Records interface {
	Create(ctx context.Context, by records.By, body []byte, o app.Options, idempotencyKey string) (records.Created, *problem.Error)
	Read(ctx context.Context, by records.By, id string) (records.Stored, *problem.Error)
	List(ctx context.Context, by records.By, q records.Query) ([]byte, *problem.Error)
	Erase(ctx context.Context, by records.By, id string) *problem.Error
	Replay(ctx context.Context, by records.By, id string) ([]byte, *problem.Error)
	Trail(ctx context.Context, by records.By, id, cursor string, limit int) ([]byte, *problem.Error)
	TrailEntries(ctx context.Context, by records.By, id string) ([]audit.Entry, *problem.Error)
}

const headerIdempotencyKey = "Idempotency-Key"

// idempotencyKey is the value of the header of the name, "" without one. One
// that is empty is not none: its sender means to be protected.
func (x *exchange) idempotencyKey() (string, *problem.Error) {
	values := x.Request().Header[headerIdempotencyKey]
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) == 1 && values[0] != "":
		return values[0], nil
	}
	const detail = "The header Idempotency-Key is given more than once, or is empty."
	return "", &problem.Error{
		Kind: problem.BadQuery, Detail: detail,
		Fields: []problem.Field{{Pointer: headerIdempotencyKey, Code: problem.CodeFormat, Detail: detail}},
	}
}

// kept answers with handle where records are kept.
func kept(handle func(*API, *exchange) error) func(*API, *exchange) error {
	return func(a *API, x *exchange) error {
		if a.Records == nil {
			return problem.New(problem.NotFound, "This service keeps no records: its setting RLSCREEN_DB is none.")
		}
		return handle(a, x)
	}
}

// createRecord evaluates one set of answers and keeps both.
//
//	@Summary		Evaluate one set of answers and store it
//	@Description	Evaluates answers as POST /v1/screenings does, and stores them with the result. The answer comes once both are on disk. With an Idempotency-Key, a request that is sent again within 24 hours is stored once and answered alike.
//	@Tags			records
//	@ID				createRecord
//	@Accept			json
//	@Produce		json
//	@Param			audience		query		string				false	"who reads the answer"	Enums(clinician, patient)	default(clinician)
//	@Param			lang			query		string				false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset			query		string				false	"pins a version of the ruleset"	maxLength(200)
//	@Param			Idempotency-Key	header		string				false	"a key of your own for this record, the same when the request is sent again; with or without quotes around it"
//	@Param			record			body		v1.RecordRequest	true	"the answers, and whom they are about"
//	@Success		201				{object}	v1.Record
//	@Failure		400,404,406,409,413,415,422,500,504	{object}	v1.Problem
//	@Router			/v1/records [post]
func (a *API) createRecord(x *exchange) error {
	key, fault := x.idempotencyKey()
	if fault != nil {
		return fault
	}
	body, fault := a.readBody(x.Request())
	if fault != nil {
		return fault
	}
	defer a.bodies.Release(body)
	created, fault := a.Records.Create(x.Request().Context(), x.by(), body.Bytes(), x.options, key)
	if fault != nil {
		return fault
	}
	header := x.Response().Header()
	header.Set("Location", a.BaseURL+"/v1/records/"+created.ID)
	if created.Replayed {
		header.Set("Idempotent-Replayed", "true")
	}
	return write(x, http.StatusCreated, x.media, created.Answer)
}

// listRecords lists what is kept.
//
//	@Summary		List records
//	@Description	Lists records, newest first. With a subject it also gathers the iron results of the page, in the form that POST /v1/iron-status takes. Each record that is shown is noted in its audit trail.
//	@Tags			records
//	@ID				listRecords
//	@Produce		json
//	@Param			subject	query		string	false	"those about this subject, exactly as it was given"	maxLength(200)
//	@Param			outcome	query		string	false	"those with this outcome"	Enums(out_of_scope, negative, indeterminate, positive_review, positive_provisional, positive)
//	@Param			cursor	query		string	false	"what the page before has as next_cursor, with the same filters"	maxLength(200)
//	@Param			limit	query		int		false	"most records of a page"	minimum(1)	maximum(100)	default(20)
//	@Success		200		{object}	v1.RecordList
//	@Failure		400,404,406,500,504	{object}	v1.Problem
//	@Router			/v1/records [get]
func (a *API) listRecords(x *exchange) error {
	query := x.filter
	query.Limit = x.limit
	return x.answer(a.Records.List(x.Request().Context(), x.by(), query))
}

// readRecord returns one record.
//
//	@Summary		Read a record
//	@Description	Returns a record as it was answered when it was stored, byte for byte and in the language of then.
//	@Tags			records
//	@ID				readRecord
//	@Produce		json
//	@Param			id	path		string	true	"id of the record"
//	@Success		200	{object}	v1.Record
//	@Failure		400,404,406,500,504	{object}	v1.Problem
//	@Router			/v1/records/{id} [get]
func (a *API) readRecord(x *exchange) error {
	stored, fault := a.Records.Read(x.Request().Context(), x.by(), x.Param("id"))
	if fault == nil {
		x.Response().Header().Set("Content-Language", stored.Lang)
	}
	return x.answer(stored.Answer, fault)
}

// eraseRecord erases one record for good.
//
//	@Summary		Erase a record
//	@Description	Erases a record for good, by destroying the key that it is sealed under. Its audit trail stays. A record that is erased already is answered alike.
//	@Tags			records
//	@ID				eraseRecord
//	@Param			id	path	string	true	"id of the record"
//	@Success		204
//	@Failure		400,404,500,504	{object}	v1.Problem
//	@Router			/v1/records/{id} [delete]
func (a *API) eraseRecord(x *exchange) error {
	if fault := a.Records.Erase(x.Request().Context(), x.by(), x.Param("id")); fault != nil {
		return fault
	}
	x.Response().WriteHeader(http.StatusNoContent)
	return nil
}

// replayRecord evaluates the answers of a record anew.
//
//	@Summary		Evaluate a record under the current ruleset
//	@Description	Evaluates the stored answers under the ruleset in use and compares the result with the stored one. What is stored stays as it is. There is no body; one that is sent is refused unless it is an empty object.
//	@Tags			records
//	@ID				replayRecord
//	@Produce		json
//	@Param			id	path		string	true	"id of the record"
//	@Success		200	{object}	v1.RecordReplay
//	@Failure		400,404,406,413,422,500,504	{object}	v1.Problem
//	@Router			/v1/records/{id}/replay [post]
func (a *API) replayRecord(x *exchange) error {
	if fault := a.readNothing(x.Request()); fault != nil {
		return fault
	}
	return x.answer(a.Records.Replay(x.Request().Context(), x.by(), x.Param("id")))
}

// answer writes what a use case has answered.
func (x *exchange) answer(body []byte, fault *problem.Error) error {
	if fault != nil {
		return fault
	}
	return write(x, http.StatusOK, x.media, body)
}
