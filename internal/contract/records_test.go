package contract_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/contract"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/server"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

const (
	stored   = "/v1/records"
	noRecord = stored + "/rec_n5xw63tfojqxizlsmfxgsy3pmu"
)

// ask sends a request without a body; the header is names and values in turn.
func ask(handler http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return send(handler, request)
}

// create stores a record, and returns its path and the answer.
func create(t *testing.T, handler http.Handler, body string, header ...string) (string, *httptest.ResponseRecorder) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, stored, strings.NewReader(body))
	request.Header.Set("Content-Type", jsonMedia)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer := send(handler, request)
	path, found := strings.CutPrefix(answer.Header().Get("Location"), "http://127.0.0.1:8080")
	if answer.Code != http.StatusCreated || !found {
		t.Fatalf("%d, Location %q: %s", answer.Code, answer.Header().Get("Location"), answer.Body)
	}
	return path, answer
}

// expect sends the request and checks the status of the answer, and its code
// when it is a problem.
func expect(t *testing.T, answer *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var p v1.Problem
	if code != "" {
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
			t.Errorf("no problem: %s", answer.Body)
		}
	}
	if answer.Code != status || p.Code != code {
		t.Errorf("%d %s, want %d %s: %s", answer.Code, p.Code, status, code, answer.Body)
	}
}

func TestTheLifeOfARecord(t *testing.T) {
	handler := service(t)
	const body = `{"subject":"p-1","request":{"criteria":{"urge_to_move":"no"}}}`
	path, made := create(t, handler, body, "Idempotency-Key", "k1", "Accept-Language", "es")
	if made.Header().Get("Content-Language") != "es" {
		t.Errorf("language %q", made.Header().Get("Content-Language"))
	}
	again, same := create(t, handler, body, "Idempotency-Key", `"k1"`, "Accept-Language", "es")
	if again != path || same.Body.String() != made.Body.String() || same.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("sent again it is another one: %s %v", again, same.Header())
	}
	read := ask(handler, http.MethodGet, path)
	expect(t, read, 200, "")
	if read.Body.String() != made.Body.String() {
		t.Error("what is read is not what was answered")
	}
	if got := read.Header().Get("Content-Language"); got != "es" {
		t.Errorf("read in the language %q", got)
	}
	expect(t, ask(handler, http.MethodHead, path), 200, "")
	expect(t, ask(handler, http.MethodGet, stored), 200, "")
	expect(t, ask(handler, http.MethodGet, stored+"?outcome=negative&limit=1"), 200, "")
	expect(t, ask(handler, http.MethodGet, stored+"?subject=nobody"), 200, "")
	expect(t, ask(handler, http.MethodPost, path+"/replay"), 200, "")
	expect(t, ask(handler, http.MethodGet, path+"/audit?limit=2"), 200, "")
	expect(t, ask(handler, http.MethodGet, path+"/audit", "Accept", "application/fhir+json"), 200, "")

	expect(t, ask(handler, http.MethodDelete, path), 204, "")
	expect(t, ask(handler, http.MethodDelete, path), 204, "")
	expect(t, ask(handler, http.MethodGet, path), 404, "not_found")
	expect(t, ask(handler, http.MethodPost, path+"/replay"), 404, "not_found")
	expect(t, ask(handler, http.MethodGet, path+"/audit"), 200, "")
	request := httptest.NewRequest(http.MethodPost, stored, strings.NewReader(body))
	request.Header = http.Header{"Content-Type": {jsonMedia}, "Idempotency-Key": {"k1"}, "Accept-Language": {"es"}}
	expect(t, send(handler, request), 404, "not_found")
}

func TestPagesOfRecordsGoOnWhereTheLastOneEnded(t *testing.T) {
	handler := service(t)
	var paths []string
	for range 5 {
		path, _ := create(t, handler, `{"subject":"p/1 ñ","request":{}}`)
		paths = append([]string{path}, paths...)
	}
	var found []string
	for cursor := ""; ; {
		var page v1.RecordList
		answer := ask(handler, http.MethodGet, stored+"?subject=p%2F1%20%C3%B1&limit=2"+cursor)
		if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil || answer.Code != 200 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		for _, item := range page.Items {
			found = append(found, stored+"/"+item.ID)
		}
		if page.NextCursor == "" {
			break
		}
		cursor = "&cursor=" + page.NextCursor
	}
	if strings.Join(found, "\n") != strings.Join(paths, "\n") {
		t.Errorf("found\n%q\nwant, newest first,\n%q", found, paths)
	}
}

func TestRefusalsOfRecordsAreAsDescribed(t *testing.T) {
	handler := service(t)
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"not JSON", `{`, 400},
		{"no request", `{}`, 422},
		{"a request that is null", `{"request":null}`, 422},
		{"a request of another type", `{"request":[]}`, 422},
		{"an unknown member", `{"request":{},"patient":{}}`, 422},
		{"an unknown member of the request", `{"request":{"patients":{}}}`, 422},
		{"an empty subject", `{"subject":"","request":{}}`, 422},
		{"a blank subject", `{"subject":" ","request":{}}`, 422},
		{"a subject that is too long", `{"subject":"` + strings.Repeat("a", 201) + `","request":{}}`, 422},
		{"a subject with NUL", `{"subject":"a\u0000","request":{}}`, 422},
		{"a subject that is a number", `{"subject":4711,"request":{}}`, 422},
		{"a contradiction", `{"request":{"patient":{"sex":"male","pregnancy":"yes"}}}`, 422},
		{"too large", `{"subject":"` + strings.Repeat("a", 256<<10) + `"}`, 413},
		{"the longest subject", `{"subject":"` + strings.Repeat("ñ", 200) + `","request":{}}`, 201},
	} {
		t.Run(c.name, func(t *testing.T) {
			if answer := post(handler, stored, jsonMedia, c.body); answer.Code != c.status {
				t.Errorf("got %d, want %d: %s", answer.Code, c.status, answer.Body)
			}
		})
	}
	for _, c := range []struct {
		name, method, target, header, value string
		status                              int
	}{
		{"a version that there is not", http.MethodPost, stored + "?ruleset=9.9.9", "Content-Type", jsonMedia, 409},
		{"a body of another type", http.MethodPost, stored, "Content-Type", "text/xml", 415},
		{"a record as XML", http.MethodGet, noRecord, "Accept", "text/xml", 406},
		{"an outcome that there is not", http.MethodGet, stored + "?outcome=fine", "", "", 400},
		{"a cursor that is none", http.MethodGet, stored + "?cursor=abc", "", "", 400},
		{"a page that is too long", http.MethodGet, stored + "?limit=101", "", "", 400},
		{"an empty subject", http.MethodGet, stored + "?subject=", "", "", 400},
		{"a page of a trail as FHIR", http.MethodGet, noRecord + "/audit?limit=1", "Accept", "application/fhir+json", 400},
		{"no such record", http.MethodGet, noRecord, "", "", 404},
		{"what is no id", http.MethodGet, stored + "/1", "", "", 404},
		{"no such record to erase", http.MethodDelete, noRecord, "", "", 404},
		{"no such record to replay", http.MethodPost, noRecord + "/replay", "", "", 404},
		{"no such record's trail", http.MethodGet, noRecord + "/audit", "", "", 404},
		{"no such method", http.MethodPut, noRecord, "", "", 405},
	} {
		t.Run(c.name, func(t *testing.T) {
			if answer := ask(handler, c.method, c.target, c.header, c.value); answer.Code != c.status {
				t.Errorf("got %d, want %d: %s", answer.Code, c.status, answer.Body)
			}
		})
	}
}

func TestAnIdempotencyKeyIsTakenInTheFormThatIsDescribed(t *testing.T) {
	handler := service(t)
	long := strings.Repeat("k", 255)
	for _, c := range []struct {
		name, key string
		status    int
	}{
		{"as it is", "8e03978e-40d5-43dd-bc93-6894a57f9324", 201},
		{"in quotes", `"a-1"`, 201},
		{"with escapes", `"a\"\\b"`, 201},
		{"a backslash without quotes", `a\b`, 201},
		{"255 characters", long, 201},
		{"255 characters in quotes", `"` + long + `x"`, 400},
		{"256 characters", long + "k", 400},
		{"nothing in quotes", `""`, 400},
		{"quotes that do not end", `"a`, 400},
		{"another escape", `"a\b"`, 400},
		{"parameters", `"a";b=1`, 400},
		{"a space", "a b", 400},
		{"another letter than those of ASCII", "ä", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodPost, stored, strings.NewReader(`{"request":{}}`))
			request.Header = http.Header{"Content-Type": {jsonMedia}, "Idempotency-Key": {c.key}}
			if answer := send(handler, request); answer.Code != c.status {
				t.Errorf("got %d, want %d: %s", answer.Code, c.status, answer.Body)
			}
		})
	}
}

// down is a database that cannot be reached.
type down struct{ records.Store }

func unreachable() error {
	return &problem.Error{Kind: problem.Unavailable, Detail: "The database cannot be reached.", RetryAfter: 5}
}

func (down) Commit(context.Context, tenant.ID, store.Change) (store.Committed, error) {
	return store.Committed{}, unreachable()
}

func (down) Record(context.Context, tenant.ID, string) (store.Record, error) {
	return store.Record{}, unreachable()
}

func (down) Records(context.Context, tenant.ID, store.Filter) ([]store.Record, error) {
	return nil, unreachable()
}

func (down) Trail(context.Context, tenant.ID, string, int64, int) ([]audit.Entry, error) {
	return nil, unreachable()
}

func TestWithoutItsDatabaseTheServiceScreens(t *testing.T) {
	handler := description(t).Watch(t, running(t, func(r *contract.Running, o *server.Options) error {
		parts := r.Parts
		parts.Store = down{parts.Store}
		o.Records = records.New(parts)
		o.Database = func(context.Context) string { return "unavailable" }
		return nil
	}))
	for _, answer := range []*httptest.ResponseRecorder{
		post(handler, stored, jsonMedia, `{"request":{}}`),
		ask(handler, http.MethodGet, stored),
		ask(handler, http.MethodGet, noRecord),
		ask(handler, http.MethodDelete, noRecord),
		ask(handler, http.MethodPost, noRecord+"/replay"),
		ask(handler, http.MethodGet, noRecord+"/audit"),
		ask(handler, http.MethodGet, noRecord+"/audit", "Accept", "application/fhir+json"),
	} {
		expect(t, answer, 503, "unavailable")
		if answer.Header().Get("Retry-After") != "5" {
			t.Errorf("Retry-After %q", answer.Header().Get("Retry-After"))
		}
	}
	expect(t, post(handler, screenings, jsonMedia, `{}`), 200, "")
	expect(t, ask(handler, http.MethodGet, "/livez"), 200, "")
	expect(t, ask(handler, http.MethodGet, "/readyz"), 503, "")
	expect(t, ask(handler, http.MethodGet, "/readyz?without=database"), 200, "")
}

func TestWhatIsNotConfiguredIsNotThere(t *testing.T) {
	handler := description(t).Watch(t, running(t, func(_ *contract.Running, o *server.Options) error {
		o.Records, o.Database, o.HealthRecords.TokenEndpoints = nil, nil, nil
		return nil
	}))
	answer := post(handler, stored, jsonMedia, `{"request":{}}`)
	expect(t, answer, 404, "not_found")
	if !strings.Contains(answer.Body.String(), "RLSCREEN_DB") {
		t.Errorf("the answer does not name the setting: %s", answer.Body)
	}
	expect(t, ask(handler, http.MethodGet, noRecord), 404, "not_found")
	if answer := ask(handler, http.MethodGet, "/fhir/R4/.well-known/smart-configuration"); answer.Code != http.StatusNotFound {
		t.Errorf("a token endpoint: %d %s", answer.Code, answer.Body)
	}
	expect(t, ask(handler, http.MethodGet, "/readyz"), 200, "")
}

// slow is a database that takes its time to store.
type slow struct {
	records.Store
	begun, end chan struct{}
}

func (s slow) Commit(ctx context.Context, t tenant.ID, c store.Change) (store.Committed, error) {
	s.begun <- struct{}{}
	<-s.end
	return s.Store.Commit(ctx, t, c)
}

func TestARequestThatIsBeingAnsweredIsNotAnsweredTwice(t *testing.T) {
	pause := slow{nil, make(chan struct{}), make(chan struct{})}
	handler := description(t).Watch(t, running(t, func(r *contract.Running, o *server.Options) error {
		parts := r.Parts
		pause.Store = parts.Store
		parts.Store = pause
		o.Records = records.New(parts)
		return nil
	}))
	store := func() *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodPost, stored, strings.NewReader(`{"request":{}}`))
		request.Header = http.Header{"Content-Type": {jsonMedia}, "Idempotency-Key": {"k"}}
		return send(handler, request)
	}
	first := make(chan *httptest.ResponseRecorder)
	go func() { first <- store() }()
	<-pause.begun
	second := store()
	expect(t, second, 409, "idempotency_in_progress")
	if second.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", second.Header().Get("Retry-After"))
	}
	close(pause.end)
	expect(t, <-first, 201, "")
}
