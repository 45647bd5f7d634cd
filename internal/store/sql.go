package store

import (
	"strconv"
	"strings"
	"time"
)

// Every statement is the same on both engines. All of them name the tenant, but
// for the few that work across tenants by design: they say so.

// insertion is an INSERT of several rows, whose text is made for as many rows as
// there are.
type insertion struct {
	into    string // table and columns
	columns int
	suffix  string
}

// text has placeholders for so many rows.
func (i insertion) text(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + i.into + " VALUES ")
	n := 0
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for column := range i.columns {
			b.WriteByte("(,"[min(column, 1)])
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	b.WriteString(i.suffix)
	return b.String()
}

// in is a list of so many placeholders, from $first.
func in(first, count int) string {
	var b strings.Builder
	for i := range count {
		b.WriteByte("(,"[min(i, 1)])
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	b.WriteByte(')')
	return b.String()
}

// padded makes a list as long as the next power of two by repeating its last
// value, which changes nothing between the brackets of IN: so there are few
// different statements, and each is prepared once.
func padded[T any](list []T) []T {
	size := 1
	for size < len(list) {
		size *= 2
	}
	for len(list) < size {
		list = append(list, list[len(list)-1])
	}
	return list
}

// millis is how a time is stored: NULL for the zero time.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// orNull stores "" as NULL, which a partial index leaves out.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
