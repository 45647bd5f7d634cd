//go:build unix

package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file to whom another one belongs: the administrator may
// change a file that the service reads.
func keepOwner(f *os.File, as fs.FileInfo) error {
	mine, err := f.Stat()
	if err != nil {
		return err
	}
	want, is := as.Sys().(*syscall.Stat_t)
	have, also := mine.Sys().(*syscall.Stat_t)
	if !is || !also || want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	if err := f.Chown(int(want.Uid), int(want.Gid)); err != nil {
		return fmt.Errorf("the key file belongs to somebody else: %w", err)
	}
	// Changing hands may change the mode.
	return f.Chmod(as.Mode().Perm())
}

// lock keeps other processes out of a folder's key file until it is unlocked, or
// this process ends, however it does. The error is errBusy when one is in.
func lock(folder string) (unlock func(), err error) {
	f, err := os.Open(folder) //nolint:gosec // the path is a setting
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errBusy
		}
		return nil, fmt.Errorf("lock the folder of the key file: %w", err)
	}
	return func() { _ = f.Close() }, nil
}
