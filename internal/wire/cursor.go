package wire

import "bytes"

// usualLength is room for as many elements as a list usually has.
const usualLength = 4

// cursor is the place in a document up to which it has been read. A doubt ends
// the reading: from then on there are no more members or elements, and what
// the other methods return has no meaning.
type cursor struct {
	data  []byte
	at    int
	doubt bool
}

// peek returns the next byte that is not white space without reading it, or 0
// at the end.
func (c *cursor) peek() byte {
	for ; c.at < len(c.data); c.at++ {
		if b := c.data[c.at]; b > ' ' || b != ' ' && b != '\n' && b != '\r' && b != '\t' {
			return b
		}
	}
	return 0
}

// take reads the next byte that is not white space, which must be b.
func (c *cursor) take(b byte) {
	if c.peek() != b {
		c.doubt = true
		return
	}
	c.at++
}

// end reports whether the document was read to its end without a doubt.
func (c *cursor) end() bool { return c.peek() == 0 && c.at == len(c.data) && !c.doubt }

// member reads up to the value of the next member of an object, first its
// opening bracket, and returns the name as it is written. It reports false
// after the closing one.
func (c *cursor) member(first bool) (name []byte, ok bool) {
	if first {
		c.take('{')
	}
	switch b := c.peek(); {
	case c.doubt:
		return nil, false
	case b == '}':
		c.at++
		return nil, false
	case b == ',' && !first:
		c.at++
	case !first:
		c.doubt = true
	}
	name = c.quoted()
	c.take(':')
	return name, !c.doubt
}

// once adds a member to those that an object has been given. It is a doubt
// when it was among them.
func (c *cursor) once(given, member uint64) uint64 {
	c.doubt = c.doubt || given&member != 0
	return given | member
}

// need makes it a doubt when one of the members was not given.
func (c *cursor) need(given, members uint64) { c.doubt = c.doubt || given&members != members }

// element reads up to the next element of a list that has n so far, first its
// opening bracket. It reports false after the closing one. It is a doubt when
// there are fewer elements than least or more than most.
func (c *cursor) element(n, least, most int) bool {
	if n == 0 {
		c.take('[')
	}
	switch b := c.peek(); {
	case c.doubt:
		return false
	case b == ']':
		c.at++
		c.doubt = n < least
		return false
	case n == most:
		c.doubt = true
	case n > 0:
		c.take(',')
	}
	return !c.doubt
}

// quoted reads a string as it is written, up to the next quotation mark. When
// that was escaped, a backslash is left at the end, which nothing accepts.
func (c *cursor) quoted() []byte {
	c.take('"')
	rest := c.data[c.at:]
	n := bytes.IndexByte(rest, '"')
	if n < 0 {
		c.doubt = true
		return nil
	}
	c.at += n + 1
	return rest[:n]
}
