package main

import (
	"fmt"

	"github.com/rlscreen/rlscreen/internal/store"
)

// maxMisfits is how many misfits of a kind are printed: when a table was
// destroyed the first ones say enough.
const maxMisfits = 100

// misfits are what does not fit between the tables and the audit.
type misfits struct {
	program *program
	total   int
}

// verifyTables compares records and API keys with the audit, and returns how many
// faults it has printed.
func (p *program) verifyTables(now *store.Snapshot) (int, error) {
	m := &misfits{program: p}
	for _, part := range []func(*store.Snapshot) error{m.keys, m.records, m.lost} {
		if err := part(now); err != nil {
			return m.total, err
		}
	}
	return m.total, nil
}

// found prints a misfit. Count is how many of its kind there were before.
func (m *misfits) found(count *int, format string, args ...any) {
	m.total++
	*count++
	switch {
	case *count <= maxMisfits:
		fmt.Fprintf(m.program.stderr, format+".\n", args...)
	case *count == maxMisfits+1:
		fmt.Fprintln(m.program.stderr, "There are more faults of this kind.")
	}
}

// keys are those that the audit knows, and dead when it says so.
func (m *misfits) keys(now *store.Snapshot) error {
	events, err := now.KeyEvents(m.program.ctx)
	if err != nil {
		return fmt.Errorf("read the audit of the keys: %w", err)
	}
	keys, err := now.APIKeys(m.program.ctx)
	if err != nil {
		return fmt.Errorf("read the keys: %w", err)
	}
	count := 0
	for i := range keys {
		k := &keys[i]
		if !k.Genuine {
			m.found(&count, "API key %q of %s: it was put in or changed by another hand", k.ID, k.Tenant)
		}
		if !events.Made(k.Tenant, k.ID) {
			m.found(&count, "API key %q of %s: there is no entry that says it was made", k.ID, k.Tenant)
		}
		if k.RevokedAt.IsZero() && events.Revoked(k.Tenant, k.ID) {
			m.found(&count, "API key %q of %s: an entry says that it was revoked, and it is not", k.ID, k.Tenant)
		}
	}
	return nil
}

// records are those that the audit knows, and erased when it says so, and only
// then.
func (m *misfits) records(now *store.Snapshot) error {
	count := 0
	for s, err := range now.RecordStates(m.program.ctx) {
		if err != nil {
			return fmt.Errorf("read the records: %w", err)
		}
		if !s.Created {
			m.found(&count, "Record %q of %s: there is no entry that says it was stored", s.ID, s.Tenant)
		}
		switch {
		case s.Erased && !s.Ended:
			m.found(&count, "Record %q of %s: it is erased, and there is no entry that says so", s.ID, s.Tenant)
		case !s.Erased && s.Ended:
			m.found(&count, "Record %q of %s: an entry says that it was erased, and it is not", s.ID, s.Tenant)
		}
	}
	return nil
}

// lost are records that are gone without a trace. Those that were stored before
// an older backup took the place of everything may be.
func (m *misfits) lost(now *store.Snapshot) error {
	restored, err := now.RestoredAt(m.program.ctx)
	if err != nil {
		return fmt.Errorf("read the audit: %w", err)
	}
	heads, err := now.Heads(m.program.ctx)
	if err != nil {
		return fmt.Errorf("read the heads: %w", err)
	}
	count := 0
	for i := range heads {
		for e, err := range now.Lost(m.program.ctx, heads[i].Tenant) {
			if err != nil {
				return fmt.Errorf("read the audit: %w", err)
			}
			if e.At.After(restored) {
				m.found(&count, "Record %q of %s: entry %d says that it was stored, and it is gone", e.Record, e.Tenant, e.Seq)
			}
		}
	}
	return nil
}
