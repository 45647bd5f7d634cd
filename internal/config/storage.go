package config

import (
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
)

// noDatabase as the database stores nothing.
const noDatabase = "none"

// defaultDatabase is where records are kept when nothing else is said.
const defaultDatabase = "rlscreen.db"

// Storage is where records are kept and what seals them. Every command that
// opens the database has these settings.
type Storage struct {
	// DB is the path of a SQLite file, the DSN of a PostgreSQL, or none; "" is rlscreen.db.
	DB string `name:"db" group:"Settings" placeholder:"DATABASE" help:"Where records are kept: the path of a SQLite file, postgres://USER@HOST/NAME, or none. Default: rlscreen.db."`
	// DBFile is a file that holds what DB would.
	DBFile string `name:"db-file" group:"Settings" placeholder:"FILE" help:"File that holds the value of --db, for one with a password."`
	// KeyFile holds the master keys; "" is beside the SQLite file.
	KeyFile string `name:"key-file" group:"Settings" placeholder:"FILE" help:"File with the keys that seal records. Default: beside the SQLite file, with .key added, made on the first run on loopback. PostgreSQL needs one given."`
}

// Validate checks what can be checked without reading a file.
func (s *Storage) Validate() error {
	if s.DB != "" && s.DBFile != "" {
		return wrong("db-file", "is given, and so is %s (--db): give one of them", Variable("db"))
	}
	if s.DBFile != "" {
		return nil
	}
	_, err := s.database("db", s.DB)
	return err
}

// Database reads the file that names the database, if there is one. No error of
// it holds a password.
func (s *Storage) Database() (Database, error) {
	if s.DBFile == "" {
		return s.database("db", s.DB)
	}
	text, err := os.ReadFile(s.DBFile)
	if err != nil {
		return Database{}, wrong("db-file", "cannot be read: %v", err)
	}
	value := strings.TrimSpace(string(text))
	if value == "" || strings.ContainsFunc(value, isControl) {
		return Database{}, wrong("db-file", "must name a file that holds one line: the database")
	}
	return s.database("db-file", value)
}

func (s *Storage) database(flag, value string) (Database, error) {
	d := Database{dsn: value, keyFile: s.KeyFile, flag: flag}
	if value == "" {
		d.dsn = defaultDatabase
	}
	if d.IsNone() {
		return d, nil
	}
	if d.IsServer() {
		return d, d.checkServer()
	}
	if err := d.checkPath(); err != nil {
		return d, err
	}
	if d.keyFile == "" {
		d.keyFile = d.dsn + ".key"
	}
	return d, nil
}

// Database is where records are kept. It is printed without its password.
type Database struct {
	dsn, keyFile string
	flag         string // that names it
}

// Setting is what names the database, by both of its names.
func (d Database) Setting() string { return named(d.flag) }

// DSN is the path of a file or the URL of a PostgreSQL, which may hold a password.
func (d Database) DSN() string { return d.dsn }

// KeyFile is the file with the master keys, "" without a database.
func (d Database) KeyFile() string { return d.keyFile }

// IsNone reports whether nothing is stored.
func (d Database) IsNone() bool { return d.dsn == noDatabase }

// IsServer reports whether it is a PostgreSQL rather than a file.
func (d Database) IsServer() bool {
	return strings.HasPrefix(d.dsn, "postgres://") || strings.HasPrefix(d.dsn, "postgresql://")
}

// String names the database to a person: a path, or the host and name of a
// PostgreSQL. A path out of a file for secrets may be something else by mistake.
func (d Database) String() string {
	switch {
	case d.IsServer():
	case d.flag == "db-file" && !d.IsNone():
		return "of " + d.Setting()
	default:
		return d.dsn
	}
	u, err := url.Parse(d.dsn)
	if err != nil {
		return "postgres"
	}
	return "postgres://" + u.Host + u.Path
}

// checkServer never says more of the DSN than that it is wrong: an error of
// url.Parse quotes all of it.
func (d Database) checkServer() error {
	var errs []error
	u, err := url.Parse(d.dsn)
	if err != nil || (u.Host == "" && !u.Query().Has("host")) {
		errs = append(errs, wrong(d.flag, "is not the URL of a PostgreSQL: it must be postgres://USER:PASSWORD@HOST:PORT/NAME, with signs of the password in percent-encoding"))
	}
	if d.keyFile == "" {
		errs = append(errs, wrong("key-file", "is needed with PostgreSQL: the file with the keys that seal records; rlscreen keyfile create makes one"))
	}
	return errors.Join(errs...)
}

// checkPath refuses what is meant as something else than a path, and would become
// the name of a file. It quotes nothing, since there may be a password in it.
func (d Database) checkPath() error {
	lower := strings.ToLower(strings.TrimSpace(d.dsn))
	switch {
	case lower == noDatabase:
		return wrong(d.flag, "must be written none, in small letters, for no database")
	case hasKeywords(lower):
		return wrong(d.flag, "holds a DSN of key=value pairs: write it as postgres://USER:PASSWORD@HOST:PORT/NAME")
	case strings.HasPrefix(lower, "postgres:"), strings.HasPrefix(lower, "postgresql:"):
		return wrong(d.flag, "is not the URL of a PostgreSQL: write it as postgres://USER:PASSWORD@HOST:PORT/NAME")
	case strings.Contains(lower, "://"), strings.HasPrefix(lower, "file:"), strings.HasPrefix(lower, ":"), strings.Contains(lower, "?"),
		d.flag == "db-file" && !strings.ContainsAny(lower, `/\.`): // a password alone
		return wrong(d.flag, "is not a database: it must be the path of a file, postgres://USER@HOST/NAME, or none")
	}
	return nil
}

// hasKeywords reports whether a text is a DSN as libpq has it, in small letters.
func hasKeywords(lower string) bool {
	packed := strings.Join(strings.Fields(lower), "")
	return slices.ContainsFunc([]string{"password=", "host=", "dbname=", "user=", "service="}, func(keyword string) bool {
		return strings.Contains(packed, keyword)
	})
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
