package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// tally counts what came of calls.
type tally struct {
	mu       sync.Mutex
	by       map[string]int // by status, or "no answer"
	faults   []string       // what must never be
	longest  time.Duration
	lastGood time.Time
	took     []time.Duration // of the calls that were done
}

func newTally() *tally { return &tally{by: map[string]int{}} }

// count takes an answer. Good is the status hoped for; 503 with Retry-After,
// 409 in progress and no answer at all may be; anything else is a fault.
func (y *tally) count(a *answer, good int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	name := fmt.Sprint(a.status)
	if a.status == 0 {
		name = "no answer"
	}
	y.by[name]++
	y.longest = max(y.longest, a.took)
	switch {
	case a.status == good:
		y.lastGood = time.Now()
		y.took = append(y.took, a.took)
		if a.fault != "" {
			y.faults = append(y.faults, a.fault)
		}
	case a.status == 0 || a.status == 409 && a.code() == "idempotency_in_progress":
	case a.status == 503:
		if a.header.Get("Retry-After") == "" || a.code() != "unavailable" {
			y.faults = append(y.faults, "a 503 without Retry-After or code: "+a.String())
		}
	default:
		y.faults = append(y.faults, "not expected: "+a.String())
	}
}

// of is how often something came.
func (y *tally) of(name string) int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.by[name]
}

// lastDone is when a call was done last.
func (y *tally) lastDone() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.lastGood
}

func (y *tally) String() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(y.by)) {
		parts = append(parts, fmt.Sprintf("%d × %s", y.by[name], name))
	}
	return fmt.Sprintf("%s, longest %d ms", strings.Join(parts, ", "), y.longest.Milliseconds())
}

// median of the calls that were done.
func (y *tally) median() time.Duration { return y.part(0.5) }

// part is the time that a part of the calls that were done took at most.
func (y *tally) part(of float64) time.Duration {
	y.mu.Lock()
	defer y.mu.Unlock()
	if len(y.took) == 0 {
		return 0
	}
	slices.Sort(y.took)
	return y.took[int(of*float64(len(y.took)-1))]
}

// load is clients that call all the time.
type load struct {
	*tally
	ending atomic.Bool
	wait   sync.WaitGroup
	began  time.Time
	ended  time.Time
}

// stop lets each client finish the call it is in.
func (l *load) stop() {
	l.ending.Store(true)
	l.wait.Wait()
	if l.ended.IsZero() {
		l.ended = time.Now()
	}
}

// done waits until the clients have done all they had to do.
func (l *load) done() {
	l.wait.Wait()
	l.stop()
}

// rate is how many calls a second were done.
func (l *load) rate() float64 {
	return float64(len(l.took)) / l.ended.Sub(l.began).Seconds()
}

// clients runs a number of clients until most calls have begun or stop is
// called; do makes one call. A client that got no good answer rests a little.
func clients(number, most, good int, do func() *answer) *load {
	l := &load{tally: newTally(), began: time.Now()}
	var begun atomic.Int64
	for range number {
		l.wait.Go(func() {
			for !l.ending.Load() && int(begun.Add(1)) <= most {
				a := do()
				l.count(a, good)
				if a.status != good {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	return l
}

// storing runs clients that store records; each keeps its entry until the
// ledger is settled.
func storing(number, most int, c *client, l *ledger) *load {
	return clients(number, most, 201, func() *answer { return c.store(l.add()) })
}

// screening runs two clients that screen without storing, at a modest pace.
func screening(c *client) *load {
	return clients(2, 1<<30, 200, func() *answer {
		time.Sleep(10 * time.Millisecond)
		return c.screen()
	})
}

// unharmed expects that a load saw nothing that must never be.
func (t *trial) unharmed(what string, l *load) {
	l.stop()
	t.note("%s: %s", what, l)
	t.expect(len(l.faults) == 0, "%s: %s", what, some(l.faults))
}

// undisturbed expects that every call of a load was done, in time.
func (t *trial) undisturbed(what string, l *load, within time.Duration) {
	t.unharmed(what, l)
	failed := 0
	for name, n := range l.by {
		if name != "200" && name != "201" {
			failed += n
		}
	}
	t.expect(failed == 0 && len(l.took) > 0, "%s goes on: %d failed", what, failed)
	t.expect(l.longest <= within, "%s is answered within %s: %s", what, within, l.longest)
}
