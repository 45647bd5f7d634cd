package chart

import (
	"slices"
	"strconv"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

// firstDegree are the relatives by birth of the first degree, of HL7's
// v3-RoleCode; not half, step, foster, adoptive and in-law ones, and not a
// gestational mother, who need not be the natural one.
var firstDegree = []string{
	"PRN", "FTH", "MTH", "NPRN", "NFTH", "NMTH",
	"SIB", "BRO", "SIS", "NSIB", "NBRO", "NSIS",
	"TWIN", "FTWIN", "ITWIN", "TWINBRO", "FTWINBRO", "ITWINBRO", "TWINSIS", "FTWINSIS", "ITWINSIS",
	"CHILD", "SONC", "DAUC", "NCHILD", "SON", "DAU",
}

// readRelatives finds restless legs in a relative of the first degree. That
// nobody is there says nothing of the family.
func (r *reader) readRelatives(c *Chart, who subjects) {
	for i := range r.relatives {
		p := &r.relatives[i]
		known := false
		for n := range p.is.Condition {
			meant := r.meanings(&p.is.Condition[n].Code)
			if !slices.ContainsFunc(meant, func(m terminology.Condition) bool { return m.Role == terminology.RoleRLS }) {
				continue
			}
			known = true
			if !r.about(who, p.is.Patient, &p.place, "FamilyMemberHistory") {
				break
			}
			at := ".condition[" + strconv.Itoa(p.is.Condition[n].index) + "]"
			if !r.plain(p.is.Modified, &p.place, "", "FamilyMemberHistory") || !r.plain(p.is.Condition[n].Modified, &p.place, at, "FamilyMemberHistory") {
				break
			}
			member := at + ".code"
			if c.FamilyHistory == nil && r.firstDegree(p, meant, member) {
				c.FamilyHistory = &Finding{Source: p.source(), Answer: "yes"}
				r.issues.add(used, p.place, member, "%s: yes from %s.", pathFamily, p.name("FamilyMemberHistory"))
			}
		}
		if !known {
			r.passBy(kindRelatives, &p.place)
		}
	}
}

// firstDegree reports whether a relative with restless legs answers the
// question; it tells why not.
func (r *reader) firstDegree(p *placed[familyMember], meant []terminology.Condition, member string) bool {
	name := p.name("FamilyMemberHistory")
	switch p.is.Status {
	case "completed", "partial":
	case "entered-in-error":
		r.issues.add(enteredInError, p.place, ".status", "%s was entered in error, and was left out.", name)
		return false
	default: // health-unknown, or no status at all
		r.issues.add(noValue, p.place, ".status", "%s does not say that the health of the relative is known: it was left out.", name)
		return false
	}
	if !rls(meant) {
		r.issues.add(possibleOnly, p.place, member, "The code of %s covers other conditions than rls too: it answers nothing.", name)
		return false
	}
	for i := range p.is.Relationship.Coding {
		kin := &p.is.Relationship.Coding[i]
		if terminology.System(kin.System) == terminology.RoleCode && slices.Contains(firstDegree, kin.Code) {
			return true
		}
	}
	r.issues.add(notFirstDegree, p.place, ".relationship",
		"%s is not, or not by a code of v3-RoleCode, of a parent, brother, sister or child by birth: it was left out.", name)
	return false
}
