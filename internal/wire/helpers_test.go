package wire_test

// What the tests share.

import (
	"bufio"
	stdjson "encoding/json"
	"os"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// plainOptions are those under which the library is the measure of the bytes.
func plainOptions() []json.Options {
	return []json.Options{jsontext.EscapeForHTML(false)}
}

// example is the request that the API contract shows.
func example(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// cases are the requests of the clinical cases, by id.
func cases(t testing.TB) map[string][]byte {
	t.Helper()
	f, err := os.Open("../app/testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	requests := map[string][]byte{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			ID      string             `json:"id"`
			Request stdjson.RawMessage `json:"request"`
		}
		if err := stdjson.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		requests[c.ID] = c.Request
	}
	if lines.Err() != nil || len(requests) == 0 {
		t.Fatal("no cases", lines.Err())
	}
	return requests
}

func service(t testing.TB) *app.Service {
	t.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	return app.New(rules, "US")
}
