package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
)

// macTag says what is authenticated, and in which version of its form.
const macTag = "rlscreen api key 1"

// storedKey is an API key as it is stored: with a code that nobody can make
// without the key file.
type storedKey struct {
	apikey.Key
	// MAC is the HMAC-SHA-256 of all the above.
	MAC []byte
}

// keyMAC is the key by which API keys are authenticated.
func (p *prepared) keyMAC() []byte { return deriveKeyMAC(p.secrets["audit"]) }

// deriveKeyMAC is HKDF-Expand of RFC 5869 for one block: the secret is random
// already, and signs heads by another algorithm.
func deriveKeyMAC(secret []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(macTag))
	h.Write([]byte{1})
	return h.Sum(nil)
}

// genuine reports whether this program stored the key as it is.
func (k *storedKey) genuine(mac []byte) bool { return hmac.Equal(k.MAC, k.sum(mac)) }

// sum is over each column after its length.
func (k *storedKey) sum(mac []byte) []byte {
	h := hmac.New(sha256.New, mac)
	publishable := "0"
	if k.Publishable {
		publishable = "1"
	}
	for _, column := range []string{
		macTag, k.ID, string(k.Tenant), k.Name, string(k.Hash), strings.Join(k.Scopes, " "), strings.Join(k.Origins, " "), publishable,
		instant(k.CreatedAt), instant(k.ExpiresAt), instant(k.RevokedAt), k.Replaces,
	} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(column))))
		h.Write([]byte(column))
	}
	return h.Sum(nil)
}

// instant is empty for NULL.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(binary.BigEndian.AppendUint64(nil, uint64(t.UnixMilli()))) //nolint:gosec // its bits, whatever the sign
}
