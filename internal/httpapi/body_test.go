package httpapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

func TestOnlyPlainJSONIsTaken(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		rule   string
		header []string
		want   int
	}{
		{"JSON", nil, http.StatusOK},
		{"JSON that says it is UTF-8", []string{"Content-Type", `application/json; charset="UTF-8"`}, http.StatusOK},
		{"case does not count", []string{"Content-Type", "Application/JSON"}, http.StatusOK},
		{"as it is", []string{"Content-Encoding", "identity"}, http.StatusOK},
		{"no type", []string{"Content-Type", ""}, http.StatusUnsupportedMediaType},
		{"another type", []string{"Content-Type", "text/xml"}, http.StatusUnsupportedMediaType},
		{"a form", []string{"Content-Type", "application/x-www-form-urlencoded"}, http.StatusUnsupportedMediaType},
		{"JSON of another kind", []string{"Content-Type", "application/fhir+json"}, http.StatusUnsupportedMediaType},
		{"another encoding", []string{"Content-Type", "application/json; charset=latin1"}, http.StatusUnsupportedMediaType},
		{"another parameter", []string{"Content-Type", "application/json; profile=x"}, http.StatusUnsupportedMediaType},
		{"a type that is none", []string{"Content-Type", "json"}, http.StatusUnsupportedMediaType},
		{"compressed", []string{"Content-Encoding", "gzip"}, http.StatusUnsupportedMediaType},
		{"compressed twice", []string{"Content-Encoding", "identity, gzip"}, http.StatusUnsupportedMediaType},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post("/v1/screenings", "{}", c.header...).send(api)
			if answer.Code != c.want {
				t.Fatalf("status %d: %s", answer.Code, answer.Body)
			}
			if c.want == http.StatusOK {
				return
			}
			if p := problemOf(t, answer); p.Code != "unsupported_media_type" || len(p.Errors) != 1 || len(p.Errors[0].Accepted) == 0 {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestNoBodyIsNotJSON(t *testing.T) {
	api := newAPI(t, nil)
	for _, header := range [][]string{nil, {"Content-Type", ""}} {
		if p := problemOf(t, post("/v1/screenings", "", header...).send(api)); p.Code != "malformed_json" || p.Line != 1 || p.Column != 1 {
			t.Errorf("%+v", p)
		}
	}
}

func TestABodyHasALimit(t *testing.T) {
	api := newAPI(t, nil)
	const limit = 256 << 10
	padded := func(size int) string { return "{" + strings.Repeat(" ", size-2) + "}" }
	if answer := post("/v1/screenings", padded(limit)).send(api); answer.Code != http.StatusOK {
		t.Errorf("at the limit: %d %s", answer.Code, answer.Body)
	}
	if p := problemOf(t, post("/v1/screenings", padded(limit+1)).send(api)); p.Code != "body_too_large" || !strings.Contains(p.Detail, "262144") {
		t.Errorf("above the limit: %+v", p)
	}
}

func TestALongBodyIsNotReadToItsEndToBeRefused(t *testing.T) {
	api := newAPI(t, nil)
	for _, length := range []int64{-1, 10 << 20} {
		body := &counter{Reader: strings.NewReader(strings.Repeat(" ", 10<<20))}
		r := httptest.NewRequest(http.MethodPost, "/v1/screenings", body)
		r.ContentLength = length
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		api.ServeHTTP(answer, r)
		if p := problemOf(t, answer); p.Code != "body_too_large" {
			t.Errorf("%+v", p)
		}
		if body.read > 512<<10 {
			t.Errorf("of a body of length %d, %d bytes were read", length, body.read)
		}
	}
}

type counter struct {
	io.Reader
	read int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

func TestABodyThatBreaksOffIsNotComplete(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/v1/screenings", iotest.ErrReader(io.ErrUnexpectedEOF))
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	newAPI(t, nil).ServeHTTP(answer, r)
	if p := problemOf(t, answer); p.Code != "malformed_json" || p.Status != http.StatusBadRequest {
		t.Errorf("%+v", p)
	}
}

func TestBadInputIsExplained(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		rule, body, code, want string
		status                 int
	}{
		{"syntax has a line and a column", "{\n  \"labs\": [,]}", "malformed_json", "", 400},
		{"twice is not once", `{"criteria":{},"criteria":{}}`, "duplicate_member", "", 400},
		{"not UTF-8", "{\"as_of\":\"\xff\"}", "invalid_utf8", "", 400},
		{"something after the end", "{} {}", "malformed_json", "", 400},
		{"every fault at once", `{"patient":{"age_years":121,"sex":"f"},"x":1}`, "validation_failed", "/patient/age_years range\n/patient/sex one_of\n/x unknown_member", 422},
		{"null is not an answer", `{"criteria":null}`, "validation_failed", "/criteria null", 422},
		{"the wrong type", `[]`, "validation_failed", " type", 422},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := problemOf(t, post("/v1/screenings", c.body).send(api))
			if p.Code != c.code || p.Status != c.status || faults(p) != c.want {
				t.Errorf("%d %s\n%s", p.Status, p.Code, faults(p))
			}
			if (p.Line > 0) != (c.status == 400) || (p.Column > 0) != (c.status == 400) {
				t.Errorf("line %d, column %d", p.Line, p.Column)
			}
		})
	}
}
