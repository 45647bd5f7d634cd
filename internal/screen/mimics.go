package screen

// criterion5 sums up the mimic questions. A pointer never makes a screen
// negative: criterion 5 asks whether something else is the only cause, which
// is for a clinician to say.
//
// Source: rules mimic.* of the ruleset.
func (e *evaluation) criterion5() {
	c := &e.r.Criterion5
	answered := 0
	for q := firstMimic; q <= lastMimic; q++ {
		switch e.answer(q) {
		case Yes:
			c.Pointers = append(c.Pointers, q)
		case No:
		default:
			c.Open = append(c.Open, q)
		}
		if e.answer(q) != Unknown {
			answered++
		}
	}
	c.Status = criterion5Status(len(c.Pointers), len(c.Open), answered)
	c.Rule = Rule("criterion_5." + c.Status)
}

func criterion5Status(pointers, open, answered int) string {
	switch {
	case pointers > 0:
		return PointersPresent
	case open == 0:
		return NoPointers
	case answered == 0:
		return NotAssessed
	default:
		return PartlyAssessed
	}
}
