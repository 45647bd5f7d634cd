package httpapi_test

import (
	"context"
	"encoding/json"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/httpapi"
)

func TestReadinessCountsTheDatabaseUnlessAskedNotTo(t *testing.T) {
	for _, c := range []struct {
		rule, database, query string
		draining              bool
		code                  int
		status, check         string
	}{
		{"with a database that answers", "ok", "", false, 200, "ok", "ok"},
		{"with one that does not", "unavailable", "", false, 503, "unavailable", "unavailable"},
		{"with one that does not and does not count", "unavailable", "?without=database", false, 200, "ok", "unavailable"},
		{"without one", "", "", false, 200, "ok", ""},
		{"without one that does not count", "", "?without=database", false, 200, "ok", ""},
		{"at the end of a service", "unavailable", "?without=database", true, 503, "draining", "unavailable"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := get("/readyz" + c.query).send(newAPI(t, func(o *httpapi.Options) {
				o.Draining = func() bool { return c.draining }
				o.Database = func(ctx context.Context) string {
					if _, limited := ctx.Deadline(); !limited {
						t.Error("the database may take as long as it likes")
					}
					return c.database
				}
			}))
			var health v1.Health
			if err := json.Unmarshal(answer.Body.Bytes(), &health); err != nil {
				t.Fatal(err)
			}
			check := ""
			for _, found := range health.Checks {
				if found.Name == "database" {
					check = found.Status
				}
			}
			if answer.Code != c.code || health.Status != c.status || check != c.check {
				t.Errorf("%d %+v", answer.Code, health)
			}
		})
	}
	if p := problemOf(t, get("/readyz?without=evidence").send(newAPI(t, nil))); faults(p) != "without one_of" {
		t.Errorf("a check that cannot be left out: %+v", p)
	}
}
