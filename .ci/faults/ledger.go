package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// request is what the records of this suite are made of.
//
//go:embed request.json
var request string

// entry is one record that a client wants stored. Only one client at a time
// works on it.
type entry struct {
	subject, key string
	body         []byte
	id           string    // "" until it is acknowledged
	answer       [32]byte  // hash of the answer that acknowledged it
	at           time.Time // when it was acknowledged first
}

// acknowledge takes a 201, and returns a sentence if it contradicts an earlier one.
func (e *entry) acknowledge(answer []byte) string {
	var got struct{ ID string }
	if err := json.Unmarshal(answer, &got); err != nil || got.ID == "" {
		return "a 201 without an id"
	}
	hash := sha256.Sum256(answer)
	switch {
	case e.id == "":
		e.id, e.answer, e.at = got.ID, hash, time.Now()
	case e.id != got.ID:
		return "the same key gave " + e.id + " and then " + got.ID
	case e.answer != hash:
		return "the same key gave other bytes than before"
	}
	return ""
}

// ledger is what clients know of the records that they sent.
type ledger struct {
	prefix  string
	mu      sync.Mutex
	entries []*entry
	next    atomic.Int64
}

// newLedger makes subjects and keys that begin with a prefix.
func newLedger(prefix string) *ledger { return &ledger{prefix: prefix} }

// add makes an entry like no other.
func (l *ledger) add() *entry {
	n := int(l.next.Add(1))
	name := fmt.Sprintf("%s-%06d", l.prefix, n)
	e := &entry{subject: name, key: "key-" + name, body: body(name, n)}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
	return e
}

// body is the body of a record: the request with numbers that vary.
func body(subject string, n int) []byte {
	varied := strings.NewReplacer(
		`"age_years": 34`, fmt.Sprintf(`"age_years": %d`, 30+n%60),
		`"value": 22`, fmt.Sprintf(`"value": %d`, 10+n%200),
	).Replace(request)
	return fmt.Appendf(nil, `{"subject":%q,"request":%s}`, subject, varied)
}

// acknowledged and pending are the entries with and without an answer.
func (l *ledger) acknowledged() []*entry { return l.where(true) }
func (l *ledger) pending() []*entry      { return l.where(false) }

func (l *ledger) where(acknowledged bool) []*entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []*entry
	for _, e := range l.entries {
		if (e.id != "") == acknowledged {
			found = append(found, e)
		}
	}
	return found
}

// forget takes back what was acknowledged since a moment, and says how much
// that was and how much of it was late, long after.
func (l *ledger) forget(since time.Time) (forgotten, late int) {
	for _, e := range l.acknowledged() {
		if e.at.Before(since) {
			continue
		}
		forgotten++
		if e.at.Sub(since) > 100*time.Millisecond {
			late++
		}
		e.id = ""
	}
	return forgotten, late
}

// settle sends what was not acknowledged once more, with the same keys, until
// everything is, and counts a fault for what never is.
func (t *trial) settle(l *ledger, c *client) {
	pending := l.pending()
	began := time.Now()
	contradictions := each(16, pending, func(e *entry) string {
		for try := 0; ; try++ {
			a := c.store(e)
			if a.status == 201 {
				return a.fault
			}
			if time.Since(began) > 30*time.Second || t.ctx.Err() != nil {
				return "repeated with its key, a record is not stored: " + a.String()
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	t.expect(len(contradictions) == 0, "%d sent again are stored: %s", len(pending), some(contradictions))
	t.note("%d of %d were not acknowledged and sent again", len(pending), len(l.entries))
}

// verify expects that all that was acknowledged is there: the same bytes, the
// same answer to the same key, and each once.
func (t *trial) verify(l *ledger, c *client) {
	acknowledged := l.acknowledged()
	t.readable(acknowledged, c)
	again := sample(acknowledged, 200)
	contradictions := each(8, again, func(e *entry) string {
		a := c.store(e)
		if a.status != 201 || a.header.Get("Idempotent-Replayed") != "true" {
			return e.key + ": " + a.String()
		}
		return a.fault
	})
	t.expect(len(contradictions) == 0, "%d acknowledged keys, sent again, give the same answer: %s", len(again), some(contradictions))
	t.once(l, c)
}

// readable expects that the very bytes of each answer are there.
func (t *trial) readable(acknowledged []*entry, c *client) {
	lost := each(16, acknowledged, func(e *entry) string {
		a := c.get("/v1/records/" + e.id)
		if a.status != 200 {
			return e.id + ": " + a.String()
		}
		if sha256.Sum256(a.body) != e.answer {
			return e.id + ": other bytes than were acknowledged"
		}
		return ""
	})
	t.expect(len(lost) == 0, "what was acknowledged is there: %s", some(lost))
	t.note("acknowledged %d, lost %d", len(acknowledged), len(lost))
}

// once expects that each subject acknowledged is stored once, and none twice.
func (t *trial) once(l *ledger, c *client) {
	seen, err := c.subjects()
	t.must("list the records", err)
	missing, twice := 0, 0
	for _, e := range l.entries {
		if e.id != "" && seen[e.subject] == 0 {
			missing++
		}
		if seen[e.subject] > 1 {
			twice++
		}
	}
	t.expect(missing == 0, "%d acknowledged are missing from the list", missing)
	t.expect(twice == 0, "%d are stored twice", twice)
}

// each works on all of a list with some workers, and returns what was found wrong.
func each[T any](workers int, list []T, do func(T) string) []string {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var wrong []string
	var next atomic.Int64
	for range workers {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(list) {
					return
				}
				if fault := do(list[i]); fault != "" {
					mu.Lock()
					wrong = append(wrong, fault)
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	return wrong
}

// sample takes at most n of a list, spread over it.
func sample[T any](list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	taken := make([]T, 0, n)
	for i := range n {
		taken = append(taken, list[i*len(list)/n])
	}
	return taken
}

// some are the first few of a list of faults, each once.
func some(faults []string) string {
	slices.Sort(faults)
	faults = slices.Compact(faults)
	if len(faults) > 3 {
		return strings.Join(faults[:3], "; ") + fmt.Sprintf("; and %d more", len(faults)-3)
	}
	return strings.Join(faults, "; ")
}
