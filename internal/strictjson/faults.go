package strictjson

// Faults come from two sources, the reader and the validator, and leave as one
// list in the order of the document, so that a form can walk through them from
// top to bottom and two runs give the same answer.

import (
	"slices"

	"github.com/rlscreen/rlscreen/internal/problem"
)

type placed struct {
	offset int
	field  problem.Field
}

// faults holds the first of all faults found, sorted by offset; those at one
// offset stay in the order in which they were found.
type faults struct {
	found []placed
	more  bool
}

// full reports whether a fault at offset would come too late to be listed. The
// caller need not put it into words then.
func (f *faults) full(offset int) bool {
	f.more = f.more || len(f.found) == problem.MostFields
	return f.more && offset >= f.found[len(f.found)-1].offset
}

func (f *faults) add(offset int, field problem.Field) {
	if f.full(offset) {
		return
	}
	i := len(f.found)
	for i > 0 && f.found[i-1].offset > offset {
		i--
	}
	f.found = slices.Insert(f.found, i, placed{offset, field})
	f.found = f.found[:min(len(f.found), problem.MostFields)]
}

// list returns the faults, nil when there are none. The last one says when
// there were more.
func (f *faults) list() []problem.Field {
	if len(f.found) == 0 {
		return nil
	}
	fields := make([]problem.Field, 0, len(f.found))
	for _, p := range f.found {
		fields = append(fields, p.field)
	}
	if f.more {
		fields[problem.MostFields-1] = problem.Unlisted()
	}
	return fields
}

// IsWhole reports whether the faults of Decode are all that there are. Otherwise
// a member that the document has may be missing without a fault that says so, or
// one that it lacks without being called missing: what is left is not to be judged.
func IsWhole(fields []problem.Field) bool {
	return !slices.ContainsFunc(fields, func(f problem.Field) bool {
		return f.Code == problem.CodeTooDeep || f.Code == problem.CodeTooMany && f.Pointer == ""
	})
}
