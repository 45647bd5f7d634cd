package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

// drained tells the service to stop while clients store records.
func drained(t *trial) {
	at := file(t.dir)
	l := newLedger("drain")
	s := t.start(at, "--drain", "2s", "--shutdown-timeout", "12s")
	c, fresh := newClient(s), newClient(s)
	fresh.http.Transport.(*http.Transport).DisableKeepAlives = true
	told := time.Now().Add(500 * time.Millisecond)
	closing := told.Add(1900 * time.Millisecond) // the listener closes 2 s after
	var broken sync.Map
	patient := func(c *client) func() *answer {
		return func() *answer {
			began := time.Now()
			a := c.store(l.add())
			if a.status != 201 && began.Before(closing) {
				broken.Store(a.String(), true)
			}
			time.Sleep(5 * time.Millisecond)
			return a
		}
	}
	work := []*load{clients(16, 8000, 201, patient(c)), clients(16, 8000, 201, patient(fresh))}
	t.sleep(time.Until(told))
	s.signal(syscall.SIGTERM)
	t.sleep(300 * time.Millisecond)
	ready := c.get("/readyz")
	t.expect(ready.status == 503, "the service is not ready while it drains: %s", ready)
	t.sleep(time.Until(closing))
	halves := t.halfSent(s, l, 20)
	t.sleep(time.Until(closing.Add(time.Second)))
	finished := each(len(halves), halves, func(h half) string { return h.finish() })
	t.expect(len(finished) == 0, "requests half sent when the listener closed are answered: %s", some(finished))
	for _, w := range work {
		t.unharmed("storing while it stops", w)
	}
	broken.Range(func(what, _ any) bool {
		return t.expect(false, "a call begun before the listener closed is done: %s", what)
	})
	select {
	case err := <-s.ended:
		s.ended <- err
		t.expect(err == nil, "the service ends well: %v", err)
		t.note("ended %.1f s after SIGTERM", time.Since(told).Seconds())
	case <-time.After(15 * time.Second):
		t.expect(false, "the service ends within its time")
	}
	s = t.start(at)
	c.turnTo(s)
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// half is a request of which half was sent.
type half struct {
	conn net.Conn
	e    *entry
	rest []byte
}

// halfSent sends halves of requests.
func (t *trial) halfSent(s *service, l *ledger, number int) []half {
	var halves []half
	for range number {
		e := l.add()
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		t.must("connect while it drains", err)
		t.later(func() { _ = conn.Close() })
		middle := len(e.body) / 2
		_, err = fmt.Fprintf(conn, "POST /v1/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s",
			e.key, len(e.body), e.body[:middle])
		t.must("send half a request", err)
		halves = append(halves, half{conn, e, e.body[middle:]})
	}
	return halves
}

// finish sends the other half, and says what is wrong with the answer.
func (h half) finish() string {
	_ = h.conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := h.conn.Write(h.rest); err != nil {
		return err.Error()
	}
	response, err := http.ReadResponse(bufio.NewReader(h.conn), nil)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	if response.StatusCode != http.StatusCreated {
		return response.Status
	}
	return h.e.acknowledge(body)
}
