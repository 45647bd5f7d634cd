package strictjson_test

// What strictness costs, as a ratio to reading the same bytes with less care.

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/strictjson"
)

func example(tb testing.TB) []byte {
	tb.Helper()
	request, err := os.ReadFile("testdata/request.json")
	if err != nil {
		tb.Fatal(err)
	}
	return request
}

func BenchmarkValid(b *testing.B) {
	request := example(b)
	b.SetBytes(int64(len(request)))
	for b.Loop() {
		if !json.Valid(request) {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	request := example(b)
	b.SetBytes(int64(len(request)))
	b.ReportAllocs()
	for b.Loop() {
		var into v1.ScreeningRequest
		if err := json.Unmarshal(request, &into); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	request, decoder := example(b), strictjson.New()
	b.SetBytes(int64(len(request)))
	b.ReportAllocs()
	for b.Loop() {
		var into v1.ScreeningRequest
		if fields, err := decoder.Decode(request, &into); err != nil || fields != nil {
			b.Fatal(fields, err)
		}
	}
}

// BenchmarkDecodeRefused has one fault, so that the validator judges too.
func BenchmarkDecodeRefused(b *testing.B) {
	decoder := strictjson.New()
	request := bytes.Replace(example(b), []byte(`"age_years": 34`), []byte(`"age_years": 134`), 1)
	b.SetBytes(int64(len(request)))
	b.ReportAllocs()
	for b.Loop() {
		var into v1.ScreeningRequest
		if fields, err := decoder.Decode(request, &into); err != nil || len(fields) != 1 {
			b.Fatal(fields, err)
		}
	}
}
