package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// rewrapPasses is how often Rewrap goes over everything when programs with the
// old key file go on storing.
const rewrapPasses = 5

// wrappedKey is the key of a record, or a secret of the database.
type wrappedKey struct {
	place   int64  // of a record
	secret  string // name of a secret
	context []byte
	master  string
	wrapped []byte
}

// Rewrap wraps the keys of all records and the secrets by the newest key of the
// key file, and returns how many it was. Services may run meanwhile. When it
// fails, what was done stays done, and it may be run again.
func (s *Store) Rewrap(ctx context.Context) (int, error) {
	total, err := s.rewrapSecrets(ctx)
	for range rewrapPasses {
		if err != nil {
			break
		}
		var changed int
		changed, err = s.rewrapRecords(ctx)
		total += changed
		if changed == 0 {
			break
		}
	}
	return total, err
}

func (s *Store) rewrapSecrets(ctx context.Context) (int, error) {
	var keys []wrappedKey
	err := s.each(ctx, "reading the secrets", "SELECT name, master, wrapped FROM secret", nil, func(rows *sql.Rows) error {
		var k wrappedKey
		err := rows.Scan(&k.secret, &k.master, &k.wrapped)
		k.context = secretContext(k.secret)
		keys = append(keys, k)
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.rewrapAll(ctx, keys)
}

// rewrapRecords goes over the records of all tenants once, in pages.
func (s *Store) rewrapRecords(ctx context.Context) (int, error) {
	total := 0
	for after, more := int64(0), true; more; {
		var keys []wrappedKey
		err := s.each(ctx, "reading keys", "SELECT k.record, k.master, k.wrapped, r.tenant, r.id FROM record_key k JOIN record r ON r.seq = k.record WHERE k.record > $1 ORDER BY k.record LIMIT $2",
			[]any{after, page}, func(rows *sql.Rows) error {
				var k wrappedKey
				var name, id string
				err := rows.Scan(&k.place, &k.master, &k.wrapped, &name, &id)
				k.context = RecordContext(tenant.ID(name), id)
				keys = append(keys, k)
				after = k.place
				return err
			})
		if err != nil {
			return total, err
		}
		changed, err := s.rewrapAll(ctx, keys)
		total += changed
		if err != nil {
			return total, err
		}
		more = len(keys) == page
	}
	return total, nil
}

// RecordContext is what the contents and the key of a record are bound to: moved
// to another record or tenant, they cannot be opened.
func RecordContext(t tenant.ID, id string) []byte { return []byte(string(t) + "/" + id) }

// rewrapAll wraps anew what is not wrapped by the newest key, and returns how
// many that was.
func (s *Store) rewrapAll(ctx context.Context, keys []wrappedKey) (int, error) {
	newest := s.options.Keys.Newest()
	var fresh []wrappedKey
	var old []wrappedKey
	for _, k := range keys {
		if k.master == newest {
			continue
		}
		made := k
		var err error
		if made.master, made.wrapped, err = s.rewrapOne(&k); err != nil {
			return 0, err
		}
		fresh, old = append(fresh, made), append(old, k)
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	changed := 0
	err := s.perform(ctx, false, func(t *txn) error {
		changed = 0
		if err := t.needMaster(fresh[0].master, s.options.Now()); err != nil {
			return err
		}
		for i := range fresh {
			one, err := t.rewrap(&fresh[i], old[i].master)
			if err != nil {
				return fmt.Errorf("wrapping a key: %w", err)
			}
			changed += int(one)
		}
		s.writer.file.erased = true // what was wrapped by the old key
		return nil
	})
	if err != nil { // also when nobody knows: the writer may still be at it
		return 0, err
	}
	return changed, nil
}

func (s *Store) rewrapOne(k *wrappedKey) (master string, wrapped []byte, err error) {
	secret, err := s.options.Keys.Unwrap(k.master, k.wrapped, k.context)
	if err != nil {
		return "", nil, fmt.Errorf("a key that is wrapped by the key %q of the key file: %w", k.master, err)
	}
	defer clear(secret)
	master, wrapped, err = s.options.Keys.Wrap(secret, k.context)
	if err != nil {
		return "", nil, fmt.Errorf("wrapping a key: %w", err)
	}
	return master, wrapped, nil
}

// rewrap does nothing when the record was erased meanwhile, or somebody else has
// wrapped its key.
func (t *txn) rewrap(k *wrappedKey, before string) (int64, error) {
	if k.secret != "" {
		return t.exec("UPDATE secret SET master = $1, wrapped = $2 WHERE name = $3 AND master = $4", k.master, k.wrapped, k.secret, before)
	}
	return t.exec("UPDATE record_key SET master = $1, wrapped = $2 WHERE record = $3 AND master = $4", k.master, k.wrapped, k.place, before)
}

// Retire declares that nothing is wrapped by a key of the key file any more. It
// refuses while something is, and the newest key. Afterwards nothing can be
// stored under the key, not even by a program that still has it: then Commit
// fails with ErrKeyRetired.
func (s *Store) Retire(ctx context.Context, masterID string) error {
	if masterID == s.options.Keys.Newest() {
		return errors.New("the newest key of the key file cannot be retired: add another one first")
	}
	return s.perform(ctx, true, func(t *txn) error {
		if _, err := t.one("SELECT one FROM state WHERE one = 1"+t.engine.forUpdate, nil, new(int64)); err != nil {
			return fmt.Errorf("locking the keys: %w", err)
		}
		_, err := t.exec("DELETE FROM master_key WHERE id = $1", masterID)
		if t.engine.fault(err) == faultForeignKey {
			return fmt.Errorf("something is still wrapped by the key %q: rewrap first", masterID)
		}
		if err == nil {
			_, err = t.exec("INSERT INTO retired_key (id, retired_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", masterID, s.options.Now().UnixMilli())
		}
		if err != nil {
			return fmt.Errorf("retiring a key: %w", err)
		}
		return nil
	})
}
