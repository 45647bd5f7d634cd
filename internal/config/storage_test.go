package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/config"
)

// written is the path of a file with the text.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheDatabaseIsNamed(t *testing.T) {
	const dsn = "postgres://rlscreen:horse-battery@db.example:5432/rlscreen?sslmode=verify-full&password=staple"
	for _, c := range []struct {
		rule               string
		storage            config.Storage
		dsn, keyFile, name string
	}{
		{"by default", config.Storage{}, "rlscreen.db", "rlscreen.db.key", "rlscreen.db"},
		{"as a file", config.Storage{DB: "/var/lib/rls.db"}, "/var/lib/rls.db", "/var/lib/rls.db.key", "/var/lib/rls.db"},
		{"with a key file elsewhere", config.Storage{DB: "rls.db", KeyFile: "/run/key"}, "rls.db", "/run/key", "rls.db"},
		{"as none, which needs no keys", config.Storage{DB: "none"}, "none", "", "none"},
		{"as a server, whose password is not shown", config.Storage{DB: dsn, KeyFile: "/run/key"}, dsn, "/run/key", "postgres://db.example:5432/rlscreen"},
		{"by a file, with a line break at its end", config.Storage{DBFile: written(t, dsn+"\n"), KeyFile: "/run/key"}, dsn, "/run/key", "postgres://db.example:5432/rlscreen"},
		{"by a file, as a file", config.Storage{DBFile: written(t, "rls.db")}, "rls.db", "rls.db.key", "of RLSCREEN_DB_FILE (--db-file)"},
		{"as none, by a file", config.Storage{DBFile: written(t, "none")}, "none", "", "none"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := c.storage.Database()
			if err != nil || got.DSN() != c.dsn || got.KeyFile() != c.keyFile || fmt.Sprintf("%v %+v", got, got) != c.name+" "+c.name {
				t.Errorf("%v: %s, %s, %s", err, got.DSN(), got.KeyFile(), got)
			}
			if got.IsNone() != (c.dsn == "none") || got.IsServer() != strings.HasPrefix(c.dsn, "postgres") {
				t.Error("it is taken for another kind")
			}
		})
	}
}

func TestADatabaseThatIsNotAcceptableKeepsItsPassword(t *testing.T) {
	const password = "horse-battery"
	for _, c := range []struct {
		rule    string
		storage config.Storage
		want    string
	}{
		{"a URL with signs in it", config.Storage{DB: "postgres://rlscreen:" + password + "%@db/rlscreen"}, "RLSCREEN_DB (--db)"},
		{"a port that is none", config.Storage{DB: "postgres://rlscreen:" + password + "@db:port/rlscreen"}, "RLSCREEN_DB (--db)"},
		{"another system", config.Storage{DB: "mysql://rlscreen:" + password + "@db/rlscreen"}, "RLSCREEN_DB (--db)"},
		{"pairs of libpq", config.Storage{DB: "host=db password=" + password + " dbname=rlscreen"}, "RLSCREEN_DB (--db) holds a DSN of key=value pairs: write it as postgres://USER:PASSWORD@HOST:PORT/NAME"},
		{"a file of pairs", config.Storage{DBFile: written(t, "HOST=db PASSWORD = "+password)}, "RLSCREEN_DB_FILE (--db-file) holds a DSN of key=value pairs: write it as postgres://USER:PASSWORD@HOST:PORT/NAME"},
		{"a pair of a service", config.Storage{DB: "service=rls"}, "key=value pairs"},
		{"a URL without slashes", config.Storage{DB: "postgresql:rlscreen:" + password + "@db/rlscreen"}, "write it as postgres://"},
		{"a URL in capitals", config.Storage{DB: "Postgres://rlscreen:" + password + "@db/rlscreen"}, "write it as postgres://"},
		{"none in capitals", config.Storage{DB: "None"}, "must be written none"},
		{"a file of a password alone", config.Storage{DBFile: written(t, password)}, "is not a database"},
		{"a file of it", config.Storage{DBFile: written(t, "mysql://rlscreen:"+password+"@db/rlscreen")}, "RLSCREEN_DB_FILE (--db-file)"},
		{"a file of more lines", config.Storage{DBFile: written(t, "rlscreen\n"+password)}, "one line"},
		{"a file of nothing", config.Storage{DBFile: written(t, "\n")}, "one line"},
		{"a file that there is not", config.Storage{DBFile: "/no/such/file"}, "cannot be read"},
		{"a server without a key file", config.Storage{DBFile: written(t, "postgres://rlscreen:"+password+"@db/rlscreen")}, "RLSCREEN_KEY_FILE (--key-file)"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := c.storage.Database()
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), password) {
				t.Errorf("%v", err)
			}
		})
	}
}
