package knowledge

// Off says which code systems are not used. Each needs a licence in some
// countries and uses.
type Off struct {
	SNOMED bool // no SNOMED CT code of a condition is understood
	ATC    bool // no ATC code of a medicine is understood, found or shown
}

// Without returns the ruleset with code systems switched off. The decision, and
// so version and digest, stay what they are.
func (rs *Ruleset) Without(off Off) *Ruleset {
	without := *rs
	if off.SNOMED {
		without.Conditions = rs.Conditions.WithoutSNOMED()
	}
	if off.ATC {
		without.Medicines = rs.Medicines.WithoutATC()
	}
	return &without
}
