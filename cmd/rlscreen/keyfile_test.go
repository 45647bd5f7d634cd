package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// masters are the ids of the keys in a key file.
func masters(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			ids = append(ids, strings.Fields(line)[0])
		}
	}
	return ids
}

func TestAKeyFileIsNeverWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	if got := call(t, "", "keyfile", "create", "--key-file", path); got.status != statusOK || got.stdout != "made "+path+"\n" {
		t.Fatalf("%d %s%s", got.status, got.stdout, got.stderr)
	}
	before := masters(t, path)
	if got := call(t, "", "keyfile", "create", "--key-file", path); got.status != statusUnacceptable || !strings.Contains(got.stderr, "already") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if got := call(t, "", "keyfile", "add", "--key-file", path); got.status != statusOK {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if after := masters(t, path); len(after) != 2 || after[0] != before[0] {
		t.Errorf("%v, then %v", before, after)
	}
	if got := call(t, "", "keyfile", "create", "--db", "none"); got.status != statusFailed || !strings.Contains(got.stderr, "RLSCREEN_KEY_FILE") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
}

func TestMasterKeysAreRotatedAndRecordsCanBeRead(t *testing.T) {
	db := newDatabase(t)
	key, ids := stored(t, db, "p1", "p2")
	first := masters(t, db+".key")
	got := call(t, "", "keyfile", "rotate", "--settle", "0s", "--db", db)
	second := masters(t, db+".key")
	if got.status != statusOK || len(second) != 1 || second[0] == first[0] || !strings.Contains(got.stdout, "dropped "+first[0]) {
		t.Fatalf("%d %s%s: %v, then %v", got.status, got.stdout, got.stderr, first, second)
	}
	readBack(t, db, key, ids...)
	trail := call(t, "", "audit", "export", "--format", "json", "--db", db, "--tenant", "_service").stdout
	if strings.Count(trail, `"action":"rewrap"`) != 1 {
		t.Errorf("%s", trail)
	}
}

// Whatever step was the last before a crash, running it again ends it.
func TestARotationThatWasInterruptedIsEndedByAnother(t *testing.T) {
	for _, c := range []struct {
		after string
		steps [][]string
	}{
		{"a key was added", [][]string{{"add"}}},
		{"something was wrapped anew", [][]string{{"add"}, {"rewrap"}}},
		{"two were added", [][]string{{"add"}, {"add"}, {"rewrap"}}},
	} {
		t.Run("after "+c.after, func(t *testing.T) {
			db := newDatabase(t)
			key, ids := stored(t, db, "p1")
			for _, step := range c.steps {
				if got := call(t, "", append(append([]string{"keyfile"}, step...), "--db", db)...); got.status != statusOK {
					t.Fatal(got.stderr)
				}
			}
			if got := call(t, "", "keyfile", "rotate", "--settle", "0s", "--db", db); got.status != statusOK || len(masters(t, db+".key")) != 1 {
				t.Errorf("%d %s%s", got.status, got.stdout, got.stderr)
			}
			readBack(t, db, key, ids...)
		})
	}
}

func TestAKeyThatIsNeededIsNotDropped(t *testing.T) {
	db := newDatabase(t)
	key, ids := stored(t, db, "p1")
	first := masters(t, db+".key")[0]
	drop := func(id string) outcome { return call(t, "", "keyfile", "drop", "--db", db, id) }
	if got := drop(first); got.status != statusUnacceptable || !strings.Contains(got.stderr, "newest") {
		t.Errorf("the newest: %d %s", got.status, got.stderr)
	}
	if got := call(t, "", "keyfile", "add", "--db", db); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	if got := drop(first); got.status != statusUnacceptable || !strings.Contains(got.stderr, "still wrapped") {
		t.Errorf("before rewrap: %d %s", got.status, got.stderr)
	}
	if got := call(t, "", "keyfile", "rewrap", "--db", db); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	for _, want := range []string{"dropped " + first, first + " is not in the file"} {
		if got := drop(first); got.status != statusOK || !strings.Contains(got.stdout, want) {
			t.Errorf("after rewrap: %d %s%s", got.status, got.stdout, got.stderr)
		}
	}
	readBack(t, db, key, ids...)
}
