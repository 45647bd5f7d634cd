package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// poolSize is how many connections one process holds at most.
const poolSize = 10

// openPostgres reads the DSN. Its errors do not contain the password.
func openPostgres(dsn string) (*engine, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of the database: %w", err)
	}
	config.ConnectTimeout = deadline
	given := maps.Clone(config.RuntimeParams)
	setDefault(config.RuntimeParams, "application_name", "rlscreen")
	migrate := stdlib.OpenDB(*config.Copy())
	for name, value := range map[string]string{
		"statement_timeout": "1500",
		// A transaction whose client is gone holds locks until the server knows.
		"idle_in_transaction_session_timeout": "5000",
		"tcp_keepalives_idle":                 "20",
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
		"default_transaction_isolation":       "read committed",
	} {
		if _, is := given[name]; !is {
			config.RuntimeParams[name] = value
		}
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	pool.SetMaxOpenConns(poolSize)
	pool.SetMaxIdleConns(poolSize)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	migrate.SetMaxIdleConns(0)
	return &engine{
		name:    "postgres",
		dialect: goose.DialectPostgres,
		write:   pool, read: pool, migrate: migrate,
		begin: "BEGIN", snapshot: []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"},
		patient:   []string{"SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"},
		forUpdate: " FOR UPDATE",
		exclusive: "LOCK TABLE head, record, record_key, api_key IN EXCLUSIVE MODE",
		reserve:   "SELECT nextval('record_seq') FROM generate_series(1, $1::bigint)",
		resume:    "SELECT setval('record_seq', (SELECT COALESCE(MAX(seq), 0) + 1 FROM record), false)",
		tables:    postgresTables,
		cancels:   true,
		fault:     postgresFault, decided: postgresDecided,
		unverified: unverified(config),
	}, nil
}

func setDefault(params map[string]string, name, value string) {
	if params[name] == "" {
		params[name] = value
	}
}

// durable sees to it that an acknowledged commit is on the disk of the server,
// also where the server is set to say so before.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
	return err
}

func postgresFault(err error) fault {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if lost(err) {
			return faultUnreachable
		}
		return faultOther
	}
	switch e.Code {
	case "40001", "40P01":
		return faultRetry
	case "23503":
		return faultForeignKey
	case "53100":
		return faultFull
	case "25006", "55P03", "57014", "25P03", "25P04":
		return faultUnreachable // read-only, waited for a lock, or too slow
	}
	switch e.Code[:2] {
	case "28", "3D":
		return faultRefused
	case "08", "53", "57", "58":
		return faultUnreachable
	default:
		return faultOther
	}
}

// lost reports whether an error is of the connection or the time, and not of
// what was asked.
func lost(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return late(err) || errors.As(err, &network) || errors.As(err, &connect) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// postgresDecided: an ERROR in answer to COMMIT is a rollback, and what was
// never sent was not committed. FATAL and silence prove nothing.
func postgresDecided(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.SeverityUnlocalized == "ERROR"
	}
	return pgconn.SafeToRetry(err)
}
