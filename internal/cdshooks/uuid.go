package cdshooks

import "github.com/rlscreen/rlscreen/internal/fhir"

// namespace is the UUID in which this package names cards and suggestions
// (RFC 9562, version 5): 5c1f7b2e-9d0a-4c53-8a7e-6f1b2d94e03c. It must never
// change, or a health record would show again what somebody has dismissed.
const namespace = "\x5c\x1f\x7b\x2e\x9d\x0a\x4c\x53\x8a\x7e\x6f\x1b\x2d\x94\xe0\x3c"

// uuid is the one that texts name.
func uuid(texts ...string) string { return fhir.UUID(namespace, texts...) }

// isUUID reports a UUID of any version, written as RFC 9562 has it.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f'):
			return false
		}
	}
	return true
}
