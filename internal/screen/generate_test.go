package screen_test

import (
	"math/rand/v2"

	"github.com/rlscreen/rlscreen/internal/screen"
)

// entropy turns bytes into choices, so that a fuzzer can steer them.
type entropy struct{ bytes []byte }

func (e *entropy) choose(n int) int {
	if len(e.bytes) == 0 {
		return 0
	}
	b := e.bytes[0]
	e.bytes = e.bytes[1:]
	return int(b) % n
}

func randomBytes(r *rand.Rand) []byte {
	b := make([]byte, 160)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// inputOf is a valid Input for any bytes. Numbers lie at and beside every limit.
func inputOf(data []byte, rs *screen.Ruleset) screen.Input {
	e := &entropy{data}
	var in screen.Input
	for _, q := range screen.Questions() {
		in.Answers[q] = answerOf(e, q)
	}
	if e.choose(4) == 0 { // many forms stop before the mimics
		for q := screen.CrampsOnly; q <= screen.OneSided; q++ {
			in.Answers[q] = screen.Unknown
		}
	}
	in.AsOf = dayOf(e)
	in.Age = pick(e, 12, 13, 17, 18, 44, 45, 49, 50, 55, 56, 60)
	in.Sex = screen.SexCode(e.choose(4))
	in.GestationWeeks = pick(e, 12, 13, 30)
	in.BodyParts = screen.BodyPart(e.choose(4))
	in.OnsetAge = pick(e, 10, 44, 45)
	in.DurationMonths = pick(e, 2, 3, 11, 12)
	in.LifetimeEpisodes = pick(e, 4, 5)
	in.IRLSTotal = pick(e, 0, 10, 40)
	if d := pick(e, 1, 2, 3); d.Known {
		in.DaysPerWeek = screen.Measured(float64(d.N))
	}
	in.Distress = screen.DistressCode(e.choose(5))
	in.KidneyStage = screen.Stage(e.choose(9))
	for i := range e.choose(7) {
		in.Labs = append(in.Labs, screen.Lab{
			Test: screen.Test(e.choose(screen.NumTests)), Day: dayOf(e), Index: i,
			Value: []float64{0.3, 14, 20, 29, 30, 45.5, 50, 60, 75, 75.5, 100, 200, 300, 301}[e.choose(14)],
		})
	}
	in.MedicationsGiven = e.choose(2) == 1
	if in.MedicationsGiven {
		for range e.choose(4) {
			m := screen.Medication{Recognised: e.choose(5) > 0, Timing: screen.Timing(e.choose(4))}
			if m.Recognised && e.choose(6) > 0 {
				m.Medicines = append(m.Medicines, &rs.Medicines[e.choose(250)*7%len(rs.Medicines)])
			}
			in.Medications = append(in.Medications, m)
		}
	}
	return in
}

func answerOf(e *entropy, q screen.Question) screen.Answer {
	choices := []screen.Answer{screen.Unknown, screen.No, screen.Yes, screen.NotSure}
	switch q {
	case screen.UrgeToMove, screen.WorseAtRest:
		choices = append(choices, screen.Yes, screen.Yes, screen.Yes)
	case screen.RelievedByMovement, screen.WorseInEvening:
		choices = append(choices, screen.Yes, screen.Yes, screen.Previously)
	case screen.Pregnancy:
		choices = append(choices, screen.Possible)
	case screen.SuicidalThoughts:
		choices = append(choices, screen.WithPlan)
	case screen.CognitiveImpairment:
		choices = append(choices, screen.No, screen.No)
	}
	if q >= screen.CrampsOnly && q <= screen.OneSided {
		choices = append(choices, screen.No, screen.No, screen.No, screen.No, screen.No)
	}
	return choices[e.choose(len(choices))]
}

func pick(e *entropy, values ...int) screen.Count {
	if i := e.choose(len(values) + 1); i < len(values) {
		return screen.Some(values[i])
	}
	return screen.Count{}
}

func dayOf(e *entropy) screen.Day {
	if i := e.choose(8); i > 0 {
		return screen.Day{N: []int{20000, 19910, 19909, 19820, 19819, 19000, 19999}[i-1], Known: true}
	}
	return screen.Day{}
}
