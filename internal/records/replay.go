package records

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// Replay evaluates the stored request under the ruleset in use and returns what
// differs from the stored result, as the encoded v1.RecordReplay. The errors are
// NotFound, Unavailable, and ValidationFailed with pointers below /request for
// a request that the ruleset in use no longer accepts.
func (s *Service) Replay(ctx context.Context, by By, id string) ([]byte, *problem.Error) {
	c, err := s.take(ctx, by, id, audit.Replayed)
	if err != nil {
		return nil, err
	}
	replay, err := s.compare(id, c, s.app)
	if err != nil {
		return nil, err
	}
	return encode(replay)
}

// WouldChange compares a stored result with what the stored request gives under
// another ruleset. The audit trail gets a replay by audit.ByCommand. The error is a
// *problem.Error as of Replay.
func (s *Service) WouldChange(ctx context.Context, of store.Of, under *app.Service) (*v1.RecordReplay, error) {
	c, err := s.take(ctx, By{Tenant: of.Tenant, Caller: audit.ByCommand}, of.ID, audit.Replayed)
	if err != nil {
		return nil, err
	}
	replay, err := s.compare(of.ID, c, under)
	if err != nil {
		return nil, err
	}
	return replay, nil
}

// compare evaluates a stored request again.
func (s *Service) compare(id string, c *content, under *app.Service) (*v1.RecordReplay, *problem.Error) {
	req, err := under.Parse(c.Request)
	if err != nil {
		return nil, refused(err)
	}
	result, _ := under.AppendAnswer(nil, req, c.Options.options())
	var then, now struct {
		Ruleset v1.RulesetRef `json:"ruleset"`
	}
	if json.Unmarshal(c.Result, &then) != nil || json.Unmarshal(result, &now) != nil { // see open
		return nil, internal("read record %s: the result is not of the form that this program knows", id)
	}
	out := &v1.RecordReplay{ID: id, Stored: then.Ruleset, Current: now.Ruleset, Differences: differences(c.Result, result)}
	out.Identical = len(out.Differences) == 0
	if !out.Identical && then.Ruleset.Digest == now.Ruleset.Digest {
		// The same rules must say the same, unless the program changed.
		s.log.Warn("a replay under the same ruleset differs", slog.String("cause", fmt.Sprintf("record %s, %d differences", id, len(out.Differences))))
	}
	return out, nil
}

// refused is the refusal of a stored request.
func refused(err *problem.Error) *problem.Error {
	if err.Kind != problem.ValidationFailed {
		return internal("a stored request is not read: %s", err.Kind)
	}
	out := &problem.Error{
		Kind:   problem.ValidationFailed,
		Detail: "The ruleset in use does not accept the stored request any more; errors lists each member with its pointer.",
	}
	for _, field := range err.Fields {
		field.Pointer = "/request" + field.Pointer
		out.Fields = append(out.Fields, field)
	}
	return out
}
