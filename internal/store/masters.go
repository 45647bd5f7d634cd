package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Master returns the id of the key of the key file by which the secrets of a
// database are wrapped, "" when it has never been used. No key file is needed.
// Nothing is changed, but for a file that is not there yet, which is made.
func Master(ctx context.Context, dsn string) (id string, err error) {
	e, err := open(dsn)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	ctx, cancel := context.WithTimeout(ctx, 4*deadline)
	defer cancel()
	err = e.read.QueryRowContext(ctx, "SELECT COALESCE(MAX(master), '') FROM secret").Scan(&id)
	var known *pgconn.PgError
	if errors.As(err, &known) && known.Code == "42P01" || err != nil && strings.Contains(err.Error(), "no such table") {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the keys: %w", err)
	}
	return id, nil
}

// KnowsMaster reports whether something is, or was until it was retired, wrapped
// by a key of the key file.
func (s *Store) KnowsMaster(ctx context.Context, masterID string) (bool, error) {
	var known int64
	err := s.one(ctx, "reading the keys", "SELECT (SELECT COUNT(*) FROM master_key WHERE id = $1) + (SELECT COUNT(*) FROM retired_key WHERE id = $1)", []any{masterID}, &known)
	return known > 0, err
}
