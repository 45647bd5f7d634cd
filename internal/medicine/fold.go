package medicine

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns the words of s, in lower case, without accents, one space between.
func fold(s string) string {
	return string(appendFolded(nil, s))
}

// appendFolded appends the folded form of s to dst, which is empty. Letters and
// digits make words, an apostrophe is left out (Doan's is Doans), and everything
// else separates. Nearly all letters are ASCII: those need no tables.
func appendFolded(dst []byte, s string) []byte {
	gap := false
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch {
		case 'a' <= b && b <= 'z' || '0' <= b && b <= '9':
		case 'A' <= b && b <= 'Z':
			b += 'a' - 'A'
		case b == '\'':
			continue
		case b >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(s[i:])
			dst, gap = appendDecomposed(dst, s[i:i+size], gap)
			i += size - 1
			continue
		default:
			gap = true
			continue
		}
		if gap && len(dst) > 0 {
			dst = append(dst, ' ')
		}
		gap = false
		dst = append(dst, b)
	}
	return dst
}

// appendDecomposed does the same for one letter or sign beyond ASCII, by
// Unicode's compatibility decomposition, which also undoes full width and
// ligatures. gap says whether a separator came before, and is returned anew.
func appendDecomposed(dst []byte, sign string, gap bool) ([]byte, bool) {
	if sign == "™" || sign == "℠" {
		return dst, true // they decompose into letters, which would join the name before
	}
	plain := norm.NFKD.PropertiesString(sign).Decomposition()
	if plain == nil {
		plain = []byte(sign)
	}
	for _, r := range string(plain) {
		switch {
		case isApostrophe(r), unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
			// Accents, soft hyphens and joiners belong to the word they are in.
		case unicode.IsLetter(r), unicode.IsNumber(r):
			if gap && len(dst) > 0 {
				dst = append(dst, ' ')
			}
			gap = false
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return dst, gap
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' }
