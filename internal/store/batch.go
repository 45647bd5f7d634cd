package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// batch is several changes that are stored in one transaction, in this order of
// tables: heads, which lock the tenants; idempotency keys; records; erasures;
// events; heads again.
type batch struct {
	writer    *writer
	jobs      []*job
	committed []Committed
	// refused are those for which there is no room, and full is why, if any are.
	refused map[*job]bool
	full    error
}

// missingHeads says which tenants have no head yet.
type missingHeads struct{ tenants []tenant.ID }

func (*missingHeads) Error() string { return "a tenant has no head yet" }

// errRestored says that a backup with other secrets was restored meanwhile.
var errRestored = errors.New("the database has other secrets than before")

// write may be run again when its transaction was undone.
func (b *batch) write(t *txn) error {
	b.committed, b.refused, b.full = make([]Committed, len(b.jobs)), nil, nil
	heads, err := b.writer.lockHeads(t, b.tenants())
	if err != nil {
		return err
	}
	jobs, err := b.once(t)
	if err != nil {
		return err
	}
	if err := b.writer.insertRecords(t, jobs); err != nil {
		return err
	}
	events := make(map[tenant.ID][]audit.Event, len(heads))
	for _, j := range jobs {
		if err := b.writer.erase(t, j.tenant, j.change.Erase); err != nil {
			return err
		}
		events[j.tenant] = append(events[j.tenant], j.change.Events...)
	}
	return b.writer.appendEvents(t, heads, events)
}

func (b *batch) tenants() []tenant.ID {
	set := make(map[tenant.ID]bool, 1)
	for _, j := range b.jobs {
		set[j.tenant] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// lockHeads reads the heads of tenants, which no other process can change until
// the end of the transaction. They are locked in one order, so that two
// processes do not wait for each other.
func (w *writer) lockHeads(t *txn, tenants []tenant.ID) (map[tenant.ID]audit.Head, error) {
	heads := make(map[tenant.ID]audit.Head, len(tenants))
	args := make([]any, 0, len(tenants)+1)
	for _, name := range tenants {
		args = append(args, string(name))
	}
	if len(args) == 0 {
		return heads, nil
	}
	args = padded(args)
	var epoch string
	query := "SELECT tenant, seq, hash, signature, (SELECT epoch FROM state) FROM head WHERE tenant IN " + in(1, len(args)) + " ORDER BY tenant" + t.engine.forUpdate
	err := t.each(query, args, func(rows *sql.Rows) error {
		var h audit.Head
		var hash []byte
		err := rows.Scan((*string)(&h.Tenant), &h.Seq, &hash, &h.Signature, &epoch)
		copy(h.Hash[:], hash)
		heads[h.Tenant] = h
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking heads: %w", err)
	case len(heads) < len(tenants):
		missing := slices.DeleteFunc(slices.Clone(tenants), func(name tenant.ID) bool { return heads[name].Tenant != "" })
		return nil, &missingHeads{missing}
	case epoch != w.store.prepared.Load().epoch:
		return nil, w.store.reload(t)
	}
	for _, name := range tenants {
		h := heads[name]
		if err := w.check(&h); err != nil {
			return nil, err
		}
	}
	return heads, nil
}

// onceKey names an idempotency key in a map.
type onceKey struct {
	tenant tenant.ID
	key    string
}

// once returns the jobs that are to be stored: those whose idempotency key is
// not taken, by an earlier change or by one of this batch.
func (b *batch) once(t *txn) ([]*job, error) {
	known, err := b.knownOnce(t)
	if err != nil {
		return nil, err
	}
	jobs := make([]*job, 0, len(b.jobs))
	var rows []any
	for i, j := range b.jobs {
		once := j.change.Once
		var key onceKey
		if once != nil {
			key = onceKey{j.tenant, string(once.Key)}
			if earlier := known[key]; earlier != nil {
				b.committed[i].Earlier = earlier
				continue
			}
		}
		if b.hasNoRoom(j) {
			continue
		}
		if once != nil {
			known[key] = once
			rows = append(rows, string(j.tenant), once.Key, once.Fingerprint, once.Record, once.Expires.UnixMilli())
		}
		jobs = append(jobs, j)
	}
	if err := t.insert(insertOnce(), rows); err != nil {
		return nil, fmt.Errorf("storing idempotency keys: %w", err)
	}
	return jobs, nil
}

// insertOnce takes the place of an expired one.
func insertOnce() insertion {
	return insertion{"once (tenant, key, fingerprint, record, expires)", 5, " ON CONFLICT (tenant, key) DO UPDATE SET fingerprint = excluded.fingerprint, record = excluded.record, expires = excluded.expires"}
}

// knownOnce finds the unexpired idempotency keys of the batch.
func (b *batch) knownOnce(t *txn) (map[onceKey]*Once, error) {
	asked := map[tenant.ID][]any{}
	for _, j := range b.jobs {
		if j.change.Once != nil {
			asked[j.tenant] = append(asked[j.tenant], j.change.Once.Key)
		}
	}
	known := map[onceKey]*Once{}
	now := b.writer.store.options.Now().UnixMilli()
	for name, keys := range asked {
		args := append([]any{string(name), now}, padded(keys)...)
		query := "SELECT key, fingerprint, record, expires FROM once WHERE tenant = $1 AND expires > $2 AND key IN " + in(3, len(args)-2)
		err := t.each(query, args, func(rows *sql.Rows) error {
			var o Once
			var expires int64
			err := rows.Scan(&o.Key, &o.Fingerprint, &o.Record, &expires)
			o.Expires = time.UnixMilli(expires).UTC()
			known[onceKey{name, string(o.Key)}] = &o
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("looking for idempotency keys: %w", err)
		}
	}
	return known, nil
}

// insertRecords stores new records, and the keys of the key file they need.
func (w *writer) insertRecords(t *txn, jobs []*job) error {
	var records []*job
	for _, j := range jobs {
		if j.change.Insert != nil {
			records = append(records, j)
			if err := w.needMaster(t, j.change.Insert.Master); err != nil {
				return err
			}
		}
	}
	places, err := t.places(len(records))
	if err != nil {
		return fmt.Errorf("giving records their place: %w", err)
	}
	rows, keys := make([]any, 0, 7*len(records)), make([]any, 0, 3*len(records))
	for i, j := range records {
		r := j.change.Insert
		rows = append(rows, places[i], string(j.tenant), r.ID, r.CreatedAt.UnixMilli(), r.Sealed, orNil(r.Subject), orNil(r.Outcome))
		keys = append(keys, places[i], r.Master, r.Wrapped)
	}
	if err := t.insert(insertRecord(), rows); err != nil {
		return fmt.Errorf("storing records: %w", err)
	}
	if err := t.insert(insertKey(), keys); err != nil {
		return fmt.Errorf("storing the keys of records: %w", err)
	}
	return nil
}

func insertRecord() insertion {
	return insertion{into: "record (seq, tenant, id, created_at, sealed, subject, outcome)", columns: 7}
}

func insertKey() insertion {
	return insertion{into: "record_key (record, master, wrapped)", columns: 3}
}

// orNil stores an empty index as NULL.
func orNil(index []byte) any {
	if len(index) == 0 {
		return nil
	}
	return index
}

// places reserves the next places of records.
func (t *txn) places(count int) ([]int64, error) {
	if count == 0 {
		return nil, nil
	}
	places := make([]int64, 0, count)
	var args []any
	if !t.engine.counts {
		args = []any{count}
	}
	err := t.each(t.engine.reserve, args, func(rows *sql.Rows) error {
		var place int64
		err := rows.Scan(&place)
		places = append(places, place)
		return err
	})
	for err == nil && t.engine.counts && len(places) < count {
		places = append(places, places[len(places)-1]+1)
	}
	return places, err
}

// needMaster makes sure that the database has a key of the key file, unless that
// was retired.
func (w *writer) needMaster(t *txn, id string) error {
	if w.masters[id] {
		return nil
	}
	if err := t.needMaster(id, w.store.options.Now()); err != nil {
		return err
	}
	// If the transaction fails, all of them are forgotten.
	w.masters[id] = true
	return nil
}

// needMaster locks the one row of state, so that a key is not retired and put in
// again at the same moment.
func (t *txn) needMaster(id string, now time.Time) error {
	if _, err := t.one("SELECT one FROM state WHERE one = 1"+t.engine.forUpdate, nil, new(int64)); err != nil {
		return fmt.Errorf("locking the keys: %w", err)
	}
	retired, err := t.one("SELECT id FROM retired_key WHERE id = $1", []any{id}, new(string))
	if err != nil {
		return fmt.Errorf("looking for a retired key: %w", err)
	}
	if retired {
		return unavailable(detailRetired, soon, ErrKeyRetired)
	}
	if _, err := t.exec("INSERT INTO master_key (id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, now.UnixMilli()); err != nil {
		return fmt.Errorf("naming a key: %w", err)
	}
	return nil
}

// erase deletes the keys of records, and their contents.
func (w *writer) erase(t *txn, name tenant.ID, ids []string) error {
	for piece := range slices.Chunk(slices.Sorted(slices.Values(ids)), 16) {
		args := []any{string(name)}
		for _, id := range piece {
			args = append(args, id)
		}
		list := padded(args[1:])
		args = append([]any{string(name)}, list...)
		if _, err := t.exec("DELETE FROM record_key WHERE record IN (SELECT seq FROM record WHERE tenant = $1 AND id IN "+in(2, len(list))+")", args...); err != nil {
			return fmt.Errorf("erasing keys: %w", err)
		}
		args = append(args, w.store.options.Now().UnixMilli())
		_, err := t.exec(fmt.Sprintf("UPDATE record SET sealed = NULL, subject = NULL, outcome = NULL, erased_at = $%d WHERE tenant = $1 AND erased_at IS NULL AND id IN %s", len(args), in(2, len(list))), args...)
		if err != nil {
			return fmt.Errorf("erasing records: %w", err)
		}
		w.file.erased = true
	}
	return nil
}

// appendEvents chains events, and signs the new heads.
func (w *writer) appendEvents(t *txn, heads map[tenant.ID]audit.Head, events map[tenant.ID][]audit.Event) error {
	var rows []any
	var moved []audit.Head
	for _, name := range slices.Sorted(maps.Keys(events)) {
		head := heads[name]
		for _, e := range events[name] {
			e.At = e.At.UTC().Truncate(time.Millisecond)
			var entry audit.Entry
			entry, head = head.Append(e)
			rows = appendEntry(rows, &entry)
		}
		if head.Seq > heads[name].Seq {
			head.Sign(w.store.prepared.Load().signer)
			moved = append(moved, head)
		}
	}
	w.trust.moved = append(w.trust.moved, moved...)
	if err := t.insert(insertEntry(), rows); err != nil {
		return fmt.Errorf("writing the audit trail: %w", err)
	}
	for i := range moved {
		h := &moved[i]
		if _, err := t.exec("UPDATE head SET seq = $2, hash = $3, signature = $4 WHERE tenant = $1", string(h.Tenant), h.Seq, h.Hash[:], h.Signature); err != nil {
			return fmt.Errorf("signing the audit trail: %w", err)
		}
	}
	return nil
}

func insertEntry() insertion {
	return insertion{into: "entry (tenant, seq, at, action, record, caller, outcome, request, detail, count, prev, hash)", columns: 12}
}

func appendEntry(rows []any, e *audit.Entry) []any {
	return append(rows, string(e.Tenant), e.Seq, e.At.UnixMilli(), string(e.Action), orNull(e.Record), e.Caller, e.Outcome, e.Request, e.Detail, e.Count,
		e.Prev[:], e.Hash[:])
}

// reload reads the secrets again after a backup was restored. Unless they are
// the same as before, what callers have derived from them is worthless.
func (s *Store) reload(t *txn) error {
	before := s.prepared.Load()
	now, err := s.load(t.ctx)
	if err != nil {
		return err
	}
	for name, secret := range before.secrets {
		if !bytes.Equal(secret, now.secrets[name]) {
			refusal := unavailable(detailRestored, later, errRestored)
			s.refusal.Store(refusal)
			return refusal
		}
	}
	s.prepared.Store(now)
	return &missingHeads{} // nothing is missing, but it must be begun again
}
