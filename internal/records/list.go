package records

import (
	"context"
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Query selects records.
type Query struct {
	// Subject is one exactly, "" any.
	Subject string
	// Outcome is a code, "" any.
	Outcome string
	// Cursor is that of the page before; "" begins.
	Cursor string
	// Limit is how many, up to MaxLimit; 0 is DefaultLimit.
	Limit int
}

// List returns a page of records, newest first, as the encoded v1.RecordList. The
// errors are BadQuery, and Unavailable, also while too many lists are made.
func (s *Service) List(ctx context.Context, by By, q Query) ([]byte, *problem.Error) {
	if err := s.indexed(); err != nil {
		return nil, err
	}
	size, err := pageSize(q.Limit)
	if err != nil {
		return nil, err
	}
	if codes := app.OutcomeCodes(); q.Outcome != "" && !slices.Contains(codes, q.Outcome) {
		return nil, badQuery(problem.Field{
			Pointer: "outcome", Code: problem.CodeOneOf, Detail: "The value is not one of those accepted.", Accepted: codes,
		})
	}
	here := place{string(by.Tenant), "list", q.Subject, q.Outcome}
	before, err := s.position(here, q.Cursor)
	if err != nil {
		return nil, err
	}
	done, err := s.turns.take(ctx, by.Tenant)
	if err != nil {
		return nil, err
	}
	defer done()
	p := page{by: by, query: q, size: size, list: v1.RecordList{Items: make([]v1.RecordSummary, 0, size)}}
	if err := s.fill(ctx, &p, before); err != nil {
		return nil, err
	}
	if p.more {
		p.list.NextCursor = s.cursor(here, p.last)
	}
	if q.Subject != "" {
		p.list.IronResults = s.app.IronResults(p.labs)
	}
	if len(p.events) == 0 {
		p.events = append(p.events, s.event(by, audit.Listed, ""))
	}
	if err := s.note(ctx, by, p.events...); err != nil {
		return nil, err
	}
	return encode(p.list)
}
