package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ownerOnly is the mode of the file of the database. SQLite gives its journal
// the same.
const ownerOnly = 0o600

// openSQLite makes the file if it is not there.
func openSQLite(path string) (*engine, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("the path of the database: %w", err)
	}
	if err := touch(path); err != nil {
		return nil, err
	}
	e := &engine{
		name:    "sqlite",
		dialect: goose.DialectSQLite3,
		begin:   "BEGIN IMMEDIATE", snapshot: []string{"BEGIN"},
		reserve: "SELECT COALESCE(MAX(seq), 0) + 1 FROM record", counts: true,
		tables:   sqliteTables,
		prepares: true,
		fault:    sqliteFault, decided: sqliteDecided,
		path: path,
	}
	// The writer waits for the lock in a loop of its own, and moves the journal
	// into the file itself.
	if e.write, err = openFile(path, "busy_timeout(0)", "wal_autocheckpoint(0)", "cache_size(-16000)"); err != nil {
		return nil, err
	}
	e.write.SetMaxOpenConns(1)
	if e.read, err = openFile(path, "busy_timeout(1000)", "wal_autocheckpoint(0)", "query_only(1)"); err != nil {
		return nil, err
	}
	e.read.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	e.read.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	// A new schema with its secrets need not wait for the disk: the first commit
	// that is acknowledged takes along what stands before it in the journal.
	if e.migrate, err = openFile(path, "busy_timeout(5000)", "synchronous(NORMAL)"); err != nil {
		return nil, err
	}
	e.migrate.SetMaxIdleConns(1)
	e.migrate.SetConnMaxIdleTime(time.Second) // it is used several times, then seldom
	return e, nil
}

// touch makes the file with its mode: SQLite itself would let others read it.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, ownerOnly) // #nosec G304 -- the path of the settings
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder of the database does not exist: %s", filepath.Dir(path))
	case err != nil:
		return fmt.Errorf("the file of the database cannot be opened: %w", err)
	}
	return errors.Join(lookInto(path, f), f.Close())
}

// openFile gives connections that lose nothing which was acknowledged, and leave
// nothing of what was deleted.
func openFile(path string, pragmas ...string) (*sql.DB, error) {
	query := url.Values{"_pragma": append([]string{
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "foreign_keys(ON)",
	}, pragmas...)}
	name := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return db, nil
}

func sqliteFault(err error) fault {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		if errors.Is(err, errNoRoom) {
			return faultFull
		}
		if late(err) || errors.Is(err, sql.ErrConnDone) {
			return faultUnreachable
		}
		return faultOther
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return faultForeignKey
	case lib.SQLITE_IOERR_SHMSIZE, lib.SQLITE_IOERR_SHMMAP:
		return faultFull // its index of the journal could not grow
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return faultFull
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return faultBusy
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_INTERRUPT, lib.SQLITE_READONLY, lib.SQLITE_NOMEM, lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return faultUnreachable
	default:
		return faultOther
	}
}

// sqliteDecided: when the disk is full or the lock is gone, the end of the
// transaction is not in the journal. After another error of the disk it may be.
func sqliteDecided(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL, lib.SQLITE_BUSY, lib.SQLITE_CONSTRAINT:
		return true
	default:
		return false
	}
}
