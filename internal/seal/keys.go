package seal

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// every is how often Keys looks whether its file has changed.
const every = 5 * time.Second

// Keys are the master keys of a key file. They are safe for concurrent use. The
// file is read again when it has changed, which is looked for at most every 5
// seconds, and at once when an id is not known. While the file cannot be read the
// keys as they were serve on; Fault tells.
type Keys struct {
	path string // "" for none
	now  func() time.Time

	mu      sync.Mutex
	masters []master // oldest first, never none
	seen    fs.FileInfo
	looked  time.Time
	fault   error
}

// master is a key that wraps others.
type master struct {
	id     string
	cipher cipher.AEAD
}

// Open reads a key file. It refuses one that everybody on the machine can read
// or write; owner and group may.
func Open(path string, now func() time.Time) (*Keys, error) {
	k := &Keys{path: path, now: now}
	if err := k.load(); err != nil {
		return nil, err
	}
	k.looked = now()
	return k, nil
}

// Memory has one key, k1, and no file. It is for tests.
func Memory(secret []byte) *Keys {
	key := sha256.Sum256(secret)
	cipher, err := newCipher(key[:])
	if err != nil {
		panic(err) // cannot be: the key has the right length
	}
	return &Keys{now: func() time.Time { return time.Time{} }, masters: []master{{"k1", cipher}}}
}

// IDs are those of all keys, oldest first.
func (k *Keys) IDs() []string {
	var ids []string
	for _, m := range k.current() {
		ids = append(ids, m.id)
	}
	return ids
}

// Newest is the id of the key that wraps.
func (k *Keys) Newest() string {
	masters := k.current()
	return masters[len(masters)-1].id
}

// Fault is why the file could not be read when it was last looked at, nil if it
// could.
func (k *Keys) Fault() error {
	k.current()
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fault
}

// Wrap encrypts a secret, such as the key of a thing, with the newest key.
func (k *Keys) Wrap(secret, context []byte) (masterID string, wrapped []byte, err error) {
	masters := k.current()
	newest := masters[len(masters)-1]
	return newest.id, encrypt(newest.cipher, secret, wrapPurpose, context), nil
}

// Unwrap decrypts what Wrap made with the same context. It returns
// ErrUnknownKey or ErrBroken.
func (k *Keys) Unwrap(masterID string, wrapped, context []byte) ([]byte, error) {
	m, found := find(k.current(), masterID)
	if !found {
		if m, found = find(k.again(), masterID); !found {
			return nil, &UnknownKeyError{File: k.path, ID: masterID}
		}
	}
	return decrypt(m.cipher, wrapped, wrapPurpose, context)
}

func find(masters []master, id string) (master, bool) {
	i := slices.IndexFunc(masters, func(m master) bool { return m.id == id })
	if i < 0 {
		return master{}, false
	}
	return masters[i], true
}

// current are the keys, of a file that was looked at not long ago. What is
// returned is never written to.
func (k *Keys) current() []master {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		return k.masters
	}
	if now := k.now(); now.Sub(k.looked) >= every || now.Before(k.looked) {
		k.looked = now
		if k.changed() {
			k.fault = k.load()
		}
	}
	return k.masters
}

// Reload reads the file again at once, such as when a key of it was retired. That
// it cannot be read is for Fault to tell: the keys there are serve on.
func (k *Keys) Reload() { k.again() }

// again are the keys of the file as it is now.
func (k *Keys) again() []master {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path != "" {
		k.fault = k.load()
	}
	return k.masters
}

// changed reports whether the file may be another than the one that was read. A
// file that could not be read is looked at anew each time.
func (k *Keys) changed() bool {
	found, err := os.Stat(k.path)
	return err != nil || k.fault != nil || !os.SameFile(found, k.seen) ||
		!found.ModTime().Equal(k.seen.ModTime()) || found.Size() != k.seen.Size() || found.Mode() != k.seen.Mode()
}

// load reads the file. When it cannot, the keys stay as they are.
func (k *Keys) load() error {
	content, seen, err := readFile(k.path)
	if err != nil {
		return err
	}
	defer clear(content)
	masters, err := parse(content)
	if err != nil {
		return fmt.Errorf("the key file %s: %w", k.path, err)
	}
	k.masters, k.seen = masters, seen
	return nil
}

// Add makes a new key, which from then on is the newest, and writes it into the
// file. Other processes see it within seconds; a file that was copied to another
// machine must be copied there again, before this one is made to wrap.
func (k *Keys) Add(rand io.Reader) (id string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		return k.addToMemory(rand)
	}
	err = k.rewrite(func(content []byte, masters []master) ([]byte, error) {
		made, line, err := newLine(rand, masters)
		if err != nil {
			return nil, err
		}
		defer clear(line)
		id = made
		out := append(make([]byte, 0, len(content)+1+len(line)), content...)
		if len(out) > 0 && out[len(out)-1] != '\n' {
			out = append(out, '\n')
		}
		return append(out, line...), nil
	})
	if err != nil {
		return "", fmt.Errorf("adding a key: %w", err)
	}
	return id, nil
}

func (k *Keys) addToMemory(rand io.Reader) (string, error) {
	_, line, err := newLine(rand, k.masters)
	if err != nil {
		return "", err
	}
	defer clear(line)
	added, err := parse(line)
	if err != nil {
		return "", err
	}
	k.masters = append(slices.Clone(k.masters), added...)
	return added[0].id, nil
}

// Drop removes a key from the file. The newest one stays, with an error. What is
// still wrapped by the key that goes can never be opened again.
func (k *Keys) Drop(id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		if err := droppable(k.masters, id); err != nil {
			return err
		}
		k.masters = slices.DeleteFunc(slices.Clone(k.masters), func(m master) bool { return m.id == id })
		return nil
	}
	err := k.rewrite(func(content []byte, masters []master) ([]byte, error) {
		if err := droppable(masters, id); err != nil {
			return nil, err
		}
		return without(content, id), nil
	})
	if err != nil {
		return fmt.Errorf("dropping a key: %w", err)
	}
	return nil
}

func droppable(masters []master, id string) error {
	if _, found := find(masters, id); !found {
		return ErrUnknownKey
	}
	if masters[len(masters)-1].id == id {
		return errors.New("the newest key is in use: add another one first")
	}
	return nil
}

// newLine is the line of a new key.
func newLine(rand io.Reader, masters []master) (id string, line []byte, err error) {
	random := make([]byte, 4+keyBytes)
	defer clear(random)
	for {
		if _, err := io.ReadFull(rand, random); err != nil {
			return "", nil, fmt.Errorf("reading random bytes: %w", err)
		}
		id = "k" + hex.EncodeToString(random[:4])
		if _, taken := find(masters, id); !taken {
			break
		}
	}
	line = append([]byte(id), ' ')
	line = base64.StdEncoding.AppendEncode(line, random[4:])
	return id, append(line, '\n'), nil
}

// Format shows the ids and no key, whatever the verb.
func (k *Keys) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprint(s, "seal.Keys("+strings.Join(k.IDs(), ", ")+")")
}
