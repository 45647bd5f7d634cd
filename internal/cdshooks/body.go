package cdshooks

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// The largest bodies, in bytes. A chart of 5,000 resources has about 6 MB.
const (
	maxCall     = 16 << 20
	maxFeedback = 256 << 10
)

// readBody reads a body, which must be JSON of at most the limit.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	if refusal := checkMedia(r); refusal != nil {
		return nil, refusal
	}
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body, err := readAll(http.MaxBytesReader(nil, r.Body, limit), r.ContentLength)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, refuse(http.StatusGatewayTimeout, fhir.TypeTimeout, problem.Timeout,
			"The body did not arrive in time; send it without a pause.")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, fhir.TypeStructure, problem.MalformedJSON, "The body ended before it was complete.")
	}
	return body, nil
}

// readAll is io.ReadAll that makes room once when the length is known.
func readAll(body io.Reader, length int64) ([]byte, error) {
	if length <= 0 {
		return io.ReadAll(body)
	}
	out := make([]byte, length)
	n, err := io.ReadFull(body, out)
	return out[:n], err
}

func tooLarge(limit int64) *failure {
	return refuse(http.StatusRequestEntityTooLarge, fhir.TypeTooLong, problem.BodyTooLarge,
		"The body may have at most "+strconv.FormatInt(limit, 10)+" bytes.")
}

// checkMedia accepts JSON in UTF-8, not compressed: a small compressed body can
// be a very large one.
func checkMedia(r *http.Request) *failure {
	for _, coding := range r.Header["Content-Encoding"] {
		if !strings.EqualFold(coding, "identity") {
			return unsupported("Compressed bodies are not accepted; send the body as it is.")
		}
	}
	header := r.Header.Get("Content-Type")
	if header == mediaJSON || (header == "" && r.ContentLength == 0) {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(header)
	charset, given := parameters["charset"]
	if err != nil || media != mediaJSON || (given && !strings.EqualFold(charset, "utf-8")) {
		return unsupported("Content-Type must be " + mediaJSON + ", in UTF-8.")
	}
	return nil
}

func unsupported(detail string) *failure {
	return refuse(http.StatusUnsupportedMediaType, fhir.TypeNotSupported, problem.UnsupportedMediaType, detail)
}

func notAcceptable() *failure {
	return refuse(http.StatusNotAcceptable, fhir.TypeNotSupported, problem.NotAcceptable, "Only "+mediaJSON+" is answered; Accept must take it.")
}
