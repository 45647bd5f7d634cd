package fhir_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

func TestABoundIsKnownFromItsNumber(t *testing.T) {
	for _, value := range []float64{5, 10, 0.1, 0.07, 99.9, 1500, 12345, 1e-3} {
		for _, comparator := range []string{"<", ">"} {
			got, c, is := fhir.BoundOf(fhir.Bound(value, comparator))
			if !is || got != value || c != comparator {
				t.Errorf("%s %v came back as %s %v, %v", comparator, value, c, got, is)
			}
		}
	}
	for _, value := range []float64{0, 10, 9.99, 9.9999, 9.999995, 22.25, 1234.56, 33.333333333333336, 14.285714285714286} {
		if got, c, is := fhir.BoundOf(value); is {
			t.Errorf("%v is not %s %v", value, c, got)
		}
	}
}
