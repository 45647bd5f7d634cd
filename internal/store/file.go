package store

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"
)

const (
	// checkpointAt is from which size of the journal on it is moved into the
	// file, while others write; journalLimit from which on they wait for that.
	checkpointAt = 4 << 20
	journalLimit = 64 << 20
	journalStep  = 16 << 20
	// scarceStep is how much the journal may grow while there is little room.
	scarceStep = 256 << 10
	// checkpointPause is how long the journal is left alone after that.
	checkpointPause = 100 * time.Millisecond
	// wipeAfter is how soon after an erasure the journal is emptied, and how soon
	// after that has failed it is tried again.
	wipeAfter = 200 * time.Millisecond
	// wipeWait is how long readers may hold up the writer meanwhile, in
	// milliseconds.
	wipeWait = 100
)

// fileCare is what a file of SQLite needs beside writing.
type fileCare struct {
	// signal wakes the goroutine that moves the journal into the file.
	signal chan struct{}
	// erased is set when the journal still has what was erased, and due when it
	// is time to empty it.
	erased bool
	due    *time.Timer
	// limit is the size from which on the journal is emptied, and scarce that size
	// while there is little room on the disk.
	limit, scarce int64
}

// care sees to the journal, after each turn of the writer.
func (w *writer) care(ctx context.Context) {
	if w.store.engine.path == "" {
		return
	}
	if w.file.erased && w.file.due == nil {
		w.file.due = time.NewTimer(wipeAfter)
	}
	size := w.journalSize()
	if size > checkpointAt {
		select {
		case w.file.signal <- struct{}{}:
		default: // it is awake
		}
	}
	if size > max(w.file.limit, journalLimit) {
		w.wipe(ctx)
		w.file.limit = w.journalSize() + journalStep
	}
	// To move the journal into the file may take as much room as it has itself.
	free, kept := w.store.engine.space()
	if step := min(scarceStep, int64(kept/2)); free < kept+uint64(size) && size > max(w.file.scarce, step) { //nolint:gosec // neither is negative, nor that large
		w.wipe(ctx)
		w.file.scarce = w.journalSize() + step
	}
}

// wipeDue is the time to empty the journal, nil while there is no need to.
func (w *writer) wipeDue() <-chan time.Time {
	if w.file.due == nil {
		return nil
	}
	return w.file.due.C
}

// wipe moves the whole journal into the file and empties it. What was erased is
// in neither of them afterwards. A reader may be in the way.
func (w *writer) wipe(ctx context.Context) {
	w.file.due = nil
	done, err := w.session.emptyJournal(context.WithoutCancel(ctx))
	if err != nil {
		w.store.options.Log.Warn("the journal of the database cannot be emptied; it is tried again", slog.String("cause", err.Error()))
	}
	if done {
		w.file.erased = false
	}
}

// lastCare empties the journal before the end, so that nothing erased stays.
func (w *writer) lastCare(ctx context.Context) {
	for range 10 {
		if !w.file.erased || w.store.engine.path == "" {
			return
		}
		w.wipe(ctx)
	}
}

func (w *writer) journalSize() int64 {
	info, err := os.Stat(w.store.engine.path + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}

func (s *session) emptyJournal(ctx context.Context) (bool, error) {
	if err := s.connect(ctx); err != nil {
		return false, err
	}
	if _, err := s.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", wipeWait)); err != nil {
		return false, err
	}
	var busy, pages, moved int64
	err := s.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if _, e := s.conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err == nil {
		err = e
	}
	return err == nil && busy == 0, err
}

// checkpoints moves the journal into the file while others write.
func (w *writer) checkpoints(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.file.signal:
		}
		var busy, pages, moved int64
		err := w.store.engine.migrate.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &moved)
		if err != nil && ctx.Err() == nil {
			w.store.options.Log.Warn("the journal of the database cannot be moved into its file; it is tried again", slog.String("cause", err.Error()))
		}
		if !sleep(ctx, checkpointPause) {
			return
		}
	}
}
