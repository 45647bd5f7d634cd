package httpapi

import (
	"bytes"
	"mime"
	"net/http"
	"strings"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// maxBody is the largest body of a single request, in bytes.
const maxBody = 256 << 10

// readBody reads the body, which must be JSON. Give the buffer back with
// bodies.Release.
func (a *API) readBody(r *http.Request) (*bytes.Buffer, *problem.Error) {
	if fault := checkMedia(r, mediaJSON); fault != nil {
		return nil, fault
	}
	return a.bodies.Read(r, maxBody)
}

// readNothing refuses a body, which would not be heeded. Some clients cannot but
// send an empty object.
func (a *API) readNothing(r *http.Request) *problem.Error {
	body, fault := a.bodies.Read(r, maxBody)
	if fault != nil {
		return fault
	}
	defer a.bodies.Release(body)
	if text := bytes.TrimSpace(body.Bytes()); len(text) > 0 && string(text) != "{}" {
		return problem.Invalid([]problem.Field{{Code: problem.CodeUnknownMember, Detail: "This takes no body; leave it out."}})
	}
	return nil
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
