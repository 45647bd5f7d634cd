package store_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/store"
)

const otherMigrations = "CREATE TABLE goose_db_version (id BIGINT, version_id BIGINT, is_applied BOOLEAN)"

func TestADatabaseOfSomethingElseIsRefused(t *testing.T) {
	for rule, statements := range map[string][]string{
		"a table":                         {"CREATE TABLE shop (id BIGINT)"},
		"a table that is named like ours": {"CREATE TABLE state (one BIGINT)"},
		"migrations as far as ours":       {otherMigrations, "INSERT INTO goose_db_version VALUES (1, 1, true)", "CREATE TABLE shop (id BIGINT)"},
		"migrations further than ours":    {otherMigrations, "INSERT INTO goose_db_version VALUES (1, 40, true)", "CREATE TABLE shop (id BIGINT)"},
	} {
		t.Run(rule, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *database) {
				db := d.sql(t)
				for _, statement := range statements {
					if _, err := db.Exec(statement); err != nil {
						t.Fatal(err)
					}
				}
				_, err := store.Open(t.Context(), d.options())
				if err == nil || !strings.Contains(err.Error(), "the database is used by something else: give rlscreen its own") {
					t.Errorf("got %v", err)
				}
				if _, err := db.Exec("SELECT 1 FROM record"); err == nil {
					t.Error("our tables are there")
				}
			})
		})
	}
}

func TestAFileOfAnotherProgramIsRefused(t *testing.T) {
	for rule, mode := range map[string]string{"with a journal like ours": "wal", "with another journal": "delete"} {
		d := sqlite(t)
		db := d.sql(t)
		for _, statement := range []string{"PRAGMA journal_mode = " + mode, "CREATE TABLE shop (id INTEGER)", "INSERT INTO shop VALUES (7)"} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		db.Close()
		before, err := os.ReadFile(d.dsn)
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), d.options())
		if err == nil || !strings.Contains(err.Error(), "the database is used by something else: give rlscreen its own") {
			t.Errorf("%s: %v", rule, err)
		}
		if after, err := os.ReadFile(d.dsn); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: it was changed, %v", rule, err)
		}
	}
}

func TestOurOwnDatabaseIsKnownInAnyForm(t *testing.T) {
	d := sqlite(t)
	d.fill(t, d.open(t), ours, 2)
	copied := sqlite(t)
	if _, err := d.sql(t).Exec("VACUUM INTO '" + copied.dsn + "'"); err != nil { // which has another journal
		t.Fatal(err)
	}
	copied.keys = d.keys
	if r, err := copied.open(t).Record(t.Context(), ours, "rec_ours_0001"); err != nil || r.ID == "" {
		t.Error(err)
	}
	begun := sqlite(t) // a program that was ended after the first step
	for _, statement := range []string{
		"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))",
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)",
	} {
		if _, err := begun.sql(t).Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	begun.fill(t, begun.open(t), ours, 1)
}

func TestAFileThatIsNotOfSQLiteIsNamed(t *testing.T) {
	for _, text := range []string{"x", "SQLite format 3", strings.Repeat("text ", 1000)} {
		d := sqlite(t)
		if err := os.WriteFile(d.dsn, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), d.options())
		if !errors.Is(err, store.ErrNotSQLite) || !strings.Contains(err.Error(), d.dsn+" is no SQLite database") {
			t.Errorf("%.20q: %v", text, err)
		}
		if after, err := os.ReadFile(d.dsn); err != nil || string(after) != text {
			t.Error("it was changed")
		}
	}
}
