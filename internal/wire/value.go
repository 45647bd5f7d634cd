package wire

// Texts and numbers. The rules are those of internal/strictjson, or stricter
// where that is simpler: what is rare is left to it.

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// oneOf reads one of the accepted words.
func (c *cursor) oneOf(words ...string) string {
	s := c.quoted()
	for _, word := range words {
		if word == string(s) {
			return word
		}
	}
	c.doubt = true
	return ""
}

// code reads a text of a format that has nothing but ASCII.
func (c *cursor) code(fits func([]byte) bool) string {
	s := c.quoted()
	c.doubt = c.doubt || !fits(s)
	return c.keep(s)
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
	return c.keep(s)
}

// keep copies s.
func (c *cursor) keep(s []byte) string {
	const usual = 128 // bytes in the texts of a request
	if c.doubt {
		return ""
	}
	if c.texts.Cap()-c.texts.Len() < len(s) {
		c.texts.Reset() // what was kept stays
		c.texts.Grow(max(usual, len(s)))
	}
	start := c.texts.Len()
	c.texts.Write(s)
	return c.texts.String()[start:]
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

// mostDigits is how many digits are read: below 2^53 every whole number is a
// float64, as is the power of ten that it is divided by.
const mostDigits = 15

// integer reads a whole number that is written without fraction and exponent.
func (c *cursor) integer(least, most int) *int {
	negative := c.sign()
	n, _ := c.digits(mostDigits)
	if negative {
		n = -n
	}
	c.doubt = c.doubt || n < int64(least) || n > int64(most)
	if len(c.ints) == 0 {
		c.ints = make([]int, 8)
	}
	p := &c.ints[0]
	c.ints = c.ints[1:]
	*p = int(n)
	return p
}

// number reads a number that is written without exponent in so few digits that
// one division of exact numbers gives what correct rounding gives. Nothing
// follows that could belong to it: who reads on would be in doubt.
func (c *cursor) number(least, most float64) *float64 {
	negative := c.sign()
	whole, before := c.digits(mostDigits)
	f := float64(whole)
	if c.at < len(c.data) && c.data[c.at] == '.' {
		c.at++
		f = c.fraction(whole, mostDigits-before)
	}
	if negative && f != 0 { // -0 is a number that no result has
		f = -f
	}
	c.doubt = c.doubt || f < least || f > most
	if len(c.floats) == 0 {
		c.floats = make([]float64, 8)
	}
	p := &c.floats[0]
	c.floats = c.floats[1:]
	*p = f
	return p
}

// unlimited stands for a limit that a rule does not set. A larger number is
// rare enough to be left to strictjson.
const unlimited = math.MaxInt32

// sign reads up to the first digit of a number.
func (c *cursor) sign() (negative bool) {
	if c.peek() != '-' {
		return false
	}
	c.at++
	return true
}

// digits reads a whole number of at most so many digits.
func (c *cursor) digits(most int) (n int64, count int) {
	start := c.at
	for ; c.at < len(c.data) && c.data[c.at]-'0' <= 9 && c.at-start < most; c.at++ {
		n = n*10 + int64(c.data[c.at]-'0')
	}
	count = c.at - start
	c.doubt = c.doubt || count == 0 || count > 1 && c.data[start] == '0'
	return n, count
}

// fraction reads the digits behind the point, at most so many.
func (c *cursor) fraction(whole int64, most int) float64 {
	scale, start := 1.0, c.at
	for ; c.at < len(c.data) && c.data[c.at]-'0' <= 9 && c.at-start < most; c.at++ {
		whole = whole*10 + int64(c.data[c.at]-'0')
		scale *= 10
	}
	c.doubt = c.doubt || c.at == start
	return float64(whole) / scale
}
