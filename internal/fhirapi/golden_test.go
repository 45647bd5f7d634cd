package fhirapi_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhirapi"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestAnswersStayAsTheyAre holds the whole answer, headers and all, of each
// status: a later Echo must not change them behind our back.
func TestAnswersStayAsTheyAre(t *testing.T) {
	api := newAPI(t, nil)
	for name, r := range map[string]request{
		"200-metadata":          get("/fhir/R4/metadata?_pretty=true"),
		"200-count":             get("/fhir/R4/Questionnaire?status=active&other=1&_summary=count"),
		"304-metadata":          get("/fhir/R4/metadata", "If-None-Match", "*"),
		"400-malformed-json":    post(extractPath, "{\n  \"resourceType\": \"Parameters\",\n  \"parameter\": [,]\n}"),
		"400-strict-search":     get("/fhir/R4/ValueSet?other=1", "Prefer", "handling=strict"),
		"404-base":              get("/fhir/R4"),
		"404-type":              get("/fhir/R4/Patient/p1"),
		"404-id":                get("/fhir/R4/Questionnaire/other"),
		"405-method":            {http.MethodPut, "/fhir/R4/Questionnaire/rls-screening", headers(), "{}"},
		"405-operation":         get("/fhir/R4/Questionnaire/$populate"),
		"406-accept":            get("/fhir/R4/metadata", "Accept", "application/fhir+xml"),
		"413-body":              post(extractPath, strings.Repeat(" ", 512<<10+1)),
		"415-media-type":        post(extractPath, "<Parameters/>", "Content-Type", "application/fhir+xml"),
		"422-parameters":        post("/fhir/R4/Questionnaire/$populate?_pretty=true", parametersOf(`{"name":"subject","valueReference":{"reference":"Group/1"}}`, `{"name":"subjekt","valueCode":"x"}`)),
		"422-another-s-chart":   post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject, context(patientP2))),
		"200-metadata-indented": get("/fhir/R4/metadata?_pretty=true"),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, exchanged(api, r)) })
	}
}

func TestAnInternalErrorTellsNothing(t *testing.T) {
	var log bytes.Buffer
	o := fhirapi.Options{Service: service(t), BaseURL: baseURL, Version: "test", Now: func() time.Time { panic("marker of what a caller said") }}
	logTo(&log)(&o)
	api, err := fhirapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	e.HTTPErrorHandler = api.HandleError
	e.Use(recovering)
	api.Mount(e)
	golden(t, "500-internal", exchanged(e, post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject))))
	if text := log.String(); !strings.Contains(text, "panic") || !strings.Contains(text, "request_id=golden") {
		t.Errorf("log %s", text)
	}
}

// recovering is the middleware of the server as far as it matters here.
func recovering(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		c.Response().Header().Set("X-Request-Id", "golden")
		defer func() {
			if recover() != nil {
				err = errors.New("panic: string")
			}
		}()
		return next(c)
	}
}

// exchanged sends a request and writes the answer down.
func exchanged(handler http.Handler, r request) string {
	answer := r.send(handler)
	var text strings.Builder
	fmt.Fprintf(&text, "%d %s\n", answer.Code, http.StatusText(answer.Code))
	names := make([]string, 0, len(answer.Header()))
	for name := range answer.Header() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&text, "%s: %s\n", name, strings.Join(answer.Header()[name], " | "))
	}
	return text.String() + "\n" + answer.Body.String() + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
