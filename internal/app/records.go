package app

import (
	"cmp"
	"slices"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/screen"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// What stored screenings need of the use cases: the request that is to be
// stored, its bytes, its answer, and the iron results of several.

// ParseRecord turns bytes into an acceptable request to store, or lists every
// fault of them. It accepts as request what Parse accepts.
func (s *Service) ParseRecord(body []byte) (*v1.RecordRequest, *problem.Error) {
	req := new(v1.RecordRequest)
	faults, err := s.decoder.Decode(body, req)
	if err != nil {
		return nil, err
	}
	if req.Request != nil {
		faults = s.checkRequest(req.Request, "/request", faults)
	}
	if len(faults) > 0 {
		return nil, problem.Invalid(faults)
	}
	return req, nil
}

// EncodeRequest writes an acceptable request. Parse reads the same request from
// it again, except that an object without members is left out: it says nothing.
func EncodeRequest(req *v1.ScreeningRequest) ([]byte, *problem.Error) { return encode(req) }

// AppendAnswer evaluates a request that is known to be acceptable, and appends
// the encoded v1.Screening to dst, the bytes that Screen gives. It also returns
// the code of the outcome.
func (s *Service) AppendAnswer(dst []byte, req *v1.ScreeningRequest, o Options) (out []byte, outcome string) {
	m := s.memories.Get().(*memory)
	defer s.release(m)
	answer := s.evaluate(req, m, o)
	return wire.AppendScreening(dst, answer), answer.Outcome.Code
}

// OutcomeCodes are the codes that an outcome can have.
func OutcomeCodes() []string {
	return []string{
		screen.OutOfScope, screen.Negative, screen.Indeterminate, screen.PositiveReview, screen.PositiveProvisional, screen.Positive,
	}
}

// mostIronResults is how many results IronStatus takes.
const mostIronResults = 200

// IronResults are the dated iron results of several requests, the one stored
// last first, in a form that IronStatus takes: oldest first, one for each test
// and day, at most 200, the newest.
//
// IronStatus refuses two values of one day, and iron and TIBC of one day that
// cannot both be right. Here that of the request stored last is kept, since
// results are sent again to correct them. Results that the ruleset in use no
// longer accepts are left out.
func (s *Service) IronResults(requests []*v1.ScreeningRequest) []v1.IronResult {
	kept := map[ironKey]ironResult{}
	for _, req := range requests {
		for i := range req.Labs {
			if r, ok := s.ironResult(&req.Labs[i]); ok && s.agrees(r, kept) {
				kept[ironKey{r.test, r.day.N}] = r
			}
		}
	}
	sorted := make([]ironResult, 0, len(kept))
	for _, r := range kept {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(a, b ironResult) int {
		return cmp.Or(cmp.Compare(a.day.N, b.day.N), cmp.Compare(a.test, b.test))
	})
	sorted = sorted[max(0, len(sorted)-mostIronResults):]
	out := make([]v1.IronResult, 0, len(sorted))
	for _, r := range sorted {
		out = append(out, r.sent)
	}
	return out
}

// ironKey is a test on a day.
type ironKey struct {
	test screen.Test
	day  int
}

// ironResult is a result as it was sent, and as it is compared.
type ironResult struct {
	result
	sent v1.IronResult
}

// ironResult reads a result. It is false for one that is not dated, of another
// test, or not acceptable.
func (s *Service) ironResult(lab *v1.Lab) (r ironResult, ok bool) {
	c := &check{service: s}
	found, ok := c.result(lab, 0, "/")
	if !ok || !found.valid || !found.day.Known {
		return r, false
	}
	switch found.test {
	case screen.Ferritin, screen.TSAT, screen.CRP, screen.SerumIron, screen.TIBC:
		sent := v1.IronResult{Test: found.test.String(), Value: lab.Value, Unit: lab.Unit, CollectedOn: lab.CollectedOn}
		return ironResult{found, sent}, true
	default:
		return r, false
	}
}

// agrees reports whether a result can stand beside those kept.
func (s *Service) agrees(r ironResult, kept map[ironKey]ironResult) bool {
	if _, twice := kept[ironKey{r.test, r.day.N}]; twice {
		return false
	}
	switch r.test {
	case screen.SerumIron:
		tibc, both := kept[ironKey{screen.TIBC, r.day.N}]
		return !both || s.saturates(r.value, tibc.value)
	case screen.TIBC:
		iron, both := kept[ironKey{screen.SerumIron, r.day.N}]
		return !both || s.saturates(iron.value, r.value)
	default:
		return true
	}
}
