package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"fmt"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// secretsThere makes sure that the backup has what a database needs.
func (r *restore) secretsThere() error {
	var count int
	if _, err := r.txn.one("SELECT COUNT(*) FROM secret", nil, &count); err != nil {
		return err
	}
	switch {
	case count < len(secretNames()) || r.signer == nil:
		return fmt.Errorf("%w: it has no secrets", errBackup)
	case !r.begun:
		return fmt.Errorf("%w: it lacks the chain of %s", errBackup, tenant.Service)
	default:
		return nil
	}
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
	if err := r.name(heads); err != nil {
		return err
	}
	epoch, err := newEpoch(r.store.options.Rand)
	if err != nil {
		return err
	}
	_, err = r.txn.exec("UPDATE state SET epoch = $1 WHERE one = 1", epoch)
	return err
}

// name names the tenants of chains that stay, in the chain of the service, as far
// as that of the backup does not know them.
func (r *restore) name(heads []audit.Head) error {
	known := map[tenant.ID]bool{tenant.Service: true}
	err := r.txn.each("SELECT detail FROM entry WHERE tenant = $1 AND action = $2", []any{string(tenant.Service), string(audit.Joined)}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		known[tenant.ID(name)] = true
		return err
	})
	if err != nil {
		return err
	}
	var service audit.Head
	var rows []any
	for i := range heads {
		if heads[i].Tenant == tenant.Service {
			service = heads[i]
		}
	}
	for i := range heads {
		if known[heads[i].Tenant] {
			continue
		}
		var entry audit.Entry
		entry, service = service.Append(joined(heads[i].Tenant, r.store.options.Now()))
		rows = appendEntry(rows, &entry)
	}
	if len(rows) == 0 {
		return nil
	}
	if err := r.txn.insert(insertEntry(), rows); err != nil {
		return err
	}
	service.Sign(r.signer)
	_, err = r.txn.exec("UPDATE head SET seq = $2, hash = $3, signature = $4 WHERE tenant = $1", string(service.Tenant), service.Seq, service.Hash[:], service.Signature)
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
	var register audit.Register
	var faults []audit.Fault
	for _, h := range heads {
		chain := readChain(r.txn.ctx, h.Tenant, r.ask)
		if h.Tenant == tenant.Service {
			chain = register.Follow(chain)
		}
		found, err := audit.Verify(chain, h, r.signer.Public().(ed25519.PublicKey), audit.Head{})
		if err != nil {
			return err
		}
		faults = append(faults, found...)
	}
	for i := range heads {
		faults = append(faults, register.Faults(heads[i].Tenant)...)
	}
	needed, err := r.needed()
	if err != nil {
		return err
	}
	faults = append(faults, register.Missing(heads, needed)...)
	if len(faults) > 0 {
		return fmt.Errorf("the audit trail does not fit: %s Nothing was restored", faults[0])
	}
	return nil
}

// needed are the tenants that must have a chain: none is begun for them later on.
func (r *restore) needed() (map[tenant.ID]string, error) {
	needed := map[tenant.ID]string{}
	err := r.txn.each("SELECT tenant FROM record UNION SELECT tenant FROM api_key", nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		needed[tenant.ID(name)] = "there is a record or an API key of this tenant"
		return err
	})
	return needed, err
}

func (r *restore) heads() ([]audit.Head, error) { return readHeads(r.txn.ctx, r.ask) }

func (r *restore) ask(_ context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return r.txn.each(query, args, scan)
}
