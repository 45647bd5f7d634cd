package records

import (
	"context"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Trail returns a page of what happened to a record, oldest first, as the
// encoded v1.AuditTrail. A record that has been erased has one too. The errors
// are NotFound, BadQuery and Unavailable.
func (s *Service) Trail(ctx context.Context, by By, id, cursor string, limit int) ([]byte, *problem.Error) {
	if err := s.indexed(); err != nil {
		return nil, err
	}
	size, err := pageSize(limit)
	if err != nil {
		return nil, err
	}
	if _, err := s.find(ctx, by, id, audit.TrailRead); err != nil {
		return nil, err
	}
	here := place{string(by.Tenant), "trail", id}
	after, err := s.position(here, cursor)
	if err != nil {
		return nil, err
	}
	entries, cause := s.store.Trail(ctx, by.Tenant, id, after, size+1)
	if cause != nil {
		return nil, fault(cause)
	}
	out := v1.AuditTrail{ID: id, Items: make([]v1.AuditItem, 0, len(entries))}
	if len(entries) > size {
		entries = entries[:size]
		out.NextCursor = s.cursor(here, entries[size-1].Seq)
	}
	for i := range entries {
		out.Items = append(out.Items, item(&entries[i]))
	}
	if err := s.note(ctx, by, s.event(by, audit.TrailRead, id)); err != nil {
		return nil, err
	}
	return encode(out)
}

func item(e *audit.Entry) v1.AuditItem {
	return v1.AuditItem{
		Seq: e.Seq, At: written(e.At), Action: string(e.Action), Caller: e.Caller, Outcome: e.Outcome,
		RequestID: e.Request, Detail: e.Detail, Count: e.Count,
	}
}

// mostEntries is how many entries go into one answer that has no pages.
const mostEntries = 1000

// TrailEntries returns all that happened to a record, oldest first. The errors
// are those of Trail, NotAcceptable for a trail of more than 1,000 entries, and
// Unavailable while too many are taken.
func (s *Service) TrailEntries(ctx context.Context, by By, id string) ([]audit.Entry, *problem.Error) {
	if _, err := s.find(ctx, by, id, audit.TrailRead); err != nil {
		return nil, err
	}
	done, err := s.turns.take(ctx, by.Tenant)
	if err != nil {
		return nil, err
	}
	defer done()
	var all []audit.Entry
	for after := int64(0); ; {
		page, cause := s.store.Trail(ctx, by.Tenant, id, after, MaxLimit)
		if cause != nil {
			return nil, fault(cause)
		}
		all = append(all, page...)
		if len(all) > mostEntries {
			return nil, problem.New(problem.NotAcceptable,
				"This trail is too long to be answered at once. Ask for application/json, which has pages.")
		}
		if len(page) < MaxLimit {
			break
		}
		after = page[len(page)-1].Seq
	}
	if err := s.note(ctx, by, s.event(by, audit.TrailRead, id)); err != nil {
		return nil, err
	}
	return all, nil
}
