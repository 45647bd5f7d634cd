package wire_test

// What reading and writing cost, as ratios in one run: of a request to
// json.Valid of it, of an answer to the library whose bytes it has.

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/strictjson"
	"github.com/rlscreen/rlscreen/internal/wire"
)

func BenchmarkParse(b *testing.B) {
	body, strict := example(b), strictjson.New()
	ways := []struct {
		name string
		read func(dst *v1.ScreeningRequest) bool
	}{
		{"json-valid", func(*v1.ScreeningRequest) bool { return stdjson.Valid(body) }},
		{"encoding-json", func(dst *v1.ScreeningRequest) bool { return stdjson.Unmarshal(body, dst) == nil }},
		{"json-v2", func(dst *v1.ScreeningRequest) bool { return json.Unmarshal(body, dst) == nil }},
		{"strictjson", func(dst *v1.ScreeningRequest) bool {
			faults, err := strict.Decode(body, dst)
			return faults == nil && err == nil
		}},
		{"wire", func(dst *v1.ScreeningRequest) bool { return wire.ParseScreeningRequest(body, dst) }},
	}
	for _, way := range ways {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				var dst v1.ScreeningRequest
				if !way.read(&dst) {
					b.Fatal("refused")
				}
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	body := example(b)
	var request v1.ScreeningRequest
	if !wire.ParseScreeningRequest(body, &request) {
		b.Fatal("refused")
	}
	for _, lang := range []string{"en", "es"} {
		answer := service(b).Evaluate(&request, app.Options{Lang: lang})
		encoded := wire.AppendScreening(nil, answer)
		ways := []struct {
			name  string
			write func()
		}{
			{"json-valid-of-request", func() { stdjson.Valid(body) }},
			{"encoding-json", func() { _, _ = stdjson.Marshal(answer) }},
			{"json-v2", func() { _, _ = json.Marshal(answer, jsontext.EscapeForHTML(false)) }},
			{"wire", func() { encoded = wire.AppendScreening(encoded[:0], answer) }},
		}
		for _, way := range ways {
			b.Run(lang+"/"+way.name, func(b *testing.B) {
				b.SetBytes(int64(len(encoded)))
				b.ReportAllocs()
				for b.Loop() {
					way.write()
				}
			})
		}
	}
}
