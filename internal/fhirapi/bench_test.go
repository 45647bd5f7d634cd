package fhirapi_test

// What $extract costs, beside what it costs the framework to read the same
// body into a structure and write it again. Run it with
//
//	go test -run '^$' -bench Extract -benchmem ./internal/fhirapi
//
// and read the ratio, which is of one and the same run: 2 says that two
// extractions take the time of one visit to the floor.

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// sink is a response that goes nowhere.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

func visit(b *testing.B, handler http.Handler, path string, body []byte) {
	r, err := http.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w := &sink{header: http.Header{}}
	handler.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		b.Fatalf("%s: status %d", path, w.status)
	}
}

// reference is what the floor reads: a response as a structure, as a server
// that files it would have it.
type reference struct {
	Reference string `json:"reference,omitempty"`
}

type floorResponse struct {
	ResourceType  string      `json:"resourceType"`
	Questionnaire string      `json:"questionnaire,omitempty"`
	Status        string      `json:"status"`
	Subject       *reference  `json:"subject,omitempty"`
	Authored      string      `json:"authored,omitempty"`
	Item          []floorItem `json:"item,omitempty"`
}

type floorItem struct {
	LinkID string        `json:"linkId"`
	Text   string        `json:"text,omitempty"`
	Answer []floorAnswer `json:"answer,omitempty"`
	Item   []floorItem   `json:"item,omitempty"`
}

type floorAnswer struct {
	ValueCoding   *floorCoding   `json:"valueCoding,omitempty"`
	ValueInteger  *int           `json:"valueInteger,omitempty"`
	ValueDecimal  *float64       `json:"valueDecimal,omitempty"`
	ValueDate     string         `json:"valueDate,omitempty"`
	ValueString   string         `json:"valueString,omitempty"`
	ValueQuantity *floorQuantity `json:"valueQuantity,omitempty"`
	Item          []floorItem    `json:"item,omitempty"`
}

type floorCoding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

type floorQuantity struct {
	Value  *float64 `json:"value,omitempty"`
	Unit   string   `json:"unit,omitempty"`
	System string   `json:"system,omitempty"`
	Code   string   `json:"code,omitempty"`
}

// floor reads and writes, by Echo and encoding/json, and does nothing else.
func floor[T any]() http.Handler {
	e := echo.New()
	e.POST("/", func(c echo.Context) error {
		var body T
		if err := c.Bind(&body); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, &body)
	})
	return e
}

func BenchmarkExtract(b *testing.B) {
	api, body := newAPI(b, nil), filledIn(b, fullRequest(b))
	for _, s := range []struct {
		name, path string
		handler    http.Handler
	}{
		{"extract", extractPath, api},
		{"floor-struct", "/", floor[floorResponse]()},
		{"floor-any", "/", floor[any]()},
	} {
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				visit(b, s.handler, s.path, body)
			}
		})
	}
}

// BenchmarkExtractRatio visits both in turn, so that noise hits both alike.
func BenchmarkExtractRatio(b *testing.B) {
	api, byStruct, byAny, body := newAPI(b, nil), floor[floorResponse](), floor[any](), filledIn(b, fullRequest(b))
	var ours, asStruct, asAny time.Duration
	for b.Loop() {
		began := time.Now()
		visit(b, api, extractPath, body)
		ours += time.Since(began)
		began = time.Now()
		visit(b, byStruct, "/", body)
		asStruct += time.Since(began)
		began = time.Now()
		visit(b, byAny, "/", body)
		asAny += time.Since(began)
	}
	b.ReportMetric(float64(asStruct)/float64(ours), "x-floor-struct")
	b.ReportMetric(float64(asAny)/float64(ours), "x-floor-any")
}
