package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/server"
)

// While nobody needs a credential, the service is for programs of this machine
// and its own pages.
func TestAnOpenServiceIsForThisMachineAlone(t *testing.T) {
	open := gated(t, &keys{list: []apikey.Key{}}, server.Options{CORSOrigins: []string{clinic}, PublicURL: "http://localhost:8080"})
	for _, c := range []struct {
		rule, host string
		header     []string
		welcome    bool
	}{
		{"a program", "127.0.0.1:8080", nil, true},
		{"by name", "localhost:8080", nil, true},
		{"by IPv6", "[::1]:8080", nil, true},
		{"without a port", "[::1]", nil, true},
		{"its own page", "localhost:8080", []string{"Origin", "http://localhost:8080", "Sec-Fetch-Site", "same-origin"}, true},
		{"a page of this machine, as developers have them", "localhost:8080", []string{"Origin", "http://localhost:3000", "Sec-Fetch-Site", "same-site"}, true},
		{"a page of a listed origin", "localhost:8080", []string{"Origin", clinic, "Sec-Fetch-Site", "cross-site"}, true},
		{"a name that leads here", "evil.example:8080", nil, false},
		{"a name that begins like ours", "localhost.evil.example", nil, false},
		{"an address of another machine", "192.168.1.5:8080", nil, false},
		{"a page of somebody else", "localhost:8080", []string{"Origin", "https://evil.example"}, false},
		{"a page without an origin", "localhost:8080", []string{"Origin", "null"}, false},
		{"two origins", "localhost:8080", []string{"Origin", clinic, "Origin", "https://evil.example"}, false},
		{"a picture in somebody else's page", "localhost:8080", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"through a proxy", "localhost:8080", []string{"X-Forwarded-For", "198.51.100.7"}, false},
		{"through a proxy that says so by the standard", "localhost:8080", []string{"Forwarded", "for=198.51.100.7"}, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for _, route := range []string{"POST /v1/screenings", "GET /v1/records", "POST /fhir/R4/QuestionnaireResponse/$extract", "POST /cds-services/rls-patient-view", "GET /metrics"} {
				method, target, _ := strings.Cut(route, " ")
				r := httptest.NewRequest(method, target, strings.NewReader("{}"))
				r.Host = c.host
				for i := 0; i < len(c.header); i += 2 {
					r.Header.Add(c.header[i], c.header[i+1])
				}
				answer := httptest.NewRecorder()
				open.ServeHTTP(answer, r)
				if (answer.Code != http.StatusForbidden) != c.welcome {
					t.Errorf("%s: %d %s", route, answer.Code, answer.Body)
				}
			}
		})
	}
}

func TestCDSHooksCloseWithTheFirstKey(t *testing.T) {
	var k keys
	k.add(t, apikey.Key{Scopes: []string{"screen"}})
	if answer := visit(gated(t, &k, server.Options{}), "POST", "/cds-services/rls-patient-view"); answer.Code != http.StatusUnauthorized {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestMetricsAreNotShownThroughAProxy(t *testing.T) {
	behind := listen(t, server.Options{PublicURL: "https://rls.example"}).Handler()
	if answer := visit(behind, "GET", "/metrics"); answer.Code != http.StatusNotFound {
		t.Errorf("%d", answer.Code)
	}
}

func TestAPublishableKeySendsNoLines(t *testing.T) {
	var k keys
	credential := k.add(t, apikey.Key{Scopes: []string{"screen"}, Publishable: true, Origins: []string{clinic}})
	answer := visit(gated(t, &k, server.Options{}), "POST", "/v1/screenings/batch", "Authorization", credential, "Origin", clinic)
	if answer.Code != http.StatusForbidden {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// A route that nobody has thought of would be open.
func TestEveryRouteIsOpenOnPurpose(t *testing.T) {
	var k keys
	k.add(t, apikey.Key{Scopes: []string{"screen"}})
	handler := gated(t, &k, server.Options{})
	routes := handler.(*echo.Echo).Routes()
	if len(routes) < 40 {
		t.Errorf("%d routes", len(routes))
	}
	for _, r := range routes {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			if !strings.HasPrefix(r.Path, "/v1/records") {
				continue // what anybody may read
			}
		}
		if strings.HasSuffix(r.Path, "/_search") {
			continue
		}
		id := "rls-screening"
		if strings.HasPrefix(r.Path, "/cds-services") {
			id = "rls-patient-view"
		}
		answer := visit(handler, r.Method, strings.NewReplacer(":id", id, ":vid", "1").Replace(r.Path))
		if answer.Code != http.StatusUnauthorized {
			t.Errorf("%s %s without a credential: %d", r.Method, r.Path, answer.Code)
		}
	}
}
