// Package contract holds the service to its OpenAPI description: it builds the
// service that the examples of the description come from, and watches what
// goes through a handler, so that every HTTP test is a test of the description
// too. Only tests and the generator of the description import it.
package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/server"
	"github.com/rlscreen/rlscreen/internal/store"
)

// What is the same in every run, so that answers are.
const (
	publicURL = "http://127.0.0.1:8080"
	version   = "0.1.0"
	seed      = "the same bytes in each of runs.." // 32 bytes, as ChaCha8 takes
)

// Today is when every request of the examples is sent.
func Today() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

// Running is a whole service. Close it.
type Running struct {
	http.Handler
	// Records is the use cases of what it keeps.
	Records *records.Service
	// Parts are what Records is made of.
	Parts records.Options

	store *store.Store
}

// Close ends the service.
func (r *Running) Close() error {
	return errors.Join(r.Records.Flush(context.Background()), r.store.Close())
}

// Service returns the whole service, with a database in the folder, a clock
// that stands still, and nothing in its log. Nobody serves its listener, a free
// port of this machine that is taken until the process ends. Change, which may
// be nil, alters how it serves.
func Service(folder string, change func(*Running, *server.Options) error) (*Running, error) {
	rules, err := knowledge.Load()
	if err != nil {
		return nil, fmt.Errorf("load the ruleset: %w", err)
	}
	service := app.New(rules, "US")
	running, err := keep(folder, service)
	if err != nil {
		return nil, err
	}
	options := server.Options{
		Addr: "127.0.0.1:0", PublicURL: publicURL, Version: version, Now: Today,
		HealthRecords: server.HealthRecords{
			OrderIntent: "proposal", SNOMED: true, ATC: true, TokenEndpoints: []string{"https://issuer.example/token"},
		},
		Records: running.Records, Database: running.database,
		Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		err = change(running, &options)
	}
	if err != nil {
		return nil, errors.Join(err, running.Close())
	}
	listening, err := server.Listen(options, service)
	if err != nil {
		return nil, errors.Join(err, running.Close())
	}
	running.Handler = listening.Handler()
	return running, nil
}

// keep opens a database in the folder.
func keep(folder string, service *app.Service) (*Running, error) {
	ctx := context.Background()
	keys := seal.Memory([]byte(seed))
	kept, err := store.Open(ctx, store.Options{
		DSN: filepath.Join(folder, "rlscreen.db"), Keys: keys, Now: Today, Rand: numbers(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	secret, err := kept.Secret(ctx, "index")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the secret of the index: %w", err), kept.Close())
	}
	parts := records.Options{App: service, Store: kept, Keys: keys, Index: seal.NewIndex(secret), Now: Today, Rand: numbers()}
	return &Running{Records: records.New(parts), Parts: parts, store: kept}, nil
}

// database says whether the database answers.
func (r *Running) database(ctx context.Context) string {
	if r.store.Ping(ctx) != nil {
		return "unavailable"
	}
	return "ok"
}

// same is a source of bytes that are the same in every run.
type same struct {
	mu      sync.Mutex
	numbers *rand.ChaCha8
}

func numbers() io.Reader { return &same{numbers: rand.NewChaCha8([32]byte([]byte(seed)))} }

// Read fills p.
func (s *same) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.numbers.Read(p)
}
