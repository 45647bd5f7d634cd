package cdshooks

import (
	"mime"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/door"
)

const mediaJSON = "application/json"

// takesJSON reports whether the Accept header permits JSON, after RFC 9110
// section 12.5.1: by its most specific range. No header permits anything, and
// so does one that cannot be read at all.
func takesJSON(accept []string) bool {
	header := strings.Join(accept, ",")
	if header == "" || header == mediaJSON {
		return true
	}
	specific, quality, legible := -1, 0.0, false
	for element := range strings.SplitSeq(header, ",") {
		media, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		legible = true
		q := 1.0
		if given, is := parameters["q"]; is {
			if q, err = strconv.ParseFloat(given, 64); err != nil {
				continue
			}
		}
		rank := map[string]int{"*/*": 0, "application/*": 1, mediaJSON: 2}
		if r, is := rank[media]; is && r > specific {
			specific, quality = r, q
		}
	}
	return !legible || quality > 0
}

// document is an answer with its strong entity tag.
type document struct {
	body []byte
	etag string
}

func newDocument(body []byte) document { return document{body, door.Tag(body)} }

// encode writes a value; the same value gives the same bytes.
func encode(value any) ([]byte, error) { return json.Marshal(value, json.Deterministic(true)) }

// write sends a whole answer. With its length set it is not sent in chunks.
func write(c echo.Context, status int, media string, body []byte) error {
	header := c.Response().Header()
	if len(body) > 0 {
		header.Set("Content-Type", media)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(body)
	return err
}
