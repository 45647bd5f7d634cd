package store

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/rlscreen/rlscreen/internal/problem"
)

//go:embed migrations
var migrations embed.FS

// schemaVersion is that of the last migration.
const schemaVersion = 1

// secretBytes is the length of the secrets of a database.
const secretBytes = 32

// NewerSchema says that a newer program has used the database, which this one
// would not understand.
type NewerSchema struct{ Found, Known int64 }

// Error is a sentence with both versions.
func (e *NewerSchema) Error() string {
	return fmt.Sprintf("the schema has version %d, and this program knows versions up to %d: use a newer program", e.Found, e.Known)
}

// secretNames are the secrets that every database has.
func secretNames() []string { return []string{"index", "audit"} }

// prepareLater tries until the database is there.
func (s *Store) prepareLater(ctx context.Context) {
	last := ""
	for sleep(ctx, retryEvery) {
		err := s.prepare(ctx)
		if err == nil {
			s.refusal.Store(nil)
			s.options.Log.Info("the database can be reached again")
			return
		}
		var newer *NewerSchema
		if errors.As(err, &newer) {
			s.refusal.Store(unavailable(detailSchema, later, err))
		}
		if text := problem.Reason(err); text != last && ctx.Err() == nil {
			s.options.Log.Warn("the database cannot be used; it is tried again", slog.String("cause", text))
			s.unready.Store(&err)
			last = text
		}
	}
}

// prepare brings the schema up to date and reads the secrets.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 4*deadline)
	defer cancel()
	p, err := s.load(ctx)
	if errors.Is(err, errNoSecrets) {
		if err = s.found(ctx); err == nil {
			p, err = s.load(ctx)
		}
	}
	if err != nil && s.engine.fault(err) == faultOther {
		return cmp.Or(foreign(ctx, s.engine.read, s.engine.tables), err)
	}
	if err != nil {
		return err
	}
	s.prepared.Store(p)
	return nil
}

// migrate runs what is missing. PostgreSQL has a lock for programs that start
// together; on a file the second one finds the work done when it tries again.
func (s *Store) migrate(ctx context.Context) error {
	version, err := s.version(ctx)
	if err == nil && version != schemaVersion {
		if err := foreign(ctx, s.engine.read, s.engine.tables); err != nil {
			return err
		}
	}
	for range 20 {
		if err != nil || version >= schemaVersion {
			break
		}
		err = s.migrateUp(ctx)
		if err != nil && s.engine.path != "" && sleep(ctx, 50*time.Millisecond) {
			version, err = s.version(ctx)
			continue
		}
		if err != nil {
			return fmt.Errorf("bringing the schema up to date: %w", err)
		}
		version, err = s.version(ctx)
	}
	switch {
	case err != nil:
		return fmt.Errorf("reading the version of the schema: %w", err)
	case version > schemaVersion:
		return fmt.Errorf("the database cannot be used: %w", &NewerSchema{Found: version, Known: schemaVersion})
	case version < schemaVersion:
		return errors.New("the schema could not be brought up to date: another program keeps the database locked")
	default:
		return nil
	}
}

// version is that of the schema, 0 of an empty database.
func (s *Store) version(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, 4*deadline)
	defer cancel()
	var version sql.NullInt64
	ask := func() error {
		return s.engine.read.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	}
	err := ask()
	for s.engine.fault(err) == faultBusy && sleep(ctx, lockStep) { // another program makes the file: SQLite does not wait for that
		err = ask()
	}
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == "42P01" || err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, nil
	}
	return version.Int64, err
}

func (s *Store) migrateUp(ctx context.Context) error {
	steps, err := s.engine.steps()
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...)}
	if s.engine.path == "" {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(s.engine.dialect, s.engine.migrate, nil, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// steps are the migrations, each a file that is run as a whole: both drivers take
// several statements at once, while the parser of goose takes 8 MB, as much as
// all else at a start.
func (e *engine) steps() ([]*goose.Migration, error) {
	files, err := fs.Glob(migrations, "migrations/"+e.name+"/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, name := range files {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, err
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, string(text))
			return err
		}}, nil))
	}
	return steps, nil
}

// errNoSecrets says that the database is new.
var errNoSecrets = errors.New("the database has no secrets yet")

// load reads what is the same for all tenants: the epoch and the secrets.
func (s *Store) load(ctx context.Context) (*prepared, error) {
	p := &prepared{secrets: map[string][]byte{}}
	rows, err := s.engine.read.QueryContext(ctx, "SELECT state.epoch, secret.name, secret.master, secret.wrapped FROM state, secret")
	if err != nil {
		return nil, fmt.Errorf("reading the secrets: %w", err)
	}
	defer func() { _ = rows.Close() }() // what matters is rows.Err
	for rows.Next() {
		var name, master string
		var wrapped []byte
		if err := rows.Scan(&p.epoch, &name, &master, &wrapped); err != nil {
			return nil, fmt.Errorf("reading the secrets: %w", err)
		}
		p.secrets[name], err = s.options.Keys.Unwrap(master, wrapped, secretContext(name))
		if err != nil {
			return nil, fmt.Errorf("the key file does not fit the database, whose secrets are wrapped by the key %q: %w", master, err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the secrets: %w", err)
	}
	for _, name := range secretNames() {
		if len(p.secrets[name]) != secretBytes {
			return nil, errNoSecrets
		}
	}
	p.signer = ed25519.NewKeyFromSeed(p.secrets["audit"])
	return p, nil
}

// found makes the secrets of a new database. Of two programs that do so at once,
// the first one is heard.
func (s *Store) found(ctx context.Context) error {
	now := s.options.Now().UnixMilli()
	epoch, err := newEpoch(s.options.Rand)
	if err != nil {
		return err
	}
	tx, err := s.engine.migrate.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("making the secrets: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing is left of it after Commit
	if _, err := tx.ExecContext(ctx, "INSERT INTO state (one, epoch) VALUES (1, $1) ON CONFLICT DO NOTHING", epoch); err != nil {
		return fmt.Errorf("making the secrets: %w", err)
	}
	if err := unused(ctx, tx); err != nil {
		return err
	}
	for _, name := range secretNames() {
		secret := make([]byte, secretBytes)
		if _, err := io.ReadFull(s.options.Rand, secret); err != nil {
			return fmt.Errorf("reading random bytes: %w", err)
		}
		master, wrapped, err := s.options.Keys.Wrap(secret, secretContext(name))
		if err != nil {
			return fmt.Errorf("wrapping a secret: %w", err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO master_key (id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", master, now); err != nil {
			return fmt.Errorf("making the secrets: %w", err)
		}
		result, err := tx.ExecContext(ctx, "INSERT INTO secret (name, master, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", name, master, wrapped)
		if err != nil {
			return fmt.Errorf("making the secrets: %w", err)
		}
		made, err := result.RowsAffected()
		if err != nil {
			return fmt.Errorf("making the secrets: %w", err)
		}
		if made == 0 || name != "audit" {
			continue
		}
		if err := begin(ctx, tx, ed25519.NewKeyFromSeed(secret), time.UnixMilli(now)); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("making the secrets: %w", err)
	}
	return nil
}

func secretContext(name string) []byte { return []byte("secret/" + name) }

// newEpoch tells a restored store from the one before.
func newEpoch(random io.Reader) (string, error) {
	epoch := make([]byte, 16)
	if _, err := io.ReadFull(random, epoch); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	return hex.EncodeToString(epoch), nil
}
