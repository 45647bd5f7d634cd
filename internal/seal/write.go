package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// writing is a file that is to take the place of another.
type writing struct {
	file   *os.File
	path   string // of the other one
	unlock func()
	done   bool
}

// errBusy says that somebody else has the lock.
var errBusy = errors.New("the key file is being changed by another process; try again when that has ended")

// startWriting makes the file. Until it is finished or abandoned nobody else
// can: who reads the key file after that has it as it stays until finish. What a
// process left that was broken off is taken away.
func startWriting(path string, mode fs.FileMode) (*writing, error) {
	unlock, err := lock(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path + newSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		unlock()
		return nil, err
	}
	f, err := os.OpenFile(path+newSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is a setting
	if err != nil {
		unlock()
		return nil, err
	}
	w := &writing{file: f, path: path, unlock: unlock}
	if mode != 0o600 {
		if err := f.Chmod(mode); err != nil {
			w.abandon()
			return nil, err
		}
	}
	return w, nil
}

// finish writes the content and puts the file in its place. When it returns nil,
// both are on disk.
func (w *writing) finish(content []byte) error {
	if _, err := w.file.Write(content); err != nil {
		return err
	}
	if err := w.file.Sync(); err != nil {
		return err
	}
	if err := w.file.Close(); err != nil {
		return err
	}
	if err := os.Rename(w.file.Name(), w.path); err != nil {
		return err
	}
	w.done = true
	defer w.unlock()
	return syncFolder(filepath.Dir(w.path))
}

// abandon removes the file, unless it was finished.
func (w *writing) abandon() {
	if w.done {
		return
	}
	_ = w.file.Close()
	_ = os.Remove(w.file.Name())
	w.unlock()
}

// syncFolder puts on disk which files a folder has.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // which cannot
		return nil
	}
	f, err := os.Open(path) //nolint:gosec // the path is a setting
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
