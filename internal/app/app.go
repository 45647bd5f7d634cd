// Package app holds the use cases. Whatever door a request comes through, it
// becomes one v1.ScreeningRequest here, goes through screen.Evaluate, and comes
// out as one v1.Screening; this is the only place that maps between the two.
package app

import (
	"sync"

	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

// Audience is who reads the answer. Both audiences get the same decision.
type Audience string

// The audiences.
const (
	Clinician Audience = "clinician"
	Patient   Audience = "patient"
)

// Options are how an answer is worded and under which rules it is made.
type Options struct {
	Audience Audience // "" is Clinician
	Lang     string   // "en" or "es"; "" is "en"
	// Ruleset pins a version; "" is the current one.
	Ruleset string
}

// Bound is a result of a request that is known as a bound only, such as < 20.
// The value in the request is at the bound, or just beyond it.
type Bound struct {
	Index      int     // in the labs of the request
	Comparator string  // <, <=, >= or >
	Value      float64 // the bound, in the unit of the result
}

// Service runs the use cases under one ruleset. It is safe for concurrent use.
type Service struct {
	rules   *knowledge.Ruleset
	decoder *strictjson.Decoder
	voices  map[voiceKey]func() *voice
	// memories are used again once an answer is encoded.
	memories sync.Pool
	// chunks of batches likewise, once they are written.
	chunks sync.Pool
	// outcome takes the code of every outcome; nil: nobody counts.
	outcome func(code string)
}

// OnOutcome has f called with the code of the outcome of every evaluation. Call
// it before the service is used.
func (s *Service) OnOutcome(f func(code string)) { s.outcome = f }

// New returns a Service. Region selects the crisis text, such as "US".
func New(rules *knowledge.Ruleset, region string) *Service {
	return &Service{
		rules: rules, decoder: strictjson.New(),
		voices:   newVoices(rules, region),
		memories: sync.Pool{New: func() any { return new(memory) }},
		chunks:   sync.Pool{New: func() any { return new(chunk) }},
	}
}
