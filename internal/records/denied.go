package records

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// What is refused is in the audit trail too. Somebody who tries ids or keys as
// fast as the network allows must not fill the disk with it, nor make others
// wait: refusals are counted, and written once a second, one entry for all of one
// caller, action, reason and record. A crash loses those of the last second.
//
// A tenant for which nothing was ever stored or listed, and no API key made, has
// no chain, and gets none by being refused: an issuer may vouch for any number of
// tenants. Its refusals go to the chain of the service, which names the tenant.

const (
	denialsEvery   = time.Second
	denialsTimeout = 5 * time.Second
)

// denials are the refusals that wait to be written. The zero value is ready.
type denials struct {
	mu        sync.Mutex
	waiting   map[tenant.ID]*tally
	scheduled bool
	failing   bool
	writing   sync.Mutex // one writes at a time
}

// Denied notes that somebody was refused an action on a record, "" none, with the
// code of a problem. It is written within about a second; it never waits, and
// holds nothing up. Without a tenant it is of the service; a record that cannot be
// one is left out, since it is what somebody made up.
func (s *Service) Denied(by By, action audit.Action, record string, code string) {
	if !isID(record) {
		record = ""
	}
	e := s.denial(by, action, record, code)
	d := &s.denials
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(cmp.Or(by.Tenant, tenant.Service), &e)
	d.schedule(s)
}

// denial is the refusal of an action.
func (s *Service) denial(by By, action audit.Action, record, code string) audit.Event {
	e := s.event(by, audit.Denied, record)
	e.Outcome, e.Detail = code, string(action)
	return e
}

// add counts a refusal.
func (d *denials) add(t tenant.ID, e *audit.Event) {
	if d.waiting == nil {
		d.waiting = map[tenant.ID]*tally{}
	}
	if d.waiting[t] == nil && t != tenant.Service && len(d.waiting) >= mostTenants {
		nameTenant(e, t)
		t = tenant.Service
	}
	if d.waiting[t] == nil {
		d.waiting[t] = newTally(t)
	}
	d.waiting[t].add(e)
}

// nameTenant says whose refusal it is, where the chain does not.
func nameTenant(e *audit.Event, t tenant.ID) {
	if e.Detail != "" { // "" is of several actions
		e.Detail += " of "
	}
	e.Detail += "tenant " + string(t)
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
		s.log.Warn("refusals cannot be written into the audit trail yet", slog.String("cause", problem.Reason(err)))
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

	var failed error
	strangers := cmp.Or(waiting[tenant.Service], newTally(tenant.Service))
	delete(waiting, tenant.Service)
	for t, refused := range waiting {
		failed = errors.Join(failed, s.flushTenant(ctx, t, refused, strangers))
	}
	failed = errors.Join(failed, s.writeDenials(ctx, tenant.Service, strangers))
	if failed == nil {
		d.mu.Lock()
		d.failing = false
		d.mu.Unlock()
	}
	return failed
}

// flushTenant writes the refusals of a tenant, or adds them to those of strangers
// when it has no chain.
func (s *Service) flushTenant(ctx context.Context, t tenant.ID, refused, strangers *tally) error {
	chained, err := s.chained(ctx, t)
	switch {
	case err != nil:
		s.putBack(t, refused)
		return err
	case chained:
		return s.writeDenials(ctx, t, refused)
	}
	for _, e := range refused.events() {
		nameTenant(&e, t)
		strangers.add(&e)
	}
	return nil
}

// writeDenials writes those of one chain, or puts them back.
func (s *Service) writeDenials(ctx context.Context, t tenant.ID, refused *tally) error {
	if len(refused.waiting) == 0 {
		return nil
	}
	_, err := s.commit(ctx, t, store.Change{Events: refused.events()})
	if err != nil {
		s.putBack(t, refused)
	}
	return err
}

// putBack has refusals wait for the next time.
func (s *Service) putBack(t tenant.ID, refused *tally) {
	s.denials.mu.Lock()
	defer s.denials.mu.Unlock()
	for _, e := range refused.events() {
		s.denials.add(t, &e)
	}
}
