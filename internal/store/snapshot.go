package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// pageTime is how long a page of a snapshot may take: nobody waits at the door.
const pageTime = time.Minute

// Snapshot is the database at one moment, whatever is written meanwhile.
type Snapshot struct {
	store *Store
	conn  *sql.Conn
}

// Snapshot calls f with the database as it is now. While f runs, the journal of
// a file grows with what others write.
func (s *Store) Snapshot(ctx context.Context, f func(*Snapshot) error) error {
	if _, err := s.ready(); err != nil {
		return forReaders(err)
	}
	connecting, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	conn, err := s.engine.read.Conn(connecting)
	if err != nil {
		return forReaders(s.explain("connecting", err))
	}
	err = s.snapshot(ctx, conn, f)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if _, e := conn.ExecContext(ending, "ROLLBACK"); e != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // so nobody gets it in a transaction
	}
	return forReaders(s.explain("reading a snapshot", errors.Join(err, conn.Close())))
}

func (s *Store) snapshot(ctx context.Context, conn *sql.Conn, f func(*Snapshot) error) error {
	for _, statement := range s.engine.snapshot {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	snap := &Snapshot{store: s, conn: conn}
	// A file is read as it is at the first question, not at BEGIN.
	err := snap.ask(ctx, "SELECT epoch FROM state", nil, func(*sql.Rows) error { return nil })
	if err != nil {
		return err
	}
	return f(snap)
}

func (v *Snapshot) ask(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	rows, err := v.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return errors.Join(scanAll(rows, scan), rows.Close())
}

// Heads returns the head of every chain, in the order of tenants. A chain whose
// head is gone has one without signature.
func (v *Snapshot) Heads(ctx context.Context) ([]audit.Head, error) {
	return readHeads(ctx, v.ask)
}

// Chain returns the entries of a tenant in their order. It ends after an error.
func (v *Snapshot) Chain(ctx context.Context, t tenant.ID) iter.Seq2[audit.Entry, error] {
	return readChain(ctx, t, v.ask)
}

// Heads returns the head of every chain, in the order of tenants.
//
// While others write, take Snapshot to get heads and chains of one moment.
func (s *Store) Heads(ctx context.Context) ([]audit.Head, error) { return readHeads(ctx, s.question) }

// Chain returns the entries of a tenant in their order. It ends after an error.
func (s *Store) Chain(ctx context.Context, t tenant.ID) iter.Seq2[audit.Entry, error] {
	return readChain(ctx, t, s.question)
}

func (s *Store) question(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return s.each(ctx, "reading the audit trail", query, args, scan)
}

// question asks, and hands over every row of the answer.
type question func(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error

func readHeads(ctx context.Context, ask question) ([]audit.Head, error) {
	var heads []audit.Head
	var chained tenant.ID
	// Of all tenants. The tenants of entries are found by leaps through an index.
	for more := true; more; {
		more = false
		err := ask(ctx, "SELECT MIN(tenant) FROM entry WHERE tenant > $1", []any{string(chained)}, func(rows *sql.Rows) error {
			var next sql.NullString
			err := rows.Scan(&next)
			if more = next.Valid; more {
				chained = tenant.ID(next.String)
				heads = append(heads, audit.Head{Tenant: chained})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	signed := map[tenant.ID]bool{}
	var all []audit.Head
	err := ask(ctx, "SELECT tenant, seq, hash, signature FROM head ORDER BY tenant", nil, func(rows *sql.Rows) error {
		var h audit.Head
		var hash []byte
		err := rows.Scan((*string)(&h.Tenant), &h.Seq, &hash, &h.Signature)
		copy(h.Hash[:], hash)
		signed[h.Tenant] = true
		all = append(all, h)
		return err
	})
	for _, h := range heads {
		if !signed[h.Tenant] {
			all = append(all, h)
		}
	}
	return all, err
}

func readChain(ctx context.Context, t tenant.ID, ask question) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		after := int64(math.MinInt64)
		for more := true; more; {
			list := make([]audit.Entry, 0, page)
			err := ask(ctx, selectEntries+"WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3", []any{string(t), after, page}, func(rows *sql.Rows) error {
				e, err := scanEntry(rows)
				list = append(list, e)
				after = e.Seq
				return err
			})
			if err != nil {
				yield(audit.Entry{}, err)
				return
			}
			for i := range list {
				if !yield(list[i], nil) {
					return
				}
			}
			more = len(list) == page
		}
	}
}
