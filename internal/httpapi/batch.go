package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// What a batch may take: not in all, since it may be of any length, but for
// its next bytes to arrive and its next answers to be taken.
const (
	batchReadPause  = 10 * time.Second
	batchWritePause = 15 * time.Second
)

// batch evaluates lines while they arrive.
//
//	@Summary		Evaluate many sets of answers
//	@Description	Answers each line of the body, of at most 1 MiB, with one line, in order and while lines still arrive. A line that is not acceptable is answered with an error and never stops the rest. A broken-off answer means that the batch was not finished.
//	@Tags			screening
//	@ID				createScreeningBatch
//	@Accept			application/x-ndjson
//	@Produce		application/x-ndjson
//	@Param			audience	query		string			false	"who reads the answer"	Enums(clinician, patient)	default(clinician)
//	@Param			lang		query		string			false	"language of the words; else Accept-Language"	Enums(en, es)
//	@Param			ruleset		query		string			false	"pins a version of the ruleset"	maxLength(200)
//	@Param			lines		body		v1.BatchLine	true	"the lines"
//	@Success		200			{object}	v1.BatchAnswer
//	@Failure		400,406,409,415,500,504	{object}	v1.Problem
//	@Router			/v1/screenings/batch [post]
func (a *API) batch(x *exchange) error {
	r, w := x.Request(), x.Response()
	if fault := checkMedia(r, mediaNDJSON); fault != nil {
		return fault
	}
	if fault := a.Service.Pinned(x.options); fault != nil {
		return fault
	}
	stream := &stream{now: a.Now, body: r.Body, answer: w, connection: http.NewResponseController(w.Writer)}
	if err := stream.connection.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	w.Header().Set("Content-Type", mediaNDJSON)
	id := requestID(x)
	report := func(fault *problem.Error) v1.Problem {
		if fault.Cause != nil {
			a.Log.Error("line failed", slog.String("request_id", id), slog.String("cause", fault.Cause.Error()))
		}
		return a.document(fault, id)
	}
	_, err := a.Service.Batch(r.Context(), stream, stream, x.options, report, stream.Flush)
	if err != nil {
		stream.stop()
		a.Log.Warn("batch broken off", slog.String("request_id", id), slog.String("cause", whyBroken(err)))
		// What is left of the body must not be taken for the next request.
		w.Header().Set("Connection", "close")
	}
	switch {
	case err != nil && w.Committed:
		// The caller must not take what has been sent for the whole answer.
		panic(http.ErrAbortHandler)
	case err != nil:
		return unfinished(err)
	case !w.Committed: // nothing to answer
		w.WriteHeader(http.StatusOK)
	}
	return nil
}

// whyBroken is a fixed word for the log.
func whyBroken(err error) string {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "the caller paused for too long"
	case errors.Is(err, context.Canceled), errors.Is(err, io.ErrUnexpectedEOF):
		return "the caller has gone"
	default:
		return fmt.Sprintf("%T", err)
	}
}

// unfinished is why a batch has no answer at all.
func unfinished(err error) *problem.Error {
	var fault *problem.Error
	if errors.As(err, &fault) {
		return fault
	}
	return door.Unreadable(err)
}
