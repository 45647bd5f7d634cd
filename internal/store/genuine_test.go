package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// fillKeys stores API keys of our tenant.
func (d *database) fillKeys(t testing.TB, s *store.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		made := d.event(audit.KeyCreated, "")
		made.Detail = id
		if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{d.key(id, ours)}, []audit.Event{made}); err != nil {
			t.Fatal(err)
		}
	}
}

func idsOf(t testing.TB, s *store.Store) []string {
	t.Helper()
	list, err := s.APIKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range list {
		ids = append(ids, list[i].ID)
	}
	return ids
}

const (
	good   = "abcdefghijkl"
	target = "mnopqrstuvwx"
)

func TestAnAPIKeyThatAnotherHandHasPutInOrChangedIsLeftOut(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		for name, statement := range map[string]string{
			"put in":            "UPDATE api_key SET id = 'aaaaaaaaaaaa' WHERE id = '" + target + "'",
			"another tenant":    "UPDATE api_key SET tenant = 'theirs' WHERE id = '" + target + "'",
			"another name":      "UPDATE api_key SET name = 'x' WHERE id = '" + target + "'",
			"another secret":    "UPDATE api_key SET hash = (SELECT hash FROM api_key WHERE id = '" + good + "') WHERE id = '" + target + "'",
			"more scopes":       "UPDATE api_key SET scopes = 'screen admin' WHERE id = '" + target + "'",
			"an origin":         "UPDATE api_key SET origins = 'https://x.example' WHERE id = '" + target + "'",
			"publishable":       "UPDATE api_key SET publishable = 1 WHERE id = '" + target + "'",
			"made later":        "UPDATE api_key SET created_at = created_at + 1 WHERE id = '" + target + "'",
			"never expires":     "UPDATE api_key SET expires_at = 9999999999999 WHERE id = '" + target + "'",
			"revoked":           "UPDATE api_key SET revoked_at = 1 WHERE id = '" + target + "'",
			"replaces":          "UPDATE api_key SET replaces = '" + good + "' WHERE id = '" + target + "'",
			"the code of other": "UPDATE api_key SET mac = (SELECT mac FROM api_key WHERE id = '" + good + "') WHERE id = '" + target + "'",
			"no code":           "UPDATE api_key SET mac = '' WHERE id = '" + target + "'",
		} {
			if strings.HasSuffix(statement, "mac = '' WHERE id = '"+target+"'") && !strings.HasPrefix(d.dsn, "postgres") {
				statement = strings.Replace(statement, "''", "x''", 1)
			}
			at := *d
			at.dsn = fresh(t, d).dsn
			o, log := at.logged()
			s := openWith(t, o)
			at.fillKeys(t, s, good, target)
			at.alter(t, statement)
			for range 3 {
				if ids := idsOf(t, s); !slices.Equal(ids, []string{good}) {
					t.Errorf("%s: %v", name, ids)
				}
			}
			if text := log.String(); strings.Count(text, "by another hand") != 1 || !strings.Contains(text, "level=WARN") || !strings.Contains(text, "key_id=") {
				t.Errorf("%s: the log says %q", name, text)
			}
		}
	})
}

// fresh is another new database of the same engine.
func fresh(t testing.TB, d *database) *database {
	t.Helper()
	if strings.HasPrefix(d.dsn, "postgres") {
		return postgres(t)
	}
	return sqlite(t)
}

func TestARevokedAPIKeyStaysSoWhateverAnotherHandDoes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fillKeys(t, s, good, target)
		d.alter(t, "CREATE TABLE kept AS SELECT * FROM api_key")
		key := d.key(target, ours)
		key.RevokedAt = d.clock.now()
		gone := d.event(audit.KeyRevoked, "")
		gone.Detail = target
		if err := s.SaveAPIKeys(t.Context(), ours, []apikey.Key{key}, []audit.Event{gone}); err != nil {
			t.Fatal(err)
		}
		if ids := idsOf(t, s); !slices.Equal(ids, []string{good, target}) {
			t.Errorf("got %v", ids)
		}
		d.alter(t, "UPDATE api_key SET revoked_at = NULL")
		if ids := idsOf(t, s); !slices.Equal(ids, []string{good}) {
			t.Errorf("live again: %v", ids)
		}
		d.alter(t, "DELETE FROM api_key", "INSERT INTO api_key SELECT * FROM kept")
		if ids := idsOf(t, s); !slices.Equal(ids, []string{good}) {
			t.Errorf("live again as it was before: %v", ids)
		}
	})
}

func TestAPIKeysThatAreAllGoneAreNotTakenForNone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		if ids := idsOf(t, s); len(ids) != 0 {
			t.Fatal(ids)
		}
		d.fillKeys(t, s, good)
		for _, statement := range []string{"UPDATE api_key SET name = 'x'", "DELETE FROM api_key"} {
			d.alter(t, statement)
			_, err := s.APIKeys(t.Context())
			wantKind(t, err, problem.Unavailable)
		}
	})
}

func TestABackupRestoresOnlyTheAPIKeysThatTheProgramHasStored(t *testing.T) {
	acrossEngines(t, func(t *testing.T, from, to *database) {
		s := from.open(t)
		from.fillKeys(t, s, good, target)
		from.by(t, func(db *sql.DB) {
			if _, err := db.Exec("UPDATE api_key SET scopes = 'screen admin' WHERE id = $1", target); err != nil {
				t.Fatal(err)
			}
		})
		o, log := to.logged()
		r := openWith(t, o)
		restore(t, r, backup(t, s), false)
		if ids := idsOf(t, r); !slices.Equal(ids, []string{good}) {
			t.Errorf("got %v", ids)
		}
		if text := log.String(); !strings.Contains(text, "key_id="+target) {
			t.Errorf("the log says %q", text)
		}
		// Restored ones are those of the secrets that were restored with them.
		again := to.open(t)
		if ids := idsOf(t, again); !slices.Equal(ids, []string{good}) {
			t.Errorf("got %v", ids)
		}
		if bytes.Contains(unzip(t, backup(t, r)), []byte(fmt.Sprintf("%q", target)+`,"Tenant"`)) {
			t.Error("it is there after all")
		}
	})
}
