package form_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

func TestAFloodOfFaultsIsListedInPart(t *testing.T) {
	flood := responding(strings.Repeat(`{},`, 50_000) + `{}`)
	_, reading := newForm(service(t)).Read([]byte(flood))
	if reading.Body != nil || !fhir.HasErrors(reading.Issues) || len(reading.Issues) > 101 {
		t.Fatalf("%d issues", len(reading.Issues))
	}
	if last := reading.Issues[len(reading.Issues)-1]; last.Code != "too_many" {
		t.Errorf("%+v", last)
	}
}
