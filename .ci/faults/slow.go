package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// slowClients opens connections that send or read hardly anything.
func slowClients(t *trial) {
	at := file(t.dir)
	s := t.start(at)
	c := newClient(s)
	l := newLedger("slow")
	forms := screening(c)
	work := clients(4, 1<<30, 201, func() *answer {
		time.Sleep(20 * time.Millisecond)
		return c.store(l.add())
	})
	before := s.descriptors()
	host := strings.TrimPrefix(s.url, "http://")
	head := "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
	body := "POST /v1/screenings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n"
	deaf := strings.Repeat("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n", 60)
	var wait sync.WaitGroup
	var cut [2]cuts
	for range 100 {
		wait.Go(func() { cut[0].add(trickle(host, head)) })
		wait.Go(func() { cut[1].add(trickle(host, body)) })
	}
	var silent []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", host)
		t.must("connect", err)
		_ = conn.(*net.TCPConn).SetReadBuffer(4096) // the smaller, the sooner the service has to wait
		_, err = io.WriteString(conn, deaf)
		t.must("ask without reading", err)
		silent = append(silent, conn)
	}
	t.later(func() { closeAll(silent) })
	t.sleep(time.Second)
	t.expect(s.descriptors() > before+390, "400 connections are open at first: %d", s.descriptors()-before)
	wait.Wait()
	cut[0].judge(t, "a head sent a byte a second", 5*time.Second)
	cut[1].judge(t, "a body sent a byte a second", 10*time.Second)
	took := t.within(20*time.Second, "answers that nobody reads are cut off", func() bool { return s.descriptors() < before+30 })
	t.note("200 that read nothing were cut off within %.0f s more; memory %d MiB", took.Seconds(), s.resident())
	t.undisturbed("storing beside them", work, inTime)
	t.undisturbed("screening beside them", forms, 2*time.Second)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// trickle sends the beginning, then a byte a second, until it is cut off, and
// returns after how long; 0 is never.
func trickle(host, beginning string) time.Duration {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return 0
	}
	defer conn.Close()
	began := time.Now()
	if _, err := io.WriteString(conn, beginning); err != nil {
		return 0
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_, _ = io.Copy(io.Discard, conn) // a 408, or nothing, and the end
	}()
	for {
		select {
		case <-closed:
			return time.Since(began)
		case <-time.After(time.Second):
			if _, err := io.WriteString(conn, "1"); err != nil {
				return time.Since(began)
			}
			if time.Since(began) > 30*time.Second {
				return 0
			}
		}
	}
}

// cuts are times after which connections were cut off.
type cuts struct {
	mu   sync.Mutex
	took []time.Duration
}

func (c *cuts) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = append(c.took, d)
}

// judge expects that each was cut off at a limit, a little later at most.
func (c *cuts) judge(t *trial, what string, limit time.Duration) {
	late, longest := 0, time.Duration(0)
	for _, d := range c.took {
		if d == 0 || d > limit+3*time.Second {
			late++
		}
		longest = max(longest, d)
	}
	t.note("%s: %d, cut off after %.1f s at most", what, len(c.took), longest.Seconds())
	t.expect(late == 0, "%s is cut off after %s: %d are not", what, limit, late)
}

func closeAll(list []net.Conn) {
	for _, conn := range list {
		if conn != nil {
			_ = conn.Close()
		}
	}
}

// manyConnections holds 10,000 connections that were used once.
func manyConnections(t *trial) {
	const many = 10_000
	s := t.start(file(t.dir))
	c := newClient(s)
	host := strings.TrimPrefix(s.url, "http://")
	c.screen()
	before, memory := s.descriptors(), s.resident()
	held := make([]net.Conn, many)
	began := time.Now()
	refused := each(64, indices(many), func(i int) string {
		conn, err := visit(host, fmt.Sprintf("127.0.0.%d", 1+i/2500))
		held[i] = conn
		if err != nil {
			return err.Error()
		}
		return ""
	})
	t.expect(len(refused) == 0, "%d connections are held: %s", many, some(refused))
	t.note("%d connections after %.1f s; memory %d MiB before, %d MiB with them", s.descriptors()-before, time.Since(began).Seconds(), memory, s.resident())
	forms := clients(4, 500, 200, c.screen)
	forms.done()
	t.undisturbed("500 screenings beside them", forms, 2*time.Second)
	gone := each(64, held, func(conn net.Conn) string { return open(conn) })
	t.expect(len(gone) == 0, "all idle ones are still held, %d are not: %s", len(gone), some(gone))
	t.expect(s.descriptors()-before >= many-5, // of before may have ended
		"the service holds them: %d", s.descriptors()-before)
	again := each(16, sample(held, 500), func(conn net.Conn) string {
		if err := ask(conn); err != nil {
			return err.Error()
		}
		return ""
	})
	t.expect(len(again) == 0, "500 of those held are answered again: %s", some(again))
	closeAll(held)
	took := t.within(10*time.Second, "the service has let go of them", func() bool { return s.descriptors() < before+50 })
	t.note("let go of after %d ms; memory %d MiB", took.Milliseconds(), s.resident())
	t.expect(c.screen().status == 200, "screening works as before")
	s.stop()
}

// visit opens a connection from an address of this machine and asks once.
func visit(host, from string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second, LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	return conn, ask(conn)
}

// ask screens on a connection that stays open.
func ask(conn net.Conn) error {
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, err := fmt.Fprintf(conn, "POST /v1/screenings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(request), request)
	if err != nil {
		return err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || response.Close {
		return fmt.Errorf("answered %s, to be closed: %t", response.Status, response.Close)
	}
	return nil
}

// open says what is wrong with a connection that should be idle.
func open(conn net.Conn) string {
	if conn == nil {
		return "never opened"
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err := conn.Read(make([]byte, 1))
	if timeout, is := err.(net.Error); is && timeout.Timeout() {
		return ""
	}
	return fmt.Sprintf("closed: %v", err)
}
