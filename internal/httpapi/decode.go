package httpapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// maxBody is the largest body of a single request, in bytes.
const maxBody = 256 << 10

// readBody reads the body, which must be JSON, into a buffer from the pool.
// Give the buffer back with release.
func (a *API) readBody(r *http.Request) (*bytes.Buffer, *problem.Error) {
	if fault := checkMedia(r, mediaJSON); fault != nil {
		return nil, fault
	}
	if r.ContentLength > maxBody {
		return nil, tooLarge()
	}
	body := a.bodies.Get().(*bytes.Buffer)
	body.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		a.release(body)
		return nil, unreadable(err)
	case body.Len() > maxBody:
		a.release(body)
		return nil, tooLarge()
	}
	return body, nil
}

// release empties the buffer, so that nothing of what a patient said stays in
// memory longer than the request, and gives it back.
func (a *API) release(body *bytes.Buffer) {
	clear(body.Bytes())
	body.Reset()
	a.bodies.Put(body)
}

func tooLarge() *problem.Error {
	return problem.New(problem.BodyTooLarge, "The body may have at most 262144 bytes (256 KiB).")
}

// unreadable says why the body could not be read to its end.
func unreadable(err error) *problem.Error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return problem.New(problem.Timeout, "The body did not arrive in time; send it without a pause.")
	}
	return problem.New(problem.MalformedJSON, "The body ended before it was complete.")
}

// checkMedia accepts a body of exactly one media type, in UTF-8 and not
// compressed: a small compressed body can be a very large one.
func checkMedia(r *http.Request, want string) *problem.Error {
	for _, coding := range r.Header["Content-Encoding"] {
		if !strings.EqualFold(coding, "identity") {
			return unsupported("Content-Encoding", "Compressed bodies are not accepted; send the body as it is.", "identity")
		}
	}
	header := r.Header.Get("Content-Type")
	if header == want || (header == "" && r.ContentLength == 0) {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(header)
	charset, given := parameters["charset"]
	delete(parameters, "charset")
	if err != nil || media != want || (given && !strings.EqualFold(charset, "utf-8")) || len(parameters) > 0 {
		return unsupported("Content-Type", "Content-Type must be "+want+", in UTF-8.", want)
	}
	return nil
}

func unsupported(header, detail string, accepted ...string) *problem.Error {
	return &problem.Error{
		Kind: problem.UnsupportedMediaType, Detail: detail,
		Fields: []problem.Field{{Pointer: header, Code: problem.CodeOneOf, Detail: detail, Accepted: accepted}},
	}
}
