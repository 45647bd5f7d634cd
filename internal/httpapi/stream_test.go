package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/httpapi"
)

// patient is a connection that notes how long it may wait.
type patient struct {
	*httptest.ResponseRecorder
	reads, writes []time.Time
}

func (p *patient) SetReadDeadline(at time.Time) error {
	p.reads = append(p.reads, at)
	return nil
}

func (p *patient) SetWriteDeadline(at time.Time) error {
	p.writes = append(p.writes, at)
	return nil
}

func (*patient) EnableFullDuplex() error { return nil }

// A batch may be of any length, so that the deadlines of the server are not for
// it: without its own, somebody who stops reading would hold it for ever.
func TestEachStepOfABatchHasADeadline(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	p := &patient{ResponseRecorder: httptest.NewRecorder()}
	r := httptest.NewRequest(http.MethodPost, "/v1/screenings/batch", strings.NewReader(`{"request":{}}`+"\n"))
	r.Header.Set("Content-Type", "application/x-ndjson")
	newAPI(t, func(o *httpapi.Options) { o.Now = func() time.Time { return now } }).ServeHTTP(p, r)
	if len(answers(t, p.Body)) != 1 {
		t.Errorf("%d", p.Code)
	}
	for what, c := range map[string]struct {
		set  []time.Time
		want time.Duration
	}{"reading": {p.reads, 10 * time.Second}, "writing": {p.writes, 15 * time.Second}} {
		if len(c.set) == 0 || !c.set[0].Equal(now.Add(c.want)) {
			t.Errorf("%s: %v", what, c.set)
		}
	}
}
