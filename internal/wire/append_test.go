package wire_test

// What is written has the bytes of the library, whatever the value.

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/wire"
)

func compare[T any](t *testing.T, write func([]byte, *T) []byte, v *T) {
	t.Helper()
	const before = "before"
	got := write([]byte(before), v)
	if want := marshal(t, v); string(got) != before+string(want) {
		i := 0
		for i < len(want) && i+len(before) < len(got) && want[i] == got[len(before)+i] {
			i++
		}
		t.Fatalf("%T differs at %d:\ngot  …%.120q\nwant …%.120q", v, i, got[len(before)+i:], want[i:])
	}
}

func TestAnswersToAllCases(t *testing.T) {
	s := service(t)
	for id, body := range requests(t) {
		request, err := s.Parse(body)
		if err != nil {
			t.Fatal(id, err)
		}
		for _, o := range []app.Options{{}, {Audience: app.Patient}, {Lang: "es"}, {Lang: "es", Audience: app.Patient}} {
			answer := s.Evaluate(request, o)
			compare(t, wire.AppendScreening, answer)
			compare(t, wire.AppendBatchAnswer, &v1.BatchAnswer{Line: 7, ID: id, Result: answer})
		}
	}
}

func TestZeroValues(t *testing.T) {
	compare(t, wire.AppendScreening, new(v1.Screening))
	compare(t, wire.AppendBatchAnswer, new(v1.BatchAnswer))
	compare(t, wire.AppendBatchAnswer, &v1.BatchAnswer{Error: new(v1.Problem)})
	compare(t, wire.AppendIronStatus, new(v1.IronStatus))
}

// TestEveryByteAtEveryPlace puts each byte, alone and twice, at each place of
// two words of eight and the rest that is read by itself.
func TestEveryByteAtEveryPlace(t *testing.T) {
	for length := range 20 {
		for at := range length {
			for b := range 256 {
				text := bytes.Repeat([]byte("!"), length)
				text[at] = byte(b)
				compare(t, wire.AppendBatchAnswer, &v1.BatchAnswer{ID: string(text)})
				text[(at+1)%length] = byte(b)
				compare(t, wire.AppendBatchAnswer, &v1.BatchAnswer{ID: string(text)})
			}
		}
	}
}

func TestFloats(t *testing.T) {
	for _, f := range []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 22.5, 1e-6, 9.99e-7, 1e-7, -1e-10, 1e20, 1e21, -1.5e21, 1e100, 1e-100,
		math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53, 123456789.123,
	} {
		compare(t, wire.AppendIronStatus, &v1.IronStatus{TrendPer30Days: &f})
	}
}

// The library refuses to write these; nothing computes them.
func TestWhatIsNoNumberIsNull(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		written := wire.AppendIronStatus(nil, &v1.IronStatus{TrendPer30Days: &f})
		if !strings.Contains(string(written), `"trend_per_30_days":null,`) {
			t.Errorf("%v: %s", f, written)
		}
	}
}

func FuzzAppend(f *testing.F) {
	for seed, text := range []string{
		"", "plain", "a\tb\n\"c\" \\ d\x00\x1f\x7f", "<b>&amp;</b>", "Ferritina sérica ≤ 75 µg/L – repetir", "\xff\xc3(\xe2\x28\xa1 \xed\xa0\x80",
		"\u2028\u2029\ufffd\U0001f9b5", strings.Repeat("long enough for several words ", 9) + "\"",
	} {
		f.Add(uint64(seed), text)
	}
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		r := rand.New(rand.NewPCG(seed, 0))
		fuzzAppend(t, r, text, wire.AppendScreening)
		fuzzAppend(t, r, text, wire.AppendBatchAnswer)
		fuzzAppend(t, r, text, wire.AppendIronStatus)
	})
}

func fuzzAppend[T any](t *testing.T, r *rand.Rand, text string, write func([]byte, *T) []byte) {
	var v T
	fill(r, reflect.ValueOf(&v).Elem(), text)
	compare(t, write, &v)
}

func TestRandomValues(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		text := strings.Repeat("“a\"é\\\n\x01 plain words\xff ", r.IntN(4))
		fuzzAppend(t, r, text, wire.AppendScreening)
		fuzzAppend(t, r, text, wire.AppendBatchAnswer)
		fuzzAppend(t, r, text, wire.AppendIronStatus)
	}
}
