package screen_test

import (
	"strconv"
	"testing"

	"github.com/rlscreen/rlscreen/internal/screen"
)

func TestOutcomeTableIsCompleteAndTheCodeAgrees(t *testing.T) {
	tbl := readTable(t, "outcome.tbl")
	some := func(n int) string {
		if n > 0 {
			return "some"
		}
		return "none"
	}
	for _, r := range screen.DecisionTable() {
		notMet, open := 0, 0
		for _, c := range r.Criteria {
			switch c {
			case screen.NotMet:
				notMet++
			case screen.Undetermined:
				open++
			}
		}
		want := tbl.match(t, r.Scope, some(notMet), some(open), r.Criterion5)
		if r.Outcome != want[0] {
			t.Errorf("%+v: want %s", r, want[0])
		}
	}
	tbl.allUsed(t)
}

// Every combination of answers to the four criteria, the place, scope and what
// the mimics can look like: the decision is the table's.
func TestEveryCombinationOfAnswersHasTheOutcomeOfTheTable(t *testing.T) {
	rs := rules(t)
	byCells := map[string]string{}
	for _, r := range screen.DecisionTable() {
		byCells[cells(r.Scope, r.Criteria, r.Criterion5)] = r.Outcome
	}
	four := []screen.Answer{screen.Unknown, screen.No, screen.Yes, screen.NotSure}
	seven := append(four, screen.Previously)
	var result screen.Result
	combinations := 0
	for _, urge := range four {
		for _, rest := range four {
			for _, relief := range seven {
				for _, evening := range seven {
					for _, body := range []screen.BodyPart{screen.BodyPartUnknown, screen.Legs, screen.LegsAndOther, screen.OtherOnly} {
						for _, mimics := range mimicPatterns() {
							for _, age := range []screen.Count{{}, screen.Some(12), screen.Some(13), screen.Some(40)} {
								for _, impaired := range four {
									in := screen.Input{Age: age, BodyParts: body}
									in.Answers[screen.UrgeToMove], in.Answers[screen.WorseAtRest] = urge, rest
									in.Answers[screen.RelievedByMovement], in.Answers[screen.WorseInEvening] = relief, evening
									in.Answers[screen.CognitiveImpairment] = impaired
									for i, a := range mimics {
										in.Answers[screen.CrampsOnly+screen.Question(i)] = a
									}
									screen.EvaluateInto(&result, &in, rs)
									scope := "in_scope"
									switch {
									case age.Known && age.N < 13:
										scope = screen.ReasonPaediatric
									case impaired == screen.Yes:
										scope = screen.ReasonObserverNeeded
									}
									want := byCells[cells(scope, expectedCriteria(&in), result.Criterion5.Status)]
									if result.Outcome.Code != want {
										t.Fatalf("%+v: got %s, want %s", in, result.Outcome.Code, want)
									}
									combinations++
								}
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d combinations", combinations)
}

func cells(scope string, criteria [screen.NumCriteria]screen.Truth, criterion5 string) string {
	s := scope
	for _, c := range criteria {
		s += " " + c.String()
	}
	return s + " " + criterion5
}

// expectedCriteria judges the four from the specification's words.
func expectedCriteria(in *screen.Input) (out [screen.NumCriteria]screen.Truth) {
	for i := range out {
		switch a := in.Answers[screen.UrgeToMove+screen.Question(i)]; {
		case a == screen.Yes, a == screen.Previously && i >= 2:
			out[i] = screen.Met
		case a == screen.No:
			out[i] = screen.NotMet
		}
	}
	if in.BodyParts == screen.OtherOnly {
		out[0] = screen.NotMet
	}
	return out
}

// mimicPatterns are one of each kind: none asked, all no, one yes at either
// end, one open, all not sure.
func mimicPatterns() [][screen.NumMimics]screen.Answer {
	all := func(a screen.Answer) (m [screen.NumMimics]screen.Answer) {
		for i := range m {
			m[i] = a
		}
		return m
	}
	first, last, open, unsure := all(screen.No), all(screen.Unknown), all(screen.No), all(screen.No)
	first[0], last[screen.NumMimics-1], open[4], unsure[9] = screen.Yes, screen.Yes, screen.Unknown, screen.NotSure
	return [][screen.NumMimics]screen.Answer{all(screen.Unknown), all(screen.No), all(screen.NotSure), first, last, open, unsure}
}

func TestIronTableIsCompleteAndTheCodeAgrees(t *testing.T) {
	rs := rules(t)
	tbl := readTable(t, "iron.tbl")
	ferritins := []float64{-1, 1, 29.99, 30, 49.99, 50, 74.99, 75, 75.01, 100, 100.01, 199.99, 200, 300, 300.01, 5000}
	tsats := []float64{-1, 1, 19.99, 20, 45, 45.01, 99}
	for _, who := range []string{"dialysis", "child", "adult"} {
		for _, f := range ferritins {
			for _, s := range tsats {
				in := fourMet()
				if who == "child" {
					in.Age = screen.Some(17)
				}
				if who == "dialysis" {
					in.KidneyStage = screen.Dialysis
				}
				in.Labs = labsOf(f, s)
				want := tbl.match(t, who, known(f), known(s))
				if got := screen.Evaluate(in, rs).Iron.Reading; got != want[0] {
					t.Errorf("%s, ferritin %s, TSAT %s: got %s, want %s", who, known(f), known(s), got, want[0])
				}
			}
		}
	}
	tbl.allUsed(t)
}

// known writes a value of a table, where -1 stands for not known.
func known(x float64) string {
	if x < 0 {
		return "?"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func labsOf(ferritin, tsat float64) []screen.Lab {
	var labs []screen.Lab
	if ferritin >= 0 {
		labs = append(labs, screen.Lab{Test: screen.Ferritin, Value: ferritin})
	}
	if tsat >= 0 {
		labs = append(labs, screen.Lab{Test: screen.TSAT, Value: tsat, Index: len(labs)})
	}
	return labs
}

func TestCourseTableIsCompleteAndTheCodeAgrees(t *testing.T) {
	rs := rules(t)
	tbl := readTable(t, "course.tbl")
	for _, months := range []float64{-1, 0, 11, 12, 400} {
		for _, provoked := range []string{"yes", "no"} {
			for _, days := range []float64{-1, 0, 1.99, 2, 7} {
				for _, episodes := range []float64{-1, 0, 4, 5, 500} {
					in := fourMet()
					in.DurationMonths, in.LifetimeEpisodes = countOf(months), countOf(episodes)
					if days >= 0 {
						in.DaysPerWeek = screen.Measured(days)
					}
					if provoked == "yes" {
						in.Answers[screen.Pregnancy] = screen.Yes
					}
					want := tbl.match(t, known(months), provoked, known(days), known(episodes))
					if got := screen.Evaluate(in, rs).Course.Code; got != want[0] {
						t.Errorf("%v months, provoked %s, %v days, %v episodes: got %s, want %s", months, provoked, days, episodes, got, want[0])
					}
				}
			}
		}
	}
	tbl.allUsed(t)
}

func countOf(x float64) screen.Count {
	if x < 0 {
		return screen.Count{}
	}
	return screen.Some(int(x))
}

func TestLabelTableIsCompleteAndTheCodeAgrees(t *testing.T) {
	rs := rules(t)
	tbl := readTable(t, "label.tbl")
	yesNo := []bool{true, false}
	word := map[bool]string{true: "yes", false: "no"}
	for _, weight := range []string{"strong", "moderate", "less"} {
		for _, preceded := range yesNo {
			for _, inherited := range yesNo {
				for _, late := range yesNo {
					for _, complete := range yesNo {
						for _, overload := range yesNo {
							in := labelInput(weight, preceded, inherited, late, complete, overload)
							r := screen.Evaluate(in, rs)
							want := tbl.match(t, weight, word[preceded && weight != "less"], word[inherited],
								word[late && !inherited], word[complete && !overload && weight == "less"], word[overload])
							if got := r.Classification; got.Label != want[0] || string(got.Rule) != want[1] {
								t.Errorf("%s preceded %v inherited %v late %v complete %v overload %v: got %s by %s, want %v",
									weight, preceded, inherited, late, complete, overload, got.Label, got.Rule, want)
							}
						}
					}
				}
			}
		}
	}
	tbl.allUsed(t)
}

// labelInput is a positive screen with what the label looks at. Late onset and
// an inherited pattern exclude each other; the latter wins.
func labelInput(weight string, preceded, inherited, late, complete, overload bool) screen.Input {
	in := positive()
	in.Sex = screen.Male
	switch weight {
	case "strong":
		in.KidneyStage = screen.Dialysis
		in.Answers[screen.KidneyDisease] = screen.Yes
	case "moderate":
		in.Answers[screen.MultipleSclerosis] = screen.Yes
	}
	if preceded {
		in.Answers[screen.SymptomsBeforeContributors] = screen.Yes
	}
	in.OnsetAge = screen.Some(45)
	switch {
	case inherited:
		in.Answers[screen.FamilyHistory] = screen.Yes
		in.OnsetAge = screen.Some(44)
	case late:
		in.Answers[screen.FamilyHistory] = screen.No
	}
	if complete {
		for _, q := range []screen.Question{screen.Neuropathy, screen.Diabetes, screen.IronDeficiency} {
			in.Answers[q] = screen.No
		}
		if weight != "strong" {
			in.Answers[screen.KidneyDisease] = screen.No
		}
		in.MedicationsGiven = true
		in.Labs = labsOf(76, 20)
	}
	if overload {
		in.Labs = labsOf(76, 45.01)
	}
	return in
}
