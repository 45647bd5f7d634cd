package authtest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/auth/authtest"
)

func TestAnAccessTokenIsAccepted(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }
	i := authtest.New(t, now)
	setting, err := auth.ParseIssuer(i.AccessSetting("clinic", "audience=rlscreen", "tenant-claim=org"))
	if err != nil {
		t.Fatal(err)
	}
	gate, err := auth.NewGate(t.Context(), auth.GateOptions{Issuers: []auth.Issuer{setting}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	claims := i.AccessClaims("rlscreen", "screen records:read")
	claims["org"] = "north"
	caller, fault := gate.Identify(t.Context(), []string{"Bearer " + i.Sign(i.AccessHeader(), claims)}, "")
	if fault != nil || caller.Tenant != "clinic:north" || !slices.Equal(caller.Scopes, []string{"screen", "records:read"}) {
		t.Errorf("%+v %v", caller, fault)
	}
	if _, fault := gate.Identify(t.Context(), []string{"Bearer " + i.AccessToken("another", "screen")}, ""); fault == nil {
		t.Error("a token for somebody else is accepted")
	}
}
