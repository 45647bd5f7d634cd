// Package web holds the pages that people look at: what this service is, and
// the reader of its API description. Everything they load is embedded; nothing
// comes from elsewhere.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/problem"
)

//go:embed assets docs landing
var files embed.FS

// What the pages may load: their own style sheets and pictures; the reader of
// the description its own script too, and it calls this service.
const (
	landingPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	docsPolicy    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// Pages holds the pages. It is safe for concurrent use.
type Pages struct {
	language func(*http.Request) string
	landing  map[string]*asset // by language
	files    map[string]*asset // by path below the root
}

// asset is a file to serve.
type asset struct {
	media string
	// content is read at its first use: a start has no time for megabytes.
	content func() (*content, error)
}

// content is what is in a file, with its strong entity tag.
type content struct {
	body []byte
	etag string
}

func newAsset(name string, read func() ([]byte, error)) *asset {
	return &asset{media: mediaType(name), content: sync.OnceValues(func() (*content, error) {
		body, err := read()
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		digest := sha256.Sum256(body)
		return &content{body, `"` + base64.RawURLEncoding.EncodeToString(digest[:16]) + `"`}, nil
	})}
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

// New returns the pages. BaseURL is where callers reach the service; language
// tells the language of a request, "en" or "es".
func New(baseURL string, language func(*http.Request) string) (*Pages, error) {
	p := &Pages{language: language, landing: map[string]*asset{}, files: map[string]*asset{}}
	for _, lang := range []string{"en", "es"} {
		page := "landing/" + lang + ".html"
		p.landing[lang] = newAsset(page, func() ([]byte, error) { return render(page, baseURL) })
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		p.files[name] = newAsset(name, func() ([]byte, error) { return files.ReadFile(name) })
		return nil
	})
	return p, err
}

func render(name, baseURL string) ([]byte, error) {
	page, err := template.ParseFS(files, name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, struct{ BaseURL string }{baseURL})
	return out.Bytes(), err
}

// Mount registers the pages with e.
func (p *Pages) Mount(e *echo.Echo) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Add(method, "/", p.index)
		e.Add(method, "/docs", p.reader)
		e.Add(method, "/docs/:file", p.readerFile)
		e.Add(method, "/assets/:file", p.assetFile)
	}
}

// index returns the landing page.
//
//	@Summary		What this is
//	@Description	A page that says what this service is, who it is for, how to call it, and what it is not for.
//	@Tags			service
//	@ID				getLandingPage
//	@Produce		html
//	@Param			lang	query		string	false	"language of the page, en or es; anything else is as good as none, and leaves it to Accept-Language"
//	@Success		200		{string}	string
//	@Router			/ [get]
func (p *Pages) index(c echo.Context) error {
	lang := c.QueryParam("lang")
	page, ok := p.landing[lang]
	if !ok {
		lang = p.language(c.Request())
		page = p.landing[lang]
	}
	header := c.Response().Header()
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Language", lang)
	return serve(c, page, landingPolicy)
}

// reader returns the page that shows the description.
//
//	@Summary		Reader of this description
//	@Description	A page that shows the OpenAPI description and lets one try each operation.
//	@Tags			service
//	@ID				getDocs
//	@Produce		html
//	@Success		200	{string}	string
//	@Router			/docs [get]
func (p *Pages) reader(c echo.Context) error { return serve(c, p.files["docs/index.html"], docsPolicy) }

// readerFile returns a file of the reader.
//
//	@Summary		A file of the reader
//	@Description	What the page at /docs loads.
//	@Tags			service
//	@ID				getDocsFile
//	@Produce		html,text/css,text/javascript,image/png,plain
//	@Param			file	path		string	true	"name of the file"	example(swagger-ui.css)
//	@Success		200		{string}	string
//	@Failure		404		{object}	v1.Problem
//	@Router			/docs/{file} [get]
func (p *Pages) readerFile(c echo.Context) error { return p.file(c, "docs/") }

// assetFile returns a file of the pages.
//
//	@Summary		A file of the pages
//	@Description	What the pages load: style sheets and pictures.
//	@Tags			service
//	@ID				getAsset
//	@Produce		text/css,image/svg+xml
//	@Param			file	path		string	true	"name of the file"	example(site.css)
//	@Success		200		{string}	string
//	@Failure		404		{object}	v1.Problem
//	@Router			/assets/{file} [get]
func (p *Pages) assetFile(c echo.Context) error { return p.file(c, "assets/") }

func (p *Pages) file(c echo.Context, folder string) error {
	found, ok := p.files[folder+c.Param("file")]
	if !ok {
		return problem.New(problem.NotFound, "There is no such file.")
	}
	return serve(c, found, "")
}

// serve writes a file, or 304 to whoever has it already.
func serve(c echo.Context, a *asset, policy string) error {
	content, err := a.content()
	if err != nil {
		return err
	}
	header := c.Response().Header()
	if policy != "" {
		header.Set("Content-Security-Policy", policy)
	}
	header.Set("Content-Type", a.media)
	header.Set("ETag", content.etag)
	header.Set("Cache-Control", "public, no-cache")
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(content.body))
	return nil
}
