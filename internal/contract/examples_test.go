package contract_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/contract"
	"github.com/rlscreen/rlscreen/internal/openapi"
)

func TestExamplesAreAnsweredAsShown(t *testing.T) {
	const folder = "../../" + openapi.Folder
	shared := service(t)
	for _, e := range openapi.Exchanges() {
		t.Run(e.Operation+" "+e.Name, func(t *testing.T) {
			handler := shared
			if e.Alone() {
				handler = service(t)
			}
			got, err := contract.Answer(handler, e, folder)
			if err != nil {
				t.Fatal(err)
			}
			if e.AnswerFile() == "" {
				if len(got) > 0 {
					t.Errorf("the answer is not empty: %s", got)
				}
				return
			}
			want, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(e.AnswerFile())))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the answer is another one; run go generate ./...\n%s", got)
			}
		})
	}
}

func TestEveryExampleFileIsShown(t *testing.T) {
	const folder = "../../" + openapi.Folder
	known := map[string]bool{}
	for _, e := range openapi.Exchanges() {
		known[e.AnswerFile()], known[e.RequestFile()] = true, true
	}
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !known[name] {
			t.Errorf("%s is of no example: remove it", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// clinicalRequests are the requests of the clinical cases, by id.
func clinicalRequests(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open("../app/testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	requests := map[string]string{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			ID      string
			Request json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		requests[c.ID] = string(c.Request)
	}
	if err := lines.Err(); err != nil || len(requests) == 0 {
		t.Fatalf("%d cases, %v", len(requests), err)
	}
	return requests
}

func TestClinicalCasesAreAnsweredAsDescribed(t *testing.T) {
	handler := service(t)
	var batch strings.Builder
	for id, request := range clinicalRequests(t) {
		for _, query := range []string{"", "?audience=patient&lang=es"} {
			if answer := post(handler, "/v1/screenings"+query, "application/json", request); answer.Code != http.StatusOK {
				t.Errorf("%s: %d %s", id, answer.Code, answer.Body)
			}
		}
		batch.WriteString(`{"id":"` + id + `","request":` + request + "}\n")
	}
	post(handler, "/v1/screenings/batch", "application/x-ndjson", batch.String())
}

func TestReferencesAreAnsweredAsDescribed(t *testing.T) {
	handler := service(t)
	for _, target := range []string{
		"/v1/questionnaire?lang=es", "/v1/questionnaire?audience=patient", "/v1/ruleset?lang=es", "/v1/ruleset/decision-table?ruleset=1.0.0",
		"/v1/medications?q=a&limit=50", "/v1/medications?q=N05&lang=es", "/v1/medications?q=8567&audience=patient", "/v1/medications?q=zzzz", "/v1/medications/names?lang=es",
		"/problems/validation_failed", "/docs/swagger-ui.css", "/docs/favicon.png", "/docs/NOTICE", "/assets/icon.svg", "/?lang=es",
	} {
		fresh := send(handler, httptest.NewRequest(http.MethodGet, target, nil))
		if fresh.Code != http.StatusOK {
			t.Errorf("%s: %d %s", target, fresh.Code, fresh.Body)
		}
		again := httptest.NewRequest(http.MethodGet, target, nil)
		again.Header.Set("If-None-Match", fresh.Header().Get("ETag"))
		if kept := send(handler, again); kept.Code != http.StatusNotModified {
			t.Errorf("%s again: %d", target, kept.Code)
		}
	}
}
