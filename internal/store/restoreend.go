package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"fmt"

	"github.com/rlscreen/rlscreen/internal/audit"
)

// secretsThere makes sure that the backup has what a database needs.
func (r *restore) secretsThere() error {
	var count int
	if _, err := r.txn.one("SELECT COUNT(*) FROM secret", nil, &count); err != nil {
		return err
	}
	if count < len(secretNames()) || r.signer == nil {
		return fmt.Errorf("%w: it has no secrets", errBackup)
	}
	return nil
}

// finish gives erased records that the backup does not have a place after all
// others, signs the chains that stay, and tells other programs.
func (r *restore) finish() error {
	var last int64
	if _, err := r.txn.one("SELECT COALESCE(MAX(seq), 0) FROM record WHERE seq > 0", nil, &last); err != nil {
		return err
	}
	if _, err := r.txn.exec("UPDATE record SET seq = $1 - seq WHERE seq < 0", last); err != nil {
		return fmt.Errorf("keeping what was erased: %w", err)
	}
	if r.txn.engine.resume != "" {
		if err := r.txn.each(r.txn.engine.resume, nil, func(*sql.Rows) error { return nil }); err != nil {
			return err
		}
	}
	heads, err := r.heads()
	if err != nil {
		return err
	}
	for i := range heads {
		h := &heads[i]
		if h.Signed(r.signer.Public().(ed25519.PublicKey)) {
			continue
		}
		if !r.stays(h) {
			return fmt.Errorf("the audit trail of the backup was changed: the head of %s is not signed with its key", h.Tenant)
		}
		h.Sign(r.signer)
		if _, err := r.txn.exec("UPDATE head SET signature = $2 WHERE tenant = $1", string(h.Tenant), h.Signature); err != nil {
			return err
		}
	}
	epoch, err := newEpoch(r.store.options.Rand)
	if err != nil {
		return err
	}
	_, err = r.txn.exec("UPDATE state SET epoch = $1 WHERE one = 1", epoch)
	return err
}

// stays reports whether a chain is one that was there before, and was signed
// with the key that was there before.
func (r *restore) stays(h *audit.Head) bool {
	return h.Signed(r.store.prepared.Load().signer.Public().(ed25519.PublicKey))
}

// verify reads all chains once more, as they will be.
func (r *restore) verify() error {
	heads, err := r.heads()
	if err != nil {
		return err
	}
	for _, h := range heads {
		faults, err := audit.Verify(readChain(r.txn.ctx, h.Tenant, r.ask), h, r.signer.Public().(ed25519.PublicKey), audit.Head{})
		if err != nil {
			return err
		}
		if len(faults) > 0 {
			return fmt.Errorf("the audit trail does not fit: %s Nothing was restored", faults[0])
		}
	}
	return nil
}

func (r *restore) heads() ([]audit.Head, error) { return readHeads(r.txn.ctx, r.ask) }

func (r *restore) ask(_ context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return r.txn.each(query, args, scan)
}
