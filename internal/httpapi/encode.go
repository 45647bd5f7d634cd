package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/door"
)

// write sends a whole answer. With its length set it is not sent in chunks,
// which would cost the client and us.
func write(c echo.Context, status int, media string, body []byte) error {
	w := c.Response()
	header := w.Header()
	header.Set("Content-Type", contentType(media))
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// contentType adds the charset where a reader might assume another one; JSON
// has none to add.
func contentType(media string) string {
	switch media {
	case mediaCSV, mediaHTML:
		return media + "; charset=utf-8"
	default:
		return media
	}
}

// writeJSON sends a value of the wire types.
func writeJSON(c echo.Context, status int, media string, value any) error {
	body, err := encodeJSON(value)
	if err != nil {
		return err
	}
	return write(c, status, media, body)
}

func encodeJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("encode %T: %w", value, err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// cached says that an answer changes with the ruleset or the program only.
// Caches ask each time, so that nobody builds a form from the questions of
// yesterday's ruleset.
func cached(c echo.Context) { c.Response().Header().Set("Cache-Control", "private, no-cache") }

// writeTagged sends such an answer, or 304 to whoever has it already. It is made
// for each request, of what that asks for, and so is not compressed; what is the
// same for everybody is a door.Document.
func writeTagged(c echo.Context, media string, body []byte) error {
	cached(c)
	header, etag := c.Response().Header(), door.Tag(body)
	header.Set("ETag", etag)
	if door.Names(c.Request().Header["If-None-Match"], etag) {
		c.Response().WriteHeader(http.StatusNotModified)
		return nil
	}
	return write(c, http.StatusOK, media, body)
}
