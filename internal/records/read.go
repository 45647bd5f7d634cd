package records

import (
	"context"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// Stored is a record that is read.
type Stored struct {
	// Answer is the encoded v1.Record, the bytes that Create answered.
	Answer []byte
	// Lang is the language of its result.
	Lang string
}

// Read returns a record. The errors are NotFound and Unavailable, and Internal
// for one that cannot be opened.
func (s *Service) Read(ctx context.Context, by By, id string) (Stored, *problem.Error) {
	c, err := s.take(ctx, by, id, audit.Read)
	if err != nil {
		return Stored{}, err
	}
	return Stored{Answer: c.answer(id), Lang: c.Options.Lang}, nil
}

// take opens a record, and puts into the audit trail that this was done.
func (s *Service) take(ctx context.Context, by By, id string, action audit.Action) (*content, *problem.Error) {
	r, err := s.findLive(ctx, by, id, action)
	if err != nil {
		return nil, err
	}
	c, err := s.open(by.Tenant, &r)
	if err != nil {
		s.Denied(by, action, id, string(err.Kind))
		return nil, err
	}
	if err := s.note(ctx, by, s.event(by, action, id)); err != nil {
		return nil, err
	}
	// An erasure may have come before the entry: what it promised holds.
	if _, err := s.findLive(ctx, by, id, action); err != nil {
		return nil, err
	}
	return c, nil
}

// Erase destroys the key of a record, and with it what was sealed; its audit
// trail stays. It is no error that the record is erased already, and in its audit
// trail as well. The errors are NotFound and Unavailable.
func (s *Service) Erase(ctx context.Context, by By, id string) *problem.Error {
	if _, err := s.find(ctx, by, id, audit.Erased); err != nil {
		return err
	}
	_, cause := s.commit(ctx, by.Tenant, store.Change{
		Erase: []string{id}, Events: []audit.Event{s.event(by, audit.Erased, id)},
	})
	return fault(cause)
}
