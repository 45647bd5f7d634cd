package audit

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Register is which chains there must be, as the chain of tenant.Service says,
// which every database has. The zero value is of one that is missing.
type Register struct {
	begun bool
	// named are the entries that name a tenant, the first of them and the last.
	named map[tenant.ID][2]int64
}

// Follow passes on the entries of the chain of tenant.Service, and keeps what
// they say. It begins anew each time they are read.
func (r *Register) Follow(entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		*r = Register{named: map[tenant.ID][2]int64{}}
		for e, err := range entries {
			if err == nil {
				r.note(&e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (r *Register) note(e *Entry) {
	switch {
	case e.Action == Begun && e.Seq == 1:
		r.begun = true
	case e.Action == Joined:
		of := tenant.ID(e.Detail)
		first, is := r.named[of]
		if !is {
			first[0] = e.Seq
		}
		r.named[of] = [2]int64{first[0], e.Seq}
	}
}

// Named reports whether a tenant is named.
func (r *Register) Named(t tenant.ID) bool {
	_, is := r.named[t]
	return is
}

// Faults are what does not fit in that there is a chain of a tenant.
func (r *Register) Faults(of tenant.ID) []Fault {
	named := r.named[of]
	switch {
	case of == tenant.Service && !r.begun:
		return []Fault{{of, 1, "it is not that of the making of the database, with which this chain begins"}}
	case named[0] != named[1]:
		return []Fault{{of, 0, fmt.Sprintf("it was removed and begun anew: entry %d of the chain of %s names this tenant, and entry %d once more",
			named[0], tenant.Service, named[1])}}
	default:
		return nil
	}
}

// Missing are the faults of chains that there must be, and have no head, in the
// order of tenants: those that the register names, and those that are needed for
// another reason, each with that as a clause.
func (r *Register) Missing(heads []Head, needed map[tenant.ID]string) []Fault {
	reasons := maps.Clone(needed)
	if reasons == nil {
		reasons = map[tenant.ID]string{}
	}
	for of, named := range r.named {
		reasons[of] = fmt.Sprintf("entry %d of the chain of %s names this tenant", named[0], tenant.Service)
	}
	reasons[tenant.Service] = "every database has it"
	for i := range heads {
		delete(reasons, heads[i].Tenant)
	}
	var faults []Fault
	for _, of := range slices.Sorted(maps.Keys(reasons)) {
		faults = append(faults, Fault{of, 0, "it is missing, although " + reasons[of]})
	}
	return faults
}
