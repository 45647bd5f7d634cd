package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestAKeyIsMadeAndShownOnce(t *testing.T) {
	db := newDatabase(t)
	got := call(t, "", "keys", "create", "--db", db, "--tenant", "clinic-a", "--name", "intake", "--scopes", "screen,records:write")
	key, found := strings.CutSuffix(got.stdout, "\n")
	if got.status != statusOK || !found || !strings.HasPrefix(key, "rls_") || strings.ContainsAny(key, " \n") {
		t.Fatalf("%d %q %s", got.status, got.stdout, got.stderr)
	}
	if !strings.Contains(got.stderr, "the key file "+db+".key") || strings.Contains(got.stderr, key) {
		t.Errorf("%s", got.stderr)
	}
	list := call(t, "", "keys", "list", "--db", db)
	if list.status != statusOK || strings.Contains(list.stdout, key) || !strings.Contains(list.stdout, "clinic-a") || !strings.Contains(list.stdout, "live") {
		t.Errorf("%d %s%s", list.status, list.stdout, list.stderr)
	}
}

// keyLine is a line of keys list --json, or what keys create --json prints.
type keyLine struct {
	ID, Key, Tenant, Name, State, Replaces string
	Scopes, Origins                        []string
	ExpiresAt                              string `json:"expires_at"`
}

func keyLines(t *testing.T, text string) []keyLine {
	t.Helper()
	var all []keyLine
	for lines := json.NewDecoder(strings.NewReader(text)); lines.More(); {
		var line keyLine
		if err := lines.Decode(&line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		all = append(all, line)
	}
	return all
}

func TestKeysAreForScripts(t *testing.T) {
	db := newDatabase(t)
	made := keyLines(t, call(t, "", "keys", "create", "--json", "--db", db, "--tenant", "a", "--name", "form", "--publishable", "--origins", "https://clinic.example", "--expires", "0").stdout)
	if len(made) != 1 || !strings.HasPrefix(made[0].Key, "rls_pub_") || made[0].State != "live" || made[0].ExpiresAt != "" || strings.Join(made[0].Scopes, " ") != "screen" {
		t.Errorf("%+v", made)
	}
	apiKey(t, db, "b")
	for tenant, want := range map[string]int{"": 2, "a": 1, "b": 1, "c": 0} {
		got := keyLines(t, call(t, "", "keys", "list", "--json", "--db", db, "--tenant", tenant).stdout)
		if len(got) != want {
			t.Errorf("%q: %+v", tenant, got)
		}
		for _, line := range got {
			if line.Key != "" {
				t.Error("a list shows a key")
			}
		}
	}
}

func TestAKeyThatIsNotAcceptableIsNotMade(t *testing.T) {
	db := newDatabase(t)
	for _, c := range []struct {
		rule string
		args []string
		want string
	}{
		{"a tenant that cannot be", []string{"--tenant", "_service", "--name", "x", "--scopes", "screen"}, "--tenant"},
		{"no scope", []string{"--tenant", "a", "--name", "x"}, "needs a scope"},
		{"a scope that there is not", []string{"--tenant", "a", "--name", "x", "--scopes", "root"}, "records:erase"},
		{"a publishable key of more than screening", []string{"--tenant", "a", "--name", "x", "--publishable", "--scopes", "records:read", "--origins", "https://a.example"}, "publishable"},
		{"a publishable key for any page", []string{"--tenant", "a", "--name", "x", "--publishable"}, "origins"},
		{"a key that has expired", []string{"--tenant", "a", "--name", "x", "--scopes", "screen", "--expires=-1h"}, "--expires"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := call(t, "", append([]string{"keys", "create", "--db", db}, c.args...)...)
			if got.status != statusUnacceptable || got.stdout != "" || !strings.Contains(got.stderr, c.want) {
				t.Errorf("%d %q %s", got.status, got.stdout, got.stderr)
			}
		})
	}
}

func TestKeysAreRotatedAndRevoked(t *testing.T) {
	db := newDatabase(t)
	old := apiKey(t, db, "clinic")
	id := keyLines(t, call(t, "", "keys", "list", "--json", "--db", db).stdout)[0].ID
	rotated := keyLines(t, call(t, "", "keys", "rotate", "--json", "--db", db, id).stdout)
	if len(rotated) != 1 || rotated[0].Replaces != id || rotated[0].Name != "test" || len(rotated[0].Scopes) != 5 {
		t.Fatalf("%+v", rotated)
	}
	fresh := rotated[0].Key

	addr, _ := started(t, map[string]string{"RLSCREEN_DB": db})
	records := "http://" + addr + "/v1/records"
	for rule, key := range map[string]string{"in the overlap": old, "the new one": fresh} {
		if status, body := calling(t, http.MethodGet, records, key, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", rule, status, body)
		}
	}
	again := call(t, "", "keys", "rotate", "--overlap", "0s", "--db", db, rotated[0].ID)
	newest := strings.TrimSpace(again.stdout)
	if again.status != statusOK || !strings.Contains(again.stderr, "The old key "+rotated[0].ID+" ends: ") {
		t.Fatalf("%d %s", again.status, again.stderr)
	}
	// A service reads all keys again when it meets one that it does not know.
	if status, body := calling(t, http.MethodGet, records, newest, ""); status != http.StatusOK {
		t.Errorf("the newest: %d %s", status, body)
	}
	if status, body := calling(t, http.MethodGet, records, fresh, ""); status != http.StatusUnauthorized || !strings.Contains(body, "expired") {
		t.Errorf("without an overlap: %d %s", status, body)
	}
	if got := call(t, "", "keys", "rotate", "--db", db, rotated[0].ID); got.status != statusUnacceptable || !strings.Contains(got.stderr, "is expired") {
		t.Errorf("an expired key is rotated: %d %s", got.status, got.stderr)
	}
	for _, want := range []string{"is revoked", "has been revoked since"} {
		if got := call(t, "", "keys", "revoke", "--db", db, id); got.status != statusOK || !strings.Contains(got.stdout, want) {
			t.Errorf("%d %s%s", got.status, got.stdout, got.stderr)
		}
	}
	trail := call(t, "", "audit", "export", "--format", "json", "--db", db, "--tenant", "clinic").stdout
	for action, want := range map[string]int{"key_create": 3, "key_rotate": 2, "key_revoke": 1} {
		if got := strings.Count(trail, `"action":"`+action+`"`); got != want {
			t.Errorf("%s is in the audit %d times, not %d: %s", action, got, want, trail)
		}
	}
}

func TestAKeyThatThereIsNotIsNotShownAgain(t *testing.T) {
	db := newDatabase(t)
	key := apiKey(t, db, "clinic")
	for _, command := range []string{"rotate", "revoke"} {
		if got := call(t, "", "keys", command, "--db", db, "abcdefgh2345"); got.status != statusUnacceptable || !strings.Contains(got.stderr, "keys list") {
			t.Errorf("%s: %d %s", command, got.status, got.stderr)
		}
		if got := call(t, "", "keys", command, "--db", db, key); got.status != statusUnacceptable || !strings.Contains(got.stderr, "not its id") || strings.Contains(got.stderr, key) {
			t.Errorf("%s of a whole key: %d %s", command, got.status, got.stderr)
		}
	}
}
