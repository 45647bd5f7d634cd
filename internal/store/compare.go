package store

import (
	"context"
	"database/sql"
	"iter"
	"math"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// What is read here is for comparing the tables with the audit: all tenants, and
// also what nobody would be given otherwise.

// StoredKey is an API key as it is in the table.
type StoredKey struct {
	apikey.Key
	// Genuine is whether this program stored it as it is.
	Genuine bool
}

// APIKeys returns all keys, in the order of tenant and time.
func (v *Snapshot) APIKeys(ctx context.Context) ([]StoredKey, error) {
	p, err := v.store.ready()
	if err != nil {
		return nil, err
	}
	stored, err := readAPIKeys(ctx, v.ask)
	list := make([]StoredKey, len(stored))
	for i := range stored {
		list[i] = StoredKey{stored[i].Key, stored[i].genuine(p.keyMAC())}
	}
	return list, err
}

// KeyEvents returns what the audit says of API keys.
func (v *Snapshot) KeyEvents(ctx context.Context) (KeyEvents, error) {
	return readKeyEvents(ctx, v.ask)
}

// RecordState is a record as it is in the table, and what the audit says of it.
type RecordState struct {
	Of
	Erased bool
	// Created is whether the audit says that it was stored, Ended that it was
	// erased, by somebody or since its time had passed.
	Created, Ended bool
}

// RecordStates returns all records, in the order of storing. It ends after an
// error.
func (v *Snapshot) RecordStates(ctx context.Context) iter.Seq2[RecordState, error] {
	const of = "EXISTS (SELECT 1 FROM entry e WHERE e.tenant = r.tenant AND e.record = r.id AND "
	return paged(func(after int64) (list []RecordState, last int64, err error) {
		err = v.ask(ctx, "SELECT r.seq, r.tenant, r.id, r.erased_at IS NOT NULL, "+of+"e.action = 'create'), "+of+"e.action IN ('erase', 'expire'))"+
			" FROM record r WHERE r.seq > $1 ORDER BY r.seq LIMIT $2", []any{after, page}, func(rows *sql.Rows) error {
			var s RecordState
			err := rows.Scan(&last, (*string)(&s.Tenant), &s.ID, &s.Erased, &s.Created, &s.Ended)
			list = append(list, s)
			return err
		})
		return list, last, err
	})
}

// Lost returns the entries of a tenant by which records were stored that are not
// there. It ends after an error.
func (v *Snapshot) Lost(ctx context.Context, t tenant.ID) iter.Seq2[audit.Entry, error] {
	return paged(func(after int64) (list []audit.Entry, last int64, err error) {
		err = v.ask(ctx, selectEntries+"WHERE tenant = $1 AND seq > $2 AND action = 'create'"+
			" AND NOT EXISTS (SELECT 1 FROM record r WHERE r.tenant = entry.tenant AND r.id = entry.record) ORDER BY seq LIMIT $3",
			[]any{string(t), after, page}, func(rows *sql.Rows) error {
				e, err := scanEntry(rows)
				list, last = append(list, e), e.Seq
				return err
			})
		return list, last, err
	})
}

// RestoredAt is when a backup was restored last, as the audit has it, and zero
// when none was.
func (v *Snapshot) RestoredAt(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := v.ask(ctx, "SELECT MAX(at) FROM entry WHERE tenant = $1 AND action = 'restore'", []any{string(tenant.Service)}, func(rows *sql.Rows) error {
		return rows.Scan(&at)
	})
	return moment(at), err
}

// paged reads page by page, each after the last place of the one before.
func paged[T any](read func(after int64) (list []T, last int64, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for after, more := int64(math.MinInt64), true; more; {
			list, last, err := read(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for i := range list {
				if !yield(list[i], nil) {
					return
				}
			}
			after, more = last, len(list) == page
		}
	}
}
