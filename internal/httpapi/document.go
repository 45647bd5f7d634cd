package httpapi

import (
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// document is an answer that stays the same all day.
type document struct {
	*door.Document
	day string // on which it was made
}

// documentKey is what a document depends on beside the day.
type documentKey struct {
	path, media string
	options     app.Options
}

// documents keeps answers that stay the same all day. There are few: one for
// each route, language, audience and available ruleset version.
type documents struct {
	mu   sync.RWMutex
	kept map[documentKey]document
}

// get returns the document of key, made at its first use and again when the
// day has changed. An error is not kept.
func (d *documents) get(key documentKey, today time.Time, build func() ([]byte, *problem.Error)) (document, *problem.Error) {
	day := today.Format(time.DateOnly)
	d.mu.RLock()
	kept, found := d.kept[key]
	d.mu.RUnlock()
	if found && kept.day == day {
		return kept, nil
	}
	body, fault := build()
	if fault != nil {
		return document{}, fault
	}
	made := document{door.NewDocument(body), day}
	d.mu.Lock()
	d.kept[key] = made
	d.mu.Unlock()
	return made, nil
}
