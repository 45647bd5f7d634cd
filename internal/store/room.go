package store

import (
	"errors"
	"fmt"
	"path/filepath"
)

// roomKept is how much of the disk is not filled with records, or a fiftieth of a
// small one: erasing, revoking and the audit need room, too.
const roomKept = 32 << 20

// errNoRoom says that records are not stored any more.
var errNoRoom = errors.New("the disk is nearly full")

// space is how much of the disk is free for the file, and how much of it is kept
// from records; both are 0 where that is not known, and on PostgreSQL.
func (e *engine) space() (free, kept uint64) {
	if e.path == "" {
		return 0, 0
	}
	free, size, known := space(filepath.Dir(e.path))
	if !known {
		return 0, 0
	}
	return free, min(roomKept, size/50)
}

// room refuses to store a record when there is little room for the file.
func (w *writer) room() error {
	free, kept := w.store.engine.space()
	if free >= kept {
		return nil
	}
	return fmt.Errorf("%w: %d KB are free, and records are stored again from %d KB on", errNoRoom, free>>10, kept>>10)
}

// hasNoRoom reports whether a job is one that is not stored since the disk is
// nearly full.
func (b *batch) hasNoRoom(j *job) bool {
	if j.change.Insert == nil {
		return false
	}
	if b.refused == nil {
		b.refused, b.full = map[*job]bool{}, b.writer.room()
	}
	if b.full != nil {
		b.refused[j] = true
	}
	return b.full != nil
}
