package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/problem"
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
		return nil, fmt.Errorf("there is no database %s: does %s name another one?", at, at.Setting())
	}
	d := &database{at: at}
	if d.keys, err = p.openKeys(at, isNew && !o.keysGiven, o.log); err != nil {
		return nil, err
	}
	if o.log == nil {
		o.log = server.NewLogger(p.stderr, slog.LevelWarn, true)
	}
	d.Store, err = store.Open(p.ctx, store.Options{DSN: at.DSN(), Keys: d.keys, Now: p.now, Rand: p.rand, Log: o.log, Observe: o.observe})
	if err != nil {
		return nil, notOpened(at, err)
	}
	return d, nil
}

// sayMade says that there is a new key file, in the log if there is one.
func (p *program) sayMade(at config.Database, log *slog.Logger) {
	if log == nil {
		fmt.Fprintf(p.stderr, "made the key file %s of the new database %s: keep a copy of it, apart from the database\n", at.KeyFile(), at)
		return
	}
	log.Warn("made a key file: without it the records cannot be read; keep a copy, apart from the database", slog.String("file", at.KeyFile()))
}

// notOpened is an error of opening the database, with what to do about it.
func notOpened(at config.Database, err error) error {
	var unknown *seal.UnknownKeyError
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("open the database %s: %w. Put back the key file that belongs to this database, or name it with %s (--key-file)",
			at, unknown, config.Variable("key-file"))
	case errors.Is(err, store.ErrNotSQLite):
		return fmt.Errorf("%w; %s names it", err, at.Setting())
	case !at.IsServer() && !isWritable(filepath.Dir(at.DSN())): // SQLite says less of its journal
		return folderNeeded("the database", filepath.Dir(at.DSN()), at.Setting(), err)
	}
	return fmt.Errorf("open the database %s: %w", at, err)
}

// folderNeeded says what a file needs of its folder.
func folderNeeded(what, folder, setting string, err error) error {
	needed := fmt.Sprintf("the folder %s of %s must exist and be writable by this user; %s names the file", folder, what, setting)
	if err == nil {
		return errors.New(needed)
	}
	return fmt.Errorf("%s: %w", needed, err)
}

// isNewFile reports whether the database is a file that nothing has ever been
// stored in: neither it nor its journal has a byte.
func isNewFile(at config.Database) (bool, error) {
	if at.IsServer() {
		return false, nil
	}
	if folder := filepath.Dir(at.DSN()); !isFolder(folder) {
		return false, folderNeeded("the database", folder, at.Setting(), nil)
	}
	if isFolder(at.DSN()) {
		return false, fmt.Errorf("%s is a folder; %s names a file", at.DSN(), at.Setting())
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

// isFolder reports whether there is such a folder.
func isFolder(path string) bool {
	state, err := os.Stat(path)
	return err == nil && state.IsDir()
}

// isWritable reports whether files can be made in a folder.
func isWritable(folder string) bool {
	f, err := os.CreateTemp(folder, ".rlscreen-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// openKeys opens the key file, and makes it first if it may. A database that
// has been used without this file is never given another one: its records could
// not be read with that.
func (p *program) openKeys(at config.Database, makeThem bool, log *slog.Logger) (*seal.Keys, error) {
	_, err := os.Stat(at.KeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if !makeThem {
			return nil, fmt.Errorf("there is no key file %s, with which the records of the database %s are sealed: %s (--key-file) names it. "+
				"When nothing has ever been stored there, rlscreen keyfile create makes one", at.KeyFile(), at, config.Variable("key-file"))
		}
		if err = p.makeKeys(at.KeyFile()); err == nil {
			p.sayMade(at, log) // now: whatever fails after this, the file is there
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) { // another process may have been faster
		return nil, err
	}
	return seal.Open(at.KeyFile(), p.now)
}

// makeKeys makes a key file.
func (p *program) makeKeys(path string) error {
	err := seal.Create(path, p.rand)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return folderNeeded("the key file", filepath.Dir(path), config.Variable("key-file")+" (--key-file)", err)
	}
	return err
}

// use opens the database for a command, which ends when do returns.
func (p *program) use(settings *config.Storage, o opening, do func(*database) error) error {
	d, err := p.open(settings, o)
	if err != nil {
		return err
	}
	if err := d.Ping(p.ctx); err != nil {
		return errors.Join(fmt.Errorf("the database %s: %w", d.at, because(err)), d.Close())
	}
	return errors.Join(because(plainly(do(d))), d.Close())
}

// because adds what the store says to nobody over the network: why the database
// cannot be reached.
func because(err error) error {
	var known *problem.Error
	if !errors.As(err, &known) || known.Cause == nil {
		return err
	}
	return fmt.Errorf("%w Cause: %s", err, problem.Reason(err))
}

// isUndecided reports whether what was to be stored may have been: the store says
// so wherever it was not.
func isUndecided(err error) bool {
	var known *problem.Error
	return errors.As(err, &known) && known.Kind == problem.Unavailable && !strings.Contains(known.Detail, "Nothing was stored")
}

// plainly words what the store says to callers over the network for somebody at
// the machine, who has no request to send again.
func plainly(err error) error {
	var known *problem.Error
	if !errors.As(err, &known) || !strings.Contains(known.Detail, "Idempotency-Key") {
		return err
	}
	const plain = "the database did not say whether it was stored: look what there is now before you try again"
	return errors.New(strings.ReplaceAll(err.Error(), known.Error(), plain))
}

// judged is an error of the database that is about what it was given, unless it
// may go better later on.
func judged(err error) error {
	if isUnavailable(err) {
		return err
	}
	return unacceptable{err}
}
