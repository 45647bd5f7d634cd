package main

import (
	"crypto/tls"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/config"
)

// certificateEvery is how often a certificate is looked at for a change.
const certificateEvery = 10 * time.Second

// certificate is that of the public listener, read again when its files change.
// While they cannot be read the one before serves on.
type certificate struct {
	files [2]string // with the certificates, and with the key
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	seen    [2]fs.FileInfo
	failing bool
	current *tls.Certificate
}

// newCertificate reads the files; the error names the setting.
func newCertificate(t config.TLS, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: [2]string{t.TLSCert, t.TLSKey}, now: now, log: log, looked: now()}
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("%s, %s (--tls-cert, --tls-key): %w", config.Variable("tls-cert"), config.Variable("tls-key"), err)
	}
	return c, nil
}

// settings are those of a listener with the certificate.
func (c *certificate) settings() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
}

// get is the certificate for a connection that begins now.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= certificateEvery || now.Before(c.looked) {
		c.looked = now
		c.refresh()
	}
	return c.current, nil
}

// refresh reads the files if they have changed, and says it when they are wrong.
func (c *certificate) refresh() {
	err := c.read()
	if err != nil && !c.failing {
		c.log.Error("the new certificate cannot be used: the one before serves on", slog.String("file", c.files[0]), slog.String("cause", err.Error()))
	}
	c.failing = err != nil
}

// read takes over what is in the files, unless they are as they were.
func (c *certificate) read() error {
	var found [2]fs.FileInfo
	for i, file := range c.files {
		var err error
		if found[i], err = os.Stat(file); err != nil {
			return err
		}
	}
	if c.current != nil && unchanged(found[0], c.seen[0]) && unchanged(found[1], c.seen[1]) {
		return nil
	}
	read, err := tls.LoadX509KeyPair(c.files[0], c.files[1])
	if err != nil {
		return err
	}
	c.current, c.seen = &read, found
	return nil
}

// unchanged also notices a file that another one has taken the place of, as a
// mounted secret does.
func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
