package fhirapi_test

import (
	"os"
	"regexp"
	"testing"
)

// TestEveryWarningHasACodeOfItsOwn compares with the ruleset, whose warnings
// become issues.
func TestEveryWarningHasACodeOfItsOwn(t *testing.T) {
	words, err := os.ReadFile("../knowledge/data/1.0.0/wording/en/results.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^warning\.([a-z_]+):`).FindAllSubmatch(words, -1)
	if len(found) < 5 {
		t.Fatalf("%d warnings", len(found))
	}
	published := publishedIssueCodes(t)
	for _, warning := range found {
		if !published[string(warning[1])] {
			t.Errorf("%s is not in the code system of issues", warning[1])
		}
	}
}
