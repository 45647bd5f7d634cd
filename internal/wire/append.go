package wire

// What the generated encoders are made of. Every choice that shows in the
// bytes follows github.com/go-json-experiment/json.

import (
	"math"
	"strconv"
)

func appendBool(dst []byte, b bool) []byte { return strconv.AppendBool(dst, b) }

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }

// appendFloat writes the shortest decimal that reads back as f, in the form of
// ECMAScript: an exponent only below 1e-6 and from 1e21 on.
func appendFloat(dst []byte, f float64) []byte {
	abs := math.Abs(f)
	switch {
	case abs == 0 || 1e-6 <= abs && abs < 1e21:
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(dst, "null"...)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	if n := len(dst); dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' { // e-09 is e-9
		dst = append(dst[:n-2], dst[n-1])
	}
	return dst
}

func appendStrings(dst []byte, list []string) []byte {
	if len(list) == 0 {
		return append(dst, `[]`...)
	}
	dst = append(dst, `["`...)
	for i, s := range list {
		if i > 0 {
			dst = append(dst, `","`...)
		}
		dst = appendEscaped(dst, s)
	}
	return append(dst, `"]`...)
}

// appendVerbatim writes texts that need no escapes.
func appendVerbatim(dst []byte, list []string) []byte {
	if len(list) == 0 {
		return append(dst, `[]`...)
	}
	dst = append(dst, `["`...)
	for i, s := range list {
		if i > 0 {
			dst = append(dst, `","`...)
		}
		dst = append(dst, s...)
	}
	return append(dst, `"]`...)
}

// appendList writes a list of objects; nil is an empty list.
func appendList[T any](dst []byte, list []T, appendElement func([]byte, *T) []byte) []byte {
	dst = append(dst, '[')
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendElement(dst, &list[i])
	}
	return append(dst, ']')
}
