package wire

// Texts are most of an answer, and nearly none of their bytes need an escape.
// So eight bytes are looked at together, in the manner of "SIMD within a
// register", and runs of plain ones are copied at once.

import (
	"math/bits"
	"unicode/utf8"
)

// appendEscaped writes s as the inside of a JSON string in its shortest form: the
// escapes are those that JSON demands. Each byte that is not UTF-8 becomes
// U+FFFD. The quotation marks are written together with what is around them.
func appendEscaped(dst []byte, s string) []byte {
	copied := 0
	for i := plain(s); i < len(s); i += plain(s[i:]) {
		if s[i] >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[copied:i]...)
		dst = appendEscape(dst, s[i])
		i++
		copied = i
	}
	return append(dst, s[copied:]...)
}

// appendEscape writes one byte that cannot stand in a JSON string as it is.
func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if c >= utf8.RuneSelf {
		return append(dst, "\uFFFD"...)
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
}

// plain counts the bytes at the beginning of s that a JSON string can hold as
// they are and that are ASCII.
func plain(s string) int {
	if len(s) < 8 {
		return plainShort(s)
	}
	for rest := s; len(rest) >= 8; rest = rest[8:] {
		if special := specials(word(rest)); special != 0 {
			return len(s) - len(rest) + bits.TrailingZeros64(special)/8
		}
	}
	last := len(s) - 8 // looks at some bytes again; without a special one it gives 8
	return last + bits.TrailingZeros64(specials(word(s[last:])))/8
}

func plainShort(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return i
		}
	}
	return len(s)
}

// specials has the high bit of each byte of w set that is not plain. A bit
// above the lowest one may be set without cause, by a borrow.
func specials(w uint64) uint64 {
	const each = 0x0101010101010101
	control := w - each*' '
	quote := (w ^ each*'"') - each
	backslash := (w ^ each*'\\') - each
	return (w | control | quote | backslash) & (each * 0x80)
}

// word reads eight bytes, in one load where the machine has such.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
