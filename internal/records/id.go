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

// untold returns the id of a request if it tells nothing, else "": those that the
// service makes, 26 characters of base32, and those with 32 hexadecimal digits,
// such as a UUID or the id of a trace. A caller may give another, a name for one,
// and the audit trail is never erased.
func untold(request string) string {
	digits := strings.ReplaceAll(request, "-", "")
	if len(digits) == 32 && strings.Trim(digits, "0123456789abcdefABCDEF") == "" {
		return request
	}
	if len(request) == 26 && strings.Trim(request, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == "" {
		return request
	}
	return ""
}
