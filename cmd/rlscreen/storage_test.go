package main

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// database is the path of a database that is not there yet.
func newDatabase(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "rlscreen.db")
}

// apiKey makes an API key with every scope and returns it.
func apiKey(t *testing.T, db, tenant string) string {
	t.Helper()
	got := call(t, "", "keys", "create", "--db", db, "--tenant", tenant, "--name", "test", "--scopes", "screen,records:read,records:write,records:erase,admin")
	if got.status != statusOK {
		t.Fatal(got.stderr)
	}
	return strings.TrimSpace(got.stdout)
}

// calling sends a request to a service, with a credential unless that is "".
func calling(t *testing.T, method, url, credential, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if credential != "" {
		request.Header.Set("Authorization", "Bearer "+credential)
	}
	answer, err := http.DefaultClient.Do(request)
	return fetched(t, answer, err)
}

// recorded stores a screening and returns the id of its record.
func recorded(t *testing.T, base, credential, subject string) string {
	t.Helper()
	status, body := calling(t, http.MethodPost, base+"/v1/records", credential, `{"subject":"`+subject+`","request":`+positive+`}`)
	var record struct{ ID string }
	if err := json.Unmarshal([]byte(body), &record); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	return record.ID
}

// stored makes a database with records of a tenant, and returns their ids.
func stored(t *testing.T, db string, subjects ...string) (key string, ids []string) {
	t.Helper()
	key = apiKey(t, db, "clinic")
	addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
	for _, subject := range subjects {
		ids = append(ids, recorded(t, "http://"+addr, key, subject))
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	return key, ids
}

// readBack expects that a record can be read.
func readBack(t *testing.T, db, key string, ids ...string) {
	t.Helper()
	addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
	for _, id := range ids {
		if status, body := calling(t, http.MethodGet, "http://"+addr+"/v1/records/"+id, key, ""); status != http.StatusOK {
			t.Errorf("%d %s", status, body)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestTheFirstRunMakesTheDatabaseAndItsKeys(t *testing.T) {
	t.Chdir(t.TempDir())
	addr, stderr, stop := startedLogging(t, map[string]string{"RLSCREEN_DB": ""})
	id := recorded(t, "http://"+addr, "", "p1")
	if err := stop(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(stderr.String(), `"file":"rlscreen.db.key"`) {
		t.Errorf("the key file is not said aloud: %s", stderr)
	}
	for _, name := range []string{"rlscreen.db", "rlscreen.db.key"} {
		if state, err := os.Stat(name); err != nil || state.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, err)
		}
	}

	addr, stderr, stop = startedLogging(t, map[string]string{"RLSCREEN_DB": ""})
	if status, body := calling(t, http.MethodGet, "http://"+addr+"/v1/records/"+id, "", ""); status != http.StatusOK {
		t.Errorf("the second run: %d %s", status, body)
	}
	if err := stop(); err != nil || strings.Contains(stderr.String(), "key file") {
		t.Errorf("the second run: %v, %s", err, stderr)
	}

	if err := os.Remove("rlscreen.db.key"); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "serve", "--addr", "127.0.0.1:0"); got.status != statusFailed || !strings.Contains(got.stderr, "there is no key file rlscreen.db.key") {
		t.Errorf("a database that has lost its keys got others: %d %s", got.status, got.stderr)
	}
}

func TestWithoutADatabaseNoFileIsMade(t *testing.T) {
	t.Chdir(t.TempDir())
	addr, stop := started(t, map[string]string{})
	if status, body := calling(t, http.MethodPost, "http://"+addr+"/v1/screenings", "", positive); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	if status, body := calling(t, http.MethodPost, "http://"+addr+"/v1/records", "", `{"request":`+positive+`}`); status != http.StatusNotFound || !strings.Contains(body, "RLSCREEN_DB") {
		t.Errorf("%d %s", status, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if files, err := fs.Glob(os.DirFS("."), "*"); err != nil || len(files) > 0 {
		t.Errorf("%v %v", err, files)
	}
}

func TestAMisspeltDatabaseIsNotMade(t *testing.T) {
	db := newDatabase(t)
	for _, args := range [][]string{
		{"keys", "list"},
		{"keys", "revoke", "abcdefgh2345"},
		{"keys", "rotate", "abcdefgh2345"},
		{"keyfile", "rewrap"},
		{"keyfile", "rotate"},
		{"keyfile", "drop", "k1"},
		{"audit", "verify"},
		{"audit", "heads"},
		{"audit", "export", "--tenant", "clinic"},
		{"backup", "-"},
		{"replay", "--all"},
	} {
		got := call(t, "", append(args, "--db", db)...)
		if got.status != statusFailed || !strings.Contains(got.stderr, "there is no database") || !strings.Contains(got.stderr, "RLSCREEN_DB (--db)") {
			t.Errorf("%v: %d %s", args, got.status, got.stderr)
		}
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("it was made")
	}
}

func TestWhoIsServedBeyondThisMachine(t *testing.T) {
	withKey, without := newDatabase(t), newDatabase(t)
	apiKey(t, withKey, "clinic")
	if got := call(t, "", "keyfile", "create", "--db", without); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	for _, c := range []struct {
		rule string
		args []string
		want string
	}{
		{"nobody, without a credential", []string{"--db", without}, "rlscreen keys create"},
		{"nobody, without a database and an issuer", []string{"--db", "none"}, "RLSCREEN_JWT_ISSUERS (--jwt-issuers)"},
		{"nobody, without a key file, which is not made then", []string{"--db", newDatabase(t)}, "there is no key file"},
		{"who has an API key", []string{"--db", withKey}, ""},
		{"everybody, when that is said to be meant", []string{"--db", "none", "--insecure-listen"}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			settings := append([]string{"serve", "--addr", "0.0.0.0:0", "--public-url", "https://rls.example", "--drain", "0s"}, c.args...)
			if c.want == "" {
				beginsAndEnds(t, settings)
				return
			}
			if got := call(t, "", settings...); got.status != statusFailed || !strings.Contains(got.stderr, c.want) {
				t.Errorf("%d %s", got.status, got.stderr)
			}
		})
	}
}

// beginsAndEnds expects that the service listens with these settings.
func beginsAndEnds(t *testing.T, args []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stderr log
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, args, nil, strings.NewReader(""), &log{}, &stderr)
	}()
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(stderr.String(), `"msg":"listening"`); time.Sleep(time.Millisecond) {
		select {
		case err := <-done:
			t.Fatalf("%v %s", err, stderr.String())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal(stderr.String())
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAProxyThatLetsOthersInMakesCredentialsNeeded(t *testing.T) {
	addr, stderr, stop := startedLogging(t, map[string]string{"RLSCREEN_DB": newDatabase(t), "RLSCREEN_PUBLIC_URL": "https://rls.example"})
	if status, body := calling(t, http.MethodPost, "http://"+addr+"/v1/screenings", "", positive); status != http.StatusUnauthorized {
		t.Errorf("%d %s", status, body)
	}
	if err := stop(); err != nil || !strings.Contains(stderr.String(), "nobody can call until there is a credential") {
		t.Errorf("%v %s", err, stderr)
	}
}

func TestWhyADatabaseCannotBeUsedIsSaid(t *testing.T) {
	keys := file(t, "keys", "")
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "keyfile", "create", "--key-file", keys); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	text := file(t, "text.db", "a shopping list")
	for _, c := range []struct{ db, want string }{
		{text, text + " is no SQLite database; RLSCREEN_DB (--db) names it\n"},
		{"postgres://somebody:hunter2@127.0.0.1:1/rls", "Try again later. Cause: "},
		{"postgres://somebody:hunter2@127.0.0.1:1/rls", "connection refused\n"},
	} {
		got := call(t, "", "keys", "list", "--db", c.db, "--key-file", keys)
		if got.status != statusFailed || !strings.Contains(got.stderr, c.want) || strings.Contains(got.stderr, "hunter2") || strings.Contains(got.stderr, "Nothing was stored") {
			t.Errorf("%d %s", got.status, got.stderr)
		}
	}
}
