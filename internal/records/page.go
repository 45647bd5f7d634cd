package records

import (
	"context"
	"iter"
	"log/slog"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	// portion is how many sealed records are in memory at once.
	portion = 16
	// mostOpened is after how many bytes of opened records a page ends. Of those
	// with all answers and some results, of 26 KB, all 100 fit.
	mostOpened = 3 << 20
)

// page is a page of a list that is being made.
type page struct {
	by    By
	query Query
	size  int

	list   v1.RecordList
	labs   []*v1.ScreeningRequest // with their results alone
	events []audit.Event
	read   int   // records, also those that are left out
	opened int   // bytes
	last   int64 // the place of the last record read
	more   bool  // there is another page
}

// fill puts records into a page, until it is full or enough was opened for it.
func (s *Service) fill(ctx context.Context, p *page, before int64) *problem.Error {
	t := p.by.Tenant
	f := store.Filter{
		Subject: s.subjectIndex(t, p.query.Subject), Outcome: s.outcomeIndex(t, p.query.Outcome),
		Before: before, Limit: p.size + 1, // one more says whether there is another page
	}
	for r, cause := range s.rows(ctx, t, f) {
		switch {
		case cause != nil:
			return fault(cause)
		case p.read == p.size || p.opened >= mostOpened:
			p.more = true
			return nil
		}
		s.show(p, r)
		p.read++
		p.last = r.Seq
	}
	return nil
}

// rows reads the records of a list, a few at a time.
func (s *Service) rows(ctx context.Context, t tenant.ID, f store.Filter) iter.Seq2[*store.Record, error] {
	return func(yield func(*store.Record, error) bool) {
		for left := f.Limit; left > 0; left -= f.Limit {
			f.Limit = min(left, portion)
			found, err := s.store.Records(ctx, t, f)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range found {
				if !yield(&found[i], nil) {
					return
				}
			}
			if len(found) < f.Limit {
				return
			}
			f.Before = found[len(found)-1].Seq
		}
	}
}

// show puts a record on a page. One that cannot be opened is named there and no
// more, so that the others can be had. One that is not what was asked for is left
// out: somebody has altered the blind index by which it was found.
func (s *Service) show(p *page, r *store.Record) {
	item, labs, size, err := s.summary(p.by, r)
	p.opened += size
	switch {
	case err != nil:
		item = &v1.RecordSummary{ID: r.ID, CreatedAt: written(r.CreatedAt), Unreadable: true}
	case !p.query.asksFor(item):
		err = internal("record %s is not of the subject or outcome under which it is found: the database was altered", r.ID)
		item = nil
	case p.query.Subject != "":
		p.labs = append(p.labs, &v1.ScreeningRequest{Labs: labs})
	}
	if item != nil {
		p.list.Items = append(p.list.Items, *item)
	}
	event := s.event(p.by, audit.Listed, r.ID)
	if err != nil {
		s.log.Error("a record cannot be listed", slog.String("request_id", p.by.Request), slog.String("record", r.ID), slog.String("cause", err.Cause.Error()))
		event = s.denial(p.by, audit.Listed, r.ID, string(err.Kind))
	}
	p.events = append(p.events, event)
}

// asksFor reports whether a record has the subject and the outcome of a query.
func (q *Query) asksFor(item *v1.RecordSummary) bool {
	return (q.Subject == "" || q.Subject == item.Subject) && (q.Outcome == "" || q.Outcome == item.Outcome)
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

// asked is what a list shows of a request.
type asked struct {
	AsOf string   `json:"as_of"`
	Labs []v1.Lab `json:"labs"`
}

// summary opens a record for a list, and says how many bytes that took.
func (s *Service) summary(by By, r *store.Record) (item *v1.RecordSummary, labs []v1.Lab, size int, err *problem.Error) {
	c, err := s.open(by.Tenant, r)
	if err != nil {
		return nil, nil, len(r.Sealed), err
	}
	size = len(c.Request) + len(c.Result)
	var request asked
	var result gist
	if json.Unmarshal(c.Request, &request) != nil || json.Unmarshal(c.Result, &result) != nil { // see open
		return nil, nil, size, internal("read record %s: request or result is not of the form that this program knows", r.ID)
	}
	item = &v1.RecordSummary{
		ID: r.ID, Subject: c.Subject, CreatedAt: c.CreatedAt, AsOf: request.AsOf, Outcome: result.Outcome.Code,
		Label: result.Classification.Label, Alerts: make([]string, 0, len(result.Alerts)), Ruleset: result.Ruleset.Version,
	}
	for _, alert := range result.Alerts {
		item.Alerts = append(item.Alerts, alert.ID)
	}
	return item, request.Labs, size, nil
}
