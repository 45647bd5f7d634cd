package app_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
)

// The whole path in process beside json.Valid of the same bytes: one run gives
// the ratio that the budget speaks of.
func BenchmarkScreen(b *testing.B) {
	body, err := os.ReadFile("testdata/full_positive.json")
	if err != nil {
		b.Fatal(err)
	}
	s := service(b)
	b.Run("floor-json-valid", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if !json.Valid(body) {
				b.Fatal("not valid")
			}
		}
	})
	b.Run("screen", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Screen(body, app.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("evaluate-and-word", func(b *testing.B) {
		req, err := s.Parse(body)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			s.Evaluate(req, app.Options{})
		}
	})
}
