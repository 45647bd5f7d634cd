package limit_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/limit"
)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// taken is how many of n requests of a caller were within its rate.
func taken(l *limit.Limiter, key string, n int) int {
	ok := 0
	for range n {
		if l.Take(key).OK {
			ok++
		}
	}
	return ok
}

func takes(t *testing.T, l *limit.Limiter, key string, n, want int) {
	t.Helper()
	if got := taken(l, key, n); got != want {
		t.Errorf("%d of %d requests of %.20s went through; want %d", got, n, key, want)
	}
}

func TestARateIsKept(t *testing.T) {
	for _, r := range []limit.Rate{{1, time.Second}, {3, time.Second}, {100, time.Second}, {6000, time.Minute}, {7, time.Minute}} {
		t.Run(r.String(), func(t *testing.T) {
			c := newClock()
			l := limit.New(r, c.now)
			takes(t, l, "a", 2*r.Requests, r.Requests)
			takes(t, l, "b", 2*r.Requests, r.Requests) // whatever a did
			c.move(r.Per)
			takes(t, l, "a", 2*r.Requests, r.Requests)
			c.move(24 * time.Hour)
			takes(t, l, "a", 2*r.Requests, r.Requests) // no more than a period's is saved up
		})
	}
}

// What comes back evenly is never more than the rate in the long run, also where
// generations of callers change in between.
func TestRequestsComeBackEvenly(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 10, Per: time.Second}, c.now)
	takes(t, l, "a", 20, 10)
	all := 0
	for range 100 {
		c.move(150 * time.Millisecond)
		all += taken(l, "a", 20)
	}
	if all != 150 {
		t.Errorf("%d requests in 15 s at 10 a second", all)
	}
}

func TestADecisionSaysWhatIsLeft(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 2, Per: time.Second}, c.now)
	for _, want := range []limit.Decision{
		{OK: true, Remaining: 1, Reset: 500 * time.Millisecond},
		{OK: true, Remaining: 0, Reset: time.Second},
		{OK: false, Remaining: 0, Reset: time.Second, RetryAfter: 500 * time.Millisecond},
	} {
		if got := l.Take("a"); got != want {
			t.Errorf("%+v; want %+v", got, want)
		}
	}
	c.move(l.Take("a").RetryAfter)
	takes(t, l, "a", 2, 1)
}

func TestAClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 10, Per: time.Second}, c.now)
	takes(t, l, "a", 20, 10)
	c.move(-time.Hour)
	takes(t, l, "a", 20, 0) // nor does it let anybody in
	c.move(500 * time.Millisecond)
	takes(t, l, "a", 20, 5)
	c.move(-time.Hour)
	c.move(500 * time.Millisecond)
	takes(t, l, "a", 20, 0) // the half second is lost with the clock, and not more
	c.move(500 * time.Millisecond)
	takes(t, l, "a", 20, 5)
	c.move(2 * time.Hour) // and set right again
	takes(t, l, "a", 20, 10)
}

func TestWithoutALimitEverythingGoesThrough(t *testing.T) {
	l := limit.New(limit.Rate{}, nil)
	takes(t, l, "a", 10_000, 10_000)
	l.Take("a").Header(func(name, _ string) { t.Errorf("there is a header %s", name) }, l.Rate())
}

func TestHundredsOfThousandsOfCallersTakeBoundedMemory(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 100, Per: time.Second}, c.now)
	before := heap()
	long := strings.Repeat("x", 4000)
	for i := range 400_000 {
		key := fmt.Sprintf("2001:db8::%x", i)
		if i%10 == 0 {
			key += long
		}
		l.Take(key)
		if i%10 == 0 {
			c.move(time.Millisecond)
		}
	}
	if used := int64(heap()) - int64(before); used > 40<<20 {
		t.Errorf("%d MB in use", used>>20)
	}
	takes(t, l, "a", 200, 100)
	runtime.KeepAlive(l)
}

func TestOthersDoNotUseUpACallersRate(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 100, Per: time.Second}, c.now)
	takes(t, l, "a", 50, 50)
	for i := range 300_000 {
		l.Take(fmt.Sprint(i))
	}
	if got := taken(l, "a", 100); got < 50 {
		t.Errorf("%d of the 50 that are left at least", got)
	}
}

func TestLongKeysAreToldApart(t *testing.T) {
	l := limit.New(limit.Rate{Requests: 1, Per: time.Second}, newClock().now)
	long := strings.Repeat("x", 100)
	takes(t, l, long+"a", 2, 1)
	takes(t, l, long+"b", 2, 1)
}

func TestManyAtOnceGetNoMoreThanTheRate(t *testing.T) {
	c := newClock()
	l := limit.New(limit.Rate{Requests: 100, Per: time.Second}, c.now)
	var ok atomic.Int64
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() { ok.Add(int64(taken(l, "a", 50))) })
	}
	wait.Wait()
	if ok.Load() != 100 {
		t.Errorf("%d of 1000 went through", ok.Load())
	}
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct {
		rule string
		d    limit.Decision
		r    limit.Rate
		want string
	}{
		{
			"within the rate",
			limit.Decision{OK: true, Remaining: 99, Reset: 10 * time.Millisecond},
			limit.Rate{Requests: 100, Per: time.Second},
			`RateLimit-Policy: "default";q=100;w=1, RateLimit: "default";r=99;t=1`,
		},
		{
			"a minute",
			limit.Decision{OK: true, Remaining: 5998, Reset: 20 * time.Millisecond},
			limit.Rate{Requests: 6000, Per: time.Minute},
			`RateLimit-Policy: "default";q=6000;w=60, RateLimit: "default";r=5998;t=1`,
		},
		{
			"refused",
			limit.Decision{Reset: 60 * time.Second, RetryAfter: 8600 * time.Millisecond},
			limit.Rate{Requests: 7, Per: time.Minute},
			`RateLimit-Policy: "default";q=7;w=60, RateLimit: "default";r=0;t=60, Retry-After: 9`,
		},
		{
			"refused for a moment",
			limit.Decision{Reset: time.Second, RetryAfter: time.Millisecond},
			limit.Rate{Requests: 7, Per: time.Second},
			`RateLimit-Policy: "default";q=7;w=1, RateLimit: "default";r=0;t=1, Retry-After: 1`,
		},
	} {
		var got []string
		c.d.Header(func(name, value string) { got = append(got, name+": "+value) }, c.r)
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s; want %s", c.rule, text, c.want)
		}
	}
}

func TestRatesAreRead(t *testing.T) {
	for _, c := range []struct {
		text string
		want limit.Rate
	}{
		{"100/s", limit.Rate{Requests: 100, Per: time.Second}},
		{"6000/m", limit.Rate{Requests: 6000, Per: time.Minute}},
		{"1/m", limit.Rate{Requests: 1, Per: time.Minute}},
		{"1000000/s", limit.Rate{Requests: 1_000_000, Per: time.Second}},
		{"off", limit.Rate{}},
	} {
		got, err := limit.Parse(c.text)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("%s: %+v, %v", c.text, got, err)
		}
	}
	for _, text := range []string{"", "100", "/s", "100/", "100/h", "0/s", "-1/s", "+1/s", "1.5/s", "1000001/s", "99999999999999999999/s", "100/s ", " 100/s", "100/S", "Off", "none", "1e3/s"} {
		if got, err := limit.Parse(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("100/s")
	f.Add("6000/m")
	f.Add("off")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := limit.Parse(text)
		if err != nil {
			return
		}
		if again, err := limit.Parse(r.String()); err != nil || again != r || !r.IsOff() && r.Requests > 1_000_000 {
			t.Fatalf("%+v %+v %v", r, again, err)
		}
	})
}

func BenchmarkTake(b *testing.B) {
	at := time.Now()
	l := limit.New(limit.Rate{Requests: 100, Per: time.Second}, func() time.Time { return at })
	b.Run("one caller", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.Take("a")
		}
	})
	b.Run("a new caller each time", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			i++
			l.Take(fmt.Sprint(i))
		}
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
