package records_test

import (
	"context"
	"os"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// forgetful takes everything and keeps nothing, so that only the use case is
// measured.
type forgetful struct{ *fake }

func (forgetful) Commit(context.Context, tenant.ID, store.Change) (store.Committed, error) {
	return store.Committed{}, nil
}

func BenchmarkCreate(b *testing.B) {
	full, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		b.Fatal(err)
	}
	on := newBench(b)
	s := records.New(on.options(forgetful{on.store}))
	text := body("4711", string(full))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Create(b.Context(), us, text, app.Options{}, "key"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	full, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		b.Fatal(err)
	}
	on := newBench(b)
	for range 20 {
		on.create(us, "4711", string(full))
	}
	s := records.New(on.options(forgetful{on.store}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.List(b.Context(), us, records.Query{Subject: "4711"}); err != nil {
			b.Fatal(err)
		}
	}
}
