package server_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/auth/authtest"
	"github.com/rlscreen/rlscreen/internal/limit"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/server"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// shelf is a store without records, that remembers how it was asked.
type shelf struct {
	mu        sync.Mutex
	deadlines []time.Time
	events    []audit.Event
}

func (s *shelf) Records(ctx context.Context, _ tenant.ID, _ store.Filter) ([]store.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	deadline, _ := ctx.Deadline() // the zero time without one
	s.deadlines = append(s.deadlines, deadline)
	return nil, errors.New("the shelf is empty")
}

func (s *shelf) Commit(_ context.Context, _ tenant.ID, c store.Change) (store.Committed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, c.Events...)
	return store.Committed{}, nil
}

func (*shelf) Record(context.Context, tenant.ID, string) (store.Record, error) {
	return store.Record{}, errors.New("the shelf is empty")
}

func (*shelf) Trail(context.Context, tenant.ID, string, int64, int) ([]audit.Entry, error) {
	return nil, nil
}

func (*shelf) Chain(context.Context, tenant.ID) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) { yield(audit.Entry{}, nil) }
}

func (*shelf) Expired(context.Context, time.Time, int) ([]store.Of, error) { return nil, nil }

// keeping is a service of records on a shelf.
func keeping(s *shelf) *records.Service {
	return records.New(records.Options{Store: s, Index: seal.NewIndex(make([]byte, 32)), Now: time.Now})
}

func TestWhatNeedsTheDatabaseHasADeadline(t *testing.T) {
	var s shelf
	before := time.Now()
	answer := visit(listen(t, server.Options{Records: keeping(&s)}).Handler(), "GET", "/v1/records")
	if len(s.deadlines) != 1 {
		t.Fatalf("the database was asked %d times: %d %s", len(s.deadlines), answer.Code, answer.Body)
	}
	if left := s.deadlines[0].Sub(before); left <= 0 || left > 11*time.Second {
		t.Errorf("it has %s", left)
	}
}

// What cannot be judged is not refused: while keys cannot be read, the audit is
// not filled with people who may well be allowed.
func TestTheAuditHasRefusalsAndNotOutages(t *testing.T) {
	for _, c := range []struct {
		rule   string
		keys   keys
		status int
		noted  int
	}{
		{"a credential that is lacking", keys{list: []apikey.Key{{ID: "abcdefghijkl"}}}, http.StatusUnauthorized, 1},
		{"keys that cannot be read", keys{}, http.StatusServiceUnavailable, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var s shelf
			kept := keeping(&s)
			answer := visit(gated(t, &c.keys, server.Options{Records: kept}), "GET", "/v1/records")
			if err := kept.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if answer.Code != c.status || len(s.events) != c.noted {
				t.Errorf("%d, noted %+v", answer.Code, s.events)
			}
		})
	}
}

func TestEachClientOfCDSHooksHasItsRate(t *testing.T) {
	one, other := authtest.New(t, time.Now), authtest.New(t, time.Now)
	clients, err := auth.NewClients(auth.Options{
		Clients: []auth.Client{{Issuer: one.Name, JWKS: one.JWKS}, {Issuer: other.Name, JWKS: other.JWKS}}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	still := time.Now()
	s := listen(t, server.Options{
		PublicURL: "https://rls.example", HealthRecords: server.HealthRecords{Clients: clients},
		Rate: limit.Rate{Requests: 3, Per: time.Minute}, Now: func() time.Time { return still },
	})
	call := func(client *authtest.Issuer) *httptest.ResponseRecorder {
		const hook = "/cds-services/rls-patient-view"
		request := httptest.NewRequest(http.MethodPost, hook, strings.NewReader("{}"))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+client.Token("https://rls.example"+hook))
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, request)
		return answer
	}
	for range 3 {
		if answer := call(one); answer.Code != http.StatusBadRequest { // of an empty body
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	if late := call(one); late.Code != http.StatusTooManyRequests || late.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v %s", late.Code, late.Header(), late.Body)
	}
	if answer := call(other); answer.Code != http.StatusBadRequest {
		t.Errorf("one client uses up another's rate: %d %s", answer.Code, answer.Body)
	}
}

// brittle is a connection on which an answer begins and cannot go on.
type brittle struct{ *httptest.ResponseRecorder }

func (brittle) Write([]byte) (int, error) { panic("in the middle of the answer") }

// Half an answer that ends well would be taken for a whole one.
func TestAPanicInTheMiddleOfAnAnswerBreaksTheConnectionOff(t *testing.T) {
	handler := listen(t, server.Options{}).Handler()
	defer func() {
		if reason := recover(); reason != http.ErrAbortHandler { //nolint:errorlint // as net/http compares it
			t.Errorf("the answer ends as if it were whole: %v", reason)
		}
	}()
	handler.ServeHTTP(brittle{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/v1/questionnaire", http.NoBody))
}

func TestRefusalsAreCountedByTheirReason(t *testing.T) {
	var k keys
	reader, still := k.add(t, apikey.Key{Scopes: []string{apikey.ScopeRead}}), time.Now()
	handler := gated(t, &k, server.Options{Rate: limit.Rate{Requests: 2, Per: time.Minute}, Now: func() time.Time { return still }})
	for _, want := range []int{http.StatusForbidden, http.StatusForbidden, http.StatusTooManyRequests} {
		if answer := visit(handler, "POST", "/v1/screenings", "Authorization", reader); answer.Code != want {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	visit(handler, "POST", "/v1/screenings")
	metrics := visit(handler, "GET", "http://localhost/metrics").Body.String()
	for _, line := range []string{
		`rlscreen_denied_total{reason="forbidden"} 2`, `rlscreen_denied_total{reason="rate_limited"} 1`, `rlscreen_denied_total{reason="unauthenticated"} 1`,
	} {
		if !strings.Contains(metrics, line+"\n") {
			t.Errorf("%s is not in the metrics", line)
		}
	}
}

// Whoever keeps a connection open would send its next request to a service that
// is gone.
func TestWhileDrainingCallersAreToConnectAnew(t *testing.T) {
	s, stop := serving(t, server.Options{Drain: time.Second})
	closes := func() bool {
		answer, err := http.Get(s.URL() + "/livez")
		if err != nil {
			t.Fatal(err) // the listener closed, and nobody was told before
		}
		answer.Body.Close()
		return answer.Close
	}
	if closes() {
		t.Error("a connection is closed while the service goes on")
	}
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for !closes() {
		time.Sleep(time.Millisecond)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
