package store

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Whoever can write to the database, and has not the key file, cannot sign a head.
// So that the service does not do it for them, it goes on only from a head that
// it has signed, and from none that is older than one it has seen.

// errUntrusted says that a chain is not as this service has left it.
var errUntrusted = errors.New("the audit chain was changed by another hand")

// maxTrusted is of how many tenants the last head is remembered.
const maxTrusted = 1 << 14

// place is how far a chain has come.
type place struct {
	seq  int64
	hash audit.Hash
}

// trust is what the writer knows of chains.
type trust struct {
	// last is how far chains had come when they were last seen or written here.
	last map[tenant.ID]place
	// moved are heads that the running transaction writes.
	moved []audit.Head
	// refused are tenants whose chain was refused, which is said once.
	refused map[tenant.ID]bool
}

func newTrust() trust {
	return trust{last: map[tenant.ID]place{}, refused: map[tenant.ID]bool{}}
}

// settle remembers what was written, once it is stored.
func (k *trust) settle(err error) {
	if err == nil {
		for i := range k.moved {
			k.remember(&k.moved[i])
		}
	}
	k.moved = nil
}

func (k *trust) remember(h *audit.Head) {
	put(k.last, h.Tenant, place{h.Seq, h.Hash})
	delete(k.refused, h.Tenant)
}

// put makes room for a value, at the cost of any other.
func put[V any](in map[tenant.ID]V, name tenant.ID, value V) {
	if _, is := in[name]; !is && len(in) >= maxTrusted {
		for other := range in {
			delete(in, other)
			break
		}
	}
	in[name] = value
}

// check refuses to go on from a head that this service has not signed, or that
// is not the one it knows, or a later one. A signature is verified once: that
// takes as long as a third of a transaction.
func (w *writer) check(h *audit.Head) error {
	known, is := w.trust.last[h.Tenant]
	switch {
	case is && known == place{h.Seq, h.Hash}:
		return nil
	case !h.Signed(w.store.prepared.Load().signer.Public().(ed25519.PublicKey)):
		return w.distrust(h.Tenant, "the head of the audit chain is not signed by this service")
	case is && h.Seq <= known.seq:
		return w.distrust(h.Tenant, "the audit chain was cut back or written anew", slog.Int64("entries", h.Seq), slog.Int64("entries_before", known.seq))
	}
	w.trust.remember(h)
	return nil
}

// missing refuses to begin a chain anew that was there.
func (w *writer) missing(t *txn, name tenant.ID) error {
	_, is := w.trust.last[name]
	if !is {
		var err error
		is, err = t.one("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM head WHERE tenant = $1)"+
			" AND (EXISTS (SELECT 1 FROM record WHERE tenant = $1) OR EXISTS (SELECT 1 FROM api_key WHERE tenant = $1))", []any{string(name)}, new(int64))
		if err != nil {
			return fmt.Errorf("looking for a chain: %w", err)
		}
	}
	if is {
		return w.distrust(name, "the audit chain is gone")
	}
	return nil
}

// distrust tells the operator what is wrong, once, and callers that nothing can
// be stored.
func (w *writer) distrust(name tenant.ID, what string, more ...any) error {
	if !w.trust.refused[name] {
		put(w.trust.refused, name, true)
		w.store.options.Log.Error(what+": the database was changed by another hand, and nothing of this tenant is read or stored; run rlscreen audit verify",
			append([]any{slog.String("tenant", string(name))}, more...)...)
	}
	return unavailable(detailUntrusted, later, fmt.Errorf("%w: %s: %s", errUntrusted, name, what))
}
