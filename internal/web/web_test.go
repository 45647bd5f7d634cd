package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/web"
)

func newPages(t *testing.T) http.Handler {
	t.Helper()
	pages, err := web.New("https://rls.example/api", func(r *http.Request) string {
		if strings.HasPrefix(r.Header.Get("Accept-Language"), "es") {
			return "es"
		}
		return "en"
	})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	pages.Mount(e)
	return e
}

func get(handler http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestTheLandingPageSpeaksTheLanguageAskedFor(t *testing.T) {
	pages := newPages(t)
	for _, c := range []struct{ rule, target, accept, want string }{
		{"English by default", "/", "", "en"},
		{"the header", "/", "es-ES", "es"},
		{"the parameter before the header", "/?lang=en", "es", "en"},
		{"the parameter", "/?lang=es", "", "es"},
		{"a language that there is not", "/?lang=de", "", "en"},
		{"parameters of others do not matter", "/?utm_source=x", "", "en"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			page := get(pages, c.target, "Accept-Language", c.accept)
			if page.Code != http.StatusOK || page.Header().Get("Content-Language") != c.want || !strings.Contains(page.Body.String(), `<html lang="`+c.want+`">`) {
				t.Errorf("%d %s", page.Code, page.Header().Get("Content-Language"))
			}
			if !strings.Contains(page.Body.String(), "https://rls.example/api/v1/screenings") {
				t.Error("the example does not call this service")
			}
		})
	}
}

// loaded are what a page loads, which must be there and be our own.
var loaded = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

func TestPagesLoadOnlyWhatIsHere(t *testing.T) {
	pages := newPages(t)
	for _, target := range []string{"/?lang=en", "/?lang=es", "/docs"} {
		page := get(pages, target).Body.String()
		for _, inline := range []string{"<style", "style=", "onload=", "onclick=", "javascript:", "<script>"} {
			if strings.Contains(page, inline) {
				t.Errorf("%s has %s, which the policy forbids", target, inline)
			}
		}
		for _, match := range loaded.FindAllStringSubmatch(page, -1) {
			path := match[1]
			if strings.Contains(path, "://") || strings.HasPrefix(path, "/") {
				t.Errorf("%s refers to %s: not relative, it breaks behind a prefix", target, path)
			}
			if strings.HasPrefix(path, "docs/") || strings.HasPrefix(path, "assets/") {
				if file := get(pages, "/"+path); file.Code != http.StatusOK {
					t.Errorf("%s loads %s: %d", target, path, file.Code)
				}
			}
		}
	}
}

func TestFilesHaveTheirTypeAndATag(t *testing.T) {
	pages := newPages(t)
	for path, media := range map[string]string{
		"/docs/swagger-ui-bundle.js": "text/javascript; charset=utf-8", "/docs/swagger-ui.css": "text/css; charset=utf-8",
		"/docs/init.js": "text/javascript; charset=utf-8", "/docs/favicon.png": "image/png", "/docs/LICENSE": "text/plain; charset=utf-8",
		"/docs/NOTICE": "text/plain; charset=utf-8", "/assets/site.css": "text/css; charset=utf-8", "/assets/icon.svg": "image/svg+xml",
	} {
		file := get(pages, path)
		tag := file.Header().Get("ETag")
		if file.Code != http.StatusOK || file.Header().Get("Content-Type") != media || tag == "" {
			t.Errorf("%s: %d %s %s", path, file.Code, file.Header().Get("Content-Type"), tag)
		}
		if again := get(pages, path, "If-None-Match", tag); again.Code != http.StatusNotModified {
			t.Errorf("%s again: %d", path, again.Code)
		}
	}
}

func TestOnlyFilesThatAreMeantToBeAreServed(t *testing.T) {
	pages := newPages(t)
	for _, path := range []string{"/docs/nothing", "/docs/..%2fweb.go", "/docs/..%2flanding%2fen.html", "/assets/", "/assets/%00"} {
		if file := get(pages, path); file.Code == http.StatusOK {
			t.Errorf("%s: %d", path, file.Code)
		}
	}
}

func TestPagesMayRunOnlyTheirOwnScript(t *testing.T) {
	pages := newPages(t)
	landing, docs := get(pages, "/").Header().Get("Content-Security-Policy"), get(pages, "/docs").Header().Get("Content-Security-Policy")
	if strings.Contains(landing, "script-src") || !strings.Contains(docs, "script-src 'self';") || strings.Contains(landing+docs, "unsafe") {
		t.Errorf("landing page: %s\nreader: %s", landing, docs)
	}
}
