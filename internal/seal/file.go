package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	maxFile = 64 << 10
	maxID   = 32
	// newSuffix is that of the file which takes the place of the key file.
	newSuffix = ".new"
)

// header explains a key file to whoever opens it.
const header = `# Master keys of rlscreen: an id and a key on each line, oldest first. The last one is used for what is new.
# Without these keys the stored records cannot be read. Keep a copy, and keep it apart from the database and its backups.
`

// Create makes a key file with one key, which its owner alone can read. A file
// that is there already is never written over: the error is then fs.ErrExist.
// When it returns nil, file and folder are on disk.
func Create(path string, rand io.Reader) error {
	_, line, err := newLine(rand, nil)
	if err != nil {
		return fmt.Errorf("making the key file: %w", err)
	}
	defer clear(line)
	next, err := startWriting(path, 0o600)
	if err != nil {
		return fmt.Errorf("making the key file: %w", err)
	}
	defer next.abandon()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making the key file %s: %w", path, fs.ErrExist)
	}
	content := append([]byte(header), line...)
	defer clear(content)
	if err := next.finish(content); err != nil {
		return fmt.Errorf("making the key file: %w", err)
	}
	return nil
}

// readFile reads a key file if nobody but its owner and group can.
func readFile(path string) ([]byte, fs.FileInfo, error) {
	found, err := os.Stat(path)
	if err == nil && !found.Mode().IsRegular() { // opening a pipe would wait
		err = errors.New("it is not a file")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the key file %s: %w", path, err)
	}
	f, err := os.Open(path) //nolint:gosec // the path is a setting
	if err != nil {
		return nil, nil, fmt.Errorf("the key file: %w", err)
	}
	defer func() { _ = f.Close() }()
	if found, err = f.Stat(); err != nil {
		return nil, nil, fmt.Errorf("the key file: %w", err)
	}
	if found.Mode().Perm()&0o007 != 0 && runtime.GOOS != "windows" { // where these bits say nothing
		return nil, nil, fmt.Errorf("the key file %s is open to everybody on this machine (mode %04o): chmod o= %s", path, found.Mode().Perm(), path)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("the key file: %w", err)
	}
	return content, found, nil
}

// parse reads the content of a key file. Errors give the number of a line and
// nothing out of it.
func parse(content []byte) ([]master, error) {
	if len(content) > maxFile {
		return nil, errors.New("it has more than 64 KiB")
	}
	var masters []master
	var keys [][]byte
	defer func() {
		for _, key := range keys {
			clear(key)
		}
	}()
	number := 0
	for line := range bytes.SplitSeq(content, []byte("\n")) {
		number++
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		id, key, err := parseLine(line)
		if err == nil {
			err = isNew(id, key, masters, keys)
		}
		keys = append(keys, key)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		cipher, err := newCipher(key)
		if err != nil {
			return nil, err
		}
		masters = append(masters, master{id, cipher})
	}
	if len(masters) == 0 {
		return nil, errors.New("it has no key")
	}
	return masters, nil
}

func isNew(id string, key []byte, masters []master, keys [][]byte) error {
	if _, taken := find(masters, id); taken {
		return errors.New("another line has the same id")
	}
	for _, other := range keys {
		if bytes.Equal(key, other) {
			return errors.New("another line has the same key")
		}
	}
	return nil
}

var errLine = errors.New("a line is an id, one space, and 32 random bytes in base64, or a comment that begins with #")

// parseLine reads the line of a key, in the one form that it has.
func parseLine(line []byte) (id string, key []byte, err error) {
	before, after, found := bytes.Cut(line, []byte(" "))
	if !found || !isID(before) || len(after) != base64.StdEncoding.EncodedLen(keyBytes) {
		return "", nil, errLine
	}
	key = make([]byte, base64.StdEncoding.DecodedLen(len(after)))
	n, err := base64.StdEncoding.Strict().Decode(key, after)
	key = key[:n]
	// The decoder passes over a carriage return.
	if err != nil || n != keyBytes || bytes.IndexByte(after, '\r') >= 0 {
		clear(key)
		return "", nil, errLine
	}
	if bytes.Count(key, key[:1]) == len(key) {
		return "", nil, errors.New("the key is one byte again and again: it must be random")
	}
	return string(before), key, nil
}

// isID reports whether an id is 1 to 32 of a-z, 0-9, _ and -, the first of them
// a letter or a digit.
func isID(id []byte) bool {
	if len(id) == 0 || len(id) > maxID || id[0] == '_' || id[0] == '-' {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// without is the content of a key file without the line of a key.
func without(content []byte, id string) []byte {
	out := make([]byte, 0, len(content))
	for line := range bytes.SplitAfterSeq(content, []byte("\n")) {
		if !bytes.HasPrefix(line, []byte(id+" ")) {
			out = append(out, line...)
		}
	}
	return out
}

// rewrite puts another content in the place of the file, all of it or nothing,
// whatever happens meanwhile, and takes over its keys.
func (k *Keys) rewrite(change func(content []byte, masters []master) ([]byte, error)) error {
	// A link stays one: what it points to is written.
	path, err := filepath.EvalSymlinks(k.path)
	if err != nil {
		return fmt.Errorf("the key file: %w", err)
	}
	found, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("the key file: %w", err)
	}
	next, err := startWriting(path, found.Mode().Perm())
	if err != nil {
		return err
	}
	defer next.abandon()
	// Only now nobody else writes.
	content, found, err := readFile(path)
	if err != nil {
		return err
	}
	defer clear(content)
	masters, err := parse(content)
	if err != nil {
		return fmt.Errorf("the key file %s: %w", k.path, err)
	}
	if content, err = change(content, masters); err != nil {
		return err
	}
	defer clear(content)
	if _, err := parse(content); err != nil {
		return fmt.Errorf("the key file %s would be wrong: %w", k.path, err)
	}
	if err := keepOwner(next.file, found); err != nil {
		return err
	}
	if err := next.finish(content); err != nil {
		return err
	}
	return k.load()
}
