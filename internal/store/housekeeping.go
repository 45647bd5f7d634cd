package store

import (
	"context"
	"log/slog"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

const (
	// housekeepingEvery is how often the writer looks for what has expired, and
	// sweepLimit how much of it is removed in one transaction.
	housekeepingEvery = time.Minute
	sweepLimit        = 500
)

// sweep removes some of the expired idempotency keys, of all tenants, and
// reports whether there may be more.
func (w *writer) sweep(ctx context.Context) bool {
	if _, err := w.store.ready(); err != nil {
		return false
	}
	var removed int64
	err := w.transact(ctx, false, func(t *txn) error {
		var err error
		removed, err = t.exec("DELETE FROM once WHERE (tenant, key) IN (SELECT tenant, key FROM once WHERE expires <= $1 ORDER BY expires LIMIT $2)",
			w.store.options.Now().UnixMilli(), sweepLimit)
		return err
	})
	if ctx.Err() != nil {
		return false
	}
	if err != nil && w.ofOneChange(err) {
		w.store.options.Log.Warn("expired idempotency keys cannot be removed; it is tried again", slog.String("cause", problem.Reason(err)))
	}
	w.after(err)
	return err == nil && removed == sweepLimit
}
