package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// selectAPIKeys has no credentials, only the names of columns.
const selectAPIKeys = "SELECT id, tenant, name, hash, scopes, origins, publishable, created_at, expires_at, revoked_at, replaces FROM api_key " // #nosec G101 -- names of columns

// APIKeys returns the keys of all tenants, also those that are expired or
// revoked, in the order of tenant and time.
func (s *Store) APIKeys(ctx context.Context) ([]apikey.Key, error) {
	var list []apikey.Key
	err := s.each(ctx, "reading API keys", selectAPIKeys+"ORDER BY tenant, created_at, id", nil, func(rows *sql.Rows) error {
		k, err := scanAPIKey(rows)
		list = append(list, k)
		return err
	})
	return list, err
}

func scanAPIKey(rows *sql.Rows) (apikey.Key, error) {
	var k apikey.Key
	var scopes, origins string
	var publishable, created int64
	var expires, revoked sql.NullInt64
	err := rows.Scan(&k.ID, (*string)(&k.Tenant), &k.Name, &k.Hash, &scopes, &origins, &publishable, &created, &expires, &revoked, &k.Replaces)
	k.Scopes, k.Origins, k.Publishable = strings.Fields(scopes), strings.Fields(origins), publishable != 0
	k.CreatedAt, k.ExpiresAt, k.RevokedAt = time.UnixMilli(created).UTC(), moment(expires), moment(revoked)
	return k, err
}

// SaveAPIKeys puts in keys of a tenant, or changes them by their id, and adds
// the events to its audit chain, in one transaction.
func (s *Store) SaveAPIKeys(ctx context.Context, t tenant.ID, keys []apikey.Key, events []audit.Event) error {
	return s.perform(ctx, false, func(tx *txn) error {
		heads, err := s.writer.lockHeads(tx, []tenant.ID{t})
		if err != nil {
			return err
		}
		for i := range keys {
			if err := tx.saveAPIKey(t, &keys[i]); err != nil {
				return err
			}
		}
		return s.writer.appendEvents(tx, heads, map[tenant.ID][]audit.Event{t: events})
	})
}

// insertAPIKey never takes back that a key was revoked: to rotate it at the same
// moment must not give it life again.
func insertAPIKey() insertion {
	return insertion{
		into:    "api_key (id, tenant, name, hash, scopes, origins, publishable, created_at, expires_at, revoked_at, replaces)",
		columns: 11,
		suffix: " ON CONFLICT (id) DO UPDATE SET name = excluded.name, hash = excluded.hash, scopes = excluded.scopes, origins = excluded.origins," +
			" publishable = excluded.publishable, created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = COALESCE(api_key.revoked_at, excluded.revoked_at)," +
			" replaces = excluded.replaces WHERE api_key.tenant = excluded.tenant",
	}
}

// saveAPIKey refuses a key whose id another tenant has.
func (t *txn) saveAPIKey(name tenant.ID, k *apikey.Key) error {
	publishable := 0
	if k.Publishable {
		publishable = 1
	}
	changed, err := t.exec(t.insertion(insertAPIKey(), 1), k.ID, string(name), k.Name, k.Hash, strings.Join(k.Scopes, " "), strings.Join(k.Origins, " "), publishable,
		k.CreatedAt.UnixMilli(), millis(k.ExpiresAt), millis(k.RevokedAt), k.Replaces)
	switch {
	case err != nil:
		return fmt.Errorf("saving an API key: %w", err)
	case changed == 0:
		return fmt.Errorf("saving an API key: another tenant has the id %s", k.ID)
	default:
		return nil
	}
}
