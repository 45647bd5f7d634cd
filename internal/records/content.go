package records

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// content is what is sealed of a record. Request and result are kept and given
// back byte for byte.
type content struct {
	Subject   string         `json:"subject"`
	CreatedAt string         `json:"created_at"`
	Options   wording        `json:"options"`
	Request   jsontext.Value `json:"request"`
	Result    jsontext.Value `json:"result"`
}

// wording is how the result was worded. The ruleset is named by the result.
type wording struct {
	Audience app.Audience `json:"audience"`
	Lang     string       `json:"lang"`
}

// options are those to get the same wording again, under the current ruleset.
func (w wording) options() app.Options { return app.Options{Audience: w.Audience, Lang: w.Lang} }

// appendTo appends the content as it is sealed.
func (c *content) appendTo(b []byte) []byte {
	b = quoted(append(b, `{"subject":`...), c.Subject)
	b = quoted(append(b, `,"created_at":`...), c.CreatedAt)
	b = quoted(append(b, `,"options":{"audience":`...), string(c.Options.Audience))
	b = quoted(append(b, `,"lang":`...), c.Options.Lang)
	b = append(append(b, `},"request":`...), c.Request...)
	b = append(append(b, `,"result":`...), c.Result...)
	return append(b, '}')
}

// answer is the v1.Record that callers get.
func (c *content) answer(id string) []byte {
	b := make([]byte, 0, 1024+len(c.Request)+len(c.Result))
	b = quoted(append(b, `{"id":`...), id)
	if c.Subject != "" {
		b = quoted(append(b, `,"subject":`...), c.Subject)
	}
	b = quoted(append(b, `,"created_at":`...), c.CreatedAt)
	b = append(append(b, `,"request":`...), c.Request...)
	b = append(append(b, `,"result":`...), c.Result...)
	return append(b, '}')
}

// answers reports whether a content is what a request would store, but for its
// time and its result.
func (c *content) answers(now *content) bool {
	return c.Subject == now.Subject && c.Options == now.Options && len(differences(c.Request, now.Request)) == 0
}

func quoted(dst []byte, text string) []byte {
	dst, _ = jsontext.AppendQuote(dst, text) // of invalid UTF-8, which no request has, the rest
	return dst
}

// memory is what a record is made in, and used again. What a patient said stays
// in it no longer than needed: in between, result, plain and what was packed are
// cleared. What the packer looks back on is not, up to 128 KiB of the records
// before, which package flate lets nobody reach: it stays in the memory of this
// process until other records are written over it, or the memory is collected.
type memory struct {
	result, plain []byte
	packer        packer
}

// forget gives memory back.
func (s *Service) forget(m *memory) {
	const keep = 1 << 20 // more was an exception
	clear(m.result)
	clear(m.plain)
	clear(m.packer.out.Bytes())
	if cap(m.result)+cap(m.plain) <= keep {
		s.memories.Put(m)
	}
}

// seal makes the record of a content with an outcome.
func (s *Service) seal(t tenant.ID, id string, at time.Time, c *content, outcome string, m *memory) (*store.Record, error) {
	m.plain = c.appendTo(m.plain[:0])
	packed, err := m.packer.pack(m.plain)
	if err != nil {
		return nil, fmt.Errorf("seal record %s: %w", id, err)
	}
	sealed, err := s.keys.Seal(packed, store.RecordContext(t, id))
	if err != nil {
		return nil, fmt.Errorf("seal record %s: %w", id, err)
	}
	return &store.Record{
		ID: id, CreatedAt: at, Master: sealed.Master, Wrapped: sealed.Wrapped, Sealed: sealed.Text,
		Subject: s.subjectIndex(t, c.Subject), Outcome: s.outcomeIndex(t, outcome),
	}, nil
}

// open reads what is sealed. The error says for the log what is missing.
func (s *Service) open(t tenant.ID, r *store.Record) (*content, *problem.Error) {
	sealed := seal.Sealed{Master: r.Master, Wrapped: r.Wrapped, Text: r.Sealed}
	packed, err := s.keys.Unseal(sealed, store.RecordContext(t, r.ID))
	switch {
	case errors.Is(err, seal.ErrUnknownKey):
		return nil, internal("open record %s: the key file lacks the master key %s: %w", r.ID, r.Master, err)
	case err != nil:
		return nil, internal("open record %s, whose key the master key %s wraps: %w", r.ID, r.Master, err)
	}
	m := s.memories.Get().(*memory)
	defer s.forget(m)
	m.plain, err = unpack(m.plain[:0], packed)
	if err != nil {
		return nil, internal("read record %s: %w", r.ID, err)
	}
	c := new(content)
	if json.Unmarshal(m.plain, c) != nil { // whose error may hold what was sealed
		return nil, internal("read record %s: what was sealed is not of the form that this program knows", r.ID)
	}
	return c, nil
}

// internal is a fault of the program or of the store, for the log.
func internal(format string, args ...any) *problem.Error {
	return &problem.Error{Kind: problem.Internal, Cause: fmt.Errorf(format, args...)}
}

// encode writes a wire type. All of them can be written, so that an error here
// is a fault of the program.
func encode(v any) ([]byte, *problem.Error) {
	out, err := json.Marshal(v, jsontext.EscapeForHTML(false))
	if err != nil {
		return nil, internal("encode %T", v)
	}
	return out, nil
}

// subjectIndex is the blind index of a subject, nil without one.
func (s *Service) subjectIndex(t tenant.ID, subject string) []byte {
	if subject == "" {
		return nil
	}
	return s.index.Load().Of(string(t), "subject", subject)
}

// outcomeIndex is the blind index of the code of an outcome, nil without one.
func (s *Service) outcomeIndex(t tenant.ID, code string) []byte {
	if code == "" {
		return nil
	}
	return s.index.Load().Of(string(t), "outcome", code)
}
