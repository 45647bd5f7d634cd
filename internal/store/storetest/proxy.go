package storetest

import (
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy is a connection to a server that can be broken.
type Proxy struct {
	// DSN leads through the proxy.
	DSN string

	target string
	gate   sync.Mutex
	// silent holds back what either side says, until it is closed.
	silent chan struct{}
	conns  map[net.Conn]bool
}

// NewProxy stands before the server of a DSN.
func NewProxy(t testing.TB, dsn string) *Proxy {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{target: address.Host, conns: map[net.Conn]bool{}}
	address.Host = l.Addr().String()
	p.DSN = address.String()
	go p.accept(l)
	t.Cleanup(func() {
		_ = l.Close() // ends accept
		p.Talk()
		p.Reset()
	})
	return p
}

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		go p.serve(client)
	}
}

func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		_ = client.Close() // as the server would
		return
	}
	p.gate.Lock()
	p.conns[client], p.conns[server] = true, true
	p.gate.Unlock()
	var both sync.WaitGroup
	both.Go(func() { p.copy(server, client) })
	both.Go(func() { p.copy(client, server) })
	both.Wait()
	p.gate.Lock()
	delete(p.conns, client)
	delete(p.conns, server)
	p.gate.Unlock()
}

// copy passes on what one side says, and closes the other side when it ends.
func (p *Proxy) copy(to, from net.Conn) {
	defer func() { _ = to.Close() }() // it may be closed already
	piece := make([]byte, 1<<15)
	for {
		n, err := from.Read(piece)
		p.gate.Lock()
		silent := p.silent
		p.gate.Unlock()
		if silent != nil {
			<-silent
		}
		if err != nil {
			return
		}
		if _, err := to.Write(piece[:n]); err != nil {
			return
		}
	}
}

// Silence makes the network swallow everything: connections stay open, new ones
// are accepted, and nothing arrives.
func (p *Proxy) Silence() {
	p.gate.Lock()
	defer p.gate.Unlock()
	if p.silent == nil {
		p.silent = make(chan struct{})
	}
}

// Talk ends the silence. What was held back arrives.
func (p *Proxy) Talk() {
	p.gate.Lock()
	defer p.gate.Unlock()
	if p.silent != nil {
		close(p.silent)
		p.silent = nil
	}
}

// Reset breaks all connections.
func (p *Proxy) Reset() {
	p.gate.Lock()
	defer p.gate.Unlock()
	for conn := range p.conns {
		if tcp, is := conn.(*net.TCPConn); is {
			_ = tcp.SetLinger(0) // a reset, not an orderly end
		}
		_ = conn.Close() // it may be closed already
	}
}
