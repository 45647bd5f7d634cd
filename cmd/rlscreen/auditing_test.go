package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// meddle changes a database behind the back of the program.
func meddle(t *testing.T, db string, statements ...string) {
	t.Helper()
	file, err := sql.Open("sqlite", "file:"+db)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, statement := range statements {
		if _, err := file.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheAuditVerifies(t *testing.T) {
	db := newDatabase(t)
	stored(t, db, "p1", "p2")
	got := call(t, "", "audit", "verify", "--db", db)
	if got.status != statusOK || got.stderr != "" || !strings.HasPrefix(got.stdout, "_service 2 ") || !strings.Contains(got.stdout, "\nclinic 3 ") {
		t.Fatalf("%d %q %s", got.status, got.stdout, got.stderr)
	}
	heads := call(t, "", "audit", "heads", "--db", db)
	if heads.stdout != got.stdout {
		t.Errorf("heads:  %s\nverify: %s", heads.stdout, got.stdout)
	}
	apiKey(t, db, "clinic") // the chain goes on
	later := call(t, "", "audit", "heads", "--db", db).stdout
	for rule, expect := range map[string]string{"an earlier head": heads.stdout, "the present one": later, "all that were noted": "# of each month\n\n" + heads.stdout + later} {
		if got := call(t, expect, "audit", "verify", "--db", db, "--expect", "-"); got.status != statusOK {
			t.Errorf("%s: %d %s", rule, got.status, got.stderr)
		}
	}
	if got := call(t, "", "audit", "verify", "--db", db, "--expect", file(t, "heads", heads.stdout)); got.status != statusOK {
		t.Errorf("of a file: %d %s", got.status, got.stderr)
	}
	if got := call(t, "clinic three\n", "audit", "verify", "--db", db, "--expect", "-"); got.status != statusFailed || !strings.Contains(got.stderr, "line 1") {
		t.Errorf("of something else: %d %s", got.status, got.stderr)
	}
}

// gone removes a whole chain.
func gone(tenant string) string {
	return "DELETE FROM entry WHERE tenant = '" + tenant + "'; DELETE FROM head WHERE tenant = '" + tenant + "'"
}

func TestWhatIsDoneToTheAuditIsFound(t *testing.T) {
	for _, c := range []struct {
		rule, statement, want string
	}{
		{"an edit", "UPDATE entry SET caller = 'nobody' WHERE seq = 2 AND tenant = 'clinic'", "Chain of clinic, entry 2: it is not what was written"},
		{"a deletion", "DELETE FROM entry WHERE seq = 2 AND tenant = 'clinic'", "Chain of clinic, entry 2: it is missing"},
		{"a cut tail", "DELETE FROM entry WHERE seq = 3 AND tenant = 'clinic'", "Chain of clinic: its tail is missing"},
		{"a cut tail with its head put back", "DELETE FROM entry WHERE seq = 3; UPDATE head SET seq = 2, hash = (SELECT hash FROM entry WHERE seq = 2 AND tenant = 'clinic') WHERE tenant = 'clinic'", "Chain of clinic: the signature"},
		{"a head that is gone", "DELETE FROM head WHERE tenant = 'clinic'", "Chain of clinic: the signature"},
		{"a chain that is gone", gone("clinic"), "Chain of clinic: it is missing, although entry 2 of the chain of _service names this tenant."},
		{
			"a chain that is gone with all else of a tenant", gone("clinic") + "; DELETE FROM record_key; DELETE FROM record; DELETE FROM api_key",
			"Chain of clinic: it is missing, although entry 2 of the chain of _service names this tenant.",
		},
		{"that of the service is gone", gone("_service"), "Chain of _service: it is missing, although every database has it."},
		{"all chains are gone", "DELETE FROM entry; DELETE FROM head", "Chain of clinic: it is missing, although there is an API key of this tenant."},
	} {
		t.Run(c.rule, func(t *testing.T) {
			db := newDatabase(t)
			stored(t, db, "p1", "p2")
			meddle(t, db, c.statement)
			got := call(t, "", "audit", "verify", "--db", db)
			if got.status != statusUnacceptable || !strings.Contains(got.stderr, c.want) || strings.Contains(c.want, "Chain of clinic") && strings.Contains(got.stdout, "clinic") ||
				strings.Contains(c.want, "Chain of _service") && strings.Contains(got.stdout, "_service") {
				t.Errorf("%d %q %s", got.status, got.stdout, got.stderr)
			}
		})
	}
}

func TestAnOlderCopyIsFoundByAHeadThatWasNoted(t *testing.T) {
	db := newDatabase(t)
	stored(t, db, "p1")
	old, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	apiKey(t, db, "clinic")
	noted := call(t, "", "audit", "heads", "--db", db).stdout
	for _, journal := range []string{"-wal", "-shm"} {
		os.Remove(db + journal)
	}
	if err := os.WriteFile(db, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "audit", "verify", "--db", db); got.status != statusOK {
		t.Errorf("an older copy fits itself: %d %s", got.status, got.stderr)
	}
	if got := call(t, noted, "audit", "verify", "--db", db, "--expect", "-"); got.status != statusUnacceptable || !strings.Contains(got.stderr, "it ends before the head noted earlier") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
}

func TestTheAuditIsExported(t *testing.T) {
	db := newDatabase(t)
	_, ids := stored(t, db, "p-of-nobody")
	export := func(more ...string) outcome {
		return call(t, "", append([]string{"audit", "export", "--db", db, "--tenant", "clinic"}, more...)...)
	}
	events := export("--public-url", "https://rls.example")
	lines := strings.Split(strings.TrimSpace(events.stdout), "\n")
	if events.status != statusOK || len(lines) != 3 { // the key, the record, and the export
		t.Fatalf("%d %s%s", events.status, events.stdout, events.stderr)
	}
	for _, line := range lines {
		var event struct{ ResourceType, Recorded string }
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.ResourceType != "AuditEvent" || event.Recorded == "" {
			t.Errorf("%v %s", err, line)
		}
	}
	if !strings.Contains(lines[1], ids[0]) || !strings.Contains(lines[1], "https://rls.example") || strings.Contains(events.stdout, "p-of-nobody") {
		t.Errorf("%s", lines[1])
	}
	entries := export("--format", "json")
	if entries.status != statusOK || strings.Count(entries.stdout, "\n") != 4 || !strings.Contains(entries.stdout, `"action":"export"`) || !strings.Contains(entries.stdout, `"prev":`) {
		t.Errorf("%d %s%s", entries.status, entries.stdout, entries.stderr)
	}
	if got := export("--since", "2999-01-01"); got.status != statusOK || got.stdout != "" {
		t.Errorf("from a later day: %d %s", got.status, got.stdout)
	}
	if got := export("--since", "yesterday"); got.status != statusUnacceptable || !strings.Contains(got.stderr, "--since") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	for _, tenant := range []string{"nobody", "Not a tenant"} {
		if got := call(t, "", "audit", "export", "--db", db, "--tenant", tenant); got.status != statusUnacceptable || got.stdout != "" {
			t.Errorf("%s: %d %s", tenant, got.status, got.stdout)
		}
	}
	if got := call(t, "", "audit", "export", "--db", db, "--tenant", "nobody"); !strings.Contains(got.stderr, "rlscreen audit heads lists the tenants there are") {
		t.Error(got.stderr)
	}
	if got := call(t, "", "audit", "verify", "--db", db); got.status != statusOK {
		t.Errorf("%d %s", got.status, got.stderr)
	}
}

func TestABackupIsRestored(t *testing.T) {
	db := newDatabase(t)
	key, ids := stored(t, db, "p1", "p2")
	path := filepath.Join(t.TempDir(), "rlscreen.backup")
	if got := call(t, "", "backup", "--db", db, path); got.status != statusOK || got.stdout != "wrote "+path+"\n" {
		t.Fatalf("%d %s%s", got.status, got.stdout, got.stderr)
	}
	state, err := os.Stat(path)
	if err != nil || state.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", err, state.Mode())
	}
	if got := call(t, "", "backup", "--db", db, path); got.status != statusUnacceptable || !strings.Contains(got.stderr, "is there already: choose another name") {
		t.Errorf("a backup takes the place of another: %d %s", got.status, got.stderr)
	}
	if got := call(t, "", "backup", "--db", db, "/no/such/file"); got.status != statusFailed || !strings.Contains(got.stderr, "the folder /no/such must exist and be writable by this user") {
		t.Errorf("into no folder: %d %s", got.status, got.stderr)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}

	other := newDatabase(t)
	if got := call(t, "", "restore", "--db", other, path); got.status != statusFailed || !strings.Contains(got.stderr, "key file") {
		t.Errorf("without its keys: %d %s", got.status, got.stderr)
	}
	if err := os.Link(db+".key", other+".key"); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "restore", "--db", other, path); got.status != statusOK || got.stdout != "restored 2 records\n" {
		t.Fatalf("%d %s%s", got.status, got.stdout, got.stderr)
	}
	readBack(t, other, key, ids...)
	if got := call(t, "", "restore", "--db", other, path); got.status != statusUnacceptable || !strings.Contains(got.stderr, "restore into a new one, or add --replace") || strings.Contains(got.stderr, "writing to") {
		t.Errorf("over what is there: %d %s", got.status, got.stderr)
	}
	if got := call(t, "", "restore", "--replace", "--db", other, path); got.status != statusOK {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	readBack(t, other, key, ids...)
	if got := call(t, "", "audit", "verify", "--db", other); got.status != statusOK || !strings.Contains(got.stdout, "_service ") {
		t.Errorf("%d %s%s", got.status, got.stdout, got.stderr)
	}
	piped := call(t, "", "backup", "--db", db, "-")
	third := newDatabase(t)
	if err := os.Link(db+".key", third+".key"); err != nil {
		t.Fatal(err)
	}
	if got := call(t, piped.stdout, "restore", "--db", third, "-"); got.status != statusOK {
		t.Errorf("through a pipe: %d %s", got.status, got.stderr)
	}
	if got := call(t, piped.stdout[:len(piped.stdout)/2], "restore", "--replace", "--db", third, "-"); got.status != statusUnacceptable {
		t.Errorf("half of it: %d %s", got.status, got.stderr)
	}
	readBack(t, third, key, ids...)
}

func TestWhatOtherRulesWouldChangeIsListed(t *testing.T) {
	db := newDatabase(t)
	_, ids := stored(t, db, "p1", "p2")
	if got := call(t, "", "replay", "--all", "--db", db); got.status != statusOK || got.stdout != "" || !strings.HasPrefix(got.stderr, "2 records, of which 0 would change") {
		t.Errorf("the same rules: %d %s%s", got.status, got.stdout, got.stderr)
	}
	replayed := changedRules(t, db, "wording/en/results.yaml", "Positive screen, provisional: all", "In other words: all")
	lines := strings.Split(strings.TrimSpace(replayed.stdout), "\n")
	if replayed.status != statusOK || len(lines) != 2 || !strings.HasPrefix(replayed.stderr, "2 records, of which 2 would change under ruleset 1.0.0, sha256:") {
		t.Fatalf("%d %s%s", replayed.status, replayed.stdout, replayed.stderr)
	}
	for i, line := range lines {
		var change struct {
			Tenant, ID  string
			Differences []struct{ Pointer string }
		}
		if err := json.Unmarshal([]byte(line), &change); err != nil || change.Tenant != "clinic" || change.ID != ids[i] || len(change.Differences) == 0 {
			t.Errorf("%v %s", err, line)
		}
	}
}

// changedRules replays a database under the rules of which a text of a file was changed.
func changedRules(t *testing.T, db, name, from, to string) outcome {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "1.0.0")
	if err := os.CopyFS(folder, os.DirFS("../../internal/knowledge/data/1.0.0")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), from) {
		t.Fatalf("%v: %s is not in %s", err, from, name)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return call(t, "", "replay", "--all", "--rules", folder, "--db", db)
}

func TestWhatOtherRulesWouldNotChangeIsNotListed(t *testing.T) {
	db := newDatabase(t)
	key := apiKey(t, db, "clinic")
	addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
	old := ""
	for _, c := range []struct{ query, age string }{{"", "34"}, {"?lang=es", "34"}, {"?audience=patient", "34"}, {"", "65"}} {
		body := `{"subject":"p1","request":` + strings.Replace(positive, `"age_years":34`, `"age_years":`+c.age, 1) + `}`
		status, answer := calling(t, http.MethodPost, "http://"+addr+"/v1/records"+c.query, key, body)
		var record struct{ ID string }
		if err := json.Unmarshal([]byte(answer), &record); err != nil || status != http.StatusCreated {
			t.Fatalf("%d %s", status, answer)
		}
		old = record.ID
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := changedRules(t, db, "limits.yaml", "# years; below it out of scope;", "# years; beneath it out of scope;"); got.status != statusOK || got.stdout != "" || !strings.HasPrefix(got.stderr, "4 records, of which 0 would change") {
		t.Errorf("another comment: %d %.400s%s", got.status, got.stdout, got.stderr)
	}
	got := changedRules(t, db, "limits.yaml", "kidney_check_age: 60", "kidney_check_age: 70")
	if got.status != statusOK || strings.Count(got.stdout, "\n") != 1 || !strings.Contains(got.stdout, old) || !strings.HasPrefix(got.stderr, "4 records, of which 1 would change") {
		t.Fatalf("another limit: %d %.400s%s", got.status, got.stdout, got.stderr)
	}
	if !strings.Contains(got.stdout, `{"pointer":"/text/summary"}`) {
		t.Errorf("texts of patients are shown: %s", got.stdout)
	}
}
