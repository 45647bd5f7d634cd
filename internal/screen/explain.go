package screen

// decision explains the outcome: what decided it, what would change it, and
// what is worth asking next.
func (e *evaluation) decision() {
	d := &e.r.Decision
	d.Decisive = e.decisive()
	e.wouldChange()
	d.OutcomeSettled = e.settled()
	d.CanStop = d.OutcomeSettled && e.safetyAnswered()
	e.next()
}

// decisive is a smallest set of answers that decides the outcome, given that
// somebody is in scope.
func (e *evaluation) decisive() []Fact {
	start := len(e.r.facts)
	add := func(q Question) { e.r.facts = append(e.r.facts, e.said(q)) }
	switch e.r.Outcome.Code {
	case OutOfScope:
		if e.r.Outcome.Reason == ReasonPaediatric {
			add(AgeYears)
		} else {
			add(CognitiveImpairment)
		}
	case Negative:
		first, _ := e.firstNotMet()
		if e.in.BodyParts == OtherOnly {
			add(BodyParts)
		} else {
			add(first.Question)
		}
	default:
		e.decisiveCriteria(add)
	}
	return e.r.facts[start:len(e.r.facts):len(e.r.facts)]
}

// decisiveCriteria adds the open criteria of an indeterminate outcome, or the
// four and what else a positive one rests on.
func (e *evaluation) decisiveCriteria(add func(Question)) {
	for _, c := range e.r.Criteria {
		if e.r.Outcome.Code != Indeterminate || c.Status == Undetermined {
			add(c.Question)
		}
	}
	switch e.r.Outcome.Code {
	case PositiveReview:
		add(e.r.Criterion5.Pointers[0])
	case Positive:
		for q := firstMimic; q <= lastMimic; q++ {
			add(q)
		}
	}
}

// wouldChange is for a negative with one failing criterion: that answer as
// yes, when it would lead elsewhere.
func (e *evaluation) wouldChange() {
	failing, count := e.firstNotMet()
	if e.r.Outcome.Code != Negative || count != 1 {
		return
	}
	change := Change{Question: failing.Question, Answer: Yes.String()}
	status := Met
	if failing.Question == UrgeToMove && e.in.BodyParts == OtherOnly {
		change.Question, change.Answer = BodyParts, Legs.String()
		status = criterionStatus(UrgeToMove, failing.Answer)
	}
	four := status
	for _, c := range e.r.Criteria {
		if c.Question != failing.Question {
			four = and(four, c.Status)
		}
	}
	if change.Outcome = screened(four, e.r.Criterion5.Status); change.Outcome != Negative {
		e.r.Decision.WouldChange = append(e.r.Decision.WouldChange, change)
	}
}

// settled: no question that is still unanswered among age, cognitive
// impairment, criteria, body parts and mimics can change the outcome's code.
// An answer of not sure counts as answered.
func (e *evaluation) settled() bool {
	if e.r.Outcome.Code == OutOfScope {
		return true
	}
	if !e.in.Age.Known || e.answer(CognitiveImpairment) == Unknown {
		return false
	}
	if _, failing := e.firstNotMet(); failing > 0 {
		return true
	}
	if e.in.BodyParts == BodyPartUnknown || e.unasked(firstCriterion, lastCriterion) {
		return false
	}
	return e.r.Outcome.Code == Indeterminate || len(e.r.Criterion5.Pointers) > 0 || !e.unasked(firstMimic, lastMimic)
}

func (e *evaluation) unasked(first, last Question) bool {
	for q := first; q <= last; q++ {
		if e.answer(q) == Unknown {
			return true
		}
	}
	return false
}

// safetyAnswered: every safety question that can matter has an answer.
func (e *evaluation) safetyAnswered() bool {
	for q := firstSafety; q <= lastSafety; q++ {
		if e.answer(q) == Unknown && e.safetyMatters(q) {
			return false
		}
	}
	return true
}

// safetyMatters: the two questions on dopaminergic treatment count only when
// there is, or may be, such treatment.
func (e *evaluation) safetyMatters(q Question) bool {
	if q == AugmentationSigns || q == ImpulseControlProblems {
		return e.dopaminergic || e.unknownMedicine
	}
	return true
}

// next lists the questions that can still change outcome, alerts, label or
// course, best first. Inside a group those answered not sure come last.
func (e *evaluation) next() {
	e.askGroup(firstSafety, lastSafety, e.safetyMatters)
	if !e.in.Age.Known {
		e.ask(AgeYears, false)
	}
	e.askGroup(CognitiveImpairment, CognitiveImpairment, func(Question) bool {
		return e.r.Outcome.Reason != ReasonPaediatric
	})
	e.askAnswered(Unknown, firstCriterion, lastCriterion, e.criterionMatters)
	if e.in.BodyParts == BodyPartUnknown {
		e.ask(BodyParts, false)
	}
	e.askAnswered(NotSure, firstCriterion, lastCriterion, e.criterionMatters)
	e.askGroup(firstMimic, lastMimic, e.mimicMatters)
	if e.r.Outcome.AnyPositive() {
		e.askCore()
	}
	e.askCourse()
}

func (e *evaluation) ask(q Question, asked bool) {
	e.r.Decision.Next = append(e.r.Decision.Next, NextQuestion{Question: q, Asked: asked})
}

func (e *evaluation) askGroup(first, last Question, matters func(Question) bool) {
	e.askAnswered(Unknown, first, last, matters)
	e.askAnswered(NotSure, first, last, matters)
}

// askAnswered asks those of a group that have one answer so far.
func (e *evaluation) askAnswered(a Answer, first, last Question, matters func(Question) bool) {
	for q := first; q <= last; q++ {
		if e.answer(q) == a && matters(q) {
			e.ask(q, a == NotSure)
		}
	}
}

// criterionMatters: a criterion counts while none fails; out of scope a failing
// one can still point to akathisia.
func (e *evaluation) criterionMatters(Question) bool {
	_, failing := e.firstNotMet()
	if failing > 0 {
		return false
	}
	return e.r.Outcome.Code != OutOfScope || e.takesBlocker(Timing.after) && e.answer(WholeBodyRestlessness) != No
}

// takesBlocker: a dopamine blocker is taken whose timing is such.
func (e *evaluation) takesBlocker(such func(Timing) bool) bool {
	for i := range e.r.Effects {
		if f := &e.r.Effects[i]; f.Medicine.DopamineBlocker && such(f.Timing) {
			return true
		}
	}
	return false
}

// mimicMatters: a pointer counts for the outcome while no criterion fails and
// there is none yet; three mimics also raise alerts.
func (e *evaluation) mimicMatters(q Question) bool {
	_, failing := e.firstNotMet()
	if e.r.Outcome.Code != OutOfScope && failing == 0 && len(e.r.Criterion5.Pointers) == 0 {
		return true
	}
	switch q {
	case WholeBodyRestlessness:
		return e.takesBlocker(Timing.notBefore) || e.unknownMedicine
	case ConstantNumbnessOrBurning, OneSided:
		return !e.yes(ConstantNumbnessOrBurning) && !e.yes(OneSided)
	default:
		return false
	}
}

// askCore asks what the label still rests on: the core questions and iron
// values, family history, and what came first.
func (e *evaluation) askCore() {
	for _, asked := range [...]bool{false, true} {
		for _, q := range e.r.Classification.Missing {
			if e.wasAsked(q) == asked {
				e.ask(q, asked)
			}
		}
		for _, q := range [...]Question{FamilyHistory, SymptomsBeforeContributors} {
			if q == SymptomsBeforeContributors && e.weightiest() < Moderate {
				continue
			}
			if !e.answer(q).firm() && e.wasAsked(q) == asked {
				e.ask(q, asked)
			}
		}
	}
}

func (e *evaluation) wasAsked(q Question) bool {
	a := e.answer(q)
	return a == NotSure || a == Possible || q == Medications && e.in.MedicationsGiven
}

// askCourse asks for what the course still needs, and for the age at onset
// where there is a label that it can change.
func (e *evaluation) askCourse() {
	if e.r.Outcome.AnyPositive() && !e.in.OnsetAge.Known {
		e.ask(OnsetAgeYears, false)
	}
	if e.answer(SuddenOnset) == Unknown {
		e.ask(SuddenOnset, false)
	}
	if before := SymptomsBeforeContributors; !e.r.Outcome.AnyPositive() && e.provokedUnless() {
		e.ask(before, e.wasAsked(before))
	}
	for _, q := range e.openCourse() {
		if n, _ := e.number(q); !n.Known {
			e.ask(q, false)
		}
	}
	if e.answer(SuddenOnset) == NotSure {
		e.ask(SuddenOnset, true)
	}
}

// openCourse are the questions that can still change the course.
func (e *evaluation) openCourse() []Question {
	seldom := !e.in.DaysPerWeek.atLeast(e.limits.PersistentDaysPerWeek)
	switch {
	case e.r.Course.Rule == "course.short", e.fewEpisodes(), e.r.Course.Rule == "course.provoked" && !e.provokedUnless():
		return nil
	case seldom:
		return courseQuestions[:]
	default:
		return courseQuestions[:2]
	}
}

// provokedUnless: pregnancy is all that provokes the course, and the answer on
// what came first, still open, could show that it does not.
func (e *evaluation) provokedUnless() bool {
	return e.r.Course.Rule == "course.provoked" && e.r.Course.Because[0].Path.Question == Pregnancy &&
		!e.answer(SymptomsBeforeContributors).firm() && !e.provokingMedicine() && !e.fewEpisodes()
}

var courseQuestions = [...]Question{DaysPerWeek, DurationMonths, LifetimeEpisodes}
