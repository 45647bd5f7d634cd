package fhirapi

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/door"
)

// encode writes a resource as JSON, on one line or for people to read.
func encode(resource any, pretty bool) ([]byte, error) {
	var out bytes.Buffer
	if err := encodeInto(&out, resource, pretty); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func encodeInto(out *bytes.Buffer, resource any, pretty bool) error {
	// Names are those of structures, or of JSON that has been checked.
	options := []json.Options{json.Deterministic(true), jsontext.AllowDuplicateNames(true)}
	if pretty {
		options = append(options, jsontext.WithIndent("  "))
	}
	if err := json.MarshalWrite(out, resource, options...); err != nil {
		return fmt.Errorf("encode %T: %w", resource, err)
	}
	return nil
}

// wantsPretty reads the parameter _pretty.
func wantsPretty(values []string) bool { return slices.Contains(values, "true") }

// write sends a whole answer, whose length is known.
func write(c echo.Context, status int, body []byte) error {
	w := c.Response()
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// answer sends a resource that depends on what was sent, and so is not kept.
func (a *API) answer(x *exchange, resource any) error {
	out := a.bodies.Buffer()
	defer a.bodies.Release(out)
	if err := encodeInto(out, resource, x.pretty); err != nil {
		return err
	}
	return write(x, http.StatusOK, out.Bytes())
}

// answerTagged sends a document that changes with the ruleset or the program
// only, or 304 to whoever has it already. Caches ask each time, so that nobody
// goes on with the form of yesterday's ruleset.
func (x *exchange) answerTagged(body []byte, etag string) error {
	header := x.Response().Header()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "private, no-cache")
	if door.Names(x.Request().Header["If-None-Match"], etag) {
		x.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	if x.pretty {
		indented, err := prettied(body)
		if err != nil {
			return err
		}
		body = indented
	}
	return write(x, http.StatusOK, body)
}

// prettied indents JSON.
func prettied(body []byte) ([]byte, error) {
	value := jsontext.Value(slices.Clone(body))
	if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
		return nil, fmt.Errorf("indent a document: %w", err)
	}
	return value, nil
}
