package server_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

func TestTheListenerSpeaksTLSWhenItHasACertificate(t *testing.T) {
	lender := httptest.NewTLSServer(http.NotFoundHandler()) // of a certificate for 127.0.0.1
	defer lender.Close()
	s := listen(t, server.Options{TLS: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: lender.TLS.Certificates}})
	if !strings.HasPrefix(s.URL(), "https://127.0.0.1:") || s.BaseURL() != s.URL() {
		t.Errorf("it calls itself %s, %s", s.URL(), s.BaseURL())
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx) }()
	answer, err := lender.Client().Get(s.URL() + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || answer.TLS == nil {
		t.Errorf("%s, TLS %v", answer.Status, answer.TLS != nil)
	}
	plain, err := http.Get("http" + strings.TrimPrefix(s.URL(), "https") + "/livez")
	if err == nil && plain.StatusCode == http.StatusOK {
		t.Error("it answers plain HTTP as well")
	}
	lender.Client().CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
