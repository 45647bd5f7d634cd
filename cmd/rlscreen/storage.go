package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/server"
	"github.com/rlscreen/rlscreen/internal/store"
)

// opening is how a command opens the database.
type opening struct {
	// begin lets it be a new one: the SQLite file is made, and its key file, too.
	begin bool
	// keysGiven refuses to make a key file: other machines reach the service.
	keysGiven bool
	log       *slog.Logger
	observe   func(batch int, took time.Duration, err error)
}

// database is an open one.
type database struct {
	*store.Store
	keys *seal.Keys
	at   config.Database
	// madeKeys says that the key file is new.
	madeKeys bool
}

// open opens the database that the settings name.
func (p *program) open(settings *config.Storage, o opening) (*database, error) {
	at, err := settings.Database()
	if err != nil {
		return nil, err
	}
	if at.IsNone() {
		return nil, errors.New(config.Variable("db") + " (--db) is none: nothing is stored")
	}
	isNew, err := isNewFile(at)
	if err != nil {
		return nil, err
	}
	if isNew && !o.begin {
		return nil, fmt.Errorf("there is no database %s: does %s (--db) name another one?", at, config.Variable("db"))
	}
	d := &database{at: at}
	if d.keys, d.madeKeys, err = p.openKeys(at, isNew && !o.keysGiven); err != nil {
		return nil, err
	}
	if o.log == nil {
		o.log = server.NewLogger(p.stderr, slog.LevelWarn, true)
	}
	d.Store, err = store.Open(p.ctx, store.Options{DSN: at.DSN(), Keys: d.keys, Now: p.now, Rand: p.rand, Log: o.log, Observe: o.observe})
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", at, err)
	}
	return d, nil
}

// isNewFile reports whether the database is a file that nothing has ever been
// stored in: neither it nor its journal has a byte.
func isNewFile(at config.Database) (bool, error) {
	if at.IsServer() {
		return false, nil
	}
	for _, path := range []string{at.DSN(), at.DSN() + "-wal"} {
		state, err := os.Stat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("the database: %w", err)
		}
		if err == nil && (state.Size() > 0 || !state.Mode().IsRegular()) {
			return false, nil
		}
	}
	return true, nil
}

// openKeys opens the key file, and makes it first if it may. A database that
// has been used without this file is never given another one: its records could
// not be read with that.
func (p *program) openKeys(at config.Database, makeThem bool) (keys *seal.Keys, made bool, err error) {
	_, err = os.Stat(at.KeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if !makeThem {
			return nil, false, fmt.Errorf("there is no key file %s, with which the records of %s are sealed: %s (--key-file) names it. "+
				"When nothing has ever been stored there, rlscreen keyfile create makes one", at.KeyFile(), at, config.Variable("key-file"))
		}
		err = seal.Create(at.KeyFile(), p.rand)
		made = err == nil
	}
	if err != nil && !errors.Is(err, fs.ErrExist) { // another process may have been faster
		return nil, false, err
	}
	keys, err = seal.Open(at.KeyFile(), p.now)
	return keys, made, err
}

// use opens the database for a command, which ends when do returns, and says on
// the standard error what was made.
func (p *program) use(settings *config.Storage, o opening, do func(*database) error) error {
	d, err := p.open(settings, o)
	if err != nil {
		return err
	}
	if d.madeKeys {
		fmt.Fprintf(p.stderr, "made %s and the key file %s: keep a copy of the key file, apart from the database\n", d.at, d.at.KeyFile())
	}
	if err := d.Ping(p.ctx); err != nil {
		return errors.Join(fmt.Errorf("the database %s: %w", d.at, err), d.Close())
	}
	return errors.Join(do(d), d.Close())
}

// judged is an error of the database that is about what it was given, unless it
// may go better later on.
func judged(err error) error {
	if isUnavailable(err) {
		return err
	}
	return unacceptable{err}
}
