package fhirapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/door"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Limits of a body.
const (
	maxBody  = 512 << 10 // bytes
	maxDepth = 64        // objects and lists inside each other
)

// mediaForm is that of a search whose parameters are in the body.
const mediaForm = "application/x-www-form-urlencoded"

// readBody reads a body of one of the media types. Give the buffer back with
// bodies.Release.
func (a *API) readBody(r *http.Request, media ...string) (*bytes.Buffer, error) {
	if err := checkMedia(r, media); err != nil {
		return nil, err
	}
	read, fault := a.bodies.Read(r, maxBody)
	if fault != nil {
		return nil, fault
	}
	return read, nil
}

// checkMedia accepts a body of the media types, in UTF-8 and not compressed: a
// small compressed body can be a very large one.
func checkMedia(r *http.Request, accepted []string) error {
	for _, coding := range r.Header["Content-Encoding"] {
		if !strings.EqualFold(coding, "identity") {
			return refuse(http.StatusUnsupportedMediaType, faultAt("http.Content-Encoding", fhir.TypeNotSupported, codeUnsupportedMedia,
				"Compressed bodies are not accepted; send the body as it is."))
		}
	}
	header := r.Header.Get("Content-Type")
	if header == accepted[0] || header == "" && r.ContentLength == 0 {
		return nil
	}
	media, parameters, err := mime.ParseMediaType(header)
	charset, given := parameters["charset"]
	if err != nil || !slices.Contains(accepted, media) || given && !strings.EqualFold(charset, "utf-8") || !isR4(parameters) {
		return refuse(http.StatusUnsupportedMediaType, faultAt("http.Content-Type", fhir.TypeNotSupported, codeUnsupportedMedia,
			"Content-Type must be "+accepted[0]+", in UTF-8."))
	}
	return nil
}

// bodyType is the type of the resource that the body holds. Of Parameters, and
// of the types that are read later, only that much is known to be JSON.
func bodyType(body []byte, later ...string) (string, error) {
	if door.Depth(body) > maxDepth {
		return "", refuse(http.StatusBadRequest, fault(fhir.TypeStructure, codeTooDeep,
			"Objects and lists are nested deeper than "+strconv.Itoa(maxDepth)+" levels."))
	}
	kind := resourceType(body)
	if kind == typeParameters || slices.Contains(later, kind) {
		return kind, nil
	}
	return kind, checkJSON(body)
}

// checkJSON refuses what is not one JSON object in UTF-8, without members given
// twice.
func checkJSON(body []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body))
	kind := decoder.PeekKind()
	if err := decoder.SkipValue(); err != nil {
		return malformed(body, err)
	}
	if err := atEnd(decoder); err != nil {
		return malformed(body, err)
	}
	if kind != '{' {
		return refuse(http.StatusBadRequest, fault(fhir.TypeStructure, codeType, "A resource is a JSON object."))
	}
	return nil
}

// atEnd reports what follows the end of a document.
func atEnd(decoder *jsontext.Decoder) error {
	end := decoder.InputOffset()
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return &jsontext.SyntacticError{ByteOffset: end}
	}
	return nil
}

// malformed says where a body stops being acceptable JSON, by line and column:
// names and values that were sent are not for error texts.
func malformed(body []byte, err error) error {
	kind, what := problem.MalformedJSON, "The body is not JSON"
	var syntax *jsontext.SyntacticError
	offset := int64(len(body))
	if errors.As(err, &syntax) {
		offset = syntax.ByteOffset
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		kind, what = problem.DuplicateMember, "A member is given twice in one object"
	case !utf8.Valid(body):
		kind, what = problem.InvalidUTF8, "The body is not UTF-8"
	}
	line, column := door.Place(body, offset)
	return problem.New(kind, what+", at line "+strconv.Itoa(line)+", column "+strconv.Itoa(column)+".")
}
