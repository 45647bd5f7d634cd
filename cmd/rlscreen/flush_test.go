package main

import (
	"net/http"
	"strings"
	"testing"
)

// Refusals are written once a second: an end in good order writes those that
// still wait.
func TestRefusalsOfTheLastSecondAreInTheAuditAfterAStop(t *testing.T) {
	db := newDatabase(t)
	_, ids := stored(t, db, "p1")
	addr, stop := started(t, map[string]string{"RLSCREEN_DB": db})
	if status, body := calling(t, http.MethodGet, "http://"+addr+"/v1/records/"+ids[0], "", ""); status != http.StatusUnauthorized {
		t.Fatalf("%d %s", status, body)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	got := call(t, "", "audit", "export", "--db", db, "--tenant", "_service")
	if got.status != statusOK || !strings.Contains(got.stdout, `"unauthenticated"`) {
		t.Errorf("the refusal is lost: %d %s %s", got.status, got.stdout, got.stderr)
	}
}
