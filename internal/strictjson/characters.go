package strictjson

// Texts end up in charts, logs of other systems and on screens. Characters
// that nobody types, and that hide, reorder or cut what is read, are refused
// at the door.

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// legible reports whether s, valid UTF-8, has no control character.
func legible(s []byte) bool {
	for i, c := range s {
		if c < ' ' || c == 0x7f {
			return false
		}
		if c >= utf8.RuneSelf {
			return bytes.IndexFunc(s[i:], illegible) < 0
		}
	}
	return true
}

func illegible(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separator
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // bidi override
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // noncharacters
		return true
	}
	return false
}

// blank reports whether s shows nothing.
func blank(s []byte) bool { return len(bytes.TrimSpace(s)) == 0 }

// legibleName makes a member name that was sent fit for a pointer.
func legibleName(name string) string {
	const longest = 64
	out := make([]rune, 0, longest)
	for _, r := range name {
		if len(out) == longest {
			break
		}
		if illegible(r) {
			r = utf8.RuneError
		}
		out = append(out, r)
	}
	return string(out)
}

// escape writes a name as RFC 6901 has it in a pointer.
func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
