//go:build unix

package seal_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAFileThatTheAdministratorChangesStillBelongsToTheService(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs an administrator")
	}
	path := created(t)
	if err := os.Chown(path, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o440); err != nil {
		t.Fatal(err)
	}
	k, _ := open(t, path)
	if _, err := k.Add(rand.Reader); err != nil {
		t.Fatal(err)
	}
	found, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := found.Sys().(*syscall.Stat_t); owner.Uid != 65532 || owner.Gid != 65532 || found.Mode().Perm() != 0o440 {
		t.Error(owner.Uid, owner.Gid, found.Mode())
	}
}

func TestTwoDoNotChangeAFileAtOnce(t *testing.T) {
	path := created(t)
	k, _ := open(t, path)
	other, err := os.Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(other.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Add(rand.Reader); err == nil || !strings.Contains(err.Error(), "another process") || len(k.IDs()) != 1 {
		t.Error(k.IDs(), err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Add(rand.Reader); err != nil {
		t.Error(err)
	}
	onlyFile(t, path)
}
