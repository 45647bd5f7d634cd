package fhir_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// scanned are the brackets and values of a text. It is cut off when that does
// not come to its end.
func scanned(text string) (found []string) {
	s := fhir.NewScanner(text)
	for kind := s.Next(); kind != 0 && len(found) <= len(text); kind = s.Next() {
		switch kind {
		case '{', '}', '[', ']':
			s.Bracket()
			found = append(found, string(kind))
		default:
			found = append(found, s.Scalar())
		}
	}
	return found
}

func TestAScannerFindsEveryValueAsItIsWritten(t *testing.T) {
	const text = "\n{\"a\" : [1.50e0,-2 ,true\t], \"b\\\"\":\"x, }\\\\\",\"\":{ }, \"c\":null}\n"
	want := []string{"{", `"a"`, "[", "1.50e0", "-2", "true", "]", `"b\""`, `"x, }\\"`, `""`, "{", "}", `"c"`, "null", "}"}
	if got := scanned(text); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAScannerComesToTheEndOfAnyText(t *testing.T) {
	for _, text := range []string{"", " ", `"`, `"\`, `{"a`, "}]", "x]", "\x00\xff", `{"a":tru`} {
		if found := scanned(text); len(found) > len(text) {
			t.Errorf("%q has no end: %q", text, found)
		}
	}
}
