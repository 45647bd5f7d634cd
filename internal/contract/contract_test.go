package contract_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/contract"
	"github.com/rlscreen/rlscreen/internal/server"
)

// service is the whole service, watched.
func service(t testing.TB) http.Handler {
	t.Helper()
	return description(t).Watch(t, running(t, nil))
}

// running is a whole service that ends with the test.
func running(t testing.TB, change func(*contract.Running, *server.Options) error) *contract.Running {
	t.Helper()
	r, err := contract.Service(t.TempDir(), change)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func description(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// post sends a body of a media type.
func post(handler http.Handler, target, media, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	request.Header.Set("Content-Type", media)
	return send(handler, request)
}

func send(handler http.Handler, request *http.Request) *httptest.ResponseRecorder {
	request.Host = "127.0.0.1:8080" // as the public URL has it
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func TestEveryRouteIsOneOperation(t *testing.T) {
	parameter := regexp.MustCompile(`:([a-z_]+)`)
	var routes []string
	for _, r := range running(t, nil).Handler.(*echo.Echo).Routes() {
		if r.Method != http.MethodHead {
			routes = append(routes, r.Method+" "+parameter.ReplaceAllString(r.Path, "{$1}"))
		}
	}
	operations := description(t).Operations()
	slices.Sort(routes)
	slices.Sort(operations)
	if !slices.Equal(routes, operations) {
		t.Errorf("routes and operations differ\n    routes: %q\noperations: %q", routes, operations)
	}
}

func TestWhatIsNotDescribed(t *testing.T) {
	handler := service(t)
	for _, request := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/v1/nothing", nil),
		httptest.NewRequest(http.MethodDelete, "/v1/screenings", nil),
		httptest.NewRequest(http.MethodHead, "/v1/ruleset", nil),
		httptest.NewRequest(http.MethodHead, "/v1/nothing", nil),
		httptest.NewRequest(http.MethodOptions, "/v1/screenings", nil),
	} {
		send(handler, request)
	}
}

// breaches counts what is reported.
type breaches struct{ found int }

func (b *breaches) Helper() {}

func (b *breaches) Errorf(string, ...any) { b.found++ }

func TestWatchSeesAServiceThatLies(t *testing.T) {
	good := send(running(t, nil), httptest.NewRequest(http.MethodGet, "/livez", nil))
	for name, lie := range map[string]func(*httptest.ResponseRecorder){
		"a status that is not described": func(r *httptest.ResponseRecorder) { r.Code = http.StatusTeapot },
		"another media type":             func(r *httptest.ResponseRecorder) { r.Header().Set("Content-Type", "text/plain") },
		"a header that is missing":       func(r *httptest.ResponseRecorder) { r.Header().Del("X-Request-Id") },
		"a header of another form":       func(r *httptest.ResponseRecorder) { r.Header().Set("X-Request-Id", "not an id") },
		"a member that is missing":       func(r *httptest.ResponseRecorder) { replace(r, `"status":"ok",`, "") },
		"a member that is not described": func(r *httptest.ResponseRecorder) { replace(r, `{`, `{"extra":1,`) },
		"a word that is not listed":      func(r *httptest.ResponseRecorder) { replace(r, `"ok"`, `"fine"`) },
		"another type":                   func(r *httptest.ResponseRecorder) { replace(r, `"ok"`, `null`) },
	} {
		t.Run(name, func(t *testing.T) {
			lying := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				answer := httptest.NewRecorder()
				for key, values := range good.Header() {
					answer.Header()[key] = slices.Clone(values)
				}
				answer.Body.Write(good.Body.Bytes())
				lie(answer)
				for key, values := range answer.Header() {
					w.Header()[key] = values
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			})
			seen := new(breaches)
			send(description(t).Watch(seen, lying), httptest.NewRequest(http.MethodGet, "/livez", nil))
			if seen.found == 0 {
				t.Error("nothing was reported")
			}
		})
	}
}

func replace(r *httptest.ResponseRecorder, old, with string) {
	body := strings.Replace(r.Body.String(), old, with, 1)
	r.Body.Reset()
	r.Body.WriteString(body)
}
