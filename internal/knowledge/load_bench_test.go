package knowledge_test

import (
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// Loading the knowledge is a part of the time until the first answer.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := knowledge.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
