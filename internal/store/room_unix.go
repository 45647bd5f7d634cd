//go:build linux || darwin

package store

import "syscall"

// space is how many bytes of a file system are free for us, and how many it has.
func space(folder string) (free, size uint64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, 0, false
	}
	block := uint64(s.Bsize) //nolint:gosec // never negative
	return s.Bavail * block, s.Blocks * block, true
}
