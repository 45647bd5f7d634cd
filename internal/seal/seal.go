// Package seal encrypts what is stored, so that the database alone tells
// nothing, and so that a thing can be erased by destroying its key.
//
// Each thing is sealed with AES-256-GCM under a random key of its own. That key
// is wrapped, in the same way, by a master key out of the key file, which is
// kept apart from the database. Both are bound to a context, which says what the
// thing is: sealed text that was moved to another place does not open. The
// newest master key wraps, all of them unwrap; so a new one can be added at any
// time, and an old one dropped once nothing is wrapped by it.
//
// Nonces are random, 96 bits. A master key may wrap 2^32 things before two of
// them could have the same nonce with a chance that matters (NIST SP 800-38D,
// 8.3): add a new one long before that.
//
// No error, and no way of printing these types, shows key material. Temporary
// keys are overwritten after use; what the runtime or the machine copied
// elsewhere is out of reach, and so are old blocks of a disk after Drop.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrUnknownKey says that no master key has the id.
var ErrUnknownKey = errors.New("the key file has no key with this id")

// UnknownKeyError is the ErrUnknownKey of a key that was asked for.
type UnknownKeyError struct {
	File string // "" is none
	ID   string
}

// Error names the file and the key.
func (e *UnknownKeyError) Error() string {
	if e.File == "" {
		return "there is no key " + e.ID
	}
	return e.File + " has no key " + e.ID
}

// Unwrap returns ErrUnknownKey.
func (*UnknownKeyError) Unwrap() error { return ErrUnknownKey }

// ErrBroken says that something does not open: it was changed, or is of another
// key or another context.
var ErrBroken = errors.New("it does not open: it was changed, or is of another key or place")

// keyBytes is the length of every key: AES-256.
const keyBytes = 32

// version begins whatever is encrypted here, so that the form can change.
const version = 1

// What is encrypted is bound to its purpose beside its context.
const (
	wrapPurpose = "rlscreen wrapped key"
	sealPurpose = "rlscreen sealed text"
	boxPurpose  = "rlscreen box"
)

// Sealed is a text under a key of its own, which is wrapped by the master key
// with the id Master.
type Sealed struct {
	Master        string
	Wrapped, Text []byte
}

// Seal encrypts under a new key, which the newest master key wraps.
func (k *Keys) Seal(plain, context []byte) (Sealed, error) {
	key := make([]byte, keyBytes)
	defer clear(key)
	_, _ = rand.Read(key) // never fails
	cipher, err := newCipher(key)
	if err != nil {
		return Sealed{}, err
	}
	master, wrapped, err := k.Wrap(key, context)
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{Master: master, Wrapped: wrapped, Text: encrypt(cipher, plain, sealPurpose, context)}, nil
}

// Unseal decrypts what Seal made with the same context. It returns ErrUnknownKey
// or ErrBroken.
func (k *Keys) Unseal(s Sealed, context []byte) ([]byte, error) {
	key, err := k.Unwrap(s.Master, s.Wrapped, context)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	if len(key) != keyBytes {
		return nil, ErrBroken
	}
	cipher, err := newCipher(key)
	if err != nil {
		return nil, err
	}
	return decrypt(cipher, s.Text, sealPurpose, context)
}

// newCipher is AES-256-GCM that draws its nonces itself.
func newCipher(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// encrypt gives the version, the nonce, and the sealed text with its tag.
func encrypt(c cipher.AEAD, plain []byte, purpose string, context []byte) []byte {
	out := append(make([]byte, 0, 1+len(plain)+c.Overhead()), version)
	return c.Seal(out, nil, plain, bound(purpose, context)) //nolint:gosec // the cipher draws the nonce
}

// decrypt undoes encrypt. It returns ErrBroken.
func decrypt(c cipher.AEAD, sealed []byte, purpose string, context []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return nil, ErrBroken
	}
	plain, err := c.Open(nil, nil, sealed[1:], bound(purpose, context))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// bound is what is not encrypted and yet must be the same. The length keeps the
// purpose from running into the context.
func bound(purpose string, context []byte) []byte {
	b := make([]byte, 0, 8+len(purpose)+len(context))
	return append(part(b, purpose), context...)
}

// part appends a text after its length, so that texts cannot run into each other.
func part(b []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(text))), text...)
}
