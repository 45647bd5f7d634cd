// Package web holds the pages that people look at: what this service is, the
// intake form, the clinician's desk, and the reader of the API description; and
// the form as a script for the pages of others. Everything they load is
// embedded; nothing comes from elsewhere.
package web

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// Where the pages are: the intake form, the clinician's desk, the reader of the
// API description.
const (
	PathForm = "/form"
	PathDesk = "/desk"
	PathDocs = "/docs"
)

// Options are what the pages rest on.
type Options struct {
	// Service has the questions, the rules and their sources.
	Service *app.Service
	// BaseURL is where callers reach the service.
	BaseURL string
	// Language tells the language of a request, "en" or "es".
	Language func(*http.Request) string
	// FrameAncestors are the origins whose pages may show the form in a frame; none by default.
	FrameAncestors []string
	// Now is the clock, which decides whether the evidence is due for review.
	Now func() time.Time
}

// Pages holds the pages. It is safe for concurrent use.
type Pages struct {
	Options
	formPolicy string
	pages      map[string]*asset // by folder and language: form/es
	files      map[string]*asset // by path below the root
}

// languages are those of the pages.
var languages = []string{"en", "es"}

// New returns the pages.
func New(o Options) (*Pages, error) {
	p := &Pages{Options: o, formPolicy: formPolicy(o.FrameAncestors), pages: map[string]*asset{}, files: map[string]*asset{}}
	for _, folder := range []string{"landing", "form", "desk"} {
		for _, lang := range languages {
			name := folder + "/" + lang
			p.pages[name] = p.newPage(name+".html", lang)
		}
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

// Mount registers the pages with e.
func (p *Pages) Mount(e *echo.Echo) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Add(method, "/", p.landing)
		e.Add(method, PathForm, p.form)
		e.Add(method, PathDesk, p.desk)
		e.Add(method, "/embed/rls-screener.js", p.screener)
		e.Add(method, PathDocs, p.reader)
		e.Add(method, PathDocs+"/:file", p.readerFile)
		e.Add(method, "/assets/:file", p.assetFile)
	}
}

// WithoutSlash leads who adds a slash to the address of a page to the page. The
// way is relative: a proxy may have put something before the path.
func WithoutSlash(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		switch r.URL.Path {
		case PathForm + "/", PathDesk + "/", PathDocs + "/":
			if r.Method == http.MethodGet || r.Method == http.MethodHead {
				page := url.URL{Path: ".." + strings.TrimSuffix(r.URL.Path, "/"), RawQuery: r.URL.RawQuery}
				return c.Redirect(http.StatusPermanentRedirect, page.String())
			}
		}
		return next(c)
	}
}

// landing returns the landing page.
//
//	@Summary		What this is
//	@Description	A page that says what this service is, who it is for, how to call it, how sure one may be, what its rules rest on, and what it is not for.
//	@Tags			pages
//	@ID				getLandingPage
//	@Produce		html
//	@Param			lang	query		string	false	"language of the page, en or es; anything else is as good as none, and leaves it to Accept-Language"
//	@Success		200		{string}	string
//	@Router			/ [get]
func (p *Pages) landing(c echo.Context) error { return p.page(c, "landing", landingPolicy) }

// form returns the intake form.
//
//	@Summary		The intake form
//	@Description	The questions, one at a time, in a page of its own: for a link to patients, or for a frame on the pages of origins that the service has been told of. Answers are kept in the browser's tab, judged by POST /v1/screenings, and stored nowhere.
//	@Tags			pages
//	@ID				getForm
//	@Produce		html
//	@Param			lang		query		string	false	"language of the page, en or es; anything else is as good as none, and leaves it to Accept-Language"
//	@Param			theme		query		string	false	"auto, light, dark or night"
//	@Param			mode		query		string	false	"steps, one question a screen, or list, all of them"
//	@Param			audience	query		string	false	"patient or clinician"
//	@Param			key			query		string	false	"publishable key, of a service that asks for credentials"
//	@Success		200			{string}	string
//	@Router			/form [get]
func (p *Pages) form(c echo.Context) error { return p.page(c, "form", p.formPolicy) }

// desk returns the clinician's desk.
//
//	@Summary		The clinician's desk
//	@Description	A page on which a clinician enters answers by keyboard and sees the result change with its reasons, and what would change it. It stores nothing.
//	@Tags			pages
//	@ID				getDesk
//	@Produce		html
//	@Param			lang	query		string	false	"language of the page, en or es; anything else is as good as none, and leaves it to Accept-Language"
//	@Success		200		{string}	string
//	@Router			/desk [get]
func (p *Pages) desk(c echo.Context) error { return p.page(c, "desk", deskPolicy) }

// page serves a page in the language of the parameter, or else of the request.
func (p *Pages) page(c echo.Context, folder, policy string) error {
	lang := c.QueryParam("lang")
	page, ok := p.pages[folder+"/"+lang]
	if !ok {
		lang = p.Language(c.Request())
		page = p.pages[folder+"/"+lang]
	}
	header := c.Response().Header()
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Language", lang)
	// A page that opens this one in a window is none of those that may frame it.
	if folder == "desk" || folder == "form" && len(p.FrameAncestors) == 0 {
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	return serve(c, page, policy)
}

// screener returns the form as a script for any page. Whose pages may call the
// service is decided where it is called.
//
//	@Summary		The form as a script
//	@Description	Defines the element rls-screener, the intake form for pages of your own: a script without dependencies, its style included.
//	@Tags			pages
//	@ID				getScreenerScript
//	@Produce		text/javascript
//	@Success		200	{string}	string
//	@Router			/embed/rls-screener.js [get]
func (p *Pages) screener(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return serve(c, p.files["embed/rls-screener.js"], "")
}

// reader returns the page that shows the description.
//
//	@Summary		Reader of this description
//	@Description	A page that shows the OpenAPI description and lets one try each operation.
//	@Tags			pages
//	@ID				getDocs
//	@Produce		html
//	@Success		200	{string}	string
//	@Router			/docs [get]
func (p *Pages) reader(c echo.Context) error { return serve(c, p.files["docs/index.html"], docsPolicy) }

// readerFile returns a file of the reader.
//
//	@Summary		A file of the reader
//	@Description	What the page at /docs loads.
//	@Tags			pages
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
//	@Description	What the pages load: style sheets, scripts and pictures.
//	@Tags			pages
//	@ID				getAsset
//	@Produce		text/css,text/javascript,image/svg+xml
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
