package store

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/pressly/goose/v3"
)

// engine is all in which SQLite and PostgreSQL differ.
type engine struct {
	// name is that of the folder of migrations.
	name    string
	dialect goose.Dialect
	// write has the connection of the writer, read those of readers, and migrate
	// those for what may take long. On PostgreSQL the first two are one pool.
	write, read, migrate *sql.DB
	// begin starts a transaction that writes, snapshot one that reads.
	begin    string
	snapshot []string
	// patient lifts the deadlines of the engine for the running transaction.
	patient []string
	// forUpdate locks the rows of a SELECT.
	forUpdate string
	// exclusive keeps all others from writing until the end of the transaction.
	exclusive string
	// reserve gives the next values of record.seq: $1 of them, or if counts is
	// set the first one, and the others follow.
	reserve string
	counts  bool
	// resume sets the next value of record.seq after rows were put in with one.
	resume string
	// tables counts the tables there are, and those that are ours.
	tables string
	// cancels says whether a deadline can interrupt a statement. On a file it
	// cannot do so usefully, and trying costs time.
	cancels bool
	// prepares says whether statements are prepared here. The driver of PostgreSQL
	// does so itself, and would talk to a silent server to give them back.
	prepares bool
	// fault says what an error means. decided reports whether an error that
	// COMMIT gave proves that nothing was committed.
	fault   func(error) fault
	decided func(error) bool
	// unverified is set when nobody checks whose server it is.
	unverified bool
	// path is that of the file of SQLite, "" on PostgreSQL.
	path string
}

// open chooses the engine by the form of the DSN. It connects to nothing.
func open(dsn string) (*engine, error) {
	switch {
	case dsn == "":
		return nil, errors.New("the database is not named: give the path of a file, or postgres://…")
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return openPostgres(dsn)
	case strings.Contains(dsn, "://"):
		return nil, errors.New("the database is neither the path of a file nor postgres://…")
	case dsn == ":memory:":
		return nil, errors.New("the database must be a file: what is kept in memory is lost")
	default:
		return openSQLite(dsn)
	}
}

// close ends all connections.
func (e *engine) close() error {
	return errors.Join(e.read.Close(), e.write.Close(), e.migrate.Close())
}
