package app

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// Screen evaluates one set of answers and appends the encoded v1.Screening to
// dst. The same body and options give the same bytes. The error is a
// ValidationFailed with every fault, a syntax error, or RulesetUnavailable.
func (s *Service) Screen(dst, body []byte, o Options) ([]byte, *problem.Error) {
	if err := s.Pinned(o); err != nil {
		return nil, err
	}
	req, err := s.Parse(body)
	if err != nil {
		return nil, err
	}
	m := s.memories.Get().(*memory)
	defer s.release(m)
	return wire.AppendScreening(dst, s.evaluate(req, m, o)), nil
}

// release lets an encoded answer's memory be used again.
func (s *Service) release(m *memory) {
	m.reset()
	s.memories.Put(m)
}

// Evaluate answers a request that is known to be acceptable.
func (s *Service) Evaluate(req *v1.ScreeningRequest, o Options) *v1.Screening {
	return s.evaluate(req, new(memory), o)
}

// With is Evaluate for who uses the answer and keeps none of its lists: their
// memory is used again. Bounds are results that are shown as bounds. The error
// is that of use.
func (s *Service) With(req *v1.ScreeningRequest, o Options, bounds []Bound, use func(*v1.Screening) error) error {
	m := s.memories.Get().(*memory)
	defer s.release(m)
	return use(s.evaluate(req, m, o, bounds...))
}

// Look is Evaluate for who only looks at what the answer would be: nobody is
// answered, and it is not counted.
func (s *Service) Look(req *v1.ScreeningRequest, o Options) *v1.Screening {
	return s.answer(req, new(memory), o, nil)
}

// answer builds the answer in m, which it shares.
func (s *Service) answer(req *v1.ScreeningRequest, m *memory, o Options, bounds []Bound) *v1.Screening {
	a := s.read(&m.answers, req)
	screen.EvaluateInto(&m.result, &a.input, &s.rules.Core)
	d := s.render(a, m, &m.result, o)
	d.showBounds(bounds)
	return d.screening()
}

// evaluate is answer, counted.
func (s *Service) evaluate(req *v1.ScreeningRequest, m *memory, o Options, bounds ...Bound) *v1.Screening {
	answer := s.answer(req, m, o, bounds)
	if s.outcome != nil {
		s.outcome(answer.Outcome.Code)
	}
	return answer
}

// Pinned refuses options under a ruleset that is not the one there is.
func (s *Service) Pinned(o Options) *problem.Error {
	if o.Ruleset == "" || o.Ruleset == s.RulesetVersion() {
		return nil
	}
	versions := s.rules.Versions()
	err := problem.New(problem.RulesetUnavailable,
		"This ruleset version is not available. There is: "+strings.Join(versions, ", ")+".")
	err.Fields = []problem.Field{{
		Pointer: "ruleset", Code: problem.CodeOneOf, Detail: "Name an available version, or leave ruleset out.", Accepted: versions,
	}}
	return err
}

// encode writes a wire type. Every wire type can be written, so that an error
// here is a fault of the program.
func encode(v any) ([]byte, *problem.Error) {
	out, err := json.Marshal(v, jsontext.EscapeForHTML(false))
	if err != nil {
		return nil, &problem.Error{Kind: problem.Internal, Cause: fmt.Errorf("encode %T: %w", v, err)}
	}
	return out, nil
}

// RulesetVersion is the version of the rules in use.
func (s *Service) RulesetVersion() string { return s.rules.Manifest.Version }

// Released is the ISO date of the rules in use.
func (s *Service) Released() string { return s.rules.Manifest.Released }

// EvidenceStatus is whether the evidence of every rule is still current on a day.
func (s *Service) EvidenceStatus(today time.Time) string {
	return s.rules.EvidenceStatus(today.Format(time.DateOnly))
}

// rulesetRef names the rules, with the status of their evidence on a day
// written as an ISO date, or "".
func (s *Service) rulesetRef(day string) v1.RulesetRef {
	return v1.RulesetRef{
		ID: s.rules.Manifest.ID, Version: s.rules.Manifest.Version, Digest: s.rules.Digest,
		EvidenceStatus: s.rules.EvidenceStatus(day),
	}
}
