package records

import (
	"context"
	"errors"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// Created is a record that is stored.
type Created struct {
	// ID is that of the record.
	ID string
	// Answer is the encoded v1.Record.
	Answer []byte
	// Replayed: it was stored by an earlier request with the same key.
	Replayed bool
}

// Create evaluates and stores. It returns once the record is on disk. The
// idempotency key is the value of the header, "" without one.
//
// Errors are those of app.Service.Screen with pointers below /request; BadQuery
// on the key; IdempotencyInProgress and IdempotencyMismatch; NotFound, when the
// record that an earlier request with the key stored has been erased; and
// Unavailable.
func (s *Service) Create(ctx context.Context, by By, body []byte, o app.Options, idempotencyKey string) (Created, *problem.Error) {
	if err := s.indexed(); err != nil {
		return Created{}, err
	}
	o = settled(o)
	once, err := s.once(by, body, o, idempotencyKey)
	if err != nil {
		return Created{}, err
	}
	if err := s.running.begin(once); err != nil {
		return Created{}, err
	}
	defer s.running.end(once)

	if err := s.app.Pinned(o); err != nil {
		return Created{}, err
	}
	req, err := s.app.ParseRecord(body)
	if err != nil {
		return Created{}, err
	}
	return s.keep(ctx, by, req, o, once)
}

// settled are the options with what is left out filled in.
func settled(o app.Options) app.Options {
	if o.Audience == "" {
		o.Audience = app.Clinician
	}
	if o.Lang == "" {
		o.Lang = "en"
	}
	return o
}

// keep evaluates an acceptable request and stores it.
func (s *Service) keep(ctx context.Context, by By, req *v1.RecordRequest, o app.Options, once *store.Once) (Created, *problem.Error) {
	request, err := app.EncodeRequest(req.Request)
	if err != nil {
		return Created{}, err
	}
	m := s.memories.Get().(*memory)
	defer s.forget(m)
	var outcome string
	m.result, outcome = s.app.AppendAnswer(m.result[:0], req.Request, o)
	at := s.time()
	c := &content{
		Subject: req.Subject, CreatedAt: written(at), Options: wording{o.Audience, o.Lang}, Request: request, Result: m.result,
	}
	id, cause := newID(s.rand)
	if cause != nil {
		return Created{}, internal("%w", cause)
	}
	change := store.Change{Once: once, Events: []audit.Event{s.event(by, audit.Created, id)}}
	if once != nil {
		once.Record = id
	}
	done, err := s.insert(ctx, by, &change, func() (*store.Record, error) {
		return s.seal(by.Tenant, id, at, c, outcome, m)
	})
	switch {
	case err != nil:
		return Created{}, err
	case done.Earlier != nil:
		return s.again(ctx, by, once, done.Earlier, c)
	}
	return Created{ID: id, Answer: c.answer(id)}, nil
}

// insert commits a change whose record sealed makes. When the master key that
// wraps its key was retired meanwhile, the record is sealed under the newest one
// and committed once more. Its id stays the same, so that it is never stored
// twice.
func (s *Service) insert(ctx context.Context, by By, change *store.Change, sealed func() (*store.Record, error)) (store.Committed, *problem.Error) {
	var done store.Committed
	var err error
	for range 2 {
		if change.Insert, err = sealed(); err != nil {
			return done, fault(err)
		}
		done, err = s.commit(ctx, by.Tenant, *change)
		if !errors.Is(err, store.ErrKeyRetired) {
			break
		}
		s.keys.Reload()
	}
	return done, fault(err)
}
