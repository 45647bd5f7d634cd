package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// byService is the caller of what the store does by itself.
const byService = "service"

// begin writes the first entry of the first chain, in the transaction that makes
// the secrets: see audit.Register.
func begin(ctx context.Context, tx *sql.Tx, signer ed25519.PrivateKey, at time.Time) error {
	head := audit.Head{Tenant: tenant.Service, Hash: audit.Genesis(tenant.Service)}
	entry, head := head.Append(audit.Event{At: at, Action: audit.Begun, Caller: byService, Outcome: audit.Done})
	head.Sign(signer)
	result, err := tx.ExecContext(ctx, "INSERT INTO head (tenant, seq, hash, signature) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		string(head.Tenant), head.Seq, head.Hash[:], head.Signature)
	if err != nil {
		return fmt.Errorf("beginning the audit trail: %w", err)
	}
	if made, err := result.RowsAffected(); err != nil || made == 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, insertEntry().text(1), appendEntry(nil, &entry)...); err != nil {
		return fmt.Errorf("beginning the audit trail: %w", err)
	}
	return nil
}

// errLost says that there are rows for which there must have been secrets.
var errLost = errors.New("the database has lost its secrets, without which what it has can neither be found nor be trusted: restore a backup into a new database")

// unused refuses to make secrets in a database that has been used with others.
// All of them are there when another program was faster.
func unused(ctx context.Context, tx *sql.Tx) error {
	var secrets, rows int
	err := tx.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM secret), (SELECT COUNT(*) FROM"+
		" (SELECT 1 FROM entry UNION SELECT 1 FROM record UNION SELECT 1 FROM api_key) AS used)").Scan(&secrets, &rows)
	switch {
	case err != nil:
		return fmt.Errorf("making the secrets: %w", err)
	case rows > 0 && secrets < len(secretNames()):
		return errLost
	default:
		return nil
	}
}

// joined names a tenant that has appeared for the first time.
func joined(name tenant.ID, at time.Time) audit.Event {
	return audit.Event{At: at, Action: audit.Joined, Caller: byService, Outcome: audit.Done, Detail: string(name)}
}
