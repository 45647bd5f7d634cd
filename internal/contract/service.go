// Package contract holds the service to its OpenAPI description: it builds the
// service that the examples of the description come from, and watches what
// goes through a handler, so that every HTTP test is a test of the description
// too. Only tests and the generator of the description import it.
package contract

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/server"
)

// What is the same in every run, so that answers are.
const (
	publicURL = "http://127.0.0.1:8080"
	version   = "0.1.0"
)

func today() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

// Service returns the handler of the whole service, with a clock that stands
// still and nothing in its log. Nobody serves its listener, a free port of this
// machine that is taken until the process ends.
func Service() (http.Handler, error) {
	rules, err := knowledge.Load()
	if err != nil {
		return nil, fmt.Errorf("load the ruleset: %w", err)
	}
	service, err := server.Listen(server.Options{
		Addr: "127.0.0.1:0", PublicURL: publicURL, Version: version, Now: today,
		HealthRecords: server.HealthRecords{OrderIntent: "proposal", SNOMED: true, ATC: true},
		Log:           slog.New(slog.DiscardHandler),
	}, app.New(rules, "US"))
	if err != nil {
		return nil, err
	}
	return service.Handler(), nil
}
