package wire

// Texts and numbers. The rules are those of internal/strictjson, or stricter
// where that is simpler: what is rare is left to it.

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"
)

// known makes it a doubt when a word is none of those accepted, which are not
// empty.
func (c *cursor) known(word string) string {
	c.doubt = c.doubt || word == ""
	return word
}

// code reads a text of a format that has nothing but ASCII.
func (c *cursor) code(fits func([]byte) bool) string {
	s := c.quoted()
	c.doubt = c.doubt || !fits(s)
	return string(s)
}

// text reads a text of least to most characters; where some are needed, one
// that shows nothing is a doubt.
func (c *cursor) text(least, most int) string {
	s := c.quoted()
	n := len(s)
	if !legible(s) || least > 0 && len(bytes.TrimSpace(s)) == 0 {
		c.doubt = true
	}
	if n > most || least > 1 {
		n = utf8.RuneCount(s)
	}
	c.doubt = c.doubt || n < least || n > most
	return string(s)
}

// legible reports whether s has no escape and no character that anyone could
// object to. The rarer ones, such as emoji, are not judged here.
func legible(s []byte) bool {
	for i := 0; i < len(s); {
		switch b := s[i]; {
		case b < ' ', b == '\\', b == 0x7f:
			return false
		case b < utf8.RuneSelf:
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if r < 0xa0 || r >= 0x2028 && r < 0x2070 || r >= 0xd800 {
			return false
		}
		i += size
	}
	return true
}

// unlimited stands for a limit that a rule does not set. A larger number is
// rare enough to be left to strictjson.
const unlimited = math.MaxInt32

// integer reads a whole number that is written as one.
func (c *cursor) integer(least, most int) *int {
	n, err := strconv.Atoi(string(c.decimal()))
	c.doubt = c.doubt || err != nil || n < least || n > most
	return &n
}

func (c *cursor) number(least, most float64) *float64 {
	f, err := strconv.ParseFloat(string(c.decimal()), 64)
	if f == 0 {
		f = 0 // -0 is a number that no result has
	}
	c.doubt = c.doubt || err != nil || f < least || f > most
	return &f
}

// decimal reads a number without an exponent. Whatever follows that could
// belong to it is a doubt for who reads on.
func (c *cursor) decimal() []byte {
	c.peek()
	rest, n := c.data[c.at:], 0
	if n < len(rest) && rest[n] == '-' {
		n++
	}
	whole := leadingDigits(rest[n:])
	c.doubt = c.doubt || whole == 0 || whole > 1 && rest[n] == '0'
	n += whole
	if n < len(rest) && rest[n] == '.' {
		fraction := leadingDigits(rest[n+1:])
		c.doubt = c.doubt || fraction == 0
		n += 1 + fraction
	}
	c.at += n
	return rest[:n]
}

func leadingDigits(s []byte) int {
	for i, b := range s {
		if b < '0' || b > '9' {
			return i
		}
	}
	return len(s)
}
