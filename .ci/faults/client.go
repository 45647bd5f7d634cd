package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// client calls a service, which may be another one after a restart.
type client struct {
	url    atomic.Pointer[string]
	http   *http.Client
	bearer string // a credential, "" none
	origin string // the Origin that a browser sends, "" none
}

// newClient calls the service. It never follows redirects, and never sends
// again by itself.
func newClient(s *service) *client {
	c := &client{http: &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			MaxIdleConnsPerHost: 256, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       20 * time.Second,
	}}
	c.turnTo(s)
	return c
}

// with is a client with a credential of its own.
func (c *client) with(bearer string) *client {
	other := &client{http: c.http, bearer: bearer}
	other.url.Store(c.url.Load())
	return other
}

// turnTo makes further calls go to this service.
func (c *client) turnTo(s *service) { c.url.Store(&s.url) }

// answer is what came of a call.
type answer struct {
	status int // 0: no answer
	header http.Header
	body   []byte
	took   time.Duration
	err    error
	fault  string // for store: how the answer contradicts an earlier one
}

// String says what came, and holds nothing that a patient said.
func (a *answer) String() string {
	if a.err != nil {
		return a.err.Error()
	}
	if a.status < 400 {
		return fmt.Sprint(a.status)
	}
	return fmt.Sprintf("%d %s", a.status, strings.TrimSpace(string(a.body[:min(len(a.body), 300)])))
}

// code is the code of a problem, "" none.
func (a *answer) code() string {
	var problem struct{ Code string }
	_ = json.Unmarshal(a.body, &problem) // what is no JSON is no problem
	return problem.Code
}

// call sends a request with headers given in pairs.
func (c *client) call(method, path string, body []byte, headers ...string) *answer {
	r, err := http.NewRequest(method, *c.url.Load()+path, bytes.NewReader(body))
	if err != nil {
		return &answer{err: err}
	}
	r.GetBody = nil // or net/http sends again what has an Idempotency-Key
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.Body = http.NoBody
	}
	if c.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.origin != "" {
		r.Header.Set("Origin", c.origin)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return c.do(r)
}

func (c *client) do(r *http.Request) *answer {
	began := time.Now()
	response, err := c.http.Do(r)
	if err != nil {
		return &answer{err: err, took: time.Since(began)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	a := &answer{status: response.StatusCode, header: response.Header, body: body, took: time.Since(began)}
	if err != nil { // cut off in the middle: no answer
		a.status, a.err = 0, err
	}
	return a
}

func (c *client) get(path string) *answer { return c.call(http.MethodGet, path, nil) }

// store sends an entry with its key, and notes an acknowledgement in it.
func (c *client) store(e *entry) *answer {
	a := c.call(http.MethodPost, "/v1/records", e.body, "Idempotency-Key", e.key)
	if a.status == http.StatusCreated {
		a.fault = e.acknowledge(a.body)
	}
	return a
}

// screen asks for a screening that is not stored.
func (c *client) screen() *answer {
	return c.call(http.MethodPost, "/v1/screenings", []byte(request))
}

// subjects lists all records and counts them by subject.
func (c *client) subjects() (map[string]int, error) {
	seen := map[string]int{}
	for cursor := ""; ; {
		a := c.get("/v1/records?limit=100&cursor=" + url.QueryEscape(cursor))
		if cursor == "" {
			a = c.get("/v1/records?limit=100")
		}
		if a.status != http.StatusOK {
			return nil, fmt.Errorf("a page of the list: %s", a)
		}
		var page struct {
			Items []struct{ Subject string }
			Next  string `json:"next_cursor"`
		}
		if err := json.Unmarshal(a.body, &page); err != nil {
			return nil, fmt.Errorf("a page of the list: %w", err)
		}
		for _, item := range page.Items {
			seen[item.Subject]++
		}
		if cursor = page.Next; cursor == "" {
			return seen, nil
		}
	}
}
