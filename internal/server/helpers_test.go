package server_test

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/server"
)

// listen returns a server on a free port of loopback that does not serve yet.
func listen(tb testing.TB, o server.Options) *server.Server {
	tb.Helper()
	rules, err := knowledge.Load()
	if err != nil {
		tb.Fatal(err)
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = server.NewLogger(io.Discard, slog.LevelError, false)
	}
	if o.ShutdownTimeout == 0 {
		o.ShutdownTimeout = 10 * time.Second
	}
	o.Version = "test"
	s, err := server.Listen(o, app.New(rules, "US"))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
