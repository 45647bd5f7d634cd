package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
)

// ErrNotSQLite says that a file has something else in it.
var ErrNotSQLite = errors.New("is no SQLite database")

// errForeign says that there are tables, and none of them ours.
var errForeign = errors.New("the database is used by something else: give rlscreen its own")

// ourTables are some that the first migration makes, all at once.
const ourTables = "('state', 'head', 'retired_key', 'record_key')"

// Each counts the tables, without that of the migrations, and those of ours.
const (
	sqliteTables = "SELECT COUNT(*), COUNT(*) FILTER (WHERE name IN " + ourTables + ") FROM sqlite_master" +
		" WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'"
	postgresTables = "SELECT COUNT(*), COUNT(*) FILTER (WHERE relname IN " + ourTables + ") FROM pg_catalog.pg_class c" +
		" WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname <> 'goose_db_version'" +
		" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')" // those of extensions
)

// foreign fails when the database is one of another program.
func foreign(ctx context.Context, db *sql.DB, query string) error {
	var all, ours int
	if err := db.QueryRowContext(ctx, query).Scan(&all, &ours); err != nil {
		return fmt.Errorf("looking for tables: %w", err)
	}
	if all > 0 && ours < 4 {
		return errForeign
	}
	return nil
}

// headerBytes are those at the beginning of a file of SQLite that say what it is,
// and, as the last one, whether it has a journal like ours: then it is 2.
const headerBytes = 19

// lookInto refuses a file that is not SQLite's, and one of another program, as
// long as it can without changing anything: to open it the usual way makes its
// journal one like ours.
func lookInto(path string, file io.Reader) error {
	header, err := io.ReadAll(io.LimitReader(file, headerBytes))
	if err != nil {
		return fmt.Errorf("the file of the database cannot be read: %w", err)
	}
	switch {
	case len(header) == 0:
		return nil
	case !bytes.HasPrefix(header, []byte("SQLite format 3\x00")):
		if _, err := os.Stat(path + "-journal"); err == nil {
			return nil // SQLite puts the header back, after a crash
		}
		return fmt.Errorf("%s %w", path, ErrNotSQLite)
	case len(header) < headerBytes || header[headerBytes-1] == 2:
		return nil
	}
	name := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(1000)"}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	err = foreign(ctx, db, sqliteTables)
	if closing := db.Close(); !errors.Is(err, errForeign) {
		return closing // what else is wrong is found out again
	}
	return err
}
