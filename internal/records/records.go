// Package records holds the use cases of stored screenings: create, read, list,
// erase, replay, and the trail of what happened to each.
//
// A record is stored sealed, under a key of its own. What is outside of the seal
// is an id, a time, and blind indexes, which find equal subjects and outcomes
// without holding them. Whatever shows something of a record is in the audit
// trail, on disk, before it is shown.
//
// A tenant sees only its own records: the id of another's is one that there is
// not.
package records

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Store is where records are. *store.Store is one, which says what its methods
// do and which errors they return.
type Store interface {
	Commit(ctx context.Context, t tenant.ID, c store.Change) (store.Committed, error)
	Record(ctx context.Context, t tenant.ID, id string) (store.Record, error)
	Records(ctx context.Context, t tenant.ID, f store.Filter) ([]store.Record, error)
	Trail(ctx context.Context, t tenant.ID, record string, after int64, limit int) ([]audit.Entry, error)
	Chain(ctx context.Context, t tenant.ID) iter.Seq2[audit.Entry, error]
	Expirer
}

// Expirer finds the records whose time is over.
type Expirer interface {
	Expired(ctx context.Context, before time.Time, limit int) ([]store.Of, error)
}

// Options are what a Service needs.
type Options struct {
	// App evaluates.
	App *app.Service
	// Store keeps.
	Store Store
	// Keys seal records.
	Keys *seal.Keys
	// Index makes blind indexes, and seals cursors. Its secret is in the store: nil
	// when that was away at the start, until UseIndex.
	Index *seal.Index
	// Now is the clock.
	Now func() time.Time
	// Rand is where ids come from. It is safe for concurrent use.
	Rand io.Reader
	// Log takes what no caller learns; nil drops it.
	Log *slog.Logger
}

// Service runs the use cases. It is safe for concurrent use, also by several
// processes on one store. Its errors are problems, and hold nothing that was
// sent or stored.
type Service struct {
	app     *app.Service
	store   Store
	keys    *seal.Keys
	index   atomic.Pointer[seal.Index]
	now     func() time.Time
	rand    io.Reader
	log     *slog.Logger
	running running
	denials denials
	chains  chains
	turns   *turns
	// memories are used again once a record is stored.
	memories sync.Pool
}

// New returns a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		app: o.App, store: o.Store, keys: o.Keys, now: o.Now, rand: o.Rand, log: o.Log, turns: newTurns(),
		memories: sync.Pool{New: func() any { return new(memory) }},
	}
	s.index.Store(o.Index)
	return s
}

// UseIndex gives the index of a store that was away at the start.
func (s *Service) UseIndex(index *seal.Index) { s.index.Store(index) }

// indexed refuses what needs the index while there is none.
func (s *Service) indexed() *problem.Error {
	if s.index.Load() != nil {
		return nil
	}
	err := problem.New(problem.Unavailable, "The database has not been reached yet. Try again later.")
	err.RetryAfter = 1
	return err
}

// By is who asks.
type By struct {
	// Tenant is whose records are meant.
	Tenant tenant.ID
	// Caller is who asks on behalf of the tenant, as the audit trail has it.
	Caller string
	// Request is the id of the request. The audit trail has it when it is one of
	// the service, or 32 hexadecimal digits as of a UUID.
	Request string
}

// event is something that somebody did just now.
func (s *Service) event(by By, action audit.Action, record string) audit.Event {
	return audit.Event{
		At: s.time(), Action: action, Record: record, Caller: by.Caller, Outcome: audit.Done, Request: untold(by.Request), Count: 1,
	}
}

// time is the time in UTC, to the millisecond.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// written is a time as answers have it.
func written(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// note puts events into the audit trail. Only once they are on disk may be shown
// what they speak of.
func (s *Service) note(ctx context.Context, by By, events ...audit.Event) *problem.Error {
	_, err := s.commit(ctx, by.Tenant, store.Change{Events: events})
	return fault(err)
}

// fault is an error of the store as a problem; nil stays nil.
func fault(err error) *problem.Error {
	var known *problem.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return problem.New(problem.Timeout, "The request took too long and was given up.")
	default:
		return &problem.Error{Kind: problem.Internal, Cause: err}
	}
}

// find returns the record with an id, which may be an erased one, and refuses an
// id that the tenant does not have.
func (s *Service) find(ctx context.Context, by By, id string, action audit.Action) (store.Record, *problem.Error) {
	if !isID(id) {
		return store.Record{}, s.refuse(by, "", action)
	}
	r, err := s.store.Record(ctx, by.Tenant, id)
	known := fault(err)
	if known != nil && known.Kind == problem.NotFound {
		known = s.refuse(by, id, action)
	}
	return r, known
}

// findLive is find for what an erased record is not there for.
func (s *Service) findLive(ctx context.Context, by By, id string, action audit.Action) (store.Record, *problem.Error) {
	r, err := s.find(ctx, by, id, action)
	if err == nil && !r.ErasedAt.IsZero() {
		_ = s.refuse(by, id, action)
		err = problem.New(problem.NotFound, "This record has been erased. Its audit trail is still there.")
	}
	return r, err
}

// refuse is the answer to an id that there is not, or that is another tenant's,
// which must look alike.
func (s *Service) refuse(by By, id string, action audit.Action) *problem.Error {
	s.Denied(by, action, id, string(problem.NotFound))
	return problem.New(problem.NotFound, "There is no record with this id.")
}
