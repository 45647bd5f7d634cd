package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// proxy is a toxiproxy before a PostgreSQL.
type proxy struct {
	t    *trial
	api  string
	port int
}

// toxic is a way to spoil connections. See the documentation of toxiproxy.
type toxic struct {
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`
	Attributes map[string]int `json:"attributes"`
}

// newProxy starts one before a port.
func (t *trial) newProxy(upstream int) *proxy {
	api, port := t.freePort(), t.freePort()
	program := filepath.Join(t.getenv("RLSCREEN_CI_CACHE"), "toxiproxy-server")
	command := exec.Command(program, "-host", "127.0.0.1", "-port", fmt.Sprint(api))
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	t.must("start toxiproxy", command.Start())
	t.later(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	p := &proxy{t: t, api: fmt.Sprintf("http://127.0.0.1:%d", api), port: port}
	t.within(5*time.Second, "toxiproxy answers", func() bool { return p.ask(http.MethodGet, "/version", nil) == nil })
	t.must("make a proxy", p.ask(http.MethodPost, "/proxies", map[string]any{
		"name": "postgres", "enabled": true,
		"listen": fmt.Sprintf("127.0.0.1:%d", port), "upstream": fmt.Sprintf("127.0.0.1:%d", upstream),
	}))
	return p
}

func (p *proxy) ask(method, path string, body any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(p.t.ctx, method, p.api+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, response.Status, said)
	}
	return err
}

// spoil adds toxics to all connections.
func (p *proxy) spoil(toxics ...toxic) {
	for _, toxic := range toxics {
		p.t.must("spoil the connections", p.ask(http.MethodPost, "/proxies/postgres/toxics", toxic))
	}
}

// enable lets connections through, or refuses them and cuts those there are.
func (p *proxy) enable(enabled bool) {
	p.t.must("switch the proxy", p.ask(http.MethodPost, "/proxies/postgres", map[string]any{"enabled": enabled}))
}

// mend takes all toxics away and lets connections through.
func (p *proxy) mend() { p.t.must("mend the connections", p.ask(http.MethodPost, "/reset", nil)) }
