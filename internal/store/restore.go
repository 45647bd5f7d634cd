package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// RestoreOptions say what may be lost.
type RestoreOptions struct {
	// Replace puts the backup in the place of what is there. What was erased since
	// stays erased, keys that were revoked stay revoked, and a longer audit chain
	// that goes on from that of the backup stays.
	Replace bool
}

// Restored is what came of a restore.
type Restored struct {
	// Records is how many there are that can be read.
	Records int
	// KeptErased is how many of the backup were erased since, and stay so.
	KeptErased int
}

// ErrNotEmpty says that there is something already, and Replace is not set.
var ErrNotEmpty = errors.New("the database is not empty: restore into a new one, or replace what is there")

// Restore puts in a backup, of either engine, in one transaction: when it fails,
// nothing has changed. It needs the key file that the backup was made with, and
// does not begin before it has seen that this fits. The audit chains are verified
// before the end. All of the backup is read once before, in which nobody waits:
// one that comes through a pipe is kept in a temporary file meanwhile.
//
// Other programs may have the database open. Those that have derived something
// from its secrets answer Unavailable until they are started again, if the
// backup has other ones.
func (s *Store) Restore(ctx context.Context, from io.Reader, o RestoreOptions) (Restored, error) {
	r := &restore{ctx: ctx, store: s, replace: o.Replace, masters: map[string]bool{}, retired: map[string]bool{}, ends: map[string]apikey.Key{}, keptChains: map[tenant.ID]bool{}}
	input, end, err := rewound(from)
	if err != nil {
		return Restored{}, err
	}
	defer end()
	if err := inspect(ctx, input); err != nil {
		return Restored{}, err
	}
	if r.from, err = newBackupReader(input); err != nil {
		return Restored{}, err
	}
	begun := false
	err = s.perform(ctx, true, func(t *txn) error {
		if begun {
			return errors.New("another program was in the way: nothing was restored, try again")
		}
		begun = true
		return r.run(t)
	})
	if err != nil {
		return Restored{}, err
	}
	loaded, err := s.load(ctx)
	if err != nil {
		return Restored{}, s.explain("reading what was restored", err)
	}
	s.prepared.Store(loaded)
	return r.result, nil
}

// restore is one that is going on.
type restore struct {
	ctx     context.Context // that of Restore
	store   *Store
	txn     *txn
	from    *backupReader
	replace bool
	result  Restored

	// signer signs heads: the key of the backup.
	signer ed25519.PrivateKey
	// keyMAC is the key by which the API keys of the backup are authenticated.
	keyMAC []byte
	// masters are the keys of the key file that were found to fit, retired those
	// under which nothing may be stored.
	masters, retired map[string]bool
	// ends are when API keys that are there now expire and were revoked.
	ends map[string]apikey.Key
	// keptChains are tenants whose chain is longer than that of the backup.
	keptChains map[tenant.ID]bool
	// begun is set once the chain of the service was there.
	begun bool
}

func (r *restore) run(t *txn) error {
	r.txn = t
	if err := r.from.header(); err != nil {
		return err
	}
	for _, step := range []func() error{r.alone, r.empty, r.look, r.clear, r.lines, r.secretsThere, r.finish, r.verify} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// alone keeps others from writing until the end.
func (r *restore) alone() error {
	if r.txn.engine.exclusive == "" {
		return nil // the writer of a file is alone anyway
	}
	_, err := r.txn.exec(r.txn.engine.exclusive)
	return err
}

func (r *restore) empty() error {
	var rows int64
	_, err := r.txn.one("SELECT (SELECT COUNT(*) FROM record) + (SELECT COUNT(*) FROM api_key) + (SELECT COUNT(*) FROM entry WHERE action <> $1)", []any{string(audit.Begun)}, &rows)
	if err == nil && rows > 0 && !r.replace {
		return ErrNotEmpty
	}
	return err
}

// look notes what must survive of what is there.
func (r *restore) look() error {
	err := r.txn.each("SELECT id FROM retired_key", nil, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		r.retired[id] = true
		return err
	})
	if err != nil {
		return err
	}
	return r.txn.each(selectAPIKeys, nil, func(rows *sql.Rows) error {
		k, err := scanAPIKey(rows)
		r.ends[k.ID] = k.Key
		return err
	})
}

// clear removes what is there. Erased records are put aside, before the first
// place, until it is known whether the backup has them.
func (r *restore) clear() error {
	r.store.writer.file.erased = true
	r.store.writer.trust = newTrust() // chains are verified at the end
	for _, statement := range []string{
		"DELETE FROM once", "DELETE FROM api_key", "DELETE FROM record_key", "DELETE FROM secret",
		"DELETE FROM record WHERE erased_at IS NULL",
		"UPDATE record SET seq = -seq",
	} {
		if _, err := r.txn.exec(statement); err != nil {
			return fmt.Errorf("removing what is there: %w", err)
		}
	}
	return nil
}

// lines puts in the rows of the backup.
func (r *restore) lines() error {
	for {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		l, err := r.from.next()
		if err == nil && l == nil {
			return nil
		}
		if err == nil {
			err = r.line(l)
		}
		if err != nil {
			return err
		}
	}
}

func (r *restore) line(l *line) error {
	switch {
	case l.Retired != nil:
		r.retired[l.Retired.ID] = true
		_, err := r.txn.exec("INSERT INTO retired_key (id, retired_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", l.Retired.ID, l.Retired.At)
		return err
	case l.Secret != nil:
		return r.secret(l.Secret)
	case l.Key != nil:
		return r.apiKey(l.Key)
	case l.Head != nil:
		return r.head(l.Head)
	case l.Entry != nil:
		return r.entry(l.Entry)
	case l.Record != nil:
		return r.record(l.Record)
	case l.Once != nil:
		o := l.Once
		return r.txn.insert(insertOnce(), []any{o.Tenant, o.Key, o.Fingerprint, o.Record, o.Expires})
	default:
		return fmt.Errorf("%w: line %d says nothing", errBackup, r.from.count)
	}
}

// adopt sees to it that something can be stored under a key of the key file:
// what a retired one wraps is wrapped anew.
func (r *restore) adopt(k wrappedKey) (wrappedKey, error) {
	if r.retired[k.master] || !r.masters[k.master] {
		master, wrapped, err := r.store.rewrapOne(&k)
		if err != nil {
			return k, fmt.Errorf("the key file does not fit the backup: %w", err)
		}
		if r.retired[k.master] {
			k.master, k.wrapped = master, wrapped
		}
	}
	if r.masters[k.master] {
		return k, nil
	}
	r.masters[k.master] = true
	return k, r.txn.needMaster(k.master, r.store.options.Now())
}

func (r *restore) secret(l *backupSecret) error {
	k, err := r.adopt(wrappedKey{secret: l.Name, context: secretContext(l.Name), master: l.Master, wrapped: l.Wrapped})
	if err != nil {
		return err
	}
	if _, err := r.txn.exec("INSERT INTO secret (name, master, wrapped) VALUES ($1, $2, $3)", k.secret, k.master, k.wrapped); err != nil {
		return err
	}
	if l.Name != "audit" {
		return nil
	}
	seed, err := r.store.options.Keys.Unwrap(k.master, k.wrapped, k.context)
	if err != nil || len(seed) != ed25519.SeedSize {
		return errors.Join(errors.New("the key file does not fit the backup"), err)
	}
	r.signer, r.keyMAC = ed25519.NewKeyFromSeed(seed), deriveKeyMAC(seed)
	return nil
}

// apiKey leaves out a key that was put in or changed by somebody without the key
// file.
func (r *restore) apiKey(k *storedKey) error {
	if r.keyMAC == nil {
		return fmt.Errorf("%w: it has no secrets", errBackup)
	}
	if believed := k.genuine(r.keyMAC) && k.Check() == nil; !believed {
		r.store.strange.say(r.store.options.Log, k.ID, "an API key of the backup was put in or changed by another hand, and is left out")
		return nil
	}
	now := r.ends[k.ID]
	if k.RevokedAt.IsZero() {
		k.RevokedAt = now.RevokedAt
	}
	if end := now.ExpiresAt; !end.IsZero() && (k.ExpiresAt.IsZero() || end.Before(k.ExpiresAt)) {
		k.ExpiresAt = end // it was rotated since
	}
	return r.txn.saveAPIKey(k.Tenant, k.Key, r.keyMAC)
}

func (r *restore) record(l *backupRecord) error {
	there, err := r.txn.exec("UPDATE record SET seq = $1 WHERE tenant = $2 AND id = $3 AND seq < 0", l.Seq, l.Tenant, l.ID)
	switch {
	case err != nil:
		return err
	case there > 0 && l.ErasedAt == nil:
		r.result.KeptErased++
		return nil
	case there > 0:
		return nil
	}
	if l.ErasedAt != nil {
		_, err := r.txn.exec("INSERT INTO record (seq, tenant, id, created_at, erased_at) VALUES ($1, $2, $3, $4, $5)", l.Seq, l.Tenant, l.ID, l.CreatedAt, *l.ErasedAt)
		return err
	}
	k, err := r.adopt(wrappedKey{context: RecordContext(tenant.ID(l.Tenant), l.ID), master: l.Master, wrapped: l.Wrapped})
	if err != nil {
		return err
	}
	r.result.Records++
	err = r.txn.insert(insertRecord(), []any{l.Seq, l.Tenant, l.ID, l.CreatedAt, l.Sealed, orNil(l.Subject), orNil(l.Outcome)})
	if err != nil {
		return err
	}
	return r.txn.insert(insertKey(), []any{l.Seq, k.master, k.wrapped})
}

// head decides whose chain of a tenant stays: the longer one, unless the two
// differ where both have entries.
func (r *restore) head(h *audit.Head) error {
	if r.signer == nil {
		return fmt.Errorf("%w: it has no secrets", errBackup)
	}
	r.begun = r.begun || h.Tenant == tenant.Service
	var length int64
	if _, err := r.txn.one("SELECT seq FROM head WHERE tenant = $1", []any{string(h.Tenant)}, &length); err != nil {
		return err
	}
	if length > h.Seq {
		r.keptChains[h.Tenant] = true
		return r.goesOn(h)
	}
	if _, err := r.txn.exec("DELETE FROM entry WHERE tenant = $1", string(h.Tenant)); err != nil {
		return err
	}
	_, err := r.txn.exec("INSERT INTO head (tenant, seq, hash, signature) VALUES ($1, $2, $3, $4)"+
		" ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature", string(h.Tenant), h.Seq, h.Hash[:], h.Signature)
	return err
}

// goesOn makes sure that the longer chain that is there begins with that of the
// backup.
func (r *restore) goesOn(h *audit.Head) error {
	if h.Seq == 0 {
		return nil
	}
	var hash []byte
	if _, err := r.txn.one("SELECT hash FROM entry WHERE tenant = $1 AND seq = $2", []any{string(h.Tenant), h.Seq}, &hash); err != nil {
		return err
	}
	if string(hash) != string(h.Hash[:]) {
		return fmt.Errorf("the audit trail of %s is longer than that of the backup and differs from it: replacing would cut it off; export it, and restore into a new database", h.Tenant)
	}
	return nil
}

func (r *restore) entry(l *backupEntry) error {
	if r.keptChains[tenant.ID(l.Tenant)] {
		return nil
	}
	return r.txn.insert(insertEntry(), []any{l.Tenant, l.Seq, l.At, l.Action, orNull(l.Record), l.Caller, l.Outcome, l.Request, l.Detail, l.Count, l.Prev, l.Hash})
}
