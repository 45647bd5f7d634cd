// Package door is what all doors do alike, whatever they speak: reading bodies
// and dropping what is left of a refused one, languages, entity tags, and where
// JSON goes wrong.
package door

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Pool holds buffers that bodies are read into. The zero value is ready, and
// safe for concurrent use.
type Pool struct{ buffers sync.Pool }

// Buffer returns an empty buffer. Give it back with Release.
func (p *Pool) Buffer() *bytes.Buffer {
	if b, ok := p.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

// Release empties the buffer, so that nothing of what a patient said stays in
// memory longer than the request, and keeps it for another.
func (p *Pool) Release(b *bytes.Buffer) {
	clear(b.Bytes())
	b.Reset()
	p.buffers.Put(b)
}

// Read reads a body of at most limit bytes, a multiple of 1 KiB, into a buffer.
// The error is BodyTooLarge, Timeout, or MalformedJSON for a body that ends too
// early.
func (p *Pool) Read(r *http.Request, limit int64) (*bytes.Buffer, *problem.Error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	b := p.Buffer()
	b.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead)
	_, err := b.ReadFrom(io.LimitReader(r.Body, limit+1))
	switch {
	case err != nil:
		p.Release(b)
		return nil, Unreadable(err)
	case int64(b.Len()) > limit:
		p.Release(b)
		return nil, tooLarge(limit)
	}
	return b, nil
}

func tooLarge(limit int64) *problem.Error {
	return problem.New(problem.BodyTooLarge,
		"The body may have at most "+strconv.FormatInt(limit, 10)+" bytes ("+strconv.FormatInt(limit>>10, 10)+" KiB).")
}

// Unreadable says why the body could not be read to its end.
func Unreadable(err error) *problem.Error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return problem.New(problem.Timeout, "The body did not arrive in time; send it without a pause.")
	}
	return problem.New(problem.MalformedJSON, "The body ended before it was complete.")
}

// What is still read of a body after the request has been refused.
const (
	drainedByServer = 256 << 10 // net/http reads on up to this much
	mostLingering   = 16 << 20
	longestLinger   = 2 * time.Second
)

// IsUnread reports whether more of a body may be on its way than the server
// would read before it closes the connection. Ask before the answer begins.
func IsUnread(w http.ResponseWriter, r *http.Request) bool {
	if r.ContentLength >= 0 && r.ContentLength <= drainedByServer {
		return false
	}
	// Without this the body can no longer be read once the answer has begun.
	return r.Header.Get("Expect") == "" && http.NewResponseController(w).EnableFullDuplex() == nil
}

// Linger drops the rest of a refused body, for a short while after now. Closing
// at once would reset the connection, and a client still sending would see the
// reset in place of the answer (RFC 9112 section 9.6).
func Linger(w http.ResponseWriter, r *http.Request, now time.Time) {
	connection := http.NewResponseController(w)
	if connection.Flush() != nil || connection.SetReadDeadline(now.Add(longestLinger)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, r.Body, mostLingering) // whatever ends it, the connection is closed next
}
