package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// What is hashed or signed begins with what it is, and in which version of its
// form, so that none can be taken for another.
const (
	genesisTag = "rlscreen audit genesis 1"
	entryTag   = "rlscreen audit entry 1"
	headTag    = "rlscreen audit head 1"
)

// Hash is a SHA-256. As text and in JSON it is 64 hexadecimal digits.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText is String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what String writes.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(h) {
		return errors.New("a hash is 64 hexadecimal digits")
	}
	copy(h[:], raw)
	return nil
}

// Genesis is what the first entry of a chain follows.
func Genesis(t tenant.ID) Hash {
	return sha256.Sum256(text(text(nil, genesisTag), string(t)))
}

// Append makes of an event the next entry, and the head after it, which is yet
// to be signed. The time of the entry is whole milliseconds in UTC, its count at
// least 1.
func (h Head) Append(e Event) (Entry, Head) {
	e.At = e.At.UTC().Truncate(time.Millisecond)
	e.Count = max(e.Count, 1)
	entry := Entry{Event: e, Tenant: h.Tenant, Seq: h.Seq + 1, Prev: h.Hash}
	entry.Hash = entry.digest()
	return entry, Head{Tenant: h.Tenant, Seq: entry.Seq, Hash: entry.Hash}
}

// Sign signs the head. The key is one of ed25519.NewKeyFromSeed.
func (h *Head) Sign(key ed25519.PrivateKey) { h.Signature = ed25519.Sign(key, h.signed()) }

// Signed reports whether the holder of a key signed this very head.
func (h Head) Signed(by ed25519.PublicKey) bool {
	return len(by) == ed25519.PublicKeySize && ed25519.Verify(by, h.signed(), h.Signature)
}

func (h Head) signed() []byte {
	b := text(text(nil, headTag), string(h.Tenant))
	b = number(b, h.Seq)
	return append(b, h.Hash[:]...)
}

// digest is the hash of an entry: of its fields in a fixed order, each of a
// fixed length or after its length, so that no two entries are the same bytes.
func (e *Entry) digest() Hash {
	b := make([]byte, 0, 384)
	b = text(b, entryTag)
	b = text(b, string(e.Tenant))
	b = number(b, e.Seq)
	b = append(b, e.Prev[:]...)
	b = number(b, e.At.Unix())
	b = number(b, int64(e.At.Nanosecond()))
	for _, field := range []string{string(e.Action), e.Record, e.Caller, e.Outcome, e.Request, e.Detail} {
		b = text(b, field)
	}
	b = number(b, int64(e.Count))
	return sha256.Sum256(b)
}

func text(b []byte, s string) []byte {
	return append(number(b, int64(len(s))), s...)
}

func number(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // its bits, whatever the sign
}
