package store

import (
	"context"
	"database/sql"
	"io"

	"github.com/rlscreen/rlscreen/internal/audit"
)

// Backup writes everything, of all tenants, as it is at one moment. Services may
// run meanwhile. Without the key file nobody can read the screenings in it.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.Snapshot(ctx, func(v *Snapshot) error {
		b := &backup{ctx: ctx, from: v, into: newBackupWriter(w)}
		header := &backupHeader{Format: backupFormat, Version: backupVersion, Schema: schemaVersion, At: s.options.Now().UTC()}
		if err := b.into.write(&line{Header: header}); err != nil {
			return err
		}
		for _, part := range []func() error{b.keys, b.apiKeys, b.chains, b.records, b.once} {
			if err := part(); err != nil {
				return err
			}
		}
		return b.into.finish()
	})
}

// backup is one that is being written.
type backup struct {
	ctx  context.Context // that of Backup
	from *Snapshot
	into *backupWriter
}

// all writes a line for every row.
func (b *backup) all(query string, args []any, scan func(*sql.Rows) (*line, error)) error {
	return b.from.ask(b.ctx, query, args, func(rows *sql.Rows) error {
		l, err := scan(rows)
		if err != nil {
			return err
		}
		return b.into.write(l)
	})
}

func (b *backup) keys() error {
	err := b.all("SELECT id, retired_at FROM retired_key ORDER BY id", nil, func(rows *sql.Rows) (*line, error) {
		var k backupRetired
		return &line{Retired: &k}, rows.Scan(&k.ID, &k.At)
	})
	if err != nil {
		return err
	}
	return b.all("SELECT name, master, wrapped FROM secret ORDER BY name", nil, func(rows *sql.Rows) (*line, error) {
		var k backupSecret
		return &line{Secret: &k}, rows.Scan(&k.Name, &k.Master, &k.Wrapped)
	})
}

func (b *backup) apiKeys() error {
	return b.all(selectAPIKeys, nil, func(rows *sql.Rows) (*line, error) {
		k, err := scanAPIKey(rows)
		return &line{Key: &k}, err
	})
}

// chains writes each head before the entries of its tenant.
func (b *backup) chains() error {
	heads, err := b.from.Heads(b.ctx)
	if err != nil {
		return err
	}
	for i := range heads {
		if err := b.into.write(&line{Head: &heads[i]}); err != nil {
			return err
		}
		for e, err := range b.from.Chain(b.ctx, heads[i].Tenant) {
			if err != nil {
				return err
			}
			if err := b.into.write(&line{Entry: entryLine(&e)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func entryLine(e *audit.Entry) *backupEntry {
	return &backupEntry{
		Tenant: string(e.Tenant), Seq: e.Seq, At: e.At.UnixMilli(), Action: string(e.Action), Record: e.Record, Caller: e.Caller, Outcome: e.Outcome,
		Request: e.Request, Detail: e.Detail, Count: e.Count, Prev: e.Prev[:], Hash: e.Hash[:],
	}
}

func (b *backup) records() error {
	for after, count := int64(0), page; count == page; {
		count = 0
		err := b.all("SELECT r.seq, r.tenant, r.id, r.created_at, r.erased_at, COALESCE(k.master, ''), k.wrapped, r.sealed, r.subject, r.outcome"+
			" FROM record r LEFT JOIN record_key k ON k.record = r.seq WHERE r.seq > $1 ORDER BY r.seq LIMIT $2",
			[]any{after, page}, func(rows *sql.Rows) (*line, error) {
				var r backupRecord
				err := rows.Scan(&r.Seq, &r.Tenant, &r.ID, &r.CreatedAt, &r.ErasedAt, &r.Master, &r.Wrapped, &r.Sealed, &r.Subject, &r.Outcome)
				after = r.Seq
				count++
				return &line{Record: &r}, err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *backup) once() error {
	return b.all("SELECT tenant, key, fingerprint, record, expires FROM once ORDER BY tenant, key", nil, func(rows *sql.Rows) (*line, error) {
		var o backupOnce
		return &line{Once: &o}, rows.Scan(&o.Tenant, &o.Key, &o.Fingerprint, &o.Record, &o.Expires)
	})
}
