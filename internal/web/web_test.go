package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/web"
)

// pageOptions are those of the pages under test.
func pageOptions(t *testing.T) web.Options {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return web.Options{
		Service: app.New(rules, "US"), BaseURL: "https://rls.example/api",
		Now: func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) },
		Language: func(r *http.Request) string {
			if strings.HasPrefix(r.Header.Get("Accept-Language"), "es") {
				return "es"
			}
			return "en"
		},
	}
}

func newPages(t *testing.T, change ...func(*web.Options)) http.Handler {
	t.Helper()
	o := pageOptions(t)
	for _, c := range change {
		c(&o)
	}
	pages, err := web.New(o)
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

// ours are the pages that are written here.
var ours = []string{"/", "/form", "/desk"}

func TestPagesSpeakTheLanguageAskedFor(t *testing.T) {
	pages := newPages(t)
	for _, c := range []struct{ rule, query, accept, want string }{
		{"English by default", "", "", "en"},
		{"the header", "", "es-ES", "es"},
		{"the parameter before the header", "?lang=en", "es", "en"},
		{"the parameter", "?lang=es", "", "es"},
		{"a language that there is not", "?lang=de", "", "en"},
		{"no way out of the folder", "?lang=../desk/en", "", "en"},
		{"parameters of others do not matter", "?utm_source=x", "", "en"},
	} {
		for _, path := range ours {
			t.Run(c.rule+path, func(t *testing.T) {
				page := get(pages, path+c.query, "Accept-Language", c.accept)
				if page.Code != http.StatusOK || page.Header().Get("Content-Language") != c.want || !strings.Contains(page.Body.String(), `<html lang="`+c.want+`"`) {
					t.Errorf("%d %s", page.Code, page.Header().Get("Content-Language"))
				}
				if !strings.Contains(strings.Join(page.Header().Values("Vary"), ","), "Accept-Language") {
					t.Error("a cache would give it to readers of another language")
				}
			})
		}
	}
}

func TestTheLandingPageShowsThisServiceAndItsEvidence(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		page := get(newPages(t), "/?lang="+lang).Body.String()
		for _, want := range []string{
			"https://rls.example/api/v1/screenings", "https://rls.example/api/embed/rls-screener.js", `href="form`, `href="desk`,
			"1.0.0", "10.5664/jcsm.11390", "2027-11-20",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %s is missing", lang, want)
			}
		}
	}
}

func TestSpanishNumbersHaveADecimalComma(t *testing.T) {
	for lang, want := range map[string]string{"en": "15.5 %", "es": "15,5 %"} {
		if page := get(newPages(t), "/?lang="+lang).Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s: %s is missing", lang, want)
		}
	}
}

func TestEvidenceThatIsDueForReviewIsSaidToBe(t *testing.T) {
	day := time.Date(2027, 11, 20, 0, 0, 0, 0, time.UTC)
	pages := newPages(t, func(o *web.Options) { o.Now = func() time.Time { return day } })
	before := get(pages, "/?lang=en")
	day = day.AddDate(0, 0, 1)
	after := get(pages, "/?lang=en")
	if before.Body.String() == after.Body.String() || before.Header().Get("ETag") == after.Header().Get("ETag") {
		t.Error("the page is the same on the day on which the evidence has become due")
	}
}

func TestTheFormSaysWhatToDoBeforeAnyScriptHasRun(t *testing.T) {
	for lang, emergency := range map[string]string{"en": "In an emergency call 911", "es": "llame al 911"} {
		page := get(newPages(t), "/form?lang="+lang).Body.String()
		seen := regexp.MustCompile(`(?s)<noscript>.*</noscript>`).ReplaceAllString(page, "")
		if !strings.Contains(seen, emergency) || !strings.Contains(seen, `<a href="">`) {
			t.Errorf("%s: no crisis text, or no way on, where the script does not arrive", lang)
		}
		if !strings.Contains(page, "<noscript>") {
			t.Errorf("%s: nothing says that JavaScript is needed", lang)
		}
	}
}

func TestTheFormKnowsItsTitleInBothLanguages(t *testing.T) {
	english, spanish := get(newPages(t), "/form?lang=en").Body.String(), get(newPages(t), "/form?lang=es").Body.String()
	titles := regexp.MustCompile(`<html lang="\w+" data-title-en="([^"]+)" data-title-es="([^"]+)">`)
	match := titles.FindStringSubmatch(english)
	if match == nil || !slices.Equal(match[1:], titles.FindStringSubmatch(spanish)[1:]) {
		t.Fatalf("%q", match)
	}
	if !strings.Contains(english, "<title>"+match[1]+"</title>") || !strings.Contains(spanish, "<title>"+match[2]+"</title>") {
		t.Errorf("%q are not the titles of the pages", match[1:])
	}
}

// loaded are what a page loads, which must be there and be our own.
var loaded = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

func TestPagesLoadOnlyWhatIsHere(t *testing.T) {
	pages := newPages(t)
	for _, target := range []string{"/?lang=en", "/?lang=es", "/form?lang=en", "/form?lang=es", "/desk?lang=en", "/desk?lang=es", "/docs"} {
		page := get(pages, target).Body.String()
		for _, inline := range []string{"<style", "style=", "onload=", "onclick=", "javascript:", "<script>"} {
			if strings.Contains(page, inline) {
				t.Errorf("%s has %s, which the policy forbids", target, inline)
			}
		}
		for _, match := range loaded.FindAllStringSubmatch(page, -1) {
			path := match[1]
			if strings.HasPrefix(path, "https://doi.org/") || strings.HasPrefix(path, "https://") && strings.HasPrefix(target, "/?") {
				continue // sources, to be read elsewhere
			}
			if strings.Contains(path, "://") || strings.HasPrefix(path, "/") {
				t.Errorf("%s refers to %s: not relative, it breaks behind a prefix", target, path)
			}
			if strings.HasPrefix(path, "docs/") || strings.HasPrefix(path, "assets/") || strings.HasPrefix(path, "embed/") {
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
		"/embed/rls-screener.js": "text/javascript; charset=utf-8", "/assets/form.js": "text/javascript; charset=utf-8",
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

func TestFilesAreCompressedForThoseWhoTakeThat(t *testing.T) {
	for _, path := range []string{"/form", "/embed/rls-screener.js", "/docs/swagger-ui-bundle.js"} {
		file := get(newPages(t), path, "Accept-Encoding", "gzip, br")
		if header := file.Header(); header.Get("Content-Encoding") != "gzip" || !slices.Contains(header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v", path, header)
		}
	}
}

func TestOnlyFilesThatAreMeantToBeAreServed(t *testing.T) {
	pages := newPages(t)
	for _, path := range []string{
		"/docs/nothing", "/docs/..%2fweb.go", "/docs/..%2flanding%2fen.html", "/assets/", "/assets/%00", "/assets/..%2fdesk%2fen.html",
		"/embed/", "/embed/..%2fassets%2fsite.css", "/desk/en.html",
	} {
		if file := get(pages, path); file.Code == http.StatusOK {
			t.Errorf("%s: %d", path, file.Code)
		}
	}
}

func TestPagesMayRunOnlyTheirOwnScript(t *testing.T) {
	pages := newPages(t)
	policy := func(path string) string { return get(pages, path).Header().Get("Content-Security-Policy") }
	if p := policy("/"); strings.Contains(p, "script-src") {
		t.Errorf("the landing page runs scripts: %s", p)
	}
	for _, path := range []string{"/", "/form", "/desk", "/docs"} {
		if p := policy(path); !strings.HasPrefix(p, "default-src 'none';") || strings.Contains(p, "unsafe") || strings.Contains(p, "*") {
			t.Errorf("%s: %s", path, p)
		}
	}
	for _, path := range []string{"/form", "/desk"} {
		if p := policy(path); !strings.Contains(p, "script-src 'self';") || !strings.Contains(p, "require-trusted-types-for 'script'; trusted-types 'none'") {
			t.Errorf("%s: %s", path, p)
		}
	}
}

func TestOnlyTheFormIsFramedAndOnlyWhereItIsAllowed(t *testing.T) {
	closed := newPages(t)
	open := newPages(t, func(o *web.Options) {
		o.FrameAncestors = []string{"https://clinic.example", "https://portal.example:8443"}
	})
	for _, c := range []struct {
		rule, path string
		pages      http.Handler
		want       string
	}{
		{"nowhere by default", "/form", closed, "frame-ancestors 'none'"},
		{"on the pages named", "/form", open, "frame-ancestors https://clinic.example https://portal.example:8443"},
		{"the desk nowhere", "/desk", open, "frame-ancestors 'none'"},
		{"the landing page nowhere", "/", open, "frame-ancestors 'none'"},
	} {
		if p := get(c.pages, c.path).Header().Get("Content-Security-Policy"); !strings.HasSuffix(p, c.want) {
			t.Errorf("%s: %s", c.rule, p)
		}
	}
	if page := get(open, "/form").Body.String(); !strings.Contains(page, `content="https://clinic.example https://portal.example:8443"`) {
		t.Error("the page does not know whom it may tell of results")
	}
}

func TestPagesWithAnswersAreOutOfReachOfThePageThatOpenedThem(t *testing.T) {
	closed := newPages(t)
	open := newPages(t, func(o *web.Options) { o.FrameAncestors = []string{"https://clinic.example"} })
	for _, c := range []struct {
		rule, path string
		pages      http.Handler
		want       string
	}{
		{"the desk", "/desk", closed, "same-origin"},
		{"the desk, whoever frames the form", "/desk", open, "same-origin"},
		{"the form", "/form", closed, "same-origin"},
		{"not the form that others frame", "/form", open, ""},
		{"not the landing page", "/", closed, ""},
	} {
		if got := get(c.pages, c.path).Header().Get("Cross-Origin-Opener-Policy"); got != c.want {
			t.Errorf("%s: %q", c.rule, got)
		}
	}
}

func TestTheScriptMayBeUsedOnAnyPage(t *testing.T) {
	header := get(newPages(t), "/embed/rls-screener.js").Header()
	if header.Get("Access-Control-Allow-Origin") != "*" || header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("%v", header)
	}
}
