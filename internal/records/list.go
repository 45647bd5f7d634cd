package records

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
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

// List returns a page of records, newest first, as the encoded v1.RecordList.
// The errors are BadQuery and Unavailable.
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
	found, cause := s.store.Records(ctx, by.Tenant, store.Filter{
		Subject: s.subjectIndex(by.Tenant, q.Subject), Outcome: s.outcomeIndex(by.Tenant, q.Outcome),
		Before: before, Limit: size + 1, // one more says whether there is another page
	})
	if cause != nil {
		return nil, fault(cause)
	}
	var next string
	if len(found) > size {
		found = found[:size]
		next = s.cursor(here, found[size-1].Seq)
	}
	return s.page(ctx, by, q, found, next)
}

// page makes a page of the records found, once the audit trail has each.
func (s *Service) page(ctx context.Context, by By, q Query, found []store.Record, next string) ([]byte, *problem.Error) {
	out := v1.RecordList{Items: make([]v1.RecordSummary, 0, len(found)), NextCursor: next}
	var requests []*v1.ScreeningRequest
	var events []audit.Event
	for i := range found {
		item, request, err := s.summary(by, &found[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, *item)
		requests = append(requests, request)
		events = append(events, s.event(by, audit.Listed, item.ID))
	}
	if q.Subject != "" {
		out.IronResults = s.app.IronResults(requests)
	}
	if len(events) == 0 {
		events = append(events, s.event(by, audit.Listed, ""))
	}
	if err := s.note(ctx, by, events...); err != nil {
		return nil, err
	}
	return encode(out)
}

// gist is what a list shows of a result.
type gist struct {
	Outcome struct {
		Code string `json:"code"`
	} `json:"outcome"`
	Classification struct {
		Label string `json:"label"`
	} `json:"classification"`
	Alerts []struct {
		ID string `json:"id"`
	} `json:"alerts"`
	Ruleset v1.RulesetRef `json:"ruleset"`
}

// summary opens a record for a list.
func (s *Service) summary(by By, r *store.Record) (*v1.RecordSummary, *v1.ScreeningRequest, *problem.Error) {
	c, err := s.open(by.Tenant, r)
	if err != nil {
		return nil, nil, err
	}
	request, g := new(v1.ScreeningRequest), gist{}
	if json.Unmarshal(c.Request, request) != nil || json.Unmarshal(c.Result, &g) != nil { // see open
		return nil, nil, internal("read record %s: request or result is not of the form that this program knows", r.ID)
	}
	item := &v1.RecordSummary{
		ID: r.ID, Subject: c.Subject, CreatedAt: c.CreatedAt, AsOf: request.AsOf, Outcome: g.Outcome.Code,
		Label: g.Classification.Label, Alerts: make([]string, 0, len(g.Alerts)), Ruleset: g.Ruleset.Version,
	}
	for _, alert := range g.Alerts {
		item.Alerts = append(item.Alerts, alert.ID)
	}
	return item, request, nil
}
