package strictjson

// The trail remembers where the reader has been, so that pointers and the
// order of faults cost nothing until there is a fault.

import (
	"slices"
	"strconv"
)

const root int32 = 0 // the visit of the document

// visit is one place that a document and its plan have in common.
type visit struct {
	parent int32 // its visit
	key    int32 // index of the member in the plan, or of the element
	offset int   // before the value in the document
	faulty bool  // the value could not be taken
}

type trail []visit

// step adds a visit and returns its index.
func (t *trail) step(parent, key int32, offset int64) int32 {
	*t = append(*t, visit{parent: parent, key: key, offset: int(offset)})
	return int32(len(*t) - 1) //nolint:gosec // a document has fewer bytes
}

// child finds the visit of a member or element; ok is false when the document
// does not have it.
func (t trail) child(parent, key int32) (at int32, ok bool) {
	for i := int(parent) + 1; i < len(t); i++ {
		if t[i].parent == parent && t[i].key == key {
			return int32(i), true //nolint:gosec // see step
		}
	}
	return parent, false
}

// pointer writes the JSON pointer of a visit.
func (t trail) pointer(s *shape, at int32) string {
	var keys []int32
	for ; at != root; at = t[at].parent {
		keys = append(keys, t[at].key)
	}
	pointer := ""
	for _, key := range slices.Backward(keys) {
		var token string
		s, token = s.at(key)
		pointer += "/" + token
	}
	return pointer
}

// at returns the shape of a member or element, and its token in a pointer.
func (s *shape) at(key int32) (*shape, string) {
	if s.kind == list {
		return s.element, strconv.Itoa(int(key))
	}
	m := &s.object.members[key]
	return &m.shape, m.token
}
