package screen

// previouslyCounts holds the criteria for which "previously" counts as met:
// the 2012 consensus says so for relief and for the evening pattern.
func previouslyCounts(q Question) bool {
	return q == RelievedByMovement || q == WorseInEvening
}

var criterionRules = [NumCriteria]Rule{
	"criterion.urge_to_move", "criterion.worse_at_rest",
	"criterion.relieved_by_movement", "criterion.worse_in_evening",
}

// criteria judges each of the four.
//
// Source: rules criterion.* of the ruleset.
func (e *evaluation) criteria() {
	for i := range NumCriteria {
		q := firstCriterion + Question(i)
		c := Criterion{Question: q, Answer: e.answer(q), Rule: criterionRules[i]}
		c.Status = criterionStatus(q, c.Answer)
		elsewhere := q == UrgeToMove && e.in.BodyParts == OtherOnly
		if elsewhere {
			c.Status = NotMet
		}
		c.Because = e.because(e.saidIf(c.Answer != Unknown, q), e.saidIf(elsewhere, BodyParts))
		e.r.Criteria[i] = c
	}
}

func criterionStatus(q Question, a Answer) Truth {
	return truth(a == Yes || a == Previously && previouslyCounts(q), a == No)
}

// four is the conjunction of the four criteria.
func (e *evaluation) four() Truth {
	c := &e.r.Criteria
	return and(c[0].Status, c[1].Status, c[2].Status, c[3].Status)
}

// criteriaMet counts the criteria that are met.
func (e *evaluation) criteriaMet() int {
	n := 0
	for _, c := range e.r.Criteria {
		if c.Status == Met {
			n++
		}
	}
	return n
}

// firstNotMet returns the first criterion that is not met, and how many there are.
func (e *evaluation) firstNotMet() (first *Criterion, count int) {
	for i := range e.r.Criteria {
		if c := &e.r.Criteria[i]; c.Status == NotMet {
			if count++; first == nil {
				first = c
			}
		}
	}
	return first, count
}

// outcome is the first row that matches, as in the table of the specification.
//
// Source: rules outcome.* of the ruleset.
func (e *evaluation) outcome() {
	o := &e.r.Outcome
	switch {
	case e.in.Age.below(e.limits.ChildAge):
		o.Code, o.Reason, o.Rule = OutOfScope, ReasonPaediatric, "outcome.paediatric"
	case e.yes(CognitiveImpairment):
		o.Code, o.Reason, o.Rule = OutOfScope, ReasonObserverNeeded, "outcome.observer_needed"
	default:
		o.Code = screened(e.four(), e.r.Criterion5.Status)
		o.Rule = Rule("outcome." + o.Code)
	}
}

// screened is the outcome of somebody in scope.
func screened(four Truth, criterion5 string) string {
	switch {
	case four == NotMet:
		return Negative
	case four == Undetermined:
		return Indeterminate
	case criterion5 == PointersPresent:
		return PositiveReview
	case criterion5 == NoPointers:
		return Positive
	default:
		return PositiveProvisional
	}
}
