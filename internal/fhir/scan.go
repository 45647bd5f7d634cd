package fhir

import "github.com/go-json-experiment/json/jsontext"

// Scanner goes through JSON that is known to be valid, so that it only has to
// find where values begin and end. In any other text it finds some values, and
// the end.
type Scanner[Text string | []byte] struct{ rest Text }

// NewScanner returns a Scanner that is before the first value.
func NewScanner[Text string | []byte](json Text) Scanner[Text] { return Scanner[Text]{json} }

// Next is the kind of the next value, or of the bracket that closes a list or
// an object; 0 at the end.
func (s *Scanner[Text]) Next() jsontext.Kind {
	for i := range len(s.rest) {
		switch c := s.rest[i]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			s.rest = s.rest[i:]
			return jsontext.KindNumber
		default:
			s.rest = s.rest[i:]
			return jsontext.Kind(c)
		}
	}
	s.rest = s.rest[len(s.rest):]
	return jsontext.KindInvalid
}

// Bracket passes over the bracket that is next.
func (s *Scanner[Text]) Bracket() { s.rest = s.rest[min(1, len(s.rest)):] }

// Scalar is the next value as it is written, when that is no list and no object.
func (s *Scanner[Text]) Scalar() Text {
	end := literalEnd[Text]
	if s.Next() == jsontext.KindString {
		end = stringEnd[Text]
	}
	n := end(s.rest)
	scalar := s.rest[:n]
	s.rest = s.rest[n:]
	return scalar
}

// stringEnd is where the string ends that text begins with.
func stringEnd[Text string | []byte](text Text) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// literalEnd is where the number or the word ends that text begins with.
func literalEnd[Text string | []byte](text Text) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case ',', ']', '}', ' ', '\t', '\r', '\n':
			return i
		}
	}
	return len(text)
}
