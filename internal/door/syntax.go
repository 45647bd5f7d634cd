package door

import (
	"bytes"
	"unicode/utf8"
)

// Depth is how deep objects and lists are nested in what may not even be JSON.
// Brackets in texts do not count.
func Depth(body []byte) int {
	deepest, now, quoted := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// Place is the line and the column of an offset, in characters from 1.
func Place(body []byte, offset int64) (line, column int) {
	before := body[:min(max(int(offset), 0), len(body))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
}
