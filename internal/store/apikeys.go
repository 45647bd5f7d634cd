package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	// selectAPIKeys has no credentials, only the names of columns.
	selectAPIKeys = "SELECT id, tenant, name, hash, scopes, origins, publishable, created_at, expires_at, revoked_at, replaces, mac FROM api_key ORDER BY tenant, created_at, id" // #nosec G101 -- names of columns
	// selectKeyEvents has its condition as the index entry_key has it.
	selectKeyEvents = "SELECT tenant, action, detail FROM entry WHERE action IN ('key_create', 'key_rotate', 'key_revoke')"
)

// errNoKeys says that there must be API keys, and none can be believed.
var errNoKeys = errors.New("all API keys are gone, or were changed by another hand: run rlscreen audit verify")

// APIKeys returns the keys of all tenants, also those that are expired or
// revoked, in the order of tenant and time.
//
// A key that was put in or changed by somebody without the key file is left out,
// and so is one that is live again although the audit says that it was revoked.
// When keys were made and none is left, it is Unavailable.
func (s *Store) APIKeys(ctx context.Context) ([]apikey.Key, error) {
	// The events first: a key that is revoked meanwhile must not look as if that
	// had been taken back.
	events, err := readKeyEvents(ctx, s.asking("reading the audit of API keys"))
	if err != nil {
		return nil, err
	}
	stored, err := readAPIKeys(ctx, s.asking("reading API keys"))
	if err != nil {
		return nil, err
	}
	p, err := s.ready()
	if err != nil {
		return nil, err
	}
	list := make([]apikey.Key, 0, len(stored))
	for i := range stored {
		k := &stored[i]
		switch {
		case !k.genuine(p.keyMAC()):
			s.strange.say(s.options.Log, k.ID, "an API key was put in or changed by another hand, and is not believed; run rlscreen audit verify")
		case k.RevokedAt.IsZero() && events.Revoked(k.Tenant, k.ID):
			s.strange.say(s.options.Log, k.ID, "an API key that was revoked is live again by another hand, and is not believed; run rlscreen audit verify")
		default:
			list = append(list, k.Key)
		}
	}
	if len(list) == 0 && len(stored)+len(events) > 0 {
		return nil, unavailable(detailKeys, later, errNoKeys)
	}
	return list, nil
}

// asking asks with the deadline of readers.
func (s *Store) asking(what string) question {
	return func(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
		return s.each(ctx, what, query, args, scan)
	}
}

// strangers are the ids of keys that were complained about.
type strangers struct {
	mu  sync.Mutex
	ids map[string]bool
}

// maxStrangers is how many keys are complained about at most.
const maxStrangers = 1000

// say logs something about a key, once.
func (s *strangers) say(log *slog.Logger, id, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids[id] || len(s.ids) >= maxStrangers {
		return
	}
	if s.ids == nil {
		s.ids = map[string]bool{}
	}
	s.ids[id] = true
	log.Warn(what, slog.String("key_id", id[:min(len(id), 64)]))
}

func readAPIKeys(ctx context.Context, ask question) ([]storedKey, error) {
	var list []storedKey
	err := ask(ctx, selectAPIKeys, nil, func(rows *sql.Rows) error {
		k, err := scanAPIKey(rows)
		list = append(list, k)
		return err
	})
	return list, err
}

func scanAPIKey(rows *sql.Rows) (storedKey, error) {
	var k storedKey
	var scopes, origins string
	var publishable, created int64
	var expires, revoked sql.NullInt64
	err := rows.Scan(&k.ID, (*string)(&k.Tenant), &k.Name, &k.Hash, &scopes, &origins, &publishable, &created, &expires, &revoked, &k.Replaces, &k.MAC)
	k.Scopes, k.Origins, k.Publishable = strings.Fields(scopes), strings.Fields(origins), publishable != 0
	k.CreatedAt, k.ExpiresAt, k.RevokedAt = time.UnixMilli(created).UTC(), moment(expires), moment(revoked)
	return k, err
}

// KeyEvents is what the audit says of API keys.
type KeyEvents map[KeyEvent]bool

// KeyEvent is that something happened to the API key of a tenant.
type KeyEvent struct {
	Tenant tenant.ID
	Action audit.Action
	ID     string
}

// Made reports whether a key was made.
func (e KeyEvents) Made(t tenant.ID, id string) bool {
	return e[KeyEvent{t, audit.KeyCreated, id}] || e[KeyEvent{t, audit.KeyRotated, id}]
}

// Revoked reports whether a key was revoked.
func (e KeyEvents) Revoked(t tenant.ID, id string) bool {
	return e[KeyEvent{t, audit.KeyRevoked, id}]
}

func readKeyEvents(ctx context.Context, ask question) (KeyEvents, error) {
	events := KeyEvents{}
	err := ask(ctx, selectKeyEvents, nil, func(rows *sql.Rows) error {
		var e KeyEvent
		err := rows.Scan((*string)(&e.Tenant), (*string)(&e.Action), &e.ID)
		events[e] = true
		return err
	})
	return events, err
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
			if err := tx.saveAPIKey(t, keys[i], s.prepared.Load().keyMAC()); err != nil {
				return err
			}
		}
		return s.writer.appendEvents(tx, heads, map[tenant.ID][]audit.Event{t: events})
	})
}

func insertAPIKey() insertion {
	return insertion{
		into:    "api_key (id, tenant, name, hash, scopes, origins, publishable, created_at, expires_at, revoked_at, replaces, mac)",
		columns: 12,
		suffix: " ON CONFLICT (id) DO UPDATE SET name = excluded.name, hash = excluded.hash, scopes = excluded.scopes, origins = excluded.origins," +
			" publishable = excluded.publishable, created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at," +
			" replaces = excluded.replaces, mac = excluded.mac WHERE api_key.tenant = excluded.tenant",
	}
}

// saveAPIKey refuses a key whose id another tenant has. It never takes back that
// a key was revoked: to rotate it at the same moment must not give it life again.
func (t *txn) saveAPIKey(name tenant.ID, key apikey.Key, mac []byte) error {
	var revoked sql.NullInt64
	if _, err := t.one("SELECT revoked_at FROM api_key WHERE id = $1", []any{key.ID}, &revoked); err != nil {
		return fmt.Errorf("saving an API key: %w", err)
	}
	if revoked.Valid {
		key.RevokedAt = moment(revoked)
	}
	key.Tenant = name
	k := storedKey{Key: key}
	publishable := 0
	if k.Publishable {
		publishable = 1
	}
	changed, err := t.exec(t.insertion(insertAPIKey(), 1), k.ID, string(name), k.Name, k.Hash, strings.Join(k.Scopes, " "), strings.Join(k.Origins, " "), publishable,
		k.CreatedAt.UnixMilli(), millis(k.ExpiresAt), millis(k.RevokedAt), k.Replaces, k.sum(mac))
	switch {
	case err != nil:
		return fmt.Errorf("saving an API key: %w", err)
	case changed == 0:
		return fmt.Errorf("saving an API key: another tenant has the id %s", k.ID)
	default:
		return nil
	}
}
