package screen

// Evaluate concludes everything there is to conclude from the answers.
//
// It is total: every Input has a Result. The Result does not depend on
// anything but its two arguments and shares nothing with in.
func Evaluate(in Input, rs *Ruleset) Result {
	var r Result
	EvaluateInto(&r, &in, rs)
	return r
}

// EvaluateInto is Evaluate into a Result whose memory is used again. What r
// held before is lost.
func EvaluateInto(r *Result, in *Input, rs *Ruleset) {
	r.reset()
	e := evaluation{in: in, limits: &rs.Limits, r: r}
	r.SpecialistOnly = e.child() || e.pregnant()
	e.readResults()
	e.medicines()
	e.criteria()
	e.criterion5()
	e.outcome()
	e.course()
	e.significance()
	e.severity()
	e.contributors()
	e.standards()
	e.primaryPointers()
	e.missing()
	e.label()
	e.iron()
	e.alerts()
	e.labs()
	e.guidance()
	e.decision()
	e.warnings()
}

// evaluation is the state of one run: the input, what is derived from it, and
// the result being filled.
type evaluation struct {
	in     *Input
	limits *Limits
	r      *Result

	results  [NumTests]reading
	ferritin reading // the values that decide
	tsat     reading
	egfr     reading
	// overload is a TSAT above the limit that no newer deciding TSAT overrules.
	overload reading
	// tsatConflict: the given and the calculated TSAT differ too much.
	tsatConflict bool

	dopaminergic    bool
	unknownMedicine bool // the list is absent, or holds an unrecognised entry
	lithium         bool
	levothyroxine   bool
	metformin       bool
}

// reset empties r and keeps the memory of its lists.
func (r *Result) reset() {
	*r = Result{
		facts:        r.facts[:0],
		Labs:         r.Labs[:0],
		Effects:      r.Effects[:0],
		Unrecognised: r.Unrecognised[:0],
		Alerts:       r.Alerts[:0],
		Guidance:     r.Guidance[:0],
		Warnings:     r.Warnings[:0],
		Tests:        r.Tests[:0],
		Criterion5:   Criterion5{Pointers: r.Criterion5.Pointers[:0], Open: r.Criterion5.Open[:0]},
		Iron:         Iron{Notes: r.Iron.Notes[:0]},
		Classification: Classification{
			Contributors:    r.Classification.Contributors[:0],
			PrimaryPointers: r.Classification.PrimaryPointers[:0],
			Missing:         r.Classification.Missing[:0],
		},
		Decision: Decision{
			WouldChange: r.Decision.WouldChange[:0],
			Next:        r.Decision.Next[:0],
		},
	}
	if r.facts == nil {
		r.facts = make([]Fact, 0, 64)
	}
}

func (e *evaluation) answer(q Question) Answer { return e.in.Answers[q] }

func (e *evaluation) yes(q Question) bool { return e.in.Answers[q] == Yes }

// because keeps the facts of one conclusion in the arena. A fact without a
// path is left out, so that callers can pass facts that may not apply.
func (e *evaluation) because(facts ...Fact) []Fact {
	start := len(e.r.facts)
	for _, f := range facts {
		if f.Path.Question != NoQuestion {
			e.r.facts = append(e.r.facts, f)
		}
	}
	return e.r.facts[start:len(e.r.facts):len(e.r.facts)]
}

// said is the fact that a question was answered as it was.
func (e *evaluation) said(q Question) Fact {
	if code := e.code(q); code != "" {
		return Fact{Path: at(q), Value: Value{Kind: CodeValue, Code: code}}
	}
	if n, unit := e.number(q); n.Known {
		return Fact{Path: at(q), Value: Value{Kind: NumberValue, Number: n.X, Unit: unit}}
	}
	return Fact{Path: at(q)}
}

// saidIf is said when the condition holds, else nothing.
func (e *evaluation) saidIf(condition bool, q Question) Fact {
	if !condition {
		return Fact{}
	}
	return e.said(q)
}

// compared is said, with the limit that the number was compared with.
func (e *evaluation) compared(q Question, op string, limit float64) Fact {
	f := e.said(q)
	f.Limit = Limit{Op: op, X: limit}
	return f
}

// code is the answer to q as a word, "" when it was not given as one.
func (e *evaluation) code(q Question) string {
	switch q {
	case BodyParts:
		return e.in.BodyParts.String()
	case Distress:
		return e.in.Distress.String()
	case KidneyDiseaseStage:
		return e.in.KidneyStage.String()
	default:
		return e.in.Answers[q].String()
	}
}

// number is the answer to q as a number with its unit.
func (e *evaluation) number(q Question) (Amount, string) {
	count := func(c Count, unit string) (Amount, string) {
		return Amount{X: float64(c.N), Known: c.Known}, unit
	}
	switch q {
	case AgeYears:
		return count(e.in.Age, UnitYears)
	case OnsetAgeYears:
		return count(e.in.OnsetAge, UnitYears)
	case GestationWeeks:
		return count(e.in.GestationWeeks, "weeks")
	case DurationMonths:
		return count(e.in.DurationMonths, "months")
	case LifetimeEpisodes:
		return count(e.in.LifetimeEpisodes, "episodes")
	case IRLSTotal:
		return count(e.in.IRLSTotal, "points")
	case DaysPerWeek:
		return e.in.DaysPerWeek, "days_per_week"
	default:
		return Amount{}, ""
	}
}

// child reports a known age below the adult one; an unknown age is adult.
func (e *evaluation) child() bool { return e.in.Age.below(e.limits.AdultAge) }

func (e *evaluation) pregnant() bool { return e.yes(Pregnancy) }

func (e *evaluation) onDialysis() bool { return e.in.KidneyStage == Dialysis }

// kidneyAnswer is the answer on kidney disease, which a named stage implies.
func (e *evaluation) kidneyAnswer() Answer {
	if a := e.answer(KidneyDisease); a != Unknown || !e.in.KidneyStage.named() {
		return a
	}
	return Yes
}

// positiveOrIndeterminate is where findings on secondary causes matter most.
func (e *evaluation) positiveOrIndeterminate() bool {
	return e.r.Outcome.AnyPositive() || e.r.Outcome.Code == Indeterminate
}
