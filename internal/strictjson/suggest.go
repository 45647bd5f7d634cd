package strictjson

// A name that is almost right is the commonest mistake in a client, and the
// one a reader's eye passes over. The hints are made of our own names only.

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// mostNames is how many names are still a list that somebody reads.
const mostNames = 40

func unknownField(document *shape, of *object, name string) problem.Field {
	field := problem.Field{Code: problem.CodeUnknownMember, Detail: "There is no member of this name here"}
	if len(of.names) <= mostNames {
		field.Accepted = slices.Clone(of.names)
	}
	if like := closest(of.names, name); like != "" {
		field.Detail += `; did you mean "` + like + `"?`
	} else if elsewhere := find(document.object, name, nil); elsewhere != "" {
		field.Detail += "; it belongs at " + elsewhere + "."
	} else {
		field.Detail += "."
	}
	return field
}

// closest returns the name that a misspelt one was probably meant to be: the
// same but for case and separators, or a few letters off. "" is none.
func closest(names []string, sent string) string {
	const longest = 64
	if len(sent) > longest || !utf8.ValidString(sent) {
		return ""
	}
	best, least := "", 3
	for _, name := range names {
		d := distance(fold(sent), fold(name))
		if d < least && d*4 <= len(name) {
			best, least = name, d
		}
	}
	return best
}

func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

// distance counts the letters to insert, delete or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// find returns the pointer of the first member of this name anywhere in the
// objects of a document, lists left out. "" is none.
func find(o *object, name string, above []*object) string {
	if slices.Contains(above, o) {
		return ""
	}
	if key, ok := o.byName[name]; ok {
		return "/" + o.members[key].token
	}
	for i := range o.members {
		m := &o.members[i]
		if m.kind != members {
			continue
		}
		if rest := find(m.object, name, append(above, o)); rest != "" {
			return "/" + m.token + rest
		}
	}
	return ""
}
