package records

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/store"
)

// Whoever sends a request again because no answer came must not store it twice.
// A key that the client makes up says that it is the same request; the first one
// is remembered for a day, and its answer given again. Neither key nor body is
// stored: both are blind indexes.

// onceFor is how long a key is remembered.
const onceFor = 24 * time.Hour

// maxKey is the most characters of a key.
const maxKey = 255

// once is what is remembered of a request with a key; nil without one.
func (s *Service) once(by By, body []byte, o app.Options, header string) (*store.Once, *problem.Error) {
	if header == "" {
		return nil, nil
	}
	key, ok := idempotencyKey(header)
	if !ok {
		return nil, badQuery(problem.Field{
			Pointer: "Idempotency-Key", Code: problem.CodeFormat,
			Detail: "The header Idempotency-Key is 1 to 255 visible ASCII characters, with or without quotation marks around them.",
		})
	}
	t := string(by.Tenant)
	return &store.Once{
		Key:         s.index.Load().Of(t, "once", key),
		Fingerprint: s.index.Load().Of(t, "body", string(body), string(o.Audience), o.Lang, o.Ruleset),
		Expires:     s.time().Add(onceFor),
	}, nil
}

// idempotencyKey reads the value of the header: visible ASCII as it is, or as a
// string of RFC 8941, in quotation marks.
func idempotencyKey(header string) (key string, ok bool) {
	if inside, found := strings.CutPrefix(header, `"`); found {
		if header, ok = unquote(inside); !ok {
			return "", false
		}
	}
	for i := range len(header) {
		if header[i] <= ' ' || header[i] > '~' {
			return "", false
		}
	}
	return header, header != "" && len(header) <= maxKey
}

// unquote reads a string of RFC 8941 behind its first quotation mark.
func unquote(s string) (text string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), i == len(s)-1
		case '\\':
			if i++; i == len(s) || s[i] != '"' && s[i] != '\\' {
				return "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", false
}

// running are the requests with a key that are being stored, by the key, with
// what they ask for.
type running struct {
	mu   sync.Mutex
	asks map[string][]byte
}

// begin refuses a request whose key is in use.
func (r *running) begin(o *store.Once) *problem.Error {
	if o == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other, is := r.asks[string(o.Key)]; is {
		return inUse(bytes.Equal(other, o.Fingerprint))
	}
	if r.asks == nil {
		r.asks = map[string][]byte{}
	}
	r.asks[string(o.Key)] = o.Fingerprint
	return nil
}

func (r *running) end(o *store.Once) {
	if o == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.asks, string(o.Key))
}

func inUse(same bool) *problem.Error {
	if !same {
		return mismatch()
	}
	err := problem.New(problem.IdempotencyInProgress, "The first request with this Idempotency-Key is still being stored: send it again shortly.")
	err.RetryAfter = 1
	return err
}

func mismatch() *problem.Error {
	return problem.New(problem.IdempotencyMismatch,
		"This Idempotency-Key was used with another body or other parameters. Use a new key for each record.")
}

// again gives the answer that the first request with a key got. The row that says
// which record that is can be altered by whoever can write to the database, and
// the record cannot: it has to hold what is asked for now.
func (s *Service) again(ctx context.Context, by By, asked, earlier *store.Once, now *content) (Created, *problem.Error) {
	if !bytes.Equal(asked.Fingerprint, earlier.Fingerprint) {
		return Created{}, mismatch()
	}
	r, err := s.find(ctx, by, earlier.Record, audit.Created)
	switch {
	case err != nil && err.Kind != problem.NotFound:
		return Created{}, err
	case err != nil:
		return Created{}, gone()
	case !r.ErasedAt.IsZero():
		_ = s.refuse(by, r.ID, audit.Created)
		return Created{}, gone()
	}
	c, err := s.open(by.Tenant, &r)
	if err == nil && !c.answers(now) {
		err = internal("record %s is not the one that was stored with its Idempotency-Key: the database was altered", r.ID)
	}
	if err != nil {
		s.Denied(by, audit.Created, r.ID, string(err.Kind))
		return Created{}, err
	}
	if err := s.note(ctx, by, s.event(by, audit.Read, r.ID)); err != nil {
		return Created{}, err
	}
	return Created{ID: r.ID, Answer: c.answer(r.ID), Replayed: true}, nil
}

func gone() *problem.Error {
	return problem.New(problem.NotFound,
		"The record that was stored with this Idempotency-Key has been erased since, and is not stored again. Use a new key to store another.")
}
