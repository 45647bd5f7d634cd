package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
)

// keysRotate makes a key in place of another.
type keysRotate struct {
	config.Storage `embed:""`

	ID      string        `arg:"" help:"Id of the key, as keys list has it."`
	Overlap time.Duration `default:"24h" help:"How long the old key goes on."`
	JSON    bool          `name:"json" help:"Print the new key and all about it as JSON."`
}

// Help is shown below the flags' summary.
func (*keysRotate) Help() string {
	return `The new key has the tenant, name, scopes, origins and lifetime of the old one, counted from now. It is printed once. The old
one ends after the overlap, or when it would have ended anyway.

Exit status: 0 it was made, 1 there is no such key that could be rotated, 2 anything else failed.

Examples:
  rlscreen keys rotate abcdefgh2345
  rlscreen keys rotate --overlap 0s abcdefgh2345          the old one ends now`
}

// Run makes the new key.
func (r *keysRotate) Run(p *program) error {
	if r.Overlap < 0 {
		return unacceptable{errors.New("--overlap must not be negative")}
	}
	return p.use(&r.Storage, opening{}, func(d *database) error {
		old, err := p.findKey(d, r.ID)
		if err != nil {
			return err
		}
		now := p.instant()
		if !old.Live(now) {
			return unacceptable{fmt.Errorf("the key %s is %s: make another one with rlscreen keys create", old.ID, state(old, now))}
		}
		wanted := *old
		wanted.CreatedAt, wanted.Replaces = now, old.ID
		if !old.ExpiresAt.IsZero() {
			wanted.ExpiresAt = now.Add(old.ExpiresAt.Sub(old.CreatedAt))
		}
		key, text, err := apikey.New(p.rand, wanted)
		if err != nil {
			return unacceptable{err}
		}
		if end := now.Add(r.Overlap); old.ExpiresAt.IsZero() || end.Before(old.ExpiresAt) {
			old.ExpiresAt = end
		}
		events := []audit.Event{p.done(audit.KeyCreated, key.ID), p.done(audit.KeyRotated, old.ID)}
		if err := d.SaveAPIKeys(p.ctx, key.Tenant, []apikey.Key{key, *old}, events); err != nil {
			return notStored(err)
		}
		fmt.Fprintf(p.stderr, "The old key %s ends: %s.\n", old.ID, when(old.ExpiresAt))
		return p.show(&key, text, r.JSON)
	})
}

// findKey finds a key by its id.
func (p *program) findKey(d *database, id string) (*apikey.Key, error) {
	all, err := d.APIKeys(p.ctx)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	if whole, _, ok := apikey.Parse(id); ok {
		return nil, unacceptable{fmt.Errorf("that is a key, and not its id, which is %s; whoever can read what you typed has the key now", whole)}
	}
	return nil, unacceptable{errors.New("there is no key with this id: rlscreen keys list shows those there are")}
}

// keysRevoke ends a key.
type keysRevoke struct {
	config.Storage `embed:""`

	ID string `arg:"" help:"Id of the key, as keys list has it."`
}

// Help is shown below the flags' summary.
func (*keysRevoke) Help() string {
	return `A running service knows within 30 seconds. A key that is revoked stays so.

Exit status: 0 it is revoked, also if it was before, 1 there is no such key, 2 anything else failed.

Example:
  rlscreen keys revoke abcdefgh2345`
}

// Run revokes the key.
func (r *keysRevoke) Run(p *program) error {
	return p.use(&r.Storage, opening{}, func(d *database) error {
		key, err := p.findKey(d, r.ID)
		if err != nil {
			return err
		}
		if !key.RevokedAt.IsZero() {
			fmt.Fprintf(p.stdout, "The key %s has been revoked since %s.\n", key.ID, when(key.RevokedAt))
			return nil
		}
		key.RevokedAt = p.instant()
		if err := d.SaveAPIKeys(p.ctx, key.Tenant, []apikey.Key{*key}, []audit.Event{p.done(audit.KeyRevoked, key.ID)}); err != nil {
			return fmt.Errorf("store the key: %w", err)
		}
		fmt.Fprintf(p.stdout, "The key %s is revoked.\n", key.ID)
		return nil
	})
}
