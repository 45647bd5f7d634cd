package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatIsDoneToTheTablesIsFound(t *testing.T) {
	const columns = "id, tenant, name, hash, scopes, origins, publishable, created_at, expires_at, revoked_at, replaces, mac"
	for _, c := range []struct {
		rule, statement, want string
	}{
		{
			"an API key put in", "INSERT INTO api_key (" + columns + ") SELECT 'aaaaaaaaaaaa', " + strings.TrimPrefix(columns, "id, ") + " FROM api_key",
			`API key "aaaaaaaaaaaa" of clinic: there is no entry that says it was made.`,
		},
		{"an API key with more scopes", "UPDATE api_key SET scopes = 'admin'", "of clinic: it was put in or changed by another hand."},
		{
			"a record put in", "INSERT INTO record (seq, tenant, id, created_at) VALUES (77, 'clinic', 'rec_new', 1)",
			`Record "rec_new" of clinic: there is no entry that says it was stored.`,
		},
		{"a record erased", "UPDATE record SET erased_at = 1 WHERE seq = 1", "of clinic: it is erased, and there is no entry that says so."},
		{"a record gone", "DELETE FROM record_key WHERE record = 1; DELETE FROM record WHERE seq = 1", "of clinic: entry 2 says that it was stored, and it is gone."},
		{"an erased record brought back", "UPDATE record SET erased_at = NULL WHERE seq = 2", "of clinic: an entry says that it was erased, and it is not."},
	} {
		t.Run(c.rule, func(t *testing.T) {
			db := newDatabase(t)
			key, ids := stored(t, db, "p1", "p2")
			addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
			if status, body := calling(t, http.MethodDelete, "http://"+addr+"/v1/records/"+ids[1], key, ""); status != http.StatusNoContent {
				t.Fatal(status, body)
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			if got := call(t, "", "audit", "verify", "--db", db); got.status != statusOK {
				t.Fatalf("before: %d %s", got.status, got.stderr)
			}
			meddle(t, db, c.statement)
			got := call(t, "", "audit", "verify", "--db", db)
			if got.status != statusUnacceptable || !strings.Contains(got.stderr, c.want) {
				t.Errorf("%d %s", got.status, got.stderr)
			}
		})
	}
}

func TestARevokedKeyThatIsLiveAgainIsFound(t *testing.T) {
	db := newDatabase(t)
	id := strings.Split(apiKey(t, db, "clinic"), "_")[1]
	apiKey(t, db, "clinic")
	meddle(t, db, "CREATE TABLE kept AS SELECT * FROM api_key")
	if got := call(t, "", "keys", "revoke", "--db", db, id); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	meddle(t, db, "DELETE FROM api_key", "INSERT INTO api_key SELECT * FROM kept")
	got := call(t, "", "audit", "verify", "--db", db)
	if got.status != statusUnacceptable || !strings.Contains(got.stderr, `API key "`+id+`" of clinic: an entry says that it was revoked, and it is not.`) {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if got := call(t, "", "keys", "list", "--db", db); strings.Contains(got.stdout, id) {
		t.Errorf("it is believed: %s", got.stdout)
	}
}

func TestRecordsThatAnOlderBackupDoesNotHaveAreNoFault(t *testing.T) {
	db := newDatabase(t)
	key, _ := stored(t, db, "p1")
	saved := db + ".backup"
	if got := call(t, "", "backup", "--db", db, saved); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
	recorded(t, "http://"+addr, key, "p2")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "restore", "--replace", "--db", db, saved); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	if got := call(t, "", "audit", "verify", "--db", db); got.status != statusOK {
		t.Errorf("%d %s", got.status, got.stderr)
	}
}
