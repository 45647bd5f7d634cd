package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth/authtest"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/store/storetest"
)

func TestAKeyFileThatCannotBeReadAnyMoreIsSaidOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	again, done := make(chan time.Time), make(chan struct{})
	faults := []error{nil, errors.New("it has no key"), errors.New("it has no key"), nil, nil}
	looks := 0
	var text bytes.Buffer
	go func() {
		watch(ctx, again, func() error { looks++; return faults[looks-1] }, slog.New(slog.NewTextHandler(&text, nil)))
		close(done)
	}()
	for range faults {
		again <- time.Time{}
	}
	cancel()
	<-done
	if log := text.String(); strings.Count(log, "\n") != 2 || !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "it has no key") || !strings.Contains(log, "can be read again") {
		t.Error(log)
	}
}

func TestSweepsGoOnAfterOneThatFailed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	first, again, done := make(chan time.Time), make(chan time.Time), make(chan struct{})
	answers := []struct {
		n   int
		err error
	}{{3, nil}, {1, errors.New("the database is away")}, {0, nil}}
	var counts []int
	var text bytes.Buffer
	expire := func(context.Context) (int, error) {
		answer := answers[len(counts)]
		return answer.n, answer.err
	}
	go func() {
		sweep(ctx, first, again, expire, func(n int) { counts = append(counts, n) }, slog.New(slog.NewTextHandler(&text, nil)))
		close(done)
	}()
	first <- time.Time{}
	again <- time.Time{}
	again <- time.Time{}
	cancel()
	<-done
	if len(counts) < 2 || counts[0] != 3 || counts[1] != 1 {
		t.Errorf("%v", counts)
	}
	for _, want := range []string{"level=INFO msg=\"records past their retention were erased\" records=3", "records=1", "level=WARN", "the database is away"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%s is not in: %s", want, text.String())
		}
	}
}

// certified writes a certificate for a name, and its key, into a folder.
func certified(t *testing.T, folder, name string) config.TLS {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	files := config.TLS{TLSCert: filepath.Join(folder, "tls.crt"), TLSKey: filepath.Join(folder, "tls.key")}
	for path, block := range map[string]*pem.Block{files.TLSCert: {Type: "CERTIFICATE", Bytes: certificate}, files.TLSKey: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestACertificateIsReadAgainWhenItChanges(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	files := certified(t, folder, "first.example")
	var text bytes.Buffer
	c, err := newCertificate(files, func() time.Time { return now }, slog.New(slog.NewTextHandler(&text, nil)))
	if err != nil {
		t.Fatal(err)
	}
	serves := func() string {
		t.Helper()
		got, err := c.settings().GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return got.Leaf.Subject.CommonName
	}
	certified(t, folder, "second.example")
	if got := serves(); got != "first.example" {
		t.Errorf("it is looked at with every connection: %s", got)
	}
	now = now.Add(certificateEvery)
	if got := serves(); got != "second.example" {
		t.Errorf("after a change: %s", got)
	}
	if err := os.WriteFile(files.TLSKey, []byte("half of a"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		now = now.Add(certificateEvery)
		if got := serves(); got != "second.example" {
			t.Errorf("with a broken file: %s", got)
		}
	}
	if strings.Count(text.String(), "level=ERROR") != 1 || !strings.Contains(text.String(), "tls.crt") {
		t.Errorf("it is to be said once: %s", text.String())
	}
	certified(t, folder, "third.example")
	now = now.Add(certificateEvery)
	if got := serves(); got != "third.example" {
		t.Errorf("once it is whole again: %s", got)
	}
}

func TestTheServiceSpeaksTLS(t *testing.T) {
	files := certified(t, t.TempDir(), "rls.example")
	addr, stop := started(t, map[string]string{"RLSCREEN_TLS_CERT": files.TLSCert, "RLSCREEN_TLS_KEY": files.TLSKey})
	if got := call(t, "", "healthcheck", "--addr", addr, "--tls-cert", files.TLSCert); got.status != statusOK {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if got := call(t, "", "healthcheck", "--addr", addr); got.status != statusUnacceptable {
		t.Errorf("without TLS: %d %s", got.status, got.stdout)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if got := call(t, "", "serve", "--db", "none", "--tls-cert", files.TLSCert, "--tls-key", files.TLSCert); got.status != statusFailed || !strings.Contains(got.stderr, "RLSCREEN_TLS_KEY") {
		t.Errorf("a key that is none: %d %s", got.status, got.stderr)
	}
}

func TestADatabaseThatIsAwayAtTheStartHoldsNobodyUp(t *testing.T) {
	server := storetest.Own(t)
	dsn := server.Database(t)
	dir := t.TempDir()
	keys, dsnFile := filepath.Join(dir, "keys"), filepath.Join(dir, "dsn")
	if err := os.WriteFile(dsnFile, []byte(dsn+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "keyfile", "create", "--key-file", keys); got.status != statusOK {
		t.Fatal(got.stderr)
	}
	server.Stop(t)
	issuer := authtest.New(t, time.Now)
	addr, stderr, stop := startedLogging(t, map[string]string{
		"RLSCREEN_DB": "", "RLSCREEN_DB_FILE": dsnFile, "RLSCREEN_KEY_FILE": keys, "RLSCREEN_PUBLIC_URL": "https://rls.example",
		"RLSCREEN_JWT_ISSUERS": issuer.AccessSetting("clinic"),
	})
	base, token := "http://"+addr, issuer.AccessToken("https://rls.example", "screen records:read records:write")
	if status, body := calling(t, http.MethodPost, base+"/v1/screenings", token, positive); status != http.StatusOK {
		t.Errorf("screening: %d %s", status, body)
	}
	if status, body := calling(t, http.MethodPost, base+"/v1/records", token, `{"request":`+positive+`}`); status != http.StatusServiceUnavailable {
		t.Errorf("storing: %d %s", status, body)
	}
	if got := call(t, "", "healthcheck", "--addr", addr); got.status != statusUnacceptable {
		t.Errorf("it is ready: %s", got.stdout)
	}
	if got := call(t, "", "healthcheck", "--addr", addr, "--without", "database"); got.status != statusOK {
		t.Errorf("it is not ready, apart from the database: %s", got.stderr)
	}
	server.Start(t)
	var id string
	for deadline := time.Now().Add(20 * time.Second); id == ""; time.Sleep(50 * time.Millisecond) {
		if status, _ := calling(t, http.MethodPost, base+"/v1/records", token, `{"subject":"p1","request":`+positive+`}`); status == http.StatusCreated {
			id = recorded(t, base, token, "p1")
		}
		if time.Now().After(deadline) {
			t.Fatal(stderr.String())
		}
	}
	if status, body := calling(t, http.MethodGet, base+"/v1/records?subject=p1", token, ""); status != http.StatusOK || strings.Count(body, `"id"`) != 2 {
		t.Errorf("%d %s", status, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	password := "secret-of-the-dsn"
	if got := call(t, "", "keys", "list", "--key-file", keys, "--db", "postgres://postgres:"+password+"@"+unused(t)+"/x"); got.status != statusFailed || strings.Contains(got.stderr, password) {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if strings.Contains(stderr.String(), dsn) {
		t.Error("the DSN is in the log")
	}
}

// unused is an address that nobody listens on.
func unused(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
