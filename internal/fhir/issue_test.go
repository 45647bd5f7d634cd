package fhir_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

func TestOfVeryManyIssuesTheErrorsAreKept(t *testing.T) {
	notes := slices.Repeat([]fhir.Issue{{Severity: fhir.Information, Type: fhir.TypeInformational, Detail: "used"}}, 1000)
	out := fhir.Outcome("https://rls.example/fhir/R4", append(notes, fhir.Issue{Severity: fhir.Error, Type: fhir.TypeValue, Detail: "wrong"})...)
	if out.Issue[0].Severity != fhir.Error || len(out.Issue) != 501 || out.Issue[500].Diagnostics != "501 more issues are not listed." {
		t.Errorf("%d issues, %+v", len(out.Issue), out.Issue[len(out.Issue)-1])
	}
}

func TestABoundCountsAsJustBeyondIt(t *testing.T) {
	if fhir.Bound(20, "<") >= 20 || fhir.Bound(300, ">") <= 300 || fhir.Bound(20, "<=") != 20 || fhir.Bound(20, "") != 20 {
		t.Error(fhir.Bound(20, "<"), fhir.Bound(300, ">"), fhir.Bound(20, "<="))
	}
}
