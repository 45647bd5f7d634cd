package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// ErrKeyRetired is the cause of an Unavailable error: what was to be stored is
// wrapped by a key that was retired meanwhile. Read the key file again.
var ErrKeyRetired = errors.New("wrapped by a key that is retired")

// errUnknownOutcome says that COMMIT was sent and not answered.
var errUnknownOutcome = errors.New("the outcome of the commit is not known")

// fault is what an error of an engine means to us.
type fault int

const (
	faultOther       fault = iota // this change cannot be stored, others can
	faultUnreachable              // no connection, no answer in time, or the engine is going down
	faultFull                     // no room on the disk
	faultBusy                     // somebody else has the lock; nothing was done
	faultRetry                    // rolled back since another transaction was in the way
	faultForeignKey               // refers to a row that is gone
	faultRefused                  // the engine answers, and does not let us in: wrong password, no such database
)

// What callers are told, and after how many seconds to try again.
const (
	detailUnreachable = "The database cannot be reached, or does not answer in time. Nothing was stored; try again later."
	detailUnknown     = "The database did not say whether it was stored. It may have been stored: send it again with the same Idempotency-Key."
	detailFull        = "The storage is full. Nothing was stored; try again later."
	detailBusy        = "The database is busy. Nothing was stored; try again later."
	detailQueue       = "Too much is waiting to be stored. Nothing was stored; try again later."
	detailClosed      = "The service is stopping. Nothing was stored; try again later."
	detailAbandoned   = "It was not stored in time. Nothing was stored; try again later."
	detailRetired     = "The key file was changed, and is read again. Nothing was stored; try again."
	detailRestored    = "A backup with other secrets was restored: the service must be started again. Nothing was stored."
	detailUntrusted   = "The audit trail cannot be continued. Nothing was stored; whoever runs the service is told why."
	detailKeys        = "API keys cannot be read, since something is wrong with them; whoever runs the service is told what."
	detailSchema      = "The database has the schema of a newer program. Nothing was stored."

	soon  = 1
	later = 30
)

func unavailable(detail string, retryAfter int, cause error) *problem.Error {
	return &problem.Error{Kind: problem.Unavailable, Detail: detail, RetryAfter: retryAfter, Cause: cause}
}

// forReaders is an error as somebody is told who wanted nothing stored.
func forReaders(err error) error {
	var known *problem.Error
	if !errors.As(err, &known) || known.Kind != problem.Unavailable {
		return err
	}
	told := *known
	told.Detail = strings.NewReplacer("Nothing was stored; try", "Try", " Nothing was stored.", "").Replace(known.Detail)
	return &told
}

// explain turns an error of the engine into one that callers can act on, where
// that is possible. What says what was being done.
func (s *Store) explain(what string, err error) error {
	var known *problem.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	}
	err = fmt.Errorf("%s: %w", what, err)
	if errors.Is(err, errUnknownOutcome) {
		return unavailable(detailUnknown, soon, err)
	}
	switch s.engine.fault(err) {
	case faultUnreachable, faultRefused:
		return unavailable(detailUnreachable, soon, err)
	case faultFull:
		return unavailable(detailFull, later, err)
	case faultForeignKey:
		return unavailable(detailRetired, soon, errors.Join(ErrKeyRetired, err))
	case faultBusy, faultRetry:
		return unavailable(detailBusy, soon, err)
	default:
		return err
	}
}

// late reports whether an error is only that the time was over.
func late(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// sleep waits, and returns false when the context ended before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
