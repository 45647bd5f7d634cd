package records

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// What is refused is in the audit trail too. Somebody who tries ids or keys as
// fast as the network allows must not fill the disk with it, nor make others
// wait: refusals are counted, and written once a second, one entry for all of one
// caller, action and reason. A crash loses those of the last second.

const (
	denialsEvery   = time.Second
	denialsTimeout = 5 * time.Second
	// mostDenials are the entries that wait at most; further callers of a tenant
	// are counted together.
	mostDenials = 256
	// several stands for callers that are counted together.
	several = "several"
)

// denials are the refusals that wait to be written. The zero value is ready.
type denials struct {
	mu        sync.Mutex
	waiting   map[denialKey]*audit.Event
	scheduled bool
	failing   bool
	writing   sync.Mutex // one writes at a time
}

// denialKey is what is counted together.
type denialKey struct {
	tenant  tenant.ID
	caller  string
	action  audit.Action
	outcome string
}

// Denied notes that somebody was refused an action on a record, "" none, with the
// code of a problem. It is written within about a second; it never waits, and
// holds nothing up. Without a tenant it is of the service; a record that cannot be
// one is left out, since it is what somebody made up.
func (s *Service) Denied(by By, action audit.Action, record string, code string) {
	if !isID(record) {
		record = ""
	}
	e := s.event(by, audit.Denied, record)
	e.Outcome, e.Detail = code, string(action)
	d := &s.denials
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(cmp.Or(by.Tenant, tenant.Service), &e)
	d.schedule(s)
}

// add counts a refusal. What those counted together do not share is left out.
func (d *denials) add(t tenant.ID, e *audit.Event) {
	if d.waiting == nil {
		d.waiting = map[denialKey]*audit.Event{}
	}
	key := denialKey{t, e.Caller, audit.Action(e.Detail), e.Outcome}
	if _, known := d.waiting[key]; !known && len(d.waiting) >= mostDenials {
		e.Caller = several
		key.caller = several
	}
	first, known := d.waiting[key]
	if !known {
		d.waiting[key] = e
		return
	}
	first.Count += e.Count
	if first.Record != e.Record {
		first.Record = ""
	}
	if first.Request != e.Request {
		first.Request = ""
	}
	if e.At.Before(first.At) {
		first.At = e.At
	}
}

// schedule has what waits written soon.
func (d *denials) schedule(s *Service) {
	if d.scheduled {
		return
	}
	d.scheduled = true
	time.AfterFunc(denialsEvery, func() {
		ctx, cancel := context.WithTimeout(context.Background(), denialsTimeout)
		defer cancel()
		d.mu.Lock()
		d.scheduled = false
		d.mu.Unlock()
		if err := s.Flush(ctx); err != nil {
			s.retryDenials(err)
		}
	})
}

// retryDenials tries again after a while, and says once that it has to.
func (s *Service) retryDenials(err error) {
	d := &s.denials
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.failing {
		s.log.Warn("refusals cannot be written into the audit trail yet", slog.String("cause", err.Error()))
	}
	d.failing = true
	d.schedule(s)
}

// Flush writes the refusals that wait. What cannot be written goes on waiting.
func (s *Service) Flush(ctx context.Context) error {
	d := &s.denials
	d.writing.Lock()
	defer d.writing.Unlock()
	d.mu.Lock()
	waiting := d.waiting
	d.waiting = nil
	d.mu.Unlock()

	byTenant := map[tenant.ID][]*audit.Event{}
	for key, e := range waiting {
		byTenant[key.tenant] = append(byTenant[key.tenant], e)
	}
	var failed error
	for t, events := range byTenant {
		if err := s.writeDenials(ctx, t, events); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	if failed == nil {
		d.mu.Lock()
		d.failing = false
		d.mu.Unlock()
	}
	return failed
}

// writeDenials writes those of one tenant, or puts them back.
func (s *Service) writeDenials(ctx context.Context, t tenant.ID, events []*audit.Event) error {
	slices.SortFunc(events, func(a, b *audit.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Caller, b.Caller), cmp.Compare(a.Detail, b.Detail), cmp.Compare(a.Outcome, b.Outcome))
	})
	var change store.Change
	for _, e := range events {
		change.Events = append(change.Events, *e)
	}
	_, err := s.store.Commit(ctx, t, change)
	if err != nil {
		s.denials.mu.Lock()
		defer s.denials.mu.Unlock()
		for _, e := range events {
			s.denials.add(t, e)
		}
	}
	return err
}
