package web

import (
	"embed"
	"fmt"
	"path"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/door"
)

//go:embed assets desk/*.html docs embed form landing
var files embed.FS

// asset is a file to serve.
type asset struct {
	media string
	// document is made at its first use: a start has no time for megabytes.
	document func() (*door.Document, error)
}

func newAsset(name string, read func() ([]byte, error)) *asset {
	return &asset{media: mediaType(name), document: sync.OnceValues(func() (*door.Document, error) { return newDocument(name, read) })}
}

func newDocument(name string, read func() ([]byte, error)) (*door.Document, error) {
	body, err := read()
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return door.NewDocument(body), nil
}

// daily reads anew on each day what depends on it.
func daily(now func() time.Time, read func() (*door.Document, error)) func() (*door.Document, error) {
	var (
		lock sync.Mutex
		day  string
		held *door.Document
	)
	return func() (*door.Document, error) {
		lock.Lock()
		defer lock.Unlock()
		if today := now().UTC().Format(time.DateOnly); held == nil || day != today {
			read, err := read()
			if err != nil {
				return nil, err
			}
			held, day = read, today
		}
		return held, nil
	}
}

// mediaType is that of a file by its name; unlike package mime it does not
// depend on the machine.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	default:
		return "text/plain; charset=utf-8"
	}
}

// serve writes a file, or 304 to whoever has it already.
func serve(c echo.Context, a *asset, policy string) error {
	document, err := a.document()
	if err != nil {
		return err
	}
	header := c.Response().Header()
	if policy != "" {
		header.Set("Content-Security-Policy", policy)
	}
	header.Set("Cache-Control", "public, no-cache")
	return document.Send(c.Response(), c.Request(), a.media)
}
