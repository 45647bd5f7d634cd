package store

import "io"

// CopyBackup reads a backup line by line and writes it anew.
func CopyBackup(from io.Reader, to io.Writer) (lines int64, err error) {
	r, err := newBackupReader(from)
	if err != nil {
		return 0, err
	}
	w := newBackupWriter(to)
	for {
		l, err := r.next()
		switch {
		case err != nil:
			return r.count, err
		case l == nil:
			return r.count, w.finish()
		}
		if err := w.write(l); err != nil {
			return r.count, err
		}
	}
}
