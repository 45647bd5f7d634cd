package store

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// makeHeads gives tenants the head of an empty chain, and names each in the chain
// of the service. It has a transaction of its own, since rows that are put in
// cannot be locked in order with others: whoever does it locks the head of the
// service first, and none that was there before.
func (w *writer) makeHeads(tenants []tenant.ID) func(*txn) error {
	return func(t *txn) error {
		signer := w.store.prepared.Load().signer
		switch {
		case len(tenants) == 0:
			return nil
		case slices.Contains(tenants, tenant.Service):
			// That of the service is missing only if somebody has removed it. The chain
			// then lacks its beginning, by which audit.Register knows.
			if err := w.missing(t, tenant.Service); err != nil {
				return err
			}
			_, err := t.insertHead(tenant.Service, signer)
			return err
		}
		heads, err := w.lockHeads(t, []tenant.ID{tenant.Service})
		if err != nil {
			return err
		}
		var events []audit.Event
		for _, name := range tenants {
			if err := w.missing(t, name); err != nil {
				return err
			}
			fresh, err := t.insertHead(name, signer)
			if err != nil {
				return err
			}
			if fresh {
				events = append(events, joined(name, w.store.options.Now()))
			}
		}
		return w.appendEvents(t, heads, map[tenant.ID][]audit.Event{tenant.Service: events})
	}
}

// insertHead puts in the head of an empty chain, and reports whether there was
// none.
func (t *txn) insertHead(name tenant.ID, signer ed25519.PrivateKey) (bool, error) {
	h := audit.Head{Tenant: name, Hash: audit.Genesis(name)}
	h.Sign(signer)
	rows, err := t.exec("INSERT INTO head (tenant, seq, hash, signature) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", string(name), h.Seq, h.Hash[:], h.Signature)
	if err != nil {
		return false, fmt.Errorf("beginning a chain: %w", err)
	}
	return rows > 0, nil
}
