// Package storetest starts a PostgreSQL for tests, and puts a connection in
// front of it that can be broken.
package storetest

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Variable names the environment variable with the DSN of a PostgreSQL that is
// there already, for somebody who may create databases. Without it the tests
// start one of their own.
const Variable = "RLSCREEN_TEST_POSTGRES"

// shared is the server of all tests of one binary, started by the first of them
// that asks.
var shared = sync.OnceValues(func() (*Server, error) {
	if dsn := os.Getenv(Variable); dsn != "" {
		return &Server{DSN: dsn}, nil
	}
	return start()
})

// Postgres returns the DSN of a new, empty database, which is dropped after the
// test. It skips the test where there is no PostgreSQL, and says what is missing.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Skip(err)
	}
	return server.Database(t)
}

// Own starts a server for this test alone, which it may stop. It skips the test
// where there is no PostgreSQL.
func Own(t testing.TB) *Server {
	t.Helper()
	server, err := start()
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(server.end)
	return server
}

// Database returns the DSN of a new, empty database of this server, which is
// dropped after the test.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	s.run(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { s.run(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	dsn, err := url.Parse(s.DSN)
	if err != nil {
		t.Fatalf("the DSN of the server: %v", err)
	}
	dsn.Path = "/" + name
	return dsn.String()
}

// run executes a statement. A server that was stopped has nothing to drop.
func (s *Server) run(t testing.TB, statement string) {
	t.Helper()
	if s.stopped {
		return
	}
	db, err := sql.Open("pgx", s.DSN)
	if err == nil {
		_, err = db.Exec(statement)
		err = firstOf(err, db.Close())
	}
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
	}
	return nil
}
