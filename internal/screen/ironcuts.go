package screen

// IronCut is a value at which the reading of iron changes. The rule is about
// the values on the side of it that the limit names.
type IronCut struct {
	Test  Test
	Limit Limit
	Unit  string
	Rule  Rule
}

// IronCuts lists the cuts of the rows that apply to the patient, in the order of
// the rows in iron.go: those of ferritin in ng/mL, then those of TSAT in %, each
// from the lowest up.
//
// Source: rules iron.* and iron_note.check_crp of the ruleset.
func IronCuts(in *Input, l *Limits) []IronCut {
	ferritin := func(op string, x float64, rule Rule) IronCut {
		return IronCut{Ferritin, Limit{op, x}, UnitFerritin, rule}
	}
	tsat := func(op string, x float64, rule Rule) IronCut {
		return IronCut{TSAT, Limit{op, x}, UnitPercent, rule}
	}
	overload := tsat(">", l.TSATHigh, "iron.overload_check")
	switch e := (evaluation{in: in, limits: l}); {
	case e.onDialysis():
		return []IronCut{
			ferritin("<", l.FerritinDialysis, "iron.dialysis.meets"),
			tsat("<", l.TSATLow, "iron.dialysis.meets"),
			overload,
		}
	case e.child():
		return []IronCut{
			ferritin("<", l.FerritinPaediatric, "iron.child.meets"),
			tsat("<", l.TSATLow, "iron_note.check_crp"),
			overload,
		}
	default:
		return []IronCut{
			ferritin("<=", l.FerritinCofactor, "iron.adult.ferritin_low"),
			ferritin("<=", l.FerritinIVOnly, "iron.adult.iv_only"),
			ferritin(">", l.FerritinUpper, "iron.adult.ferritin_high"),
			tsat("<", l.TSATLow, "iron.adult.tsat_low"),
			overload,
		}
	}
}
