package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
)

// A backup is gzip of lines of JSON: a header, the rows of one moment, and a
// trailer with how many lines and which SHA-256 all that is before it has. It is
// the same for both engines. What is sealed stays sealed.

const (
	backupFormat  = "rlscreen backup"
	backupVersion = 1
)

// line is one of a backup: one of its members is set.
type line struct {
	Header  *backupHeader  `json:"header,omitempty"`
	Retired *backupRetired `json:"retired,omitempty"`
	Secret  *backupSecret  `json:"secret,omitempty"`
	Key     *storedKey     `json:"api_key,omitempty"`
	Head    *audit.Head    `json:"head,omitempty"`
	Record  *backupRecord  `json:"record,omitempty"`
	Once    *backupOnce    `json:"once,omitempty"`
	Entry   *backupEntry   `json:"entry,omitempty"`
	Trailer *backupTrailer `json:"trailer,omitempty"`
}

type backupHeader struct {
	Format  string    `json:"format"`
	Version int64     `json:"version"`
	Schema  int64     `json:"schema"`
	At      time.Time `json:"at"`
}

type backupRetired struct {
	ID string `json:"id"`
	At int64  `json:"at"`
}

type backupSecret struct {
	Name    string `json:"name"`
	Master  string `json:"master"`
	Wrapped []byte `json:"wrapped"`
}

type backupRecord struct {
	Seq       int64  `json:"seq"`
	Tenant    string `json:"tenant"`
	ID        string `json:"id"`
	CreatedAt int64  `json:"created_at"`
	ErasedAt  *int64 `json:"erased_at,omitempty"`
	Master    string `json:"master,omitempty"`
	Wrapped   []byte `json:"wrapped,omitempty"`
	Sealed    []byte `json:"sealed,omitempty"`
	Subject   []byte `json:"subject,omitempty"`
	Outcome   []byte `json:"outcome,omitempty"`
}

type backupOnce struct {
	Tenant      string `json:"tenant"`
	Key         []byte `json:"key"`
	Fingerprint []byte `json:"fingerprint"`
	Record      string `json:"record"`
	Expires     int64  `json:"expires"`
}

type backupEntry struct {
	Tenant  string `json:"tenant"`
	Seq     int64  `json:"seq"`
	At      int64  `json:"at"`
	Action  string `json:"action"`
	Record  string `json:"record,omitempty"`
	Caller  string `json:"caller"`
	Outcome string `json:"outcome"`
	Request string `json:"request,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Count   int    `json:"count"`
	Prev    []byte `json:"prev"`
	Hash    []byte `json:"hash"`
}

type backupTrailer struct {
	Lines  int64  `json:"lines"`
	SHA256 string `json:"sha256"`
}

// backupWriter writes lines, and counts and hashes them.
type backupWriter struct {
	zip   *gzip.Writer
	into  *bufio.Writer
	hash  hash.Hash
	lines int64
}

func newBackupWriter(w io.Writer) *backupWriter {
	zip := gzip.NewWriter(w)
	return &backupWriter{zip: zip, into: bufio.NewWriterSize(zip, 1<<16), hash: sha256.New()}
}

func (b *backupWriter) write(l *line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	text = append(text, '\n')
	_, _ = b.hash.Write(text) // never fails
	b.lines++
	if _, err := b.into.Write(text); err != nil {
		return fmt.Errorf("writing the backup: %w", outside{err})
	}
	return nil
}

// finish writes the trailer.
func (b *backupWriter) finish() error {
	trailer := &backupTrailer{Lines: b.lines, SHA256: hex.EncodeToString(b.hash.Sum(nil))}
	if err := b.write(&line{Trailer: trailer}); err != nil {
		return err
	}
	if err := errors.Join(b.into.Flush(), b.zip.Close()); err != nil {
		return fmt.Errorf("writing the backup: %w", outside{err})
	}
	return nil
}

// outside is an error of the file of a backup, which must not be taken for one
// of the database: it shows its text alone.
type outside struct{ err error }

func (o outside) Error() string { return o.err.Error() }

// errBackup is a backup that is not whole.
var errBackup = errors.New("the backup is incomplete, or was changed: nothing was restored")

// backupReader reads lines, and compares them with the trailer.
type backupReader struct {
	lines *bufio.Scanner
	hash  hash.Hash
	count int64
	ended bool
}

func newBackupReader(r io.Reader) (*backupReader, error) {
	size := &ratio{from: bufio.NewReaderSize(r, 1<<16)}
	zip, err := gzip.NewReader(size)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not a gzip file: %w", errBackup, outside{err})
	}
	lines := bufio.NewScanner(size.unpacks(zip))
	lines.Buffer(make([]byte, 0, 1<<16), backupLine)
	return &backupReader{lines: lines, hash: sha256.New()}, nil
}

// header reads the first line.
func (b *backupReader) header() error {
	l, err := b.next()
	switch {
	case err != nil:
		return err
	case l.Header == nil || l.Header.Format != backupFormat:
		return fmt.Errorf("%w: it does not begin as a backup does", errBackup)
	case l.Header.Version > backupVersion:
		return fmt.Errorf("the backup has version %d, and this program knows versions up to %d: use a newer program", l.Header.Version, backupVersion)
	case l.Header.Schema > schemaVersion:
		return fmt.Errorf("the backup cannot be restored: %w", &NewerSchema{Found: l.Header.Schema, Known: schemaVersion})
	default:
		return nil
	}
}

// next returns the next line, and nil after the trailer, when all of it was
// right.
func (b *backupReader) next() (*line, error) {
	if !b.lines.Scan() {
		switch err := b.lines.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			return nil, fmt.Errorf("%w: line %d is longer than %d MB", errBackup, b.count+1, backupLine>>20)
		case err != nil:
			return nil, fmt.Errorf("%w: %w", errBackup, outside{err})
		case !b.ended:
			return nil, fmt.Errorf("%w: its end is missing", errBackup)
		default:
			return nil, nil
		}
	}
	if b.ended {
		return nil, fmt.Errorf("%w: it goes on after its end", errBackup)
	}
	var l line
	decoder := json.NewDecoder(bytes.NewReader(b.lines.Bytes()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return nil, fmt.Errorf("%w: line %d cannot be read", errBackup, b.count+1)
	}
	if l.Trailer != nil {
		if l.Trailer.Lines != b.count || l.Trailer.SHA256 != hex.EncodeToString(b.hash.Sum(nil)) {
			return nil, fmt.Errorf("%w: its lines are not those that its end names", errBackup)
		}
		b.ended = true
		return b.next()
	}
	_, _ = b.hash.Write(b.lines.Bytes()) // never fails
	_, _ = b.hash.Write([]byte{'\n'})
	b.count++
	if what := l.check(); what != "" {
		return nil, fmt.Errorf("%w: line %d has a %s that cannot be", errBackup, b.count, what)
	}
	return &l, nil
}
