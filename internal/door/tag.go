package door

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Tag is the strong entity tag of a body.
func Tag(body []byte) string {
	digest := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(digest[:16]) + `"`
}

// Names reports whether If-None-Match headers name the tag, by the weak
// comparison of RFC 9110 section 13.1.2.
func Names(header []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for _, line := range header {
		for candidate := range strings.SplitSeq(line, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == opaque {
				return true
			}
		}
	}
	return false
}
