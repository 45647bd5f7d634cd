package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"strconv"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// page is how many rows are read at a time where all are wanted.
const page = 500

// Record returns a record. It fails with NotFound when the tenant has none of
// this id; an erased one is returned with ErasedAt and without its contents.
func (s *Store) Record(ctx context.Context, t tenant.ID, id string) (Record, error) {
	found := Record{}
	err := s.each(ctx, "reading a record", selectRecords+"WHERE r.tenant = $1 AND r.id = $2", []any{string(t), id}, func(rows *sql.Rows) error {
		var err error
		found, err = scanRecord(rows)
		return err
	})
	if err == nil && found.ID == "" {
		return Record{}, problem.New(problem.NotFound, "There is no such record.")
	}
	return found, err
}

const selectRecords = "SELECT r.seq, r.id, r.created_at, r.erased_at, k.master, k.wrapped, r.sealed FROM record r LEFT JOIN record_key k ON k.record = r.seq "

func scanRecord(rows *sql.Rows) (Record, error) {
	var r Record
	var created int64
	var erased sql.NullInt64
	var master sql.NullString
	err := rows.Scan(&r.Seq, &r.ID, &created, &erased, &master, &r.Wrapped, &r.Sealed)
	r.CreatedAt, r.ErasedAt, r.Master = time.UnixMilli(created).UTC(), moment(erased), master.String
	return r, err
}

// moment is the zero time for NULL.
func moment(millis sql.NullInt64) time.Time {
	if !millis.Valid {
		return time.Time{}
	}
	return time.UnixMilli(millis.Int64).UTC()
}

// Records lists the records of a tenant, the newest first, without those that
// were erased.
func (s *Store) Records(ctx context.Context, t tenant.ID, f Filter) ([]Record, error) {
	query, args := selectRecords+"WHERE r.tenant = $1 AND r.erased_at IS NULL AND r.seq < $2", []any{string(t), f.Before}
	if f.Before <= 0 {
		args[1] = int64(1<<63 - 1)
	}
	if f.Subject != nil {
		args = append(args, f.Subject)
		query += " AND r.subject = $3"
	}
	if f.Outcome != nil {
		args = append(args, f.Outcome)
		query += " AND r.outcome = $" + strconv.Itoa(len(args))
	}
	args = append(args, f.Limit)
	query += " ORDER BY r.seq DESC LIMIT $" + strconv.Itoa(len(args))
	var list []Record
	err := s.each(ctx, "listing records", query, args, func(rows *sql.Rows) error {
		r, err := scanRecord(rows)
		list = append(list, r)
		return err
	})
	return list, err
}

const (
	selectEntries = "SELECT tenant, seq, at, action, record, caller, outcome, request, detail, count, prev, hash FROM entry "
	selectTrail   = selectEntries + "WHERE tenant = $1 AND record = $2 AND seq > $3 ORDER BY seq LIMIT $4"
)

// Trail returns what the audit chain of a tenant says of a record, after the
// entry of the place after.
func (s *Store) Trail(ctx context.Context, t tenant.ID, record string, after int64, limit int) ([]audit.Entry, error) {
	var list []audit.Entry
	err := s.each(ctx, "reading the audit trail", selectTrail, []any{string(t), record, after, limit}, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		list = append(list, e)
		return err
	})
	return list, err
}

func scanEntry(rows *sql.Rows) (audit.Entry, error) {
	var e audit.Entry
	var name, action string
	var at int64
	var record sql.NullString
	var prev, hash []byte
	err := rows.Scan(&name, &e.Seq, &at, &action, &record, &e.Caller, &e.Outcome, &e.Request, &e.Detail, &e.Count, &prev, &hash)
	if err == nil && (copy(e.Prev[:], prev) != len(prev) || copy(e.Hash[:], hash) != len(hash)) {
		err = errors.New("a hash of the audit trail has another length")
	}
	e.Tenant, e.Action, e.Record, e.At = tenant.ID(name), audit.Action(action), record.String, time.UnixMilli(at).UTC()
	return e, err
}

// Expired names records of all tenants that were stored before a time, those of
// the earliest time first.
func (s *Store) Expired(ctx context.Context, before time.Time, limit int) ([]Of, error) {
	var list []Of
	err := s.each(ctx, "looking for old records", "SELECT tenant, id FROM record WHERE erased_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2",
		[]any{before.UnixMilli(), limit}, func(rows *sql.Rows) error {
			var of Of
			err := rows.Scan((*string)(&of.Tenant), &of.ID)
			list = append(list, of)
			return err
		})
	return list, err
}

// Every names all records of all tenants that are not erased, in the order of
// storing. It ends after an error.
func (s *Store) Every(ctx context.Context) iter.Seq2[Of, error] {
	return func(yield func(Of, error) bool) {
		for after, more := int64(0), true; more; {
			var list []Of
			err := s.each(ctx, "listing records", "SELECT seq, tenant, id FROM record WHERE erased_at IS NULL AND seq > $1 ORDER BY seq LIMIT $2",
				[]any{after, page}, func(rows *sql.Rows) error {
					var of Of
					err := rows.Scan(&after, (*string)(&of.Tenant), &of.ID)
					list = append(list, of)
					return err
				})
			if err != nil {
				yield(Of{}, err)
				return
			}
			for _, of := range list {
				if !yield(of, nil) {
					return
				}
			}
			more = len(list) == page
		}
	}
}

// each asks, and hands over every row of the answer.
func (s *Store) each(ctx context.Context, what, query string, args []any, scan func(*sql.Rows) error) error {
	if _, err := s.ready(); err != nil {
		return forReaders(err)
	}
	limit, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	err := s.ask(limit, query, args, scan)
	if err != nil && ctx.Err() == nil && s.engine.fault(err) == faultUnreachable {
		s.forgetConnections()
	}
	return forReaders(s.explain(what, err))
}

func (s *Store) ask(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.readers.query(ctx, query, args)
	if err != nil {
		return err
	}
	return errors.Join(scanAll(rows, scan), rows.Close())
}

// scanAll hands over every row.
func scanAll(rows *sql.Rows, scan func(*sql.Rows) error) error {
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one asks for a single row.
func (s *Store) one(ctx context.Context, what, query string, args []any, into ...any) error {
	return s.each(ctx, what, query, args, func(rows *sql.Rows) error { return rows.Scan(into...) })
}

// forgetConnections drops what is idle in the pool: when one connection has gone
// silent, so have the others, and each would cost somebody a deadline.
func (s *Store) forgetConnections() {
	if s.engine.path == "" {
		s.engine.read.SetMaxIdleConns(0)
		s.engine.read.SetMaxIdleConns(poolSize)
	}
}
