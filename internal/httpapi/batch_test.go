package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

func batch(body string, header ...string) request {
	return post("/v1/screenings/batch", body, append([]string{"Content-Type", "application/x-ndjson"}, header...)...)
}

// answers reads the lines of a batch.
func answers(tb testing.TB, body io.Reader) []v1.BatchAnswer {
	tb.Helper()
	var all []v1.BatchAnswer
	for lines := bufio.NewReader(body); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return all
		}
		var answer v1.BatchAnswer
		if err := json.Unmarshal(line, &answer); err != nil {
			tb.Fatalf("line %d: %v: %.200s", len(all)+1, err, line)
		}
		all = append(all, answer)
	}
}

// A refused batch must leave a connection on which the next request is safe.
func TestARefusedBatchDoesNotDisturbTheConnection(t *testing.T) {
	server := httptest.NewServer(newAPI(t, nil))
	defer server.Close()
	for range 5 {
		response, err := http.Post(server.URL+"/v1/screenings/batch?ruleset=9", "application/x-ndjson", strings.NewReader(`{"request":{}}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusConflict {
			t.Fatalf("status %d", response.StatusCode)
		}
		next, err := http.Get(server.URL + "/livez")
		if err != nil {
			t.Fatalf("the request after a refused batch: %v", err)
		}
		next.Body.Close()
	}
}

func TestABadLineFailsAlone(t *testing.T) {
	lines := []string{
		`{"id":"first","request":{"criteria":{"urge_to_move":"no"}}}`,
		`{"id":"second","request":{"criteria":{"urge_to_move":"maybe"}}}`,
		`not JSON`,
		`{"request":` + strings.Repeat(" ", 1<<20) + `{}}`,
		`{"id":"fifth","request":{}}`,
	}
	answer := batch(strings.Join(lines, "\n")).send(newAPI(t, nil))
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d %s", answer.Code, answer.Header().Get("Content-Type"))
	}
	all := answers(t, answer.Body)
	want := []string{"", "validation_failed", "malformed_json", "body_too_large", ""}
	if len(all) != len(want) {
		t.Fatalf("%d answers", len(all))
	}
	for i, a := range all {
		switch {
		case a.Line != i+1:
			t.Errorf("answer %d is of line %d", i+1, a.Line)
		case want[i] == "" && (a.Result == nil || a.Error != nil):
			t.Errorf("line %d: %+v", a.Line, a.Error)
		case want[i] != "" && (a.Error == nil || a.Error.Code != want[i] || a.Error.Type != base+"/problems/"+want[i]):
			t.Errorf("line %d: %+v", a.Line, a.Error)
		}
	}
	if all[1].ID != "second" || all[1].Error.Errors[0].Pointer != "/request/criteria/urge_to_move" {
		t.Errorf("%+v", all[1])
	}
}

func TestABatchOfNothingIsAnsweredByNothing(t *testing.T) {
	for _, body := range []string{"", "\n\n"} {
		if answer := batch(body).send(newAPI(t, nil)); answer.Code != http.StatusOK || answer.Body.Len() != 0 {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	}
}

func TestOnlyLinesAreTakenAsABatch(t *testing.T) {
	api := newAPI(t, nil)
	for _, r := range []request{
		batch("{}", "Content-Type", "application/json"), batch("{}", "Content-Encoding", "gzip"),
		batch("{}", "Content-Type", "application/x-ndjson; charset=utf-16"),
	} {
		if p := problemOf(t, r.send(api)); p.Code != "unsupported_media_type" {
			t.Errorf("%+v", p)
		}
	}
	if p := problemOf(t, batch("{}", "Accept", "application/json").send(api)); p.Code != "not_acceptable" {
		t.Errorf("%+v", p)
	}
}

// conversation is a batch over a connection whose lines are sent one by one.
type conversation struct {
	*testing.T
	send   *io.PipeWriter
	answer *bufio.Reader
	close  func() error
}

func converse(t *testing.T) *conversation {
	t.Helper()
	running := httptest.NewServer(newAPI(t, nil))
	t.Cleanup(running.Close)
	reader, writer := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, running.URL+"/v1/screenings/batch", reader)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	c := &conversation{T: t, send: writer}
	go c.say(`{"id":"0","request":{}}`) // answers begin with the first line
	answer, err := running.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	c.answer, c.close = bufio.NewReader(answer.Body), answer.Body.Close
	c.hear(`"id":"0"`)
	return c
}

func (c *conversation) say(line string) {
	if _, err := io.WriteString(c.send, line+"\n"); err != nil {
		c.Error(err)
	}
}

func (c *conversation) hear(want string) {
	c.Helper()
	line, err := c.answer.ReadString('\n')
	if err != nil || !strings.Contains(line, want) {
		c.Fatalf("%v: %.200s", err, line)
	}
}

func TestEachLineIsAnsweredBeforeTheNextIsSent(t *testing.T) {
	c := converse(t)
	for i := range 20 {
		c.say(fmt.Sprintf(`{"id":"line %d","request":{}}`, i))
		c.hear(fmt.Sprintf(`"id":"line %d"`, i))
	}
	if err := c.send.Close(); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(c.answer); err != nil || len(rest) > 0 {
		t.Errorf("%v: %.200s", err, rest)
	}
}

func TestALongBatchIsAnsweredInOrder(t *testing.T) {
	running := httptest.NewServer(newAPI(t, nil))
	defer running.Close()
	const lines = 3000
	reader, writer := io.Pipe()
	go func() {
		for i := range lines {
			fmt.Fprintf(writer, `{"id":"%d","request":{"patient":{"age_years":%d}}}`+"\n", i, i%200)
		}
		writer.Close()
	}()
	answer, err := running.Client().Post(running.URL+"/v1/screenings/batch", "application/x-ndjson", reader)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all := answers(t, answer.Body)
	for i, a := range all {
		if a.Line != i+1 || a.ID != fmt.Sprint(i) || (a.Error != nil) != (i%200 > 120) {
			t.Fatalf("answer %d: line %d, id %s, %+v", i, a.Line, a.ID, a.Error)
		}
	}
	if len(all) != lines {
		t.Errorf("%d answers", len(all))
	}
}

func TestABrokenBatchHasABrokenAnswer(t *testing.T) {
	c := converse(t)
	c.send.CloseWithError(io.ErrUnexpectedEOF)
	if rest, err := io.ReadAll(c.answer); err == nil {
		t.Errorf("the answer ends as if it were whole: %.200s", rest)
	}
}

func TestABatchStopsWhenTheCallerIsGone(t *testing.T) {
	c := converse(t)
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
	line := bytes.Repeat([]byte(`{"request":{}}`+"\n"), 1000)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if _, err := c.send.Write(line); err != nil {
			return
		}
	}
	t.Error("lines are still taken")
}
