package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// keyfile are the commands for the key file.
type keyfile struct {
	Create keyfileCreate `cmd:"" help:"Make a key file with one key."`
	Add    keyfileAdd    `cmd:"" help:"Add a key, which is used from then on."`
	Rewrap keyfileRewrap `cmd:"" help:"Wrap everything that is stored by the newest key."`
	Drop   keyfileDrop   `cmd:"" help:"Retire an old key in the database, and remove it from the file."`
	Rotate keyfileRotate `cmd:"" help:"Replace all keys by a new one: add, rewrap and drop in one."`
}

// keyfileCreate makes a key file.
type keyfileCreate struct {
	config.Storage `embed:""`
}

// Help is shown below the flags' summary.
func (*keyfileCreate) Help() string {
	return `For a database that has never been used. Only its owner can read the file; one that is there already is never written over.
Keep a copy, apart from the database: without the file the records cannot be read.

Exit status: 0 it was made, 1 there is one already, or the database has been used with another one, 2 anything else failed.

Examples:
  rlscreen keyfile create                                   beside rlscreen.db
  rlscreen keyfile create --key-file /etc/rlscreen/keys     anywhere`
}

// Run makes the file.
func (k *keyfileCreate) Run(p *program) error {
	path, err := keyFileOf(&k.Storage)
	if err != nil {
		return err
	}
	if err := k.unused(p); err != nil {
		return err
	}
	err = p.makeKeys(path)
	if errors.Is(err, fs.ErrExist) {
		return unacceptable{fmt.Errorf("there is a key file %s already", path)}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "made %s\n", path)
	return nil
}

// unused refuses a database that has been used: what it holds is sealed with other
// keys. A key file elsewhere need not be for the database that is meant by default,
// and one that cannot be asked may be new.
func (k *keyfileCreate) unused(p *program) error {
	if k.KeyFile != "" && k.DB == "" && k.DBFile == "" {
		return nil
	}
	at, err := k.Database()
	if err != nil || at.IsNone() {
		return nil //nolint:nilerr // the key file is named, and may be made before the database can be
	}
	if isNew, err := isNewFile(at); isNew || err != nil {
		if k.KeyFile != "" {
			return nil // whatever becomes of the database
		}
		return err
	}
	master, err := store.Master(p.ctx, at.DSN())
	if err != nil || master == "" {
		return nil //nolint:nilerr // a server that is away says nothing about its database
	}
	if _, err := os.Stat(at.KeyFile()); err == nil {
		return nil // that is the better reason
	}
	return unacceptable{fmt.Errorf("the database %s has been used with another key file; a new one opens nothing. Put the old file back", at)}
}

// keyFileOf is the path of the key file, which needs no database when it is given.
func keyFileOf(s *config.Storage) (string, error) {
	if s.KeyFile != "" {
		return s.KeyFile, nil
	}
	at, err := s.Database()
	if err == nil && at.IsNone() {
		err = errors.New(config.Variable("db") + " (--db) is none, which needs no key file: name one with " + config.Variable("key-file") + " (--key-file)")
	}
	return at.KeyFile(), err
}

// keyfileAdd adds a key.
type keyfileAdd struct {
	config.Storage `embed:""`
}

// Help is shown below the flags' summary.
func (*keyfileAdd) Help() string {
	return `A running service that reads this file takes the new key within seconds. Where instances have copies of the file, as
mounted secrets are, add the key to a copy and roll that out: an instance cannot read what another one has sealed with a
key that it does not have yet.

Example:
  rlscreen keyfile add --key-file /etc/rlscreen/keys`
}

// Run adds the key.
func (k *keyfileAdd) Run(p *program) error {
	path, err := keyFileOf(&k.Storage)
	if err != nil {
		return err
	}
	keys, err := seal.Open(path, p.now)
	if err != nil {
		return err
	}
	id, err := keys.Add(p.rand)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "added %s to %s\n", id, path)
	return nil
}

// keyfileRewrap wraps everything by the newest key.
type keyfileRewrap struct {
	config.Storage `embed:""`
}

// Help is shown below the flags' summary.
func (*keyfileRewrap) Help() string {
	return `What is stored stays sealed as it is; only the keys it is sealed with are wrapped anew. It may run beside the service, and
again after an interruption.

Example:
  rlscreen keyfile rewrap`
}

// Run wraps.
func (k *keyfileRewrap) Run(p *program) error {
	return p.use(&k.Storage, opening{}, func(d *database) error {
		n, err := p.rewrap(d)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s wrapped anew by %s\n", counted(n, "was", "were"), d.keys.Newest())
		return nil
	})
}

// rewrap wraps everything by the newest key, and says so in the audit.
func (p *program) rewrap(d *database) (int, error) {
	n, err := d.Rewrap(p.ctx)
	if err != nil {
		return n, fmt.Errorf("wrap anew, after %d: %w", n, err)
	}
	if n == 0 {
		return 0, nil
	}
	event := p.done(audit.Rewrapped, "")
	event.Count = n
	_, err = d.Commit(p.ctx, tenant.Service, store.Change{Events: []audit.Event{event}})
	return n, err
}

// keyfileDrop removes a key.
type keyfileDrop struct {
	config.Storage `embed:""`

	ID string `arg:"" help:"Id of the key, which stands before it in the file."`
}

// Help is shown below the flags' summary.
func (*keyfileDrop) Help() string {
	return `Run keyfile rewrap before it: a key that wraps anything, or the newest one, is not dropped. Backups of its time need the key
to be restored: keep a copy of the file for as long as you keep them.

Exit status: 0 it is gone, 1 it is still needed, or there never was one of that id, 2 anything else failed.

Example:
  rlscreen keyfile drop k0a1b2c3d`
}

// Run drops the key.
func (k *keyfileDrop) Run(p *program) error {
	return p.use(&k.Storage, opening{}, func(d *database) error {
		if k.ID == d.keys.Newest() {
			return unacceptable{fmt.Errorf("%s is the newest key: rlscreen keyfile add makes another one", k.ID)}
		}
		if !slices.Contains(d.keys.IDs(), k.ID) {
			known, err := d.KnowsMaster(p.ctx, k.ID)
			if err != nil {
				return err
			}
			if !known {
				return unacceptable{fmt.Errorf("there is no key %s, neither in %s nor in the database", k.ID, d.at.KeyFile())}
			}
		}
		if err := d.Retire(p.ctx, k.ID); err != nil {
			return judged(fmt.Errorf("retire %s: %w", k.ID, err))
		}
		return p.drop(d, k.ID)
	})
}

// drop removes a key from the file that is retired in the database.
func (p *program) drop(d *database, id string) error {
	if !slices.Contains(d.keys.IDs(), id) {
		fmt.Fprintf(p.stdout, "%s is not in the file\n", id)
		return nil
	}
	if err := d.keys.Drop(id); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "dropped %s\n", id)
	return nil
}

// keyfileRotate replaces all keys.
type keyfileRotate struct {
	config.Storage `embed:""`

	Settle time.Duration `default:"15s" help:"How long running services get to read the new key, before everything is wrapped by it."`
}

// Help is shown below the flags' summary.
func (*keyfileRotate) Help() string {
	return `It adds a key, wraps everything by it, retires the old keys in the database, and only then removes them from the file. It may
run beside the service, and again after an interruption at any point. It is for instances that read this very file: where
they have copies, take the steps one by one.

Example:
  rlscreen keyfile rotate`
}

// rotateAttempts is how often a key is retired that a service went on to use.
const rotateAttempts = 10

// Run rotates.
func (k *keyfileRotate) Run(p *program) error {
	return p.use(&k.Storage, opening{}, func(d *database) error {
		id, err := d.keys.Add(p.rand)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "added %s\n", id)
		if err := pause(p.ctx, k.Settle); err != nil {
			return err
		}
		for _, old := range d.keys.IDs() {
			if old == id {
				break // what another rotation has added since is newer
			}
			if err := p.retire(d, old); err != nil {
				return err
			}
			if err := p.drop(d, old); err != nil {
				return err
			}
		}
		return nil
	})
}

// retire wraps everything anew until nothing is wrapped by the key any more.
func (p *program) retire(d *database, id string) error {
	for attempt := 1; ; attempt++ {
		n, err := p.rewrap(d)
		if err != nil {
			return err
		}
		if n > 0 {
			fmt.Fprintf(p.stdout, "%s wrapped anew by %s\n", counted(n, "was", "were"), d.keys.Newest())
		}
		err = d.Retire(p.ctx, id)
		if err == nil || attempt == rotateAttempts {
			return err
		}
		if err := pause(p.ctx, time.Second); err != nil {
			return err
		}
	}
}

// pause waits, unless the program is told to stop.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
