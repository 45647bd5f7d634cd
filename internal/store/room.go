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

// room refuses to store a record when there is little room for the file.
func (w *writer) room() error {
	path := w.store.engine.path
	if path == "" {
		return nil
	}
	free, size, known := space(filepath.Dir(path))
	if !known || free >= min(roomKept, size/50) {
		return nil
	}
	return fmt.Errorf("%w: %d KB are free, and records are stored again from %d KB on", errNoRoom, free>>10, min(roomKept, size/50)>>10)
}
