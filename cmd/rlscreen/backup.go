package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// backup writes a backup.
type backup struct {
	config.Storage `embed:""`

	File string `arg:"" help:"File to write, which must not be there yet; - is the standard output."`
}

// Help is shown below the flags' summary.
func (*backup) Help() string {
	return `A backup is one snapshot, taken while the service runs. It can be restored into either kind of database. Records in it stay
sealed: to restore it the key file of its time is needed, which is not in it. Keep that apart.

Exit status: 0 the backup is whole and on disk, 1 the file is there already, 2 anything else failed.

Examples:
  rlscreen backup rlscreen-2026-11-20.backup
  rlscreen backup - | ssh elsewhere 'cat > rlscreen.backup'`
}

// Run writes it.
func (b *backup) Run(p *program) error {
	if b.File == "-" && isTerminal(p.stdout) {
		return errors.New("a backup is not for a terminal: name a file")
	}
	return p.use(&b.Storage, opening{}, func(d *database) error {
		if b.File == "-" {
			out := bufio.NewWriter(p.stdout)
			return errors.Join(d.Backup(p.ctx, out), out.Flush())
		}
		if err := writeNew(b.File, func(w io.Writer) error { return d.Backup(p.ctx, w) }); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "wrote %s\n", b.File)
		return nil
	})
}

// writeNew makes a file that is whole and on disk, or not there at all. It never
// takes the place of another one.
func writeNew(path string, write func(io.Writer) error) (err error) {
	taken := unacceptable{fmt.Errorf("%s is there already: choose another name", path)}
	if _, err := os.Lstat(path); err == nil {
		return taken
	}
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-*") // its owner alone can read it
	if err != nil {
		return fmt.Errorf("the folder %s must exist and be writable by this user: %w", folder, err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // what is left of it is no harm
	out := bufio.NewWriterSize(f, 1<<20)
	err = write(out)
	if err == nil {
		err = errors.Join(out.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	switch err := os.Link(f.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return taken
	case err != nil: // not every file system has links
		if err := os.Rename(f.Name(), path); err != nil {
			return err
		}
	}
	return syncFolder(folder)
}

// syncFolder puts the names of a folder's files on disk.
func syncFolder(path string) error {
	folder, err := os.Open(path) // #nosec G304 -- the folder of the file that was asked for
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// restore reads a backup.
type restore struct {
	config.Storage `embed:""`

	File    string `arg:"" help:"Backup to read; - is the standard input."`
	Replace bool   `help:"Take the place of what is in the database. What it knows to have been erased or revoked stays so."`
}

// Help is shown below the flags' summary.
func (*restore) Help() string {
	return `The database must be empty, or --replace says what becomes of what it has. All of the backup is restored, or, when anything
is wrong with it, nothing. The key file must have the keys of the time of the backup. Start services again afterwards.

Restored into an empty database, records are back that were erased after the backup: erase them again.

Exit status: 0 it is restored, 1 the backup or the database is not acceptable, 2 anything else failed.

Examples:
  rlscreen restore rlscreen-2026-11-20.backup
  rlscreen restore --replace --db-file /run/secrets/dsn --key-file /etc/rlscreen/keys rlscreen-2026-11-20.backup`
}

// Run restores it.
func (r *restore) Run(p *program) error {
	file := io.NopCloser(p.stdin)
	if r.File != "-" {
		opened, err := os.Open(r.File)
		if err != nil {
			return err
		}
		file = opened
	}
	defer file.Close()
	// Keys made now could not open what is in the backup.
	return p.use(&r.Storage, opening{begin: true, keysGiven: true}, func(d *database) error {
		restored, err := d.Restore(p.ctx, file, store.RestoreOptions{Replace: r.Replace})
		if err != nil {
			return notRestored(r.File, err)
		}
		fmt.Fprintf(p.stdout, "restored %s\n", counted(restored.Records, "record", "records"))
		if restored.KeptErased > 0 {
			fmt.Fprintf(p.stdout, "%s erased since the backup, and stay so\n", counted(restored.KeptErased, "more was", "more were"))
		}
		_, err = d.Commit(p.ctx, tenant.Service, store.Change{Events: []audit.Event{p.done(audit.Restored, "")}})
		return err
	})
}

// notRestored is an error of restoring a file, without what is for callers of
// the store.
func notRestored(file string, err error) error {
	switch {
	case isUnavailable(err):
		return fmt.Errorf("restore %s: %w", file, err)
	case errors.Is(err, store.ErrNotEmpty):
		return unacceptable{fmt.Errorf("restore %s: the database is not empty: restore into a new one, or add --replace", file)}
	}
	return unacceptable{fmt.Errorf("restore %s: %s", file, strings.TrimPrefix(err.Error(), "writing to the database: "))}
}
