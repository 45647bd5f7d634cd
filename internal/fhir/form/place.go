package form

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// fit is a name that can stand in an expression. Others are left out of it: an
// expression then ends at what they are in.
var fit = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^_?[A-Za-z][A-Za-z0-9]{0,39}$`) })

// below is a member in FHIRPath, where the type of a value is no part of its name.
func below(name string) string {
	switch {
	case !fit().MatchString(name):
		return ""
	case isValue(name):
		return ".value"
	default:
		return "." + strings.TrimPrefix(name, "_")
	}
}

func isValue(name string) bool {
	_, is := values[strings.TrimPrefix(name, "_")]
	return is
}

func at(place, member string, index int) string {
	return place + "." + member + "[" + strconv.Itoa(index) + "]"
}

// expressionOf turns a JSON pointer into the response into FHIRPath, as far as
// its names are fit for it.
func expressionOf(pointer string) string {
	place := root
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if index, err := strconv.Atoi(part); err == nil {
			place += "[" + strconv.Itoa(index) + "]"
			continue
		}
		next := below(part)
		if next == "" {
			break
		}
		place += next
	}
	return place
}
