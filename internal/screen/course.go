package screen

// The courses.
const (
	CourseNotClassifiable   = "not_classifiable"
	CourseChronicPersistent = "chronic_persistent"
	CourseIntermittent      = "intermittent"
	CourseUndetermined      = "undetermined"
)

// course is how the symptoms run; the first row that matches.
//
// Source: rules course.* of the ruleset.
func (e *evaluation) course() {
	in, l := e.in, e.limits
	short := in.DurationMonths.below(l.CourseMonths)
	long := in.DurationMonths.atLeast(l.CourseMonths)
	often := in.DaysPerWeek.atLeast(l.PersistentDaysPerWeek)
	seldom := in.DaysPerWeek.below(l.PersistentDaysPerWeek)
	many := in.LifetimeEpisodes.atLeast(l.IntermittentEpisodes)
	provoked := e.provokedBy()

	c := &e.r.Course
	switch {
	case short:
		*c = e.concluded(CourseNotClassifiable, "course.short", e.said(DurationMonths))
	case provoked.Path.Question != NoQuestion:
		*c = e.concluded(CourseNotClassifiable, "course.provoked", provoked)
	case often && long:
		*c = e.concluded(CourseChronicPersistent, "course.chronic_persistent", e.said(DaysPerWeek), e.said(DurationMonths))
	case seldom && many && !short:
		*c = e.concluded(CourseIntermittent, "course.intermittent",
			e.said(DaysPerWeek), e.said(LifetimeEpisodes), e.saidIf(long, DurationMonths))
	case e.fewEpisodes():
		*c = e.concluded(CourseNotClassifiable, "course.few_episodes", e.said(DaysPerWeek), e.said(LifetimeEpisodes))
	default:
		*c = Conclusion{Code: CourseUndetermined, Rule: "course.undetermined"}
	}
}

// fewEpisodes: too seldom and too few for a course, however long it has lasted.
func (e *evaluation) fewEpisodes() bool {
	return e.in.DaysPerWeek.below(e.limits.PersistentDaysPerWeek) && e.in.LifetimeEpisodes.below(e.limits.IntermittentEpisodes)
}

func (e *evaluation) concluded(code string, rule Rule, facts ...Fact) Conclusion {
	return Conclusion{Code: code, Rule: rule, Because: e.because(facts...)}
}

// provokedBy is the pregnancy or the medicine that brought the symptoms on, so
// that their course cannot be judged yet; the zero Fact when there is none.
func (e *evaluation) provokedBy() Fact {
	if e.pregnant() && !e.yes(SymptomsBeforeContributors) {
		return e.said(Pregnancy)
	}
	for _, f := range e.r.Effects {
		if f.provokes() {
			return f.fact()
		}
	}
	return Fact{}
}

func (f *Effect) provokes() bool { return f.Tier.triggers() && f.Timing == BeganAfterStarting }

func (e *evaluation) provokingMedicine() bool {
	for i := range e.r.Effects {
		if e.r.Effects[i].provokes() {
			return true
		}
	}
	return false
}

// The degrees of significance.
const (
	Significant             = "significant"
	NotSignificant          = "not_significant"
	SignificanceUndecidable = "undetermined"
)

// significance is whether the symptoms matter to sleep, distress or the day.
//
// Source: rules significance.* of the ruleset.
func (e *evaluation) significance() {
	heavy := e.in.Distress >= ModerateDistress
	s := &e.r.Significance
	switch {
	case heavy || e.yes(SleepDisturbance) || e.yes(DaytimeImpairment) || e.yes(SleepUnder5Hours):
		*s = e.concluded(Significant, "significance.significant",
			e.saidIf(heavy, Distress), e.saidIf(e.yes(SleepDisturbance), SleepDisturbance),
			e.saidIf(e.yes(DaytimeImpairment), DaytimeImpairment), e.saidIf(e.yes(SleepUnder5Hours), SleepUnder5Hours))
	case e.lightDistress() && e.answer(SleepDisturbance) == No && e.answer(DaytimeImpairment) == No:
		*s = e.concluded(NotSignificant, "significance.not_significant",
			e.said(Distress), e.said(SleepDisturbance), e.said(DaytimeImpairment))
	default:
		*s = Conclusion{Code: SignificanceUndecidable, Rule: "significance.undetermined"}
	}
}

// lightDistress is distress known to be none or mild.
func (e *evaluation) lightDistress() bool {
	return e.in.Distress == NoDistress || e.in.Distress == MildDistress
}

var standardIDs = [NumStandards]string{"irlssg_2003", "irlssg_2014", "icsd_3_tr", "dsm_5_tr"}

// part is one condition of a standard, with the question that stands for it.
type part struct {
	status   Truth
	question Question
}

// standards judges the published sets of criteria by Kleene conjunction.
//
// Source: rules standard.* of the ruleset.
func (e *evaluation) standards() {
	var parts [10]part
	for i, c := range e.r.Criteria {
		parts[i] = part{c.Status, c.Question}
	}
	four, fifth := NumCriteria, NumCriteria+1
	parts[four] = e.fifthPart()

	e.standard(IRLSSG2003, parts[:four])
	e.standard(IRLSSG2014, parts[:fifth])
	e.standard(ICSD3TR, append(parts[:fifth:fifth], e.icsdImpact()))
	e.standard(DSM5TR, append(parts[:fifth:fifth],
		e.dsmFrequency(), e.dsmDuration(), e.dsmImpact(), e.dsmNotByMedicine()))
}

// standard concludes one set. Its facts are those of the parts that decide:
// the failing ones, else the open ones, else all.
func (e *evaluation) standard(i int, parts []part) {
	status := Met
	for _, p := range parts {
		status = and(status, p.status)
	}
	s := Standard{ID: standardIDs[i], Rule: standardRules[i], Status: status.String()}
	if e.r.Outcome.Code == OutOfScope {
		s.Status = NotApplicable
		e.r.Standards[i] = s
		return
	}
	start := len(e.r.facts)
	for _, p := range parts {
		if p.status == status {
			e.r.facts = append(e.r.facts, e.said(p.question))
		}
	}
	s.Because = e.r.facts[start:len(e.r.facts):len(e.r.facts)]
	e.r.Standards[i] = s
}

var standardRules = [NumStandards]Rule{
	"standard.irlssg_2003", "standard.irlssg_2014", "standard.icsd_3_tr", "standard.dsm_5_tr",
}

// fifthPart is criterion 5: met without pointers, else for a clinician to say.
func (e *evaluation) fifthPart() part {
	c := &e.r.Criterion5
	switch {
	case len(c.Pointers) > 0:
		return part{Undetermined, c.Pointers[0]}
	case len(c.Open) > 0:
		return part{Undetermined, c.Open[0]}
	default:
		return part{Met, firstMimic}
	}
}

func (e *evaluation) icsdImpact() part {
	return part{truth(
		e.in.Distress > NoDistress || e.yes(SleepDisturbance) || e.yes(DaytimeImpairment),
		e.in.Distress == NoDistress && e.answer(SleepDisturbance) == No && e.answer(DaytimeImpairment) == No,
	), SleepDisturbance}
}

func (e *evaluation) dsmFrequency() part {
	d := e.in.DaysPerWeek
	return part{truth(d.atLeast(e.limits.DSMDaysPerWeek), d.below(e.limits.DSMDaysPerWeek)), DaysPerWeek}
}

func (e *evaluation) dsmDuration() part {
	d := e.in.DurationMonths
	return part{truth(d.atLeast(e.limits.DSMMonths), d.below(e.limits.DSMMonths)), DurationMonths}
}

func (e *evaluation) dsmImpact() part {
	return part{truth(e.in.Distress >= ModerateDistress || e.yes(DaytimeImpairment),
		e.lightDistress() && e.answer(DaytimeImpairment) == No), DaytimeImpairment}
}

// dsmNotByMedicine is whether the symptoms are not attributable to a medicine.
// It looks at contributors, where the entries of one ingredient are one.
func (e *evaluation) dsmNotByMedicine() part {
	open := e.unknownMedicine
	for _, c := range e.r.Classification.Contributors {
		if c.Medicine == nil || c.Medicine.Tier != TierA && c.Medicine.Tier != TierB {
			continue
		}
		switch c.Timing {
		case BeganAfterStarting:
			return part{NotMet, Medications}
		case TimingUnknown:
			open = true
		}
	}
	return part{truth(!open, false), Medications}
}

// severityBands are the upper bounds of the IRLS bands, from the instrument's
// published scoring; the items themselves are licensed and not here.
var severityBands = []struct {
	upTo int
	band string
}{{0, "none"}, {10, "mild"}, {20, "moderate"}, {30, "severe"}, {40, "very_severe"}}

func (e *evaluation) severity() {
	total := e.in.IRLSTotal
	if !total.Known {
		return
	}
	for _, b := range severityBands {
		if total.N <= b.upTo {
			e.r.Severity = Severity{Total: total, Band: b.band, Rule: "severity.irls"}
			return
		}
	}
}
