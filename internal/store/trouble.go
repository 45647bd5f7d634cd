package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// warnEvery is how often the log is told of a kind of fault at most.
const warnEvery = time.Minute

// trouble is what the log has been told of what keeps changes from being stored.
// The zero value is of none.
type trouble struct {
	// told are the kinds that it was told of and that are not over, and last when
	// it was told of each.
	told map[fault]bool
	last map[fault]time.Time
}

// faultUnknown is that COMMIT was not answered.
const faultUnknown fault = -1

// begin warns of a kind of fault that has begun. What was given up because its
// caller has is none.
func (t *trouble) begin(s *Store, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	kind, now := s.engine.fault(err), s.options.Now()
	if errors.Is(err, errUnknownOutcome) {
		kind = faultUnknown
	}
	since := now.Sub(t.last[kind])
	if t.told[kind] || since >= 0 && since < warnEvery { // a clock may be set back
		return
	}
	if t.told == nil {
		t.told, t.last = map[fault]bool{}, map[fault]time.Time{}
	}
	t.told[kind], t.last[kind] = true, now
	s.options.Log.Warn("changes cannot be stored", slog.String("cause", problem.Reason(err)))
}

// over says that changes are stored again.
func (t *trouble) over(log *slog.Logger) {
	if len(t.told) > 0 {
		clear(t.told)
		log.Info("changes are stored again")
	}
}
