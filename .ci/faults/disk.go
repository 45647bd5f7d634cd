package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
	"unsafe"
)

// disk is an ext4 file system in an image file, whose power can fail.
//
// Its journal is committed by itself every 600 s only, so that within a scenario
// nothing is on disk that no program synced.
type disk struct {
	t            *trial
	image, mount string
}

// newDisk makes and mounts one.
func (t *trial) newDisk() *disk {
	d := &disk{t: t, image: filepath.Join(t.dir, "disk.img"), mount: filepath.Join(t.dir, "disk")}
	t.must("make a mount point", os.MkdirAll(d.mount, 0o711)) // for PostgreSQL, which is another user
	image, err := os.Create(d.image)
	t.must("make an image", err)
	t.must("make an image", image.Truncate(512<<20))
	t.must("make an image", image.Close())
	_, err = t.command("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", d.image)
	t.must("make a file system", err)
	d.plug()
	t.later(func() { d.unplug() })
	return d
}

// plug mounts the disk, with which ext4 recovers its journal.
func (d *disk) plug() {
	_, err := d.t.command("mount", "-o", "loop,commit=600", d.image, d.mount)
	d.t.must("mount", err)
}

// cutPower makes the file system as if the power had failed at this moment:
// what is not in its journal is gone, and every further sync fails. fsfreeze
// would not do: it syncs first. See src/godown of xfstests. It returns the
// moment: a machine would have told nobody anything since.
func (d *disk) cutPower() time.Time {
	folder, err := os.Open(d.mount)
	d.t.must("open the file system", err)
	defer folder.Close()
	const shutdown = 0x8004587d // EXT4_IOC_SHUTDOWN
	noFlush := uint32(2)        // EXT4_GOING_FLAGS_NOLOGFLUSH
	moment := time.Now()
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, folder.Fd(), shutdown, uintptr(unsafe.Pointer(&noFlush)))
	if errno != 0 {
		d.t.must("cut the power of the file system", errno)
	}
	return moment
}

// unplug unmounts, once whoever used it has ended.
func (d *disk) unplug() {
	for range 50 {
		err := syscall.Unmount(d.mount, 0)
		if err == nil || err == syscall.EINVAL { // EINVAL: is not mounted
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	_ = syscall.Unmount(d.mount, syscall.MNT_DETACH)
	d.t.expect(false, "the disk can be unmounted: something still uses it")
}

// freeze makes every write wait, as a disk that does not answer does, until
// the function it returns is called.
func (d *disk) freeze() (thaw func()) {
	_, err := d.t.command("fsfreeze", "-f", d.mount)
	d.t.must("freeze the file system", err)
	thawed := false
	thaw = func() {
		if !thawed {
			thawed = true
			_, err := d.t.command("fsfreeze", "-u", d.mount)
			d.t.expect(err == nil, "the file system thaws: %v", err)
		}
	}
	d.t.later(thaw)
	return thaw
}

// smallDisk mounts a file system in memory of some MiB; the function resizes it.
func (t *trial) smallDisk(mib int) (folder string, resize func(mib int)) {
	folder = filepath.Join(t.dir, "small")
	t.must("make a mount point", os.MkdirAll(folder, 0o700))
	t.must("mount", syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%dm", mib)))
	t.later(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder, func(mib int) {
		t.must("make room", syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%dm", mib)))
	}
}

// appendLines appends lines to a new file of the disk, and syncs after each or
// never. It returns how many writes were acknowledged.
func (d *disk) appendLines(name string, lines int, sync bool) int {
	f, err := os.Create(filepath.Join(d.mount, name))
	d.t.must("make a file", err)
	defer f.Close()
	folder, err := os.Open(d.mount)
	d.t.must("open the folder", err)
	d.t.must("sync the folder", folder.Sync())
	defer folder.Close()
	for n := range lines {
		_, err := f.WriteString("0123456789abcdef0123456789abcdef\n")
		if err == nil && sync {
			err = syscall.Fdatasync(int(f.Fd()))
		}
		if err != nil {
			return n
		}
	}
	return lines
}

// linesOf counts the lines of a file of the disk that are whole.
func (d *disk) linesOf(name string) int {
	text, err := os.ReadFile(filepath.Join(d.mount, name))
	d.t.must("read the lines", err)
	return len(text) / 33
}
