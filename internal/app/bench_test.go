package app_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
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
		var answer []byte
		for b.Loop() {
			var err *problem.Error
			if answer, err = s.Screen(answer[:0], body, app.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
