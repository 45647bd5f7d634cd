package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
)

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

// Whole gives the lines of a backup an end that fits them.
func Whole(lines []byte) []byte {
	all := bytes.SplitAfter(lines, []byte("\n"))
	all = all[:len(all)-2] // what follows the last line feed, and the end it had
	text := bytes.Join(all, nil)
	sum := sha256.Sum256(text)
	end, _ := json.Marshal(&line{Trailer: &backupTrailer{Lines: int64(len(all)), SHA256: hex.EncodeToString(sum[:])}})
	return append(append(text, end...), '\n')
}

// WriteBackup writes lines as they are, with an end that fits them.
func WriteBackup(to io.Writer, lines []string) error {
	w := newBackupWriter(to)
	for _, text := range lines {
		_, _ = w.hash.Write([]byte(text)) // never fails
		w.lines++
		if _, err := w.into.WriteString(text); err != nil {
			return err
		}
	}
	return w.finish()
}
