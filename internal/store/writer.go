package store

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	queueLength = 1024
	batchLength = 256
)

// writer is the one goroutine that writes. It takes whatever waits, stores it in
// one transaction, and answers all: so many wait for one fsync.
type writer struct {
	store *Store
	queue chan *job
	// held is a job that was taken from the queue and has its turn next.
	held *job
	// entry guards closed: nobody puts into the queue after it was closed.
	entry  sync.RWMutex
	closed bool

	session session
	file    fileCare
	// masters are the keys of the key file that the database is known to have.
	masters map[string]bool
	trust   trust
	// sweeping is set while there may be expired idempotency keys.
	sweeping bool
	// failing is set while the last transaction failed for a reason that another
	// would fail for too, such as a full disk.
	failing atomic.Bool
	// trouble is what the log has been told of that.
	trouble trouble
}

func newWriter(s *Store) *writer {
	w := &writer{store: s, queue: make(chan *job, queueLength), masters: map[string]bool{}, trust: newTrust(), sweeping: true}
	w.session.engine = s.engine
	w.file.signal = make(chan struct{}, 1)
	return w
}

// What has become of a job. A caller that gives up takes it back, unless the
// writer has taken it.
const (
	waiting int32 = iota
	taken
	abandoned
)

// job is a change that waits to be stored, or other work of the writer.
type job struct {
	ctx    context.Context // the writer skips what nobody waits for
	tenant tenant.ID
	change Change
	// work, if set, is done instead of the change, in a transaction of its own.
	work func(*txn) error
	// patient work has no deadline.
	patient bool

	state atomic.Int32
	done  chan outcome
}

type outcome struct {
	committed Committed
	err       error
}

// Commit stores a change, and returns once it is on the disk.
//
// Unavailable says in its detail whether the change may have been stored
// nevertheless. An error of another kind is of this change alone, and nothing of
// it was stored.
func (s *Store) Commit(ctx context.Context, t tenant.ID, c Change) (Committed, error) {
	return s.submit(&job{ctx: ctx, tenant: t, change: c, done: make(chan outcome, 1)})
}

// perform runs work in a transaction of the writer.
func (s *Store) perform(ctx context.Context, patient bool, work func(*txn) error) error {
	_, err := s.submit(&job{ctx: ctx, work: work, patient: patient, done: make(chan outcome, 1)})
	return err
}

func (s *Store) submit(j *job) (Committed, error) {
	if _, err := s.ready(); err != nil {
		return Committed{}, err
	}
	if err := s.writer.put(j); err != nil {
		return Committed{}, err
	}
	ctx := j.ctx
	if !j.patient {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(j.ctx, patience)
		defer cancel()
	}
	select {
	case o := <-j.done:
		return o.committed, o.err
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(waiting, abandoned) {
		return Committed{}, unavailable(detailAbandoned, soon, ctx.Err())
	}
	if j.patient { // it ends soon, since its context has
		o := <-j.done
		return o.committed, o.err
	}
	select { // it may have been answered in this very moment
	case o := <-j.done:
		return o.committed, o.err
	default:
		return Committed{}, unavailable(detailUnknown, soon, ctx.Err())
	}
}

func (w *writer) put(j *job) error {
	w.entry.RLock()
	defer w.entry.RUnlock()
	if w.closed {
		return unavailable(detailClosed, soon, nil)
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return unavailable(detailQueue, soon, nil)
	}
}

// close lets nothing more in. The writer stores what is waiting, and ends.
func (w *writer) close() {
	w.entry.Lock()
	defer w.entry.Unlock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
}

// run stores until the queue is closed and empty.
func (w *writer) run(ctx context.Context) {
	defer w.session.drop()
	tick := time.NewTicker(housekeepingEvery)
	defer tick.Stop()
	for {
		j, open := w.next(ctx, tick.C)
		if !open {
			w.lastCare(ctx)
			return
		}
		if j != nil {
			w.turn(ctx, j)
		}
		w.sweeping = w.sweeping && w.sweep(ctx)
		w.care(ctx)
	}
}

// next waits for a job, or for the time of something else to do.
func (w *writer) next(ctx context.Context, tick <-chan time.Time) (*job, bool) {
	if j := w.held; j != nil {
		w.held = nil
		return j, true
	}
	if w.sweeping && len(w.queue) == 0 {
		return nil, true
	}
	select {
	case j, open := <-w.queue:
		return j, open
	case <-tick:
		w.sweeping = true
	case <-w.wipeDue():
		w.wipe(ctx)
	}
	return nil, true
}

// turn stores a job with all that waits behind it, or does its work.
func (w *writer) turn(ctx context.Context, first *job) {
	if first.work != nil {
		w.do(ctx, first)
		return
	}
	for before := -1; before < min(len(w.queue), batchLength); {
		before = len(w.queue)
		runtime.Gosched() // those who were answered just now may have more
	}
	batch := w.take(nil, first)
	for len(batch) < batchLength {
		select {
		case j, open := <-w.queue:
			switch {
			case !open:
				w.commit(ctx, batch)
				return
			case j.work != nil:
				w.held = j
				w.commit(ctx, batch)
				return
			}
			batch = w.take(batch, j)
			continue
		default:
		}
		break
	}
	w.commit(ctx, batch)
}

// take adds a job for which somebody still waits.
func (w *writer) take(batch []*job, j *job) []*job {
	if j.ctx.Err() == nil && j.state.CompareAndSwap(waiting, taken) {
		return append(batch, j)
	}
	j.done <- outcome{err: unavailable(detailAbandoned, soon, j.ctx.Err())}
	return batch
}

// do runs the work of a job in a transaction of its own.
func (w *writer) do(ctx context.Context, j *job) {
	if len(w.take(nil, j)) == 0 {
		return
	}
	if j.patient {
		ctx = j.ctx
	}
	err := w.transact(ctx, j.patient, j.work)
	w.after(err)
	j.done <- outcome{err: w.store.explain("writing to the database", err)}
}

// commit stores a batch. What fails by itself must not fail the others: then
// each has a transaction of its own.
func (w *writer) commit(ctx context.Context, jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	err := w.attempt(ctx, jobs)
	if err == nil {
		return
	}
	if len(jobs) == 1 || !w.ofOneChange(err) {
		w.refuse(jobs, err)
		return
	}
	for i := range jobs {
		switch err := w.attempt(ctx, jobs[i:i+1]); {
		case err == nil:
		case w.ofOneChange(err):
			w.refuse(jobs[i:i+1], err)
		default:
			w.refuse(jobs[i:i+1], err)
			w.refuse(jobs[i+1:], w.notTried(err))
			return
		}
	}
}

// attempt stores jobs in one transaction, and answers them if that succeeds.
func (w *writer) attempt(ctx context.Context, jobs []*job) error {
	started := w.store.options.Now()
	b := &batch{writer: w, jobs: jobs}
	err := w.transact(ctx, false, b.write)
	if observe := w.store.options.Observe; observe != nil {
		observe(len(jobs), w.store.options.Now().Sub(started), err)
	}
	if err == nil && b.full != nil {
		w.after(b.full)
	} else {
		w.after(err)
	}
	if err != nil {
		return err
	}
	for i, j := range jobs {
		if b.refused[j] {
			w.refuse(jobs[i:i+1], b.full)
			continue
		}
		j.done <- outcome{committed: b.committed[i]}
	}
	return nil
}

func (w *writer) refuse(jobs []*job, err error) {
	for _, j := range jobs {
		j.done <- outcome{err: w.store.explain("storing", err)}
	}
}

// notTried is what those are told whose turn did not come, for the reason that
// another one failed.
func (w *writer) notTried(err error) error {
	if errors.Is(err, errUnknownOutcome) {
		return unavailable(detailUnreachable, soon, err)
	}
	return err
}

// ofOneChange reports whether an error may be the fault of a single change.
func (w *writer) ofOneChange(err error) bool {
	if errors.Is(err, errUnknownOutcome) || errors.Is(err, errRestored) {
		return false
	}
	f := w.store.engine.fault(err)
	return f == faultOther || f == faultForeignKey
}

// after draws conclusions from how a transaction ended.
func (w *writer) after(err error) {
	switch {
	case err == nil && !w.session.wrote: // which proves nothing
		return
	case err == nil && w.failing.Load() && w.room() != nil: // nor does what needs little of it
		return
	case err == nil:
		w.failing.Store(false)
		w.trouble.over(w.store.options.Log)
		return
	}
	if !w.ofOneChange(err) {
		w.failing.Store(true)
		w.trouble.begin(w.store, err)
	}
	if w.store.engine.fault(err) == faultUnreachable || errors.Is(err, errUnknownOutcome) {
		w.store.forgetConnections()
		w.failWaiting(err)
	}
}

// failWaiting answers all that wait: they would only wait for the next deadline.
func (w *writer) failWaiting(err error) {
	for range len(w.queue) {
		j, open := <-w.queue
		if !open {
			return
		}
		w.refuse(w.take(nil, j), w.notTried(err))
	}
}
