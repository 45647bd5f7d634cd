package records

import (
	"context"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// A list opens many records, and a whole trail has many entries. So that no
// tenant takes the memory of all, a few are made at a time; the others wait.
const (
	mostTurns       = 8
	mostTenantTurns = 2
	turnPatience    = time.Second
)

// turns bounds how much is made at once.
type turns struct {
	all chan struct{}
	mu  sync.Mutex
	of  map[tenant.ID]*queue
}

// queue is that of a tenant, while it has requests.
type queue struct {
	slots    chan struct{}
	requests int
}

func newTurns() *turns {
	return &turns{all: make(chan struct{}, mostTurns), of: map[tenant.ID]*queue{}}
}

// take waits for a turn, which ends with done. The errors are Unavailable and
// Timeout.
func (t *turns) take(ctx context.Context, of tenant.ID) (done func(), err *problem.Error) {
	patient, cancel := context.WithTimeout(ctx, turnPatience)
	defer cancel()
	slots := t.join(of)
	if !enter(patient, slots) {
		t.leave(of)
		return nil, late(ctx)
	}
	if !enter(patient, t.all) {
		<-slots
		t.leave(of)
		return nil, late(ctx)
	}
	return func() {
		<-t.all
		<-slots
		t.leave(of)
	}, nil
}

func enter(ctx context.Context, slots chan<- struct{}) bool {
	select {
	case slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func late(ctx context.Context) *problem.Error {
	if err := ctx.Err(); err != nil {
		return fault(err)
	}
	err := problem.New(problem.Unavailable, "Too many lists at once are being made. Ask for one after the other.")
	err.RetryAfter = 1
	return err
}

func (t *turns) join(of tenant.ID) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[of] == nil {
		t.of[of] = &queue{slots: make(chan struct{}, mostTenantTurns)}
	}
	t.of[of].requests++
	return t.of[of].slots
}

func (t *turns) leave(of tenant.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[of].requests--; t.of[of].requests == 0 {
		delete(t.of, of)
	}
}
