package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// mark begins every text of this scenario that a caller made up.
const mark = "Zq7Mark"

// markers writes marked texts wherever a caller can, and looks for them.
func markers(t *trial) {
	t.marked(file(t.dir), t.dir)
	db := t.newCluster(t.dir)
	at := db.storage("records")
	t.marked(at, db.data, func() { db.stop("fast") })
}

// marked runs the scenario on one storage, whose files are in a folder; settle
// brings all of it to disk.
func (t *trial) marked(at storage, folder string, settle ...func()) {
	spans := t.newCollector()
	i := t.newIssuer()
	s := t.start(at, "--log-level", "debug", "--traces", spans.url+"/v1/traces", i.setting())
	c := newClient(s).with(i.token(nil, object{
		"sub": mark + "Subject", "client_id": mark + "Client", "jti": mark + "Token", "name": mark + "Name", "email": mark + "@example.org",
		"scope": strings.Join(scopes(), " ") + " " + mark + "Scope",
	}))
	id, answers := t.writeMarks(c, i)
	shown, pointers := 0, regexp.MustCompile(`"pointer":"[^"]*"`)
	for _, a := range answers {
		// A pointer names a member or parameter that there is not, and never holds a value.
		if text := pointers.ReplaceAllString(string(a.body), ""); a.status >= 400 {
			t.expect(!strings.Contains(text, mark), "an error has nothing of what was sent: %s", around(text))
		}
		for name, values := range a.header {
			t.expect(!strings.Contains(strings.Join(values, " "), mark), "the header %s has nothing of what was sent", name)
		}
		if a.status < 300 {
			shown++
		}
	}
	t.note("%d calls with marks, of which %d were done", len(answers), shown)
	t.expect(shown > 5, "calls with marks are done")
	metrics := c.get("/metrics")
	t.expect(metrics.status == 200 && len(metrics.body) > 100, "there are metrics: %d", metrics.status)
	t.expect(!bytes.Contains(metrics.body, []byte(mark)), "the metrics have no mark")
	t.searchFiles(folder, id) // also what the end of the service tidies away
	s.stop()
	log := s.log()
	t.expect(strings.Contains(log, answers[0].header.Get("X-Request-Id")), "the calls were logged")
	t.expect(!strings.Contains(log, mark), "the log has no mark: %s", around(log))
	got := spans.all()
	t.expect(bytes.Contains(got, []byte("/v1/records")), "the calls were traced: %d bytes", len(got))
	t.expect(!bytes.Contains(got, []byte(mark)), "the traces have no mark: %s", around(string(got)))
	for _, settle := range settle {
		settle()
	}
	files, size := t.searchFiles(folder, id)
	t.note("looked through %d bytes of log, %d of traces, and %d files of %d MiB", len(log), len(got), files, size>>20)
}

// writeMarks makes calls with a mark in every place.
func (t *trial) writeMarks(c *client, i *issuer) (id string, answers []*answer) {
	call := func(method, path, body string, headers ...string) *answer {
		a := c.call(method, path, []byte(body), headers...)
		answers = append(answers, a)
		return a
	}
	full := strings.Replace(request, `{"name": "Benadryl",`, `{"name": "`+mark+`Medicine",`, 1)
	record := `{"subject":"` + mark + `Patient","request":` + full + `}`
	e := &entry{}
	stored := call("POST", "/v1/records", record, "Idempotency-Key", mark+"Key")
	t.expect(stored.status == 201, "a record with marks is stored: %s", stored)
	t.expect(e.acknowledge(stored.body) == "", "it has an id")
	call("POST", "/v1/records", record, "Idempotency-Key", mark+"Key")
	call("POST", "/v1/records", `{"request":{}}`, "Idempotency-Key", mark+"Key")
	call("POST", "/v1/records", record, "Idempotency-Key", mark+" with spaces and ä")
	for _, path := range []string{"", "/replay", "/audit"} {
		method := map[bool]string{true: "POST", false: "GET"}[path == "/replay"]
		call(method, "/v1/records/"+e.id+path, "")
		call(method, "/v1/records/rec_"+mark+path, "")
	}
	for _, query := range []string{"subject=" + mark + "Patient", "subject=" + mark + "Nobody", "outcome=" + mark, "cursor=" + mark, "limit=" + mark, mark + "=1", "lang=" + mark} {
		call("GET", "/v1/records?"+query, "")
	}
	for _, query := range []string{"audience=" + mark, "lang=" + mark, "ruleset=" + mark, mark + "=1"} {
		call("POST", "/v1/records?"+query, record)
		call("POST", "/v1/screenings?"+query, full)
	}
	call("GET", "/v1/medications?q="+mark, "")
	call("GET", "/"+mark, "")
	call(mark, "/v1/records", "")
	for _, bad := range []string{
		`{"` + mark + `":1}`, `{"criteria":{"urge_to_move":"` + mark + `"}}`, `{"as_of":"` + mark + `"}`, `{"labs":[{"test":"` + mark + `","value":1,"unit":"` + mark + `"}]}`,
		`{"patient":{"age_years":"` + mark + `"}}`, `{"` + mark + `"`, `{"a":` + mark + `}`, mark, `{"` + mark + `":1,"` + mark + `":2}`, `{"medications":[{"name":"` + mark + `\u0000"}]}`,
	} {
		call("POST", "/v1/screenings", bad)
		call("POST", "/v1/records", `{"subject":"x","request":`+bad+`}`)
		call("POST", "/fhir/R4/Questionnaire/$populate", bad, "Content-Type", "application/fhir+json")
		call("POST", "/cds-services/"+mark, bad)
		call("POST", "/v1/screenings/batch", `{"id":"`+mark+`Line","request":`+bad+"}\n", "Content-Type", "application/x-ndjson")
	}
	for _, header := range []string{
		"X-Request-Id", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Custom", "User-Agent", "Referer", "Cookie", "Origin", "Accept", "Accept-Language",
		"Content-Type", "If-None-Match", "Tracestate", "Baggage", "Traceparent", "Authorization", "X-Tenant",
	} {
		call("POST", "/v1/records", record, header, mark+" a value")
		call("GET", "/v1/records/"+e.id, "", header, mark+" a value")
	}
	for _, token := range []string{mark, "rls_" + mark, "rls_pub_" + mark, i.token(object{"kid": mark}, nil), i.token(nil, object{"iss": mark, "sub": mark}), i.token(nil, object{"aud": mark}), mark + "." + mark + "." + mark} {
		answers = append(answers, c.with(token).screen())
	}
	call("DELETE", "/v1/records/rec_"+mark, "")
	call("DELETE", "/v1/records/"+e.id+mark, "")
	return e.id, answers
}

// around is what stands around the first mark of a text, "" without one.
func around(text string) string {
	at := strings.Index(text, mark)
	if at < 0 {
		return ""
	}
	return fmt.Sprintf("%q", text[max(0, at-80):min(len(text), at+40)])
}

// searchFiles looks for marks in all files of a folder. The id of a record must
// be there, or the files would not be the right ones.
func (t *trial) searchFiles(folder, id string) (files int, size int64) {
	found := false
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files, size, found = files+1, size+int64(len(content)), found || bytes.Contains(content, []byte(id))
		t.expect(!bytes.Contains(content, []byte(mark)), "%s has no mark: %s", filepath.Base(path), around(string(content)))
		return nil
	})
	t.must("look through the files", err)
	t.expect(found, "the files hold the records")
	return files, size
}

// collector takes the traces of a service.
type collector struct {
	url string
	mu  sync.Mutex
	got []byte
}

func (t *trial) newCollector() *collector {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	t.must("listen for traces", err)
	c := &collector{url: "http://" + l.Addr().String()}
	server := &http.Server{Handler: http.HandlerFunc(c.take), ReadHeaderTimeout: 5 * time.Second}
	t.later(func() { _ = server.Close() })
	go func() { _ = server.Serve(l) }()
	return c
}

func (c *collector) take(_ http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return
		}
		body = unpacked
	}
	got, _ := io.ReadAll(body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.got = append(c.got, got...)
}

func (c *collector) all() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.got)
}
