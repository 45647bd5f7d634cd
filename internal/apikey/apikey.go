// Package apikey makes, reads and checks API keys.
//
// As text a key is rls_<id>_<secret><checksum>, and a publishable one, which a
// page shows to everybody, rls_pub_<id>_<secret><checksum>. The id finds the
// key, the secret proves it, the checksum tells a typing error from a wrong key
// without asking a database, and lets scanners of published code recognise one.
// Only a hash of the secret is kept. It is a plain SHA-256, since a secret of
// 256 random bits cannot be guessed.
package apikey

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Key is an API key as it is kept.
type Key struct {
	// ID finds the key: 12 characters, a-z and 2-7. It is no secret.
	ID     string
	Tenant tenant.ID
	// Name says to people what the key is for.
	Name string
	// Hash is the SHA-256 of the secret.
	Hash []byte
	// Scopes are what the key may be used for.
	Scopes []string
	// Origins are the pages that may use a publishable key, as browsers send
	// them.
	Origins []string
	// Publishable says that the key is shown to everybody, in a page.
	Publishable bool
	CreatedAt   time.Time
	// ExpiresAt is from when it is worth nothing; zero never.
	ExpiresAt time.Time
	// RevokedAt is when it was revoked; zero not.
	RevokedAt time.Time
	// Replaces is the id of the key that this one was made in place of, "" none.
	Replaces string
}

const (
	prefix            = "rls_"
	publishablePrefix = "rls_pub_"
	secretBytes       = 32
	idLength          = 12
	secretLength      = 52 // of 32 bytes in base32
	checksumLength    = 8  // of a CRC-32 in hexadecimal digits
)

// digits has no upper case and nothing that looks like something else.
func digits() *base32.Encoding {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
}

// New makes a key out of what k says, and its text, which is shown once and kept
// nowhere. It sets ID and Hash. The error says what k must not be.
func New(rand io.Reader, k Key) (Key, string, error) {
	if err := k.check(); err != nil {
		return Key{}, "", err
	}
	random := make([]byte, 8+secretBytes)
	if _, err := io.ReadFull(rand, random); err != nil {
		return Key{}, "", fmt.Errorf("reading random bytes: %w", err)
	}
	secret := random[8:]
	hash := sha256.Sum256(secret)
	k.ID, k.Hash = digits().EncodeToString(random[:8])[:idLength], hash[:]
	k.Scopes, k.Origins = slices.Clone(k.Scopes), slices.Clone(k.Origins)
	text := k.prefix() + k.ID + "_" + digits().EncodeToString(secret)
	return k, text + checksum(text), nil
}

func (k *Key) prefix() string {
	if k.Publishable {
		return publishablePrefix
	}
	return prefix
}

// Parse reads the text of a key: its form and its checksum. Whether there is
// such a key, and this is its secret, Is says.
func Parse(text string) (id string, secret []byte, ok bool) {
	rest, is := strings.CutPrefix(text, publishablePrefix)
	if !is {
		rest, is = strings.CutPrefix(text, prefix)
	}
	if !is || len(rest) != idLength+1+secretLength+checksumLength || rest[idLength] != '_' {
		return "", nil, false
	}
	id, rest = rest[:idLength], rest[idLength+1:]
	secret, err := digits().DecodeString(rest[:secretLength])
	if err != nil || digits().EncodeToString(secret) != rest[:secretLength] || !isID(id) {
		return "", nil, false
	}
	if checksum(text[:len(text)-checksumLength]) != rest[secretLength:] {
		return "", nil, false
	}
	return id, secret, true
}

// isID reports whether an id is of the form that New gives.
func isID(id string) bool {
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return len(id) == idLength
}

func checksum(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

// Is reports whether the secret is that of the key, in a time that does not
// depend on how much of it is right.
func (k *Key) Is(secret []byte) bool {
	hash := sha256.Sum256(secret)
	return subtle.ConstantTimeCompare(hash[:], k.Hash) == 1
}

// Live reports whether the key is neither revoked nor expired. A revoked key is
// dead at once, whatever the clock of the machine that revoked it.
func (k *Key) Live(now time.Time) bool {
	return k.RevokedAt.IsZero() && (k.ExpiresAt.IsZero() || now.Before(k.ExpiresAt))
}
