package records

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// An id is 128 random bits, so that nobody finds a record by guessing.
const (
	idPrefix = "rec_"
	idBytes  = 16
	idDigits = "abcdefghijklmnopqrstuvwxyz234567"
)

func idEncoding() *base32.Encoding {
	return base32.NewEncoding(idDigits).WithPadding(base32.NoPadding)
}

func newID(rand io.Reader) (string, error) {
	var bits [idBytes]byte
	if _, err := io.ReadFull(rand, bits[:]); err != nil {
		return "", fmt.Errorf("make the id of a record: %w", err)
	}
	return idPrefix + idEncoding().EncodeToString(bits[:]), nil
}

// isID reports whether a text has the form of an id. What has not is never
// looked up, and never written into the audit trail.
func isID(text string) bool {
	digits, ours := strings.CutPrefix(text, idPrefix)
	if !ours || len(digits) != idEncoding().EncodedLen(idBytes) {
		return false
	}
	for i := range len(digits) {
		if strings.IndexByte(idDigits, digits[i]) < 0 {
			return false
		}
	}
	return true
}
