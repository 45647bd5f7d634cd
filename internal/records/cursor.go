package records

import (
	"encoding/binary"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// A cursor is the place after which a page begins. It is sealed, so that it says
// nothing of how many records others have, and bound to the list that it is of.

// place is what a cursor is bound to: a list of a tenant, and its filters.
type place []string

// cursor seals a place of the sequence.
func (s *Service) cursor(p place, seq int64) string {
	plain := binary.BigEndian.AppendUint64(nil, uint64(seq)) //nolint:gosec // a place is above 0
	index := s.index.Load()
	return index.Box(plain, index.Of(p...))
}

// position opens a cursor; "" is the beginning, 0.
func (s *Service) position(p place, cursor string) (int64, *problem.Error) {
	if cursor == "" {
		return 0, nil
	}
	index := s.index.Load()
	plain, ok := index.Unbox(cursor, index.Of(p...))
	if !ok || len(plain) != 8 {
		return 0, badQuery(problem.Field{
			Pointer: "cursor", Code: problem.CodeFormat,
			Detail: "This is no cursor of this list with these filters. Leave it out to begin with the first page.",
		})
	}
	return int64(binary.BigEndian.Uint64(plain)), nil //nolint:gosec // see cursor
}

func badQuery(field problem.Field) *problem.Error {
	return &problem.Error{Kind: problem.BadQuery, Detail: "The query is not acceptable; errors lists each parameter.", Fields: []problem.Field{field}}
}

// Limits of the entries on a page.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

// pageSize is the limit asked for, 0 the usual one.
func pageSize(limit int) (int, *problem.Error) {
	switch {
	case limit == 0:
		return DefaultLimit, nil
	case limit < 0 || limit > MaxLimit:
		return 0, badQuery(problem.Field{Pointer: "limit", Code: problem.CodeRange, Detail: "limit is a whole number from 1 to 100."})
	default:
		return limit, nil
	}
}
