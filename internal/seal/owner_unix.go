//go:build unix

package seal

import (
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
