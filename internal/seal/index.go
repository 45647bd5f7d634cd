package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// indexBytes is the length of what Of gives: enough that two values do not meet.
const indexBytes = 16

// maxBox is how long a text Unbox looks at.
const maxBox = 4096

// Index finds equal values without holding them, and seals small texts that
// callers carry back to us. Whoever has no secret can tell neither a value from
// its index nor write one. It is safe for concurrent use.
type Index struct {
	key    []byte
	cipher cipher.AEAD
}

// NewIndex is the index of a secret, which is random and at least 32 bytes. The
// same secret gives the same index.
func NewIndex(secret []byte) *Index {
	cipher, err := newCipher(derive(secret, "rlscreen box key"))
	if err != nil {
		panic(err) // cannot be: the key has the right length
	}
	return &Index{key: derive(secret, "rlscreen index key"), cipher: cipher}
}

// derive makes keys for different purposes of one secret.
func derive(secret []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, purpose, keyBytes)
	if err != nil {
		panic(err) // cannot be: 32 bytes are few
	}
	return key
}

// Of is the index of a value: 16 bytes of an HMAC-SHA-256 over all parts, each
// after its length.
func (i *Index) Of(parts ...string) []byte {
	h := hmac.New(sha256.New, i.key)
	for _, text := range parts {
		h.Write(part(nil, text))
	}
	return h.Sum(nil)[:indexBytes]
}

// Box seals a text for somebody who shall bring it back, in characters that are
// safe in a URL.
func (i *Index) Box(plain, context []byte) string {
	return base64.RawURLEncoding.EncodeToString(encrypt(i.cipher, plain, boxPurpose, context))
}

// Unbox opens what Box made with the same context, in exactly that form.
func (i *Index) Unbox(text string, context []byte) ([]byte, bool) {
	if len(text) > maxBox {
		return nil, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	// The decoder passes over line ends and stray bits.
	if err != nil || base64.RawURLEncoding.EncodeToString(sealed) != text {
		return nil, false
	}
	plain, err := decrypt(i.cipher, sealed, boxPurpose, context)
	return plain, err == nil
}

// Format shows nothing of the secret, whatever the verb.
func (i *Index) Format(s fmt.State, _ rune) { _, _ = fmt.Fprint(s, "seal.Index") }
